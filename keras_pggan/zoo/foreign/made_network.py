"""The networks of a foreign file, made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.keras_settings import known_settings
from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.models.progressive.growing_generator import GrowingGenerator
from keras_pggan.models.progressive.growing_network import GrowingNetwork
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.models.progressive.parameters import (
    discriminator_parameters,
    generator_parameters,
)
from keras_pggan.zoo.foreign.found_network import HEAD, FoundNetwork, Place

FAR = 10  # times as many


def make(found: FoundNetwork, shape: NetworkConfig, where: str, *, judges: bool) -> GrowingNetwork:
    """A network with the weights that were found.

    Args:
        found: the weights, and how far the last level had faded in.
        shape: of it.
        where: the file, for messages.
        judges: whether it is a discriminator.

    Raises:
        InputError: a layer of the file does not fit the ones before it.
    """
    _check_count(found, shape, where, judges)
    with known_settings():
        network = (GrowingDiscriminator if judges else GrowingGenerator)(shape)
    weights = dict(_weights(network))
    for place in weights.keys() ^ found.weights.keys():
        level, layer, name = place
        what = "lacks" if place in weights else "has too much:"
        raise InputError(f"{where}: it {what} the {name} of {layer} at level {level}")
    for place, weight in weights.items():
        given = found.weights[place]
        if tuple(weight.shape) != given.shape:
            level, layer, name = place
            raise InputError(
                f"{where}: the {name} of {layer} at level {level} has the shape {given.shape}, "
                f"{tuple(weight.shape)} is expected behind the layers before"
            )
        weight.assign(np.ascontiguousarray(given))
    network.alpha.assign(found.alpha)
    return network


def _check_count(found: FoundNetwork, shape: NetworkConfig, where: str, judges: bool) -> None:
    """Raises InputError where a network would be far larger than what the file has of it.

    A few wide layers that do not fit each other would otherwise take all memory before that shows.
    """
    count = (discriminator_parameters if judges else generator_parameters)(shape)
    given = sum(each.size for each in found.weights.values())
    if count > FAR * given:
        raise InputError(
            f"{where}: its layers do not fit each other: {count:,} numbers are expected of their "
            f"widths, it has {given:,}"
        )


def _weights(network: GrowingNetwork) -> Iterator[tuple[Place, Any]]:
    """The weights of a network by their places."""
    for level, (block, head) in enumerate(zip(network.blocks, network.heads, strict=True)):
        named = [(layer.name, layer) for layer in getattr(block, "layers", ())]
        for name, layer in [*named, (HEAD, head)]:
            for weight in layer.trainable_weights:
                yield (level, name, weight.name), weight
