"""Snapshots of the paper's authors' program compute here what they compute there."""

import foreign_networks as source
import numpy as np
import pytest
from foreign_files import snapshot

import keras_pggan as pg
from keras_pggan import zoo

LATENT, LABELS = 7, 3
# Filters of levels, the dense layer's, channels, classes, fused, options of the pickle.
CASES = {
    "fused": ((6, 6, 5), 6, 3, 0, True, {}),
    "layers": ((8, 8, 4), 8, 1, 0, False, {"numpy": "numpy._core"}),
    "classes": ((6, 4), 5, 3, LABELS, True, {"python_2": True}),
    "base": ((6,), 6, 3, 0, True, {}),
}


def networks(case):
    widths, dense, channels, labels, fused, _ = CASES[case]
    options = {"label_size": labels, "fused_scale": fused, "num_channels": channels}
    generators = [
        source.official_generator(widths, LATENT, channels, labels, fused=fused, seed=seed)
        for seed in (1, 2)
    ]
    discriminator = source.official_discriminator(widths, dense, channels, labels, fused=fused)
    lod = np.float32(0.0)
    return (
        ("G_paper", {**options, "latent_size": LATENT}, {"lod": lod, **generators[0]}),
        ("D_paper", {**options, "mbstd_group_size": 4}, {"lod": lod, **discriminator}),
        ("G_paper", {**options, "latent_size": LATENT}, {"lod": lod, **generators[1]}),
    )


@pytest.fixture(scope="module", params=CASES)
def converted(request, tmp_path_factory):
    """The three networks of a snapshot, and the preset that came of it."""
    folder = tmp_path_factory.mktemp("official")
    made = networks(request.param)
    (folder / "snapshot.pkl").write_bytes(snapshot(made, **CASES[request.param][-1]))
    zoo.convert(folder / "snapshot.pkl", folder / "preset")
    return [variables for _, _, variables in made], folder / "preset", CASES[request.param]


def test_the_averaged_generator_draws_what_it_drew(converted, growth):
    (_, _, averaged), folder, (_, _, _, labels, *_) = converted
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    classes = np.eye(LABELS, dtype="float32")[:, :labels]
    flat = np.concatenate([latents, classes], axis=1)
    growth.assert_draws(
        pg.from_preset(folder),
        [latents, classes] if labels else latents,
        lambda *stage: source.run_official_generator(averaged, flat, *stage),
    )


@pytest.mark.parametrize("count", [8, 4, 3])
def test_the_discriminator_judges_as_it_judged(converted, growth, count):
    (_, discriminator, _), folder, _ = converted
    growth.assert_judges(
        pg.from_preset(folder, network="discriminator"),
        count,
        lambda *given: source.run_official_discriminator(discriminator, *given),
    )
