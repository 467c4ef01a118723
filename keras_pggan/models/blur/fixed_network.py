"""What the two fixed networks share."""

from __future__ import annotations

import dataclasses
from typing import Any

import keras

from keras_pggan.keras_settings import known_settings
from keras_pggan.kinds import as_kind
from keras_pggan.models.blur.blur_network_config import BlurNetworkConfig


class FixedNetwork(keras.Model):
    """A network around a functional model, `model`, which is what a GAN trains.

    Subclasses implement `_functional`.

    Args:
        config: a `BlurNetworkConfig`, or the dictionary that `get_config` made of it.
        dtype: the dtype policy; float32 by default, whatever the global policy is.
    """

    family = "blur"  # whose networks these are, which those who save one alone must know

    def __init__(self, config: BlurNetworkConfig | dict, *, dtype: Any = None, **kwargs):
        super().__init__(dtype=dtype or "float32", **kwargs)
        given = BlurNetworkConfig(**config) if isinstance(config, dict) else config
        self.config = as_kind("config", given, BlurNetworkConfig)
        with known_settings(self.dtype_policy):
            self.model = self._functional()
        self.built = True

    def _functional(self) -> keras.Model:
        raise NotImplementedError

    def call(self, *args, **kwargs):
        return self.model(*args, **kwargs)

    def get_config(self):
        shape = dataclasses.asdict(self.config)
        return {"config": shape, "name": self.name, "dtype": self.dtype_policy.name}

    def build_from_config(self, config):
        """Everything was built in `__init__`."""
