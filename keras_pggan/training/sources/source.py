"""What every source of trained weights can do."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.origin import Origin, levels_taken
from keras_pggan.words import listed

TOLD = 8  # levels, by name
# Of a configuration of networks: what a run has of its pictures.
OF_PICTURES = ("channels", "label_count", "class_names", "fused_levels")


class Source:
    """Trained weights, read from where a user named them.

    Args:
        origin: what a run keeps of them in its configuration.
    """

    takes = ""  # what of a GAN there is, in words
    lacks: tuple[str, ...] = ()  # and what is not

    def __init__(self, origin: Origin):
        self.origin = origin

    def defaults(self) -> dict[str, Any]:
        """Values of a configuration that a run has of them, if no others are given."""
        raise NotImplementedError

    def check(self, config: TrainConfig) -> None:
        """Holds them against the networks that are to take them; nothing is changed.

        Raises:
            InputError: what differs first: what was found and what was expected.
        """
        raise NotImplementedError

    def give(self, gan: AdversarialGAN) -> None:
        """Gives the networks of a GAN in no phase all weights that there are; it was checked."""
        raise NotImplementedError

    def told(self, config: TrainConfig) -> list[str]:
        """What a run takes of them, and what is new, in a few lines."""
        network, frozen = config.network, config.frozen_levels
        new = range(len(levels_taken(network, self.origin)), network.level_count)
        novel = [*_sizes(network, new), *self.lacks, "the optimizers"]
        lines = [
            f"starting from {self.origin.told}: {self.takes}; new: {listed(novel, most=TOLD)}",
            f"training begins with {config.schedule[0].name}",
        ]
        if frozen:
            kept = listed(_sizes(network, frozen), most=TOLD)
            lines.append(f"frozen in the discriminator: {kept}")
        return lines


def shape_kept(network: Any) -> dict[str, Any]:
    """What a run takes over of a configuration of networks, where nothing else is given."""
    return {
        key: value
        for key, value in dataclasses.asdict(network).items()
        if key not in OF_PICTURES and value is not None
    }


def of_other_family(path: str, family: str, config: TrainConfig) -> str:
    """What is told where networks are of another family than the one asked for."""
    return (
        f"{path}: its networks are of the family {family}, {config.family} is asked for; give "
        f"--family {family}, or another --from"
    )


def _sizes(network: Any, levels: Iterable[int]) -> list[str]:
    shapes = [network.image_shape(level) for level in levels]
    return [f"{height}x{width}" for height, width, _ in shapes]


def digest_of(*models: Any) -> str:
    """Of the weights of some models, in their order."""
    digest = hashlib.sha256()
    for model in models:
        for weight in model.get_weights():
            digest.update(f"{weight.dtype} {weight.shape} ".encode())
            digest.update(np.ascontiguousarray(weight).tobytes())
    return digest.hexdigest()
