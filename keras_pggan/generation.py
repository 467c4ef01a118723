"""Latents, and pictures made of them by a trained generator in any of its forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from keras_pggan.data.npz import write_npz
from keras_pggan.errors import InputError
from keras_pggan.files import check_writable
from keras_pggan.pictures import grid, to_bytes, write_png

if TYPE_CHECKING:
    import keras

RUN_GENERATOR = "generator.keras"  # what a run directory keeps


@dataclasses.dataclass(frozen=True)
class Generator:
    """A trained generator, wherever it was loaded from.

    Args:
        latent_dim: length of a latent.
        image_shape: (height, width, channels) of its pictures.
        call: latents (batch, latent_dim) float32 to pictures, floats meant for [-1, 1].
        model: the Keras model behind it; None for a SavedModel.
        source: what messages call it.
    """

    latent_dim: int
    image_shape: tuple[int, int, int]
    call: Callable[[np.ndarray], np.ndarray]
    model: object | None = None
    source: str = "generator"


def latents(count: int, latent_dim: int, *, seed: int = 0) -> np.ndarray:
    """Standard normal latents (count, latent_dim), float32, a function of their arguments.

    The first latents of a larger count are those of a smaller one.

    >>> bool((latents(2, 8, seed=1) == latents(5, 8, seed=1)[:2]).all())
    True
    """
    random = np.random.default_rng(seed)
    return random.standard_normal((count, latent_dim), dtype=np.float32)


def generate(
    generator: Generator, count: int, *, seed: int = 0, batch_size: int = 32
) -> np.ndarray:
    """Pictures of seeded latents, uint8 (count, height, width, channels).

    Raises:
        InputError: count is below 1, or the generator returns NaN.
    """
    if count < 1:
        raise InputError(f"count must be 1 or more, got {count}")
    drawn = latents(count, generator.latent_dim, seed=seed)
    result = np.empty((count, *generator.image_shape), np.uint8)
    for first in range(0, count, batch_size):
        result[first : first + batch_size] = to_bytes(generator.call(drawn[first:][:batch_size]))
    return result


def load_generator(path: Path | str | keras.Model) -> Generator:
    """Loads a generator from a run directory, a .keras file, or an exported SavedModel folder.

    A Keras model is taken as it is; a `GrowingGenerator` straight through its last level.

    Raises:
        InputError: there is nothing at `path`, or it is not a generator.
    """
    if not isinstance(path, Path | str):
        return _from_model(path, "model")
    path = Path(path)
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if (path / "saved_model.pb").is_file():
        return _from_saved_model(path)
    if path.is_dir():
        if (path / RUN_GENERATOR).is_file():
            return _from_keras(path / RUN_GENERATOR)
        if (path / "config.toml").is_file():
            raise InputError(f"{path}: this run has not completed a level yet; train it further")
        raise InputError(f"{path}: neither a run directory nor an exported SavedModel")
    return _from_keras(path)


def check_out(out: Path | str) -> None:
    """Raises InputError where `write_pictures` could not tell what is wanted."""
    suffix = Path(out).suffix.lower()
    check_writable(out)
    if suffix and Path(out).is_dir() and suffix in (".png", ".npz"):
        raise InputError(f"{out}: a file is expected, this is a folder")
    if suffix not in ("", ".png", ".npz") and not Path(out).is_dir():
        raise InputError(f"{out}: a .png, a .npz or a folder (no suffix) is expected")
    if not suffix and Path(out).is_file():
        raise InputError(f"{out}: a folder is expected, this is a file")


def write_pictures(images: np.ndarray, out: Path | str) -> None:
    """Writes uint8 pictures (count, height, width, channels) in the form that `out` asks for.

    A .png gets a grid, a .npz the contract of `keras_pggan.data`, and a folder one .png each,
    numbered from 0.

    Raises:
        InputError: `out` is none of these.
    """
    check_out(out)
    out = Path(out)
    if out.suffix.lower() == ".npz":
        write_npz(out, images)
    elif out.suffix.lower() == ".png":
        write_png(out, grid(images))
    else:
        digits = max(4, len(str(len(images) - 1)))
        for index, picture in enumerate(images):
            write_png(out / f"{index:0{digits}d}.png", picture)


def _from_keras(path: Path) -> Generator:
    import keras

    import keras_pggan.models  # noqa: F401  (registers our layers)

    if path.suffix != ".keras":
        raise InputError(f"{path}: a run directory, a .keras file or a SavedModel is expected")
    try:
        model = keras.models.load_model(path, compile=False)
    except Exception as error:  # Keras raises many kinds for a file that it cannot use
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise InputError(f"{path}: not a Keras model that can be used ({reason})") from error
    return _from_model(model, str(path))


def _from_model(model: keras.Model, source: str) -> Generator:
    from keras_pggan.models.generator import GrowingGenerator

    if isinstance(model, GrowingGenerator):
        model = model.straight_through(model.config.level_count - 1)
    inputs, outputs = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    latent_dim, image_shape = _checked(source, inputs, outputs)
    return Generator(latent_dim, image_shape, _in_graph(model), model, source)


def _in_graph(model) -> Callable[[np.ndarray], np.ndarray]:
    import tensorflow as tf

    # One trace serves every batch size.
    call = tf.function(
        lambda x: model(x, training=False),
        input_signature=[tf.TensorSpec((None, model.input_shape[-1]), tf.float32)],
    )
    return lambda batch: call(tf.constant(batch)).numpy()


def _from_saved_model(path: Path) -> Generator:
    import tensorflow as tf

    try:
        loaded = tf.saved_model.load(str(path))
        signature = loaded.signatures["serving_default"]
        ((name, given),) = signature.structured_input_signature[1].items()
        ((result, returned),) = signature.structured_outputs.items()
    except Exception as error:  # TensorFlow raises many kinds for a folder that it cannot use
        raise InputError(
            f"{path}: not a SavedModel with one input and one output; "
            "make one with `keras-pggan export`"
        ) from error
    latent_dim, image_shape = _checked(str(path), tuple(given.shape), tuple(returned.shape))

    def call(batch: np.ndarray, owner=loaded) -> np.ndarray:  # `owner` keeps the weights alive
        return signature(**{name: tf.constant(batch)})[result].numpy() * 2.0 - 1.0

    return Generator(latent_dim, image_shape, call, source=str(path))


def _checked(source: str, inputs, outputs) -> tuple[int, tuple[int, int, int]]:
    good = isinstance(inputs, tuple) and isinstance(outputs, tuple)
    good = good and len(inputs) == 2 and len(outputs) == 4
    if not good or None in (inputs[1], *outputs[1:]) or outputs[3] not in (1, 3, 4):
        raise InputError(
            f"{source}: not a generator: latents (batch, latent_dim) to pictures (batch, height, "
            f"width, 1, 3 or 4) are expected, this maps {inputs} to {outputs}"
        )
    return int(inputs[1]), (int(outputs[1]), int(outputs[2]), int(outputs[3]))
