"""Generating from a preset needs no training, and no TensorFlow where Keras runs without."""

import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest

import keras_pggan as pg

CODE = """
import sys
import numpy as np
import keras_pggan as pg
np.savez(sys.argv[2], images=pg.generate(sys.argv[1], 3, seed=4, label=1))
ours = [name.split(".")[1] for name in sys.modules if name.startswith("keras_pggan.")]
print(sorted({"training", "losses", "metrics", "evaluation"} & set(ours)))
print([name for name in sys.modules if name == "tensorflow" or ".adversarial" in name])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    config = pg.NetworkConfig(
        resolution=8, filters_base=32, filters_max=8, latent_dim=8, label_count=2
    )
    folder = tmp_path_factory.mktemp("zoo") / "pairs"
    pg.save_to_preset(pg.GrowingGenerator(config), folder)
    return folder


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_pictures_are_the_same_on_every_backend(folder, tmp_path, backend):
    if not importlib.util.find_spec(backend):
        pytest.skip(f"{backend} is not installed")
    out = tmp_path / "pictures.npz"
    done = subprocess.run(
        [sys.executable, "-c", CODE, folder, out],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    loaded = [] if backend != "tensorflow" else ["tensorflow"]
    assert done.stdout.splitlines()[-2:] == ["[]", str(loaded)]
    made = np.load(out)["images"].astype(int)
    expected = pg.generate(folder, 3, seed=4, label=1)
    assert np.abs(made - expected).max() <= (0 if backend == "tensorflow" else 1)
