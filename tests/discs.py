"""A generator of discs, half of whose pictures are corrupted, for tests of filters."""

import numpy as np

from keras_pggan.pictures import to_bytes, write_png

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


def write_labelled(folder, values, draw=drawn):
    rows = ["file,good"]
    for number, (value, good) in enumerate(zip(values, is_good(values), strict=True)):
        write_png(folder / f"{number:04d}.png", to_bytes(draw(value[None]))[0])
        rows.append(f"{number:04d}.png,{int(good)}")
    (folder / "labels.csv").write_text("\n".join(rows))
    return folder
