"""What the two growing networks share."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

import keras

from keras_pggan.errors import InputError
from keras_pggan.keras_settings import known_settings
from keras_pggan.kinds import as_kind
from keras_pggan.layers import WeightedSum
from keras_pggan.layers.resampling_conv2d import ResamplingConv2D
from keras_pggan.models.progressive.network_config import NetworkConfig


class GrowingNetwork(keras.Model):
    """A network that owns the blocks of all levels and builds the model of one level on demand.

    Subclasses fill `blocks` and `heads` (index = level) and implement `_straight_through(level)`
    and `_fade_in(level)`. All weights exist from the start, so a checkpoint has the same content
    in every phase, and models of any level and kind share their weights through shared layers.

    Called like any Keras model, it is its own straight-through model of the last level.

    Args:
        config: a `NetworkConfig`, or the dictionary that `get_config` made of it.
        dtype: the dtype policy, such as `mixed_bfloat16`; float32 by default, whatever the global
            policy is.
    """

    family = "progressive"  # whose networks these are, which those who save one alone must know
    # What is blended: maps in the dtype policy's precision, or pictures in float32.
    fade_dtype: str | None = None

    def __init__(self, config: NetworkConfig | dict, *, dtype: Any = None, **kwargs):
        super().__init__(dtype=dtype or "float32", **kwargs)
        given = NetworkConfig(**config) if isinstance(config, dict) else config
        self.config = as_kind("config", given, NetworkConfig)
        self.fade = WeightedSum(name="fade", dtype=self.fade_dtype or self.dtype_policy)
        self.blocks: list[keras.layers.Layer] = []
        self.heads: list[keras.layers.Layer] = []

    def straight_through(self, level: int) -> keras.Model:
        """The model that trains and is used once a level is fully grown."""
        self.config.check_level(level)
        with self._own_precision():
            return self._straight_through(level)

    def fade_in(self, level: int) -> keras.Model:
        """The model that cross-fades from the level below to `level` by `alpha`.

        Raises:
            InputError: there is no such level, or nothing to fade in from.
        """
        self.config.check_level(level)
        if level == 0:
            raise InputError("level 0 has no level below to fade in from; use straight_through(0)")
        with self._own_precision():
            return self._fade_in(level)

    def compute_as(self, config: NetworkConfig) -> None:
        """Computes the same function of the same weights in another form.

        Args:
            config: that of this network, but for `fused_levels`.
        """
        self.config = config
        for level, block in enumerate(self.blocks):
            for layer in block.layers:
                if isinstance(layer, ResamplingConv2D):
                    layer.fused = config.is_fused(level)
        self._finish()

    def take_levels(self, other: GrowingNetwork) -> None:
        """Takes the weights of a network that has the first levels of this one."""
        for mine, theirs in ((self.blocks, other.blocks), (self.heads, other.heads)):
            for layer, taken in zip(mine, theirs, strict=False):
                layer.set_weights(taken.get_weights())
        self.alpha.assign(other.alpha)

    @contextlib.contextmanager
    def _own_precision(self) -> Iterator[None]:
        """Layers that are made inside have the dtype policy of this network."""
        with known_settings(self.dtype_policy):
            yield

    @property
    def alpha(self) -> keras.Variable:
        """The weight of the cross-fade that all fade-in models of this network share."""
        return self.fade.alpha

    def call(self, *args, **kwargs):
        return self._last(*args, **kwargs)

    def _finish(self) -> None:
        # Held in a function, out of Keras' sight: the model of one level must not become a
        # second path to the weights in a checkpoint.
        model = self.straight_through(self.config.level_count - 1)
        self._last = lambda *args, **kwargs: model(*args, **kwargs)
        # A network that never fades in would leave this to Keras, which cannot guess its shapes.
        self.fade.built = True
        self.built = True

    def _model_name(self, level: int, kind: str) -> str:
        height, width, _ = self.config.image_shape(level)
        return f"{self.name}_{height}x{width}_{kind}"

    def get_config(self):
        shape = dataclasses.asdict(self.config)
        return {"config": shape, "name": self.name, "dtype": self.dtype_policy.name}

    def build_from_config(self, config):
        """Everything was built in `__init__`."""
