"""Snapshots of the paper's authors' program: a pickled tuple of three networks (G, D, Gs)."""

from __future__ import annotations

import dataclasses
import functools
import io
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.words import brief, listed, shortened
from keras_pggan.zoo.foreign import pickled_numpy
from keras_pggan.zoo.foreign.found_network import Arrays, FoundNetwork, Reader
from keras_pggan.zoo.foreign.permuting import BASE, from_upsampling, to_maps
from keras_pggan.zoo.foreign.restricted_unpickler import unpickle
from keras_pggan.zoo.foreign.stand_ins import StandIn, told
from keras_pggan.zoo.foreign.taking import Taking

TOLD = "a snapshot of the paper's authors' program"
NETWORKS = ("generator", "discriminator", "averaged")  # in the order of the tuple
FUNCTIONS = {"generator": "G_paper", "averaged": "G_paper", "discriminator": "D_paper"}
KNOWN: dict[str, Callable[..., Any] | None] = {**pickled_numpy.KNOWN, "tfutil.Network": StandIn}
# Options of the networks that change the function, and others, which the arrays tell or which
# change how it is computed.
COUNTED = (
    *("use_wscale", "use_pixelnorm", "pixelnorm_epsilon", "use_leakyrelu"),
    *("normalize_latents", "mbstd_group_size", "label_size"),
)
UNCOUNTED = (
    *("num_channels", "resolution", "fmap_base", "fmap_decay", "fmap_max", "latent_size"),
    *("fused_scale", "structure", "dtype", "is_template_graph"),
)


def networks_of_official(path: Path) -> dict[str, Reader]:
    """What reads the networks of a snapshot, by what they are.

    Raises:
        InputError: it is none, or it has a part that cannot be converted.
    """
    value = unpickle(io.BytesIO(path.read_bytes()), KNOWN, str(path))
    networks = value if isinstance(value, tuple | list) else ()
    if len(networks) != len(NETWORKS) or not all(isinstance(each, StandIn) for each in networks):
        raise InputError(
            f"{path}: {TOLD} is expected, a tuple of three networks, got {told(value)}"
        )
    return {
        name: functools.partial(_network, f"{path}: its {name}", name, network.state)
        for name, network in zip(NETWORKS, networks, strict=True)
    }


def _network(where: str, name: str, state: Any) -> FoundNetwork:
    options, variables = _described(where, name, state)
    lod = variables.pop("lod", 0.0)
    taking = Taking(Arrays(where, variables))
    read = _discriminator if name == "discriminator" else _generator
    found = read(where, taking, options)
    taking.arrays.check_taken()
    return _at_lod(found, _number(where, lod))


