"""The optimizer of the paper, optimizers as plain values, and their guard in half precision."""

from __future__ import annotations

import contextlib
from typing import Any

import keras
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.keras_settings import known_settings
from keras_pggan.models.adversarial.fused_adam import FusedAdam
from keras_pggan.moving import Moving
from keras_pggan.words import brief, reason_of, shortened


@known_settings()
def paper_optimizer(
    learning_rate: float | Moving = 1e-3, beta_2: float | Moving = 0.99
) -> keras.optimizers.Optimizer:
    """Adam as in the paper, appendix A.1: beta1 0, beta2 0.99, epsilon 1e-8, no decay.

    It begins with the first value of what moves; training steps set the others.
    """
    rate, decay = (x.start if isinstance(x, Moving) else x for x in (learning_rate, beta_2))
    return FusedAdam(rate, beta_1=0.0, beta_2=decay, epsilon=1e-8)


def decaying_by(optimizer: keras.optimizers.Optimizer, beta_2: Any) -> Any:
    """A context in which an optimizer of ours has another `beta_2`; any other stays as it is."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    if beta_2 is None or not isinstance(inner, FusedAdam):
        return contextlib.nullcontext()
    return inner.decaying_by(beta_2)


@known_settings()
def guarded(optimizer: keras.optimizers.Optimizer, *, half: bool) -> keras.optimizers.Optimizer:
    """The optimizer with a dynamic loss scale, where networks compute in half precision.

    Gradients that are not finite leave the weights as they are and halve the scale.
    """
    if not half or isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        return optimizer
    return keras.optimizers.LossScaleOptimizer(optimizer)


def as_optimizer(name: str, given: Any) -> keras.optimizers.Optimizer | None:
    """An optimizer, by whatever Keras users have it: itself, its name, or its plain values.

    Args:
        name: of the argument, for messages.
        given: the optimizer, such as `keras.optimizers.Adam(1e-4)` or `"adam"`; None for none.

    Raises:
        InputError: it is no optimizer, or Keras knows none of that name.
    """
    if given is None or isinstance(given, keras.optimizers.Optimizer):
        return given
    if isinstance(given, dict):
        return optimizer_from(given)
    try:
        if isinstance(given, str):
            return keras.optimizers.get(given)
    except ValueError:
        pass
    raise InputError(
        f"{name} must be an optimizer, such as keras.optimizers.Adam(1e-4), or the name of one, "
        f"such as adam, got {brief(given)}"
    )


def optimizer_table(optimizer: keras.optimizers.Optimizer) -> dict[str, Any]:
    """An optimizer as plain values: its class, and its options but for its name and those of None.

    Raises:
        InputError: it cannot be made again of them.

    >>> optimizer_table(keras.optimizers.SGD(0.5))["class_name"]
    'SGD'
    """
    made = keras.saving.serialize_keras_object(optimizer)
    name = made.get("registered_name") or made["class_name"]
    table = {"class_name": name, **_plain(made["config"])}
    optimizer_from(table)
    return table


@known_settings()  # the learning rate has Keras's type of numbers
def optimizer_from(table: dict[str, Any]) -> keras.optimizers.Optimizer:
    """A new optimizer of what `optimizer_table` gave.

    Raises:
        InputError: Keras knows no such optimizer, or it has no such option.
    """
    options = dict(table)
    name, reason = str(options.pop("class_name", None)), "there is no such class"
    try:
        made = keras.optimizers.deserialize({"class_name": name, "config": options})
    except Exception as error:  # Keras raises many kinds for what it cannot use
        made, reason = None, reason_of(error)
    if not isinstance(made, keras.optimizers.Optimizer):
        raise InputError(
            "an optimizer must have the class_name of one that Keras knows (your own after "
            "keras.saving.register_keras_serializable) and its options, got "
            f"{shortened(table)} ({reason})"
        )
    return made


def _plain(value: Any) -> Any:
    """Options without those that are None, which TOML has not and Keras takes by default, and
    without names, which Keras counts up.

    A number that came out of a variable of float32 is written as it was given.
    """
    if isinstance(value, dict):
        known = {key: part for key, part in value.items() if part is not None and key != "name"}
        return {key: _plain(part) for key, part in known.items()}
    if isinstance(value, float) and float(np.float32(value)) == value:
        return float(str(np.float32(value)))
    return value
