"""State dictionaries of pro-gan-pth (akanimax/pro_gan_pytorch), version 3."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.words import brief
from keras_pggan.zoo.foreign.found_network import Arrays, FoundNetwork, Reader
from keras_pggan.zoo.foreign.permuting import BASE, to_maps
from keras_pggan.zoo.foreign.taking import Taking

TOLD = "a file of pro-gan-pth"
NETWORKS = {
    "generator": "generator",
    "discriminator": "discriminator",
    "shadow_generator": "averaged",
}
# A layer that only the one or the other network has.
OF_GENERATOR, OF_DISCRIMINATOR = "rgb_converters.0.weight", "from_rgb.0.0.weight"
AVERAGED = ("shadow", "ema")  # in the name of a file with the averaged generator alone
# Every layer has the gain of He et al. 2015; behind the first there is no pixel normalization.
GAIN = 2.0**0.5
CONVENTIONS = {
    "first_gain": GAIN,
    "to_image_gain": GAIN,
    "last_gain": GAIN,
    "normalize_first": False,
}
UNTRAINED = (
    "The file does not tell how far its networks had grown: levels above are as they began, and "
    "convert --resolution leaves them out."
)


def is_pro_gan(value: Any) -> bool:
    """Whether what a file holds is all networks, one with its `conf`, or the state of one."""
    if not isinstance(value, dict):
        return False
    return any(isinstance(value.get(key), dict) for key in NETWORKS) or _is_state(_state(value))


def networks_of_pro_gan(path: Path, value: Mapping[str, Any]) -> dict[str, Reader]:
    """What reads the networks of a file, by what they are.

    A generator alone is the averaged one where the name of the file says `shadow` or `ema`.
    """
    states = {
        name: value[key] for key, name in NETWORKS.items() if isinstance(value.get(key), dict)
    }
    if not states:
        kind = "generator" if OF_GENERATOR in _state(value) else "discriminator"
        if kind == "generator" and any(each in path.stem.lower() for each in AVERAGED):
            kind = "averaged"
        states = {kind: value}
    return {name: functools.partial(_network, path, name, each) for name, each in states.items()}


def _state(value: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays of a network, with its `conf` or without; several GPUs put `module.` before."""
    inner = value.get("state_dict", value)
    arrays = inner if isinstance(inner, dict) else {}
    return {str(name).removeprefix("module."): each for name, each in arrays.items()}


def _is_state(arrays: Mapping[str, Any]) -> bool:
    return OF_GENERATOR in arrays or OF_DISCRIMINATOR in arrays


def _network(path: Path, name: str, value: Mapping[str, Any]) -> FoundNetwork:
    conf, where = value.get("conf", {}), f"{path}: its {name}"
    if not isinstance(conf, dict):
        raise InputError(f"{where} has as its conf {brief(conf)}")
    taking = Taking(Arrays(where, _state(value)), separator=".", outputs_first=True)
    read = _discriminator if name == "discriminator" else _generator
    found = read(where, taking, {"equalized_learning_rate": bool(conf.get("use_eql", True))})
    taking.arrays.check_taken()
    return found


def _generator(where: str, taking: Taking, shape: dict[str, Any]) -> FoundNetwork:
    # A transposed convolution of one pixel: (latent, channels, height, width).
    kernel = taking.kernel("layers.0.conv_1", None, None, BASE, BASE)
    taking.weights[0, "dense", "kernel"] = to_maps(kernel.reshape(len(kernel), -1))
    taking.weights[0, "dense_bias", "bias"] = taking.bias("layers.0.conv_1", kernel.shape[1])
    filters = [taking.convolution("layers.0.conv_2", 0, "conv")[1]]
    while taking.has(f"layers.{len(filters)}.conv_1"):
        level = len(filters)
        taking.convolution(f"layers.{level}.conv_1", level, "conv_0")
        filters.append(taking.convolution(f"layers.{level}.conv_2", level, "conv_1")[1])
    for level in range(len(filters)):
        channels = taking.convolution(f"rgb_converters.{level}", level, size=1)[1]
    return FoundNetwork(
        filters=tuple(filters),
        shape={**shape, "channels": channels, "latent_dim": len(kernel)},
        conventions=CONVENTIONS,
        weights=taking.weights,
        notes=(UNTRAINED,),
    )


def _discriminator(where: str, taking: Taking, shape: dict[str, Any]) -> FoundNetwork:
    count = 1
    while taking.has(f"from_rgb.{count}.0"):
        count += 1
    last = f"layers.{count - 1}"
    if taking.has(f"{last}.label_embedder"):
        raise InputError(
            f"{where} judges by classes (label_embedder), which is not known here; --network "
            "averaged, or generator, takes the generator alone"
        )
    widths = []
    for level in range(count):  # theirs are listed from the largest pictures down
        channels, width = taking.convolution(f"from_rgb.{count - 1 - level}.0", level, size=1)
        widths.append(width)
        if level:
            block = f"layers.{count - 1 - level}"
            taking.convolution(f"{block}.conv_1", level, "conv_0")
            taking.convolution(f"{block}.conv_2", level, "conv_1")
    _, filters = taking.convolution(f"{last}.conv_1", 0, "conv")
    dense = _dense(taking, f"{last}.conv_2", "dense_0", filters, BASE)
    _dense(taking, f"{last}.conv_3", "dense_1", dense, 1)
    return FoundNetwork(
        filters=tuple(widths),
        shape={
            **shape,
            "channels": channels,
            "dense_filters": dense,
            "pool_before_activation": False,
        },
        conventions=CONVENTIONS,
        weights=taking.weights,
        notes=(UNTRAINED,),
    )


def _dense(taking: Taking, name: str, layer: str, channels: int, size: int) -> int:
    """A convolution over all of its maps, as a dense layer; gives its units."""
    kernel = taking.kernel(name, None, channels, size, size)
    units = len(kernel)
    bias = taking.bias(name, units)
    taking.put(0, layer, kernel.transpose(2, 3, 1, 0).reshape(-1, units), bias)
    return units