def _described(where: str, name: str, state: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options of a network, and its variables by name."""
    if not isinstance(state, dict):
        raise InputError(f"{where} is described by {brief(state)}")
    function = state.get("build_func_name")
    if function != FUNCTIONS[name]:
        raise InputError(
            f"{where} is made by {shortened(function)}; {FUNCTIONS[name]} is known here, and no "
            "code of a snapshot is run"
        )
    options, variables = state.get("static_kwargs", {}), state.get("variables")
    if not isinstance(options, dict) or not isinstance(variables, list | tuple):
        raise InputError(f"{where}: damaged, it has no options or no variables")
    strange = [str(key) for key in options if key not in (*COUNTED, *UNCOUNTED)]
    if strange:
        raise InputError(f"{where} has options that are not known here: {listed(strange, most=5)}")
    pairs = [each for each in variables if isinstance(each, tuple | list) and len(each) == 2]
    if len(pairs) < len(variables) or not all(isinstance(key, str) for key, _ in pairs):
        raise InputError(f"{where}: damaged, its variables are no pairs of name and array")
    return options, {str(key): value for key, value in pairs}


def _number(where: str, value: Any) -> float:
    value = getattr(value, "array", value)
    if not isinstance(value, int | float | np.ndarray) or np.size(value) != 1:
        raise InputError(f"{where}: its level of detail is {brief(value)}")
    number = float(np.asarray(value).item())
    if not math.isfinite(number) or number < 0:
        raise InputError(f"{where}: its level of detail is {number}")
    return number


def _at_lod(found: FoundNetwork, lod: float) -> FoundNetwork:
    """A network up to the level that it had reached.

    Args:
        found: with all of its levels; those that were not reached are as they began.
        lod: its level of detail: 0 at the last level, 1 at the one below; in between, the upper of
            two was fading in.
    """
    whole = min(int(lod), len(found.filters) - 1)
    reached = found.up_to(len(found.filters) - whole)
    alpha = 1.0 - min(lod - whole, 1.0)
    return dataclasses.replace(reached, alpha=alpha)


def _generator(where: str, taking: Taking, options: Mapping[str, Any]) -> FoundNetwork:
    dense = taking.dense_before_maps("4x4/Dense")
    taking.weights[0, "dense", "kernel"] = to_maps(dense)
    bias = taking.bias("4x4/Dense", dense.shape[1] // BASE**2)
    taking.weights[0, "dense_bias", "bias"] = bias
    filters = [taking.convolution("4x4/Conv", 0, "conv")[1]]
    while taking.has(f"{_block(len(filters))}/Conv1"):
        level = len(filters)
        block = _block(level)
        if taking.has(f"{block}/Conv0_up"):
            kernel = taking.kernel(f"{block}/Conv0_up", 3, 3, None, None)
            bias = taking.bias(f"{block}/Conv0_up", kernel.shape[2])
            taking.put(level, "conv_0", from_upsampling(kernel), bias)
        else:
            taking.convolution(f"{block}/Conv0", level, "conv_0")
        filters.append(taking.convolution(f"{block}/Conv1", level, "conv_1")[1])
    for level in range(len(filters)):
        name = f"ToRGB_lod{len(filters) - 1 - level}"
        channels = taking.convolution(name, level, size=1)[1]
    labels = _count(where, options, "label_size", 0)
    shape = {
        "channels": channels,
        "latent_dim": dense.shape[0] - labels,
        "label_count": labels,
        "pixel_normalization": bool(options.get("use_pixelnorm", True)),
        "equalized_learning_rate": bool(options.get("use_wscale", True)),
    }
    conventions = {
        "normalize_latents": bool(options.get("normalize_latents", True)),
        "normalization_epsilon": options.get("pixelnorm_epsilon", 1e-8),
        "generator_leak": 0.2 if options.get("use_leakyrelu", True) else 0.0,
    }
    return FoundNetwork(
        filters=tuple(filters), shape=shape, conventions=conventions, weights=taking.weights
    )


def _discriminator(where: str, taking: Taking, options: Mapping[str, Any]) -> FoundNetwork:
    levels, fused = 1, set()
    while taking.has(f"{_block(levels)}/Conv0"):
        block = _block(levels)
        taking.convolution(f"{block}/Conv0", levels, "conv_0")
        form = "_down" if taking.has(f"{block}/Conv1_down") else ""
        taking.convolution(f"{block}/Conv1{form}", levels, "conv_1")
        fused.add(bool(form))
        levels += 1
    if len(fused) > 1:
        raise InputError(f"{where} has fused and other layers, which are different functions")
    heads = [
        taking.convolution(f"FromRGB_lod{levels - 1 - level}", level, size=1)
        for level in range(levels)
    ]
    inputs, filters = taking.convolution("4x4/Conv", 0, "conv")
    dense = taking.dense_behind_maps("4x4/Dense0", "dense_0", filters)
    shape = {
        "channels": heads[0][0],
        "label_count": taking.dense("4x4/Dense1", "dense_1", dense) - 1,
        "dense_filters": dense,
        "equalized_learning_rate": bool(options.get("use_wscale", True)),
        # Fused, the convolution pools before bias and activation; as two layers, behind them.
        "pool_before_activation": False not in fused,
        "minibatch_stdev": inputs > filters,
        "stdev_group_size": max(_count(where, options, "mbstd_group_size", 4), 1),
    }
    widths = tuple(width for _, width in heads)
    return FoundNetwork(filters=widths, shape=shape, conventions={}, weights=taking.weights)


def _block(level: int) -> str:
    return f"{BASE << level}x{BASE << level}"


def _count(where: str, options: Mapping[str, Any], name: str, default: int) -> int:
    value = options.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputError(f"{where}: its option {name} is {brief(value)}")
    return value
