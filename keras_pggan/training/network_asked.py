"""The shape of a run's networks, of what was asked for and what the pictures decide."""

from __future__ import annotations

from typing import Any

from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import families
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.recipes import RECIPES
from keras_pggan.sizes import growth_to
from keras_pggan.training.options import Options


def network_asked(
    options: Options,
    table: object,
    images: Images,
    recipe: str | None = None,
    *,
    family: object = GanConfig.family,
) -> object:
    """The table of the network with what was given and what the pictures decide.

    Args:
        options: what was given.
        table: what is otherwise said of it.
        images: the training set.
        recipe: the name of one, which may know the largest resolution where none is said.
        family: the name of that of the networks, some of which know their sizes.
    """
    if not isinstance(table, dict):
        return table  # refused where the configuration is built
    height, _, channels = images.image_shape
    most = RECIPES[recipe].most_resolution if recipe else None
    network = {"channels": channels, **table, **options.of(NetworkConfig)}
    network.setdefault("label_count", images.label_count)
    if images.class_names and network["label_count"] == len(images.class_names):
        network.setdefault("class_names", images.class_names)
    network |= _base_of(images, network, family)
    if "resolution" not in network:
        network |= _largest(min(height, most or height), network, family)
    return network


def _base_of(images: Images, network: dict[str, Any], family: object) -> dict[str, Any]:
    """The base that grows to pictures that are no squares, where none is said and there is one."""
    height, width, _ = images.image_shape
    of_family: Any = getattr(families().get(str(family)), "network_class", None)
    if of_family is not NetworkConfig or height == width or "base_shape" in network:
        return {}
    growth = growth_to(height, width)
    return {"base_shape": growth.base} if growth else {}


def _largest(height: int, network: dict[str, Any], family: object) -> dict[str, Any]:
    """The largest resolution of a family that is not above a height, where one is known."""
    of_family: Any = getattr(families().get(str(family)), "network_class", None)
    if hasattr(of_family, "largest_resolution"):
        return {"resolution": of_family.largest_resolution(height)}
    match network.get("base_shape", NetworkConfig.base_shape):
        case (int(base), int(_)) if base > 0:
            return {"resolution": largest_resolution(base, height)}
    return {}


def drop_levels_of_others(network: object, in_file: object, before: dict[str, Any]) -> None:
    """Leaves `fused_levels` open where they are of networks with other levels."""
    if isinstance(network, dict) and isinstance(in_file, dict):
        owner = in_file if "fused_levels" in in_file else before
        for name in ("resolution", "base_shape"):
            if owner.get(name, network.get(name)) != network.get(name):
                network.pop("fused_levels", None)


def largest_resolution(base: int, height: int) -> int:
    """The largest base * 2^n that is not above height; base itself, where height is smaller.

    >>> largest_resolution(4, 100), largest_resolution(6, 192)
    (64, 192)
    """
    return base << max(0, (height // base).bit_length() - 1)
