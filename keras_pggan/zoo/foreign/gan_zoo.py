"""Checkpoints of facebookresearch/pytorch_GAN_zoo, its progressive GAN (PGAN)."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.words import brief, kind_and_reason
from keras_pggan.zoo.foreign.found_network import Arrays, FoundNetwork, Reader
from keras_pggan.zoo.foreign.permuting import to_maps
from keras_pggan.zoo.foreign.stand_ins import StandIn
from keras_pggan.zoo.foreign.taking import Taking

TOLD = "a checkpoint of pytorch_GAN_zoo"
NETWORKS = {"netG": "generator", "netD": "discriminator", "avgG": "averaged"}
CONFIG_BESIDE = "_train_config.json"
OF_CHECKPOINT = re.compile(r"_s\d+_i\d+$")  # NAME_s8_i96000.pt is of NAME_train_config.json
LARGEST_CONFIG = 1 << 20  # bytes
MOST_LEAK = 1e9  # of a slope, which must be below 1 anyhow; larger ones may be no float
WITH_TANH = ("MSE", "DCGAN")  # losses whose generators end in it
# Every layer has the gain of He et al. 2015, and the bias is multiplied as the kernel is.
GAIN = 2.0**0.5
CONVENTIONS = {
    "first_gain": GAIN,
    "to_image_gain": GAIN,
    "last_gain": GAIN,
    "scaled_bias": True,
    "first_bias": "unit",
    "stdev_variance": "sample",
    "stdev_groups": "consecutive",
    "stdev_remainder": "one-group",
    "first_logit": 0,
    "fade_first_level": False,
}
# Keys of the configuration that is pickled, by those of the file beside.
PICKLED = {
    "leakyness": "leakyReluLeak",
    "lossMode": "lossCriterion",
    "dimLatentVector": "noiseVectorDim",
}


def is_gan_zoo(value: Any) -> bool:
    """Whether what a file holds is such a checkpoint."""
    return isinstance(value, dict) and any(isinstance(value.get(key), dict) for key in NETWORKS)


def networks_of_gan_zoo(path: Path, value: Mapping[str, Any]) -> dict[str, Reader]:
    """What reads the networks of a checkpoint, by what they are.

    Raises:
        InputError: it has a part that cannot be converted.
    """
    settings = _settings(path, value.get("config"))
    states = {name: value[key] for key, name in NETWORKS.items() if value.get(key)}
    for name, state in states.items():
        if not isinstance(state, dict):
            raise InputError(f"{path}: its {name} is no state dictionary, but {brief(state)}")
    labels = _labels(path, settings, states)

    def read(name: str, state: Mapping[str, Any]) -> FoundNetwork:
        arrays = Arrays(f"{path}: its {name}", _plain(state))
        taking = Taking(arrays, separator=".", outputs_first=True)
        of_kind = _discriminator if name == "discriminator" else _generator
        found = of_kind(path, taking, settings, labels)
        arrays.check_taken()
        return found

    return {name: functools.partial(read, name, state) for name, state in states.items()}


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays by names without the wrappers that some versions have in them."""
    return {
        str(name).removeprefix("module.").replace(".module.", "."): each
        for name, each in state.items()
    }


