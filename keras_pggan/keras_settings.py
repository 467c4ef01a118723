"""Keras as this package needs it, whatever else it is set to."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.words import reason_of

NEEDED = "tensorflow"
LEGACY = "TF_USE_LEGACY_KERAS"


@contextlib.contextmanager
def known_settings(policy: Any = "float32") -> Iterator[None]:
    """Keras as it comes, while the block runs: float32, channels last, epsilon 1e-7.

    A keras.json or the caller's program may have set it to something else. It is for what Keras
    takes from there and from nowhere else, such as the type of an optimizer's learning rate; also a
    decorator. The settings are those of the process: no other thread should make layers meanwhile.

    Args:
        policy: the dtype policy of layers that are made inside.
    """
    config: Any = importlib.import_module("keras").config
    outside = config.dtype_policy(), config.floatx(), config.image_data_format(), config.epsilon()
    _set(config, policy, "float32", "channels_last", 1e-7)
    try:
        yield
    finally:
        _set(config, *outside)


def _set(config: Any, policy: Any, floatx: str, data_format: str, epsilon: float) -> None:
    config.set_dtype_policy(policy)
    config.set_floatx(floatx)
    config.set_image_data_format(data_format)
    config.set_epsilon(epsilon)


def check_backend() -> None:
    """Raises InputError where Keras does not run on TensorFlow, or would not; does not import it.

    Layers and networks run on every backend. Training, losses, loaded generators, features and the
    detector of faces do not.
    """
    name, where = _backend()
    if name != NEEDED:
        raise InputError(
            f"Keras is set to the backend {name} ({where}), and this needs TensorFlow; "
            f"set KERAS_BACKEND={NEEDED} in the environment before Python starts"
        )


@contextlib.contextmanager
def keras_3() -> Iterator[None]:
    """Has `tf.keras`, which packages of others use, be Keras 3 when it is first used inside."""
    legacy = os.environ.pop(LEGACY, None)
    try:
        yield
    finally:
        if legacy is not None:
            os.environ[LEGACY] = legacy


def import_keras(*, any_backend: bool = False) -> None:
    """Imports Keras.

    Args:
        any_backend: whether it may run on another than TensorFlow.

    Raises:
        InputError: it runs on another backend, or its settings keep it from being imported.
    """
    if not any_backend:
        check_backend()
    try:
        importlib.import_module("keras")
    except (ValueError, ImportError) as error:
        raise InputError(
            f"Keras cannot be imported: {reason_of(error)} (its settings are in {_settings_file()})"
        ) from error


def own_process() -> None:
    """Has Keras run on TensorFlow in a process that is ours alone and has not imported it yet."""
    os.environ.update(KERAS_BACKEND=NEEDED)


def backend_name() -> str:
    """The backend that Keras runs on, or would."""
    return _backend()[0]


def _backend() -> tuple[str, str]:
    """The backend of Keras, and what has set it."""
    if "keras" in sys.modules:
        keras: Any = sys.modules["keras"]
        if hasattr(keras, "backend"):  # else another thread is importing it
            return keras.backend.backend(), "it was imported so"
    if name := os.environ.get("KERAS_BACKEND"):
        return name, "KERAS_BACKEND in the environment"
    try:
        with open(_settings_file(), encoding="utf-8") as file:
            return json.load(file).get("backend", NEEDED), _settings_file()
    except (OSError, ValueError, AttributeError):  # Keras passes over such a file, too
        return NEEDED, "as it comes"


def _settings_file() -> str:
    """Where Keras reads its settings."""
    home = os.path.expanduser("~")
    default = os.path.join(home if os.access(home, os.W_OK) else "/tmp", ".keras")
    return os.path.expanduser(os.path.join(os.environ.get("KERAS_HOME", default), "keras.json"))
