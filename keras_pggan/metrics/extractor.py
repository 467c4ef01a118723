"""Models that tell what is seen in pictures."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from keras_pggan.data.images import PictureArray
from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.keras_settings import check_backend, known_settings
from keras_pggan.metrics.features import FeatureSet
from keras_pggan.metrics.pictures import check_pictures
from keras_pggan.plain_names import plainly_named
from keras_pggan.words import kind_and_reason, listed, reason_of, shortened

BATCH = 32  # pictures
INCEPTION = "keras inception-v3 imagenet"  # with the weights that Keras downloads
SUM = 1e-3  # by which probabilities may miss 1

# What `Extractor.call` is.
Call = Callable[[tf.Tensor], Any]


@dataclasses.dataclass(frozen=True)
class Extractor:
    """What maps pictures to features.

    Args:
        name: of the model and its weights; reports have it beside each figure.
        call: float32 pictures (batch, height, width, channels), 0 to 255, of the input shape, to
            features (batch, n), or to a pair of these and of probabilities (batch, classes), or
            to both by the names `features` and `probabilities`.
        input_shape: (height, width, channels) that it needs; a side that is None takes any.
    """

    name: str
    call: Call
    input_shape: tuple[int | None, int | None, int]

    def note(self, image_shape: tuple[int, ...]) -> str | None:
        """What is done to pictures of another shape, in words."""
        height, width, channels = self.input_shape
        done = []
        if channels == 3 and image_shape[2] == 1:
            done.append("gray is repeated to three channels")
        if channels == 3 and image_shape[2] == 4:
            done.append("transparency is left out")
        wanted = (height or image_shape[0], width or image_shape[1])
        if wanted != tuple(image_shape[:2]):
            done.append(f"resized to {wanted[0]}x{wanted[1]}")
        return ", ".join(done) or None

    def features(self, pictures: PictureArray) -> FeatureSet:
        """Features of all pictures, which are read in batches.

        Pictures of another size are resized (bilinear, with antialiasing where they shrink).

        Args:
            pictures: uint8 (count, height, width, channels), one or more.

        Raises:
            InputError: channels that the extractor does not take, or results of another shape.
        """
        found = list(self.batches(pictures))
        given = None
        if found[0].probabilities is not None:
            given = np.concatenate([each.probabilities for each in found])
        return FeatureSet(self.name, np.concatenate([each.values for each in found]), given)

    def batches(self, pictures: PictureArray) -> Iterator[FeatureSet]:
        """What `features` gives, a batch at a time; `streamed_statistics` takes it so."""
        check_pictures(pictures)
        if not pictures.shape[0]:
            raise InputError("one picture or more is expected, got 0")
        self._check_channels(pictures.shape[-1])
        for start in range(0, pictures.shape[0], BATCH):
            indices = np.arange(start, min(start + BATCH, pictures.shape[0]))
            parts = self._split(self.call(self._fitted(pictures[indices])), len(indices))
            yield FeatureSet(self.name, *parts)

    def _check_channels(self, channels: int) -> None:
        if channels != self.input_shape[2] and self.input_shape[2] != 3:
            raise InputError(
                f"{self.name}: pictures of {self.input_shape[2]} channels are expected, "
                f"these have {channels}"
            )

    def differentiable(self, pictures: tf.Tensor) -> tf.Tensor:
        """Features of pictures, float32 (batch, n), through which gradients go; none is checked.

        Args:
            pictures: float32 (batch, height, width, channels), 0 to 255; otherwise as `features`.
        """
        self._check_channels(pictures.shape[-1])
        return self._parts(self.call(self._fitted(pictures)))[0]

    def _fitted(self, pictures: np.ndarray | tf.Tensor) -> tf.Tensor:
        height, width, channels = self.input_shape
        fitted = tf.cast(pictures, tf.float32)
        if channels == 3:
            gray = pictures.shape[-1] == 1
            fitted = tf.repeat(fitted, 3, axis=-1) if gray else fitted[..., :3]
        wanted = (height or pictures.shape[1], width or pictures.shape[2])
        if wanted != tuple(pictures.shape[1:3]):
            fitted = tf.image.resize(fitted, wanted, antialias=True)
        return fitted

    def _parts(self, result: Any) -> list[Any]:
        if isinstance(result, dict):
            return _in_order(result, self.name)
        return list(result) if isinstance(result, list | tuple) else [result]

    def _split(self, result: Any, count: int) -> tuple[np.ndarray, np.ndarray | None]:
        arrays = [np.asarray(part, np.float32) for part in self._parts(result)]
        shapes = [array.shape for array in arrays]
        if len(arrays) not in (1, 2) or any(len(s) != 2 or s[0] != count for s in shapes):
            raise InputError(
                f"{self.name}: features (batch, n) are expected, or a pair of these and of "
                f"probabilities (batch, classes); of a batch of {count} it made {shortened(shapes)}"
            )
        if not all(np.isfinite(array).all() for array in arrays):
            raise InputError(f"{self.name}: it makes NaN or infinity of pictures")
        if len(arrays) == 2 and (
            arrays[1].min() < -SUM or abs(arrays[1].sum(axis=1) - 1).max() > SUM
        ):
            raise InputError(
                f"{self.name}: its second result must be probabilities, which sum to 1; "
                "end the model with a softmax"
            )
        return arrays[0], arrays[1] if len(arrays) == 2 else None


def open_extractor(
    path: Path | str | None = None, *, inception_weights: Path | str | None = None
) -> Extractor:
    """Inception-v3, or a model of one's own.

    Args:
        path: a .keras file, or a SavedModel folder with one input and the results `features` and,
            if it has them, `probabilities`. It takes float32 pictures (batch, height, width,
            channels), 0 to 255: a model that wants others begins with `keras.layers.Rescaling`.
        inception_weights: a file of Keras's weights of Inception-v3 with its top, in place of the
            one that Keras downloads.

    Raises:
        InputError: it cannot be loaded, or is no model of pictures.
    """
    check_backend()
    if path is None:
        return _inception(inception_weights)
    path = as_path(path)
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    if (path / "saved_model.pb").is_file():
        return _from_saved_model(path)
    if path.suffix != ".keras":
        raise InputError(f"{path}: an extractor is a .keras file or a SavedModel folder")
    try:
        model = keras.models.load_model(path, compile=False)
    except Exception as error:  # Keras raises many kinds for a file that it cannot use
        reason = kind_and_reason(error)
        raise InputError(f"{path}: not a Keras model that can be used ({reason})") from error
    name = f"{path.name} {_checksum(path)}"
    return _from_keras(model, name)


@known_settings()
def _inception(weights: Path | str | None) -> Extractor:
    weights = None if weights is None else as_path(weights)
    if weights is not None and not Path(weights).is_file():
        raise InputError(f"{weights}: there is no such file")
    try:
        base = keras.applications.InceptionV3(weights=weights or "imagenet")
    except Exception as error:  # of the download, of the file
        reason = reason_of(error)
        source = weights or "the weights of Inception-v3 cannot be downloaded"
        advice = "give a file of them (--inception-weights), or another model (--extractor)"
        raise InputError(f"{source}: {reason}; {advice}") from error
    pictures = keras.Input((299, 299, 3))
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(pictures)
    both = keras.Model(base.input, [base.get_layer("avg_pool").output, base.output])
    model = keras.Model(pictures, both(scaled))
    if weights is None:
        return _from_keras(model, INCEPTION)
    return _from_keras(model, f"keras inception-v3 {Path(weights).name} {_checksum(Path(weights))}")


def _from_keras(model: keras.Model, name: str) -> Extractor:
    shape = _input_shape(getattr(model, "input_shape", None), name)
    signature = [tf.TensorSpec((None, *shape), tf.float32)]
    compiled = tf.function(lambda x: model(x, training=False), signature, autograph=False)
    return Extractor(name, compiled, shape)


def _from_saved_model(path: Path) -> Extractor:
    try:
        with plainly_named(path) as named:
            loaded = tf.saved_model.load(str(named))
        signature = loaded.signatures["serving_default"]
        ((key, given),) = signature.structured_input_signature[1].items()
    except Exception as error:  # TensorFlow raises many kinds for a folder that it cannot use
        told = f"{path}: not a SavedModel with one input of pictures ({kind_and_reason(error)})"
        raise InputError(told) from error
    shape = _input_shape(None if given.shape.rank is None else tuple(given.shape), str(path))
    if given.dtype != tf.float32:
        raise InputError(f"{path}: it takes {given.dtype.name}; float32 pictures are expected")
    _in_order(signature.structured_outputs, str(path))

    def call(pictures: tf.Tensor, owner: Any = loaded) -> dict[str, tf.Tensor]:
        return dict(signature(**{key: pictures}))

    files = [path / "saved_model.pb", *sorted((path / "variables").glob("variables.data*"))]
    return Extractor(f"{path.name} {_checksum(*files)}", call, shape)


def _in_order(results: dict[str, Any], name: str) -> list[Any]:
    """Features, then probabilities, of results that have names."""
    if len(results) > 1 and set(results) != {"features", "probabilities"}:
        raise InputError(
            f"{name}: the results features and probabilities are expected, "
            f"it has {listed(sorted(results), most=5)}"
        )
    return [results[key] for key in sorted(results)]


def _input_shape(shape: Any, name: str) -> tuple[int | None, int | None, int]:
    if not isinstance(shape, tuple) or len(shape) != 4 or shape[3] is None:
        raise InputError(
            f"{name}: one input of pictures (batch, height, width, channels) is expected, "
            f"it takes {shortened(shape)}"
        )
    return shape[1], shape[2], shape[3]


def _checksum(*paths: Path) -> str:
    """The first digits of a SHA-256 of files, which tell two models of one name apart."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:8]
