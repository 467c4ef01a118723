"""A number of a layer that a training step moves."""

from __future__ import annotations

from typing import Any

import keras


def moved_number(layer: keras.layers.Layer, name: str, initial: float) -> Any:
    """Adds a non-trainable float32 weight, which stays float32 in every precision.

    A weight, not a Python number, so that a compiled step can move it, a checkpoint holds it, and a
    replica under `tf.distribute` reads it.

    Args:
        layer: whose it becomes.
        name: of the weight.
        initial: its value at the start.
    """
    return layer.add_weight(
        name=name,
        shape=(),
        initializer=keras.initializers.Constant(initial),
        trainable=False,
        dtype="float32",
        autocast=False,
        # Every replica assigns the same number; summing them would double it.
        aggregation="only_first_replica",
    )
