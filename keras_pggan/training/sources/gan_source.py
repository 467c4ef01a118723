"""A whole GAN as the source of a run: generator, average and discriminator."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.origin import Origin, levels_taken
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.schedule import Schedule
from keras_pggan.training.restoring import gan_of
from keras_pggan.training.sources.source import Source, digest_of, of_other_family, shape_kept
from keras_pggan.words import brief

# Of a configuration of networks: what may differ.
FREE = ("resolution", "fused_levels", "class_names")


class GanSource(Source):
    """The networks of a GAN, none of whose levels is new.

    Args:
        path: where it was found, as a user named it.
        gan: the GAN, in no phase.
        images_seen: images that it had been shown; None where nothing tells.
    """

    takes = "generator, average and discriminator"

    def __init__(self, path: str, gan: AdversarialGAN, images_seen: int | None = None):
        self.gan = gan
        networks = gan.generator, gan.averaged_generator, gan.discriminator
        height = gan.network.image_shape(gan.network.level_count - 1)[0]
        super().__init__(
            Origin(
                path=path, sha256=digest_of(*networks), resolution=height, images_seen=images_seen
            )
        )

    def defaults(self) -> dict[str, Any]:
        return {"family": self.gan.family, "network": shape_kept(self.gan.network)}

    def check(self, config: TrainConfig) -> None:
        path, theirs, mine = self.origin.path, self.gan.network, config.network
        if config.family != self.gan.family:
            raise InputError(of_other_family(path, self.gan.family, config))
        for name in (field.name for field in dataclasses.fields(theirs)):
            found, wanted = getattr(theirs, name), getattr(mine, name)
            if name not in FREE and found != wanted:
                raise InputError(
                    f"{path}: {name} of its networks is {brief(found)}, {brief(wanted)} is asked "
                    f"for; {_advice(name, found)}, or another --from"
                )
        if not levels_taken(mine, self.origin):
            raise InputError(
                f"{path}: its networks reach {theirs.resolution} pixels, those asked for begin at "
                f"{mine.image_shape(0)[0]}; give --resolution {theirs.resolution}, or another "
                "--from"
            )
        if theirs.resolution > mine.resolution:
            raise InputError(
                f"{path}: its networks reach {theirs.resolution} pixels, {mine.resolution} are "
                f"asked for, and levels may be new, but none is dropped; give --resolution "
                f"{theirs.resolution} or more, or another --from"
            )

    def give(self, gan: AdversarialGAN) -> None:
        gan.take_networks(self.gan)


def _advice(name: str, found: Any) -> str:
    if name == "channels":
        return f"give pictures of {found}"
    if name == "label_count":
        return f"give pictures of {found} classes" if found else "give --no-labels"
    return "give the same"


def source_of_run(path: str) -> GanSource:
    """The newest whole checkpoint of a run, up to the last level that had faded in.

    Raises:
        InputError: there is none, or it was written before the first step.
    """
    run = RunDirectory(path, writes=False)
    config, found = run.started_with(), Checkpoints(run.checkpoints).latest()
    level = level_reached(config.schedule, found.position) if found and config else None
    if found is None or config is None or level is None:
        raise InputError(
            f"{path}: this run has no checkpoint of a level that was trained; let it train longer, "
            "or give another --from"
        )
    gan = gan_of(found, config)
    gan.leave()
    return GanSource(path, _up_to(gan, level), found.position.images_seen)


def level_reached(schedule: Schedule, position: Position) -> int | None:
    """The last level that was whole at a position; one that is fading in is not. None for none.

    >>> from keras_pggan import NetworkConfig
    >>> schedule = Schedule.paper(NetworkConfig(resolution=8))
    >>> [level_reached(schedule, Position(*at)) for at in ((0, 0), (0, 8), (1, 8), (2, 0), (3, 0))]
    [None, 0, 0, 1, 1]
    """
    done, shown = position.phases_completed, position.phase_images
    if shown and not schedule[done].fade_in:
        return schedule[done].level
    if done:
        return schedule[done - 1].level
    return schedule[0].level - 1 if shown else None


def _up_to(gan: AdversarialGAN, level: int) -> AdversarialGAN:
    """The GAN without the levels above one."""
    resolution = gan.network.image_shape(level)[0]
    if resolution == gan.network.resolution:
        return gan
    network = gan.smaller(gan.network, resolution)
    smaller = build_gan(GanConfig(family=gan.family, network=network))
    smaller.take_levels(gan)
    return smaller
