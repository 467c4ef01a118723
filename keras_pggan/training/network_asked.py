"""The shape of a run's networks, of what was asked for and what the pictures decide."""

from __future__ import annotations

from typing import Any

from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.family import Family
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import families
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.recipes import RECIPES
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
    height, width, channels = images.image_shape
    most = RECIPES[recipe].most_resolution if recipe else None
    network = {"channels": channels, **table, **options.of(NetworkConfig)}
    network.setdefault("label_count", images.label_count)
    if images.class_names and network["label_count"] == len(images.class_names):
        network.setdefault("class_names", images.class_names)
    known = families().get(str(family), Family)  # another is refused where it is built
    return network | known.network_for((height, width), network, most=most)


def drop_levels_of_others(network: object, in_file: object, before: dict[str, Any]) -> None:
    """Leaves `fused_levels` open where they are of networks with other levels."""
    if isinstance(network, dict) and isinstance(in_file, dict):
        owner = in_file if "fused_levels" in in_file else before
        for name in ("resolution", "base_shape"):
            if owner.get(name, network.get(name)) != network.get(name):
                network.pop("fused_levels", None)
