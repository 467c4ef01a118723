"""What the tests of filters share: a generator, half of whose pictures are corrupted."""

import numpy as np
import pytest

from keras_pggan.filtering.training_filter import train_filter
from keras_pggan.generators.generation import Generator, latents
from keras_pggan.pictures import write_png

SIDE, DIM = 16, 6


def is_good(values):
    """Whether the picture of a latent is not corrupted."""
    return np.asarray(values)[:, 0] > 0


def drawn(values, labels=None):
    """A disc in the middle of a light picture; noise over half of one that is corrupted."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    pictures = np.empty((len(values), SIDE, SIDE, 3), np.float32)
    for picture, value, good in zip(pictures, values, is_good(values), strict=True):
        radius = 4 + np.tanh(value[1])
        disc = np.hypot(rows - 7.5, columns - 7.5) < radius
        picture[:] = np.where(disc[..., None], np.tanh(value[2:5]), 0.8)
        if not good:
            random = np.random.default_rng(int.from_bytes(value.tobytes()[-4:], "little"))
            picture[:, ::2] = random.uniform(-1, 1, (SIDE, SIDE // 2, 3))
    return pictures


@pytest.fixture(scope="session")
def generator():
    return Generator(DIM, (SIDE, SIDE, 3), drawn, None, "discs")


@pytest.fixture(scope="session")
def labelled(tmp_path_factory):
    """A folder of its pictures, and the labels of a person who sees which are corrupted."""
    folder = tmp_path_factory.mktemp("labelled")
    return write_labelled(folder, latents(120, DIM, seed=1))


def write_labelled(folder, values, draw=drawn):
    rows = ["file,good"]
    for number, (value, good) in enumerate(zip(values, is_good(values), strict=True)):
        picture = np.round(127.5 * draw(value[None])[0] + 127.5).astype(np.uint8)
        write_png(folder / f"{number:04d}.png", picture)
        rows.append(f"{number:04d}.png,{int(good)}")
    (folder / "labels.csv").write_text("\n".join(rows))
    return folder


@pytest.fixture(scope="session")
def trained(labelled):
    """A filter that was trained with them, and its figures."""
    out = labelled / "filter.keras"
    return out, train_filter(labelled / "labels.csv", out)