def _settings(path: Path, config: Any) -> dict[str, Any]:
    """The configuration in the file, by the keys of the one beside it, which counts otherwise."""
    state = config.state if isinstance(config, StandIn) else config
    if isinstance(state, dict) and state:
        return {**state, **{key: state[old] for key, old in PICKLED.items() if old in state}}
    name = OF_CHECKPOINT.sub("", path.stem) + CONFIG_BESIDE
    beside = path.with_name(name)
    if not beside.is_file():
        return {}
    if beside.stat().st_size > LARGEST_CONFIG:
        raise InputError(f"{beside}: larger than {LARGEST_CONFIG >> 20} MiB, this is none")
    try:
        read = json.loads(beside.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{beside}: not JSON ({kind_and_reason(error)})") from error
    if not isinstance(read, dict):
        raise InputError(f"{beside}: a table is expected, got {brief(read)}")
    return read


def _labels(
    path: Path, settings: Mapping[str, Any], states: Mapping[str, Any]
) -> tuple[int, tuple[str, ...]]:
    """How many classes there are, and their names where they are told."""
    attributes = settings.get("attribKeysOrder")
    if isinstance(attributes, dict) and attributes:
        if len(attributes) > 1:
            raise InputError(
                f"{path}: it was trained on {len(attributes)} attributes "
                "(attribKeysOrder); networks of one can be converted"
            )
        ((_, attribute),) = attributes.items()
        values = attribute.get("values") if isinstance(attribute, dict) else None
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise InputError(f"{path}: its attribKeysOrder has no list of values")
        return len(values), tuple(values)
    outputs = _plain(states.get("discriminator", {})).get("decisionLayer.weight")
    sizes = getattr(outputs, "sizes", (1,))
    return max(sizes[0] - 1, 0) if sizes else 0, ()


def _told(path: Path, settings: Mapping[str, Any]) -> dict[str, Any]:
    """What both networks have of the configuration."""
    conventions: dict[str, Any] = dict(CONVENTIONS)
    leak = settings.get("leakyness", 0.2)
    if not isinstance(leak, int | float) or abs(leak) > MOST_LEAK:
        raise InputError(f"{path}: its leakyness is {brief(leak)}")
    if not settings.get("perChannelNormalization", True):
        raise InputError(
            f"{path}: perChannelNormalization is false; such networks do not run there"
        )
    conventions["generator_leak"] = conventions["discriminator_leak"] = float(leak)
    tanh = settings.get("lossMode", "WGANGP") in WITH_TANH
    return {**conventions, "output_activation": "tanh" if tanh else "linear"}


def _alpha(path: Path, settings: Mapping[str, Any]) -> float:
    """Ours is the weight of the new level, theirs of the old one."""
    old = settings.get("alpha", 0.0)
    if not isinstance(old, int | float) or not 0 <= old <= 1:
        raise InputError(f"{path}: its alpha is {brief(old)}")
    return 1.0 - old


def _shape(settings: Mapping[str, Any], channels: int, labels: tuple[int, Any]) -> dict[str, Any]:
    return {
        "channels": channels,
        "label_count": labels[0],
        "class_names": labels[1],
        "equalized_learning_rate": bool(settings.get("equalizedlR", True)),
    }


def _generator(
    path: Path, taking: Taking, settings: Mapping[str, Any], labels: tuple[int, Any]
) -> FoundNetwork:
    dense = taking.dense_before_maps("formatLayer")
    bias = taking.bias("formatLayer", dense.shape[1])
    taking.put(0, "dense", to_maps(dense), to_maps(bias[None])[0])
    filters = [taking.convolution("groupScale0.0", 0, "conv")[1]]
    while taking.has(f"scaleLayers.{len(filters) - 1}.0"):
        level = len(filters)
        taking.convolution(f"scaleLayers.{level - 1}.0", level, "conv_0")
        filters.append(taking.convolution(f"scaleLayers.{level - 1}.1", level, "conv_1")[1])
    for level in range(len(filters)):
        channels = taking.convolution(f"toRGBLayers.{level}", level, size=1)[1]
    shape = {
        **_shape(settings, channels, labels),
        "latent_dim": dense.shape[0] - labels[0],
    }
    return FoundNetwork(
        filters=tuple(filters),
        shape=shape,
        conventions=_told(path, settings),
        weights=taking.weights,
        alpha=_alpha(path, settings) if len(filters) > 1 else 1.0,
    )


def _discriminator(
    path: Path, taking: Taking, settings: Mapping[str, Any], labels: tuple[int, Any]
) -> FoundNetwork:
    widths: list[int] = []
    while not widths or taking.has(f"fromRGBLayers.{len(widths)}"):
        level = len(widths)
        channels, width = taking.convolution(f"fromRGBLayers.{level}", level, size=1)
        widths.append(width)
        if level:
            taking.convolution(f"scaleLayers.{level - 1}.0", level, "conv_0")
            taking.convolution(f"scaleLayers.{level - 1}.1", level, "conv_1")
    inputs, filters = taking.convolution("groupScaleZero.0", 0, "conv")
    dense = taking.dense_behind_maps("groupScaleZero.1", "dense_0", filters)
    taking.dense("decisionLayer", "dense_1", dense)
    shape = {
        **_shape(settings, channels, labels),
        "dense_filters": dense,
        "pool_before_activation": False,
        "minibatch_stdev": inputs > filters,
    }
    return FoundNetwork(
        filters=tuple(widths),
        shape=shape,
        conventions=_told(path, settings),
        weights=taking.weights,
        alpha=_alpha(path, settings) if len(widths) > 1 else 1.0,
    )
