"""Pictures that a generator made, wherever they come from."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from keras_pggan.data.npz import read_npz
from keras_pggan.generation import generate
from keras_pggan.loading import load_generator


def sample_pictures(model: Path | str, count: int, *, seed: int = 0) -> np.ndarray:
    """Pictures of a generator, uint8 (count, height, width, channels).

    Args:
        model: a run, a .keras file, a SavedModel folder, or an .npz of pictures that any program
            made.
        count: how many; of an .npz that has fewer, all.
        seed: of the latents, or of the choice from an .npz.

    Raises:
        InputError: as `load_generator`, `generate` or `read_npz`.
    """
    if Path(model).suffix.lower() != ".npz":
        return generate(load_generator(model), count, seed=seed)
    images = read_npz(model).images
    chosen = np.random.default_rng(seed).permutation(len(images))[:count]
    return np.asarray(images[np.sort(chosen)])
