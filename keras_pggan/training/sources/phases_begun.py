"""The phases of a run that starts from trained weights."""

from __future__ import annotations

from keras_pggan.errors import InputError
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.origin import Origin, levels_taken
from keras_pggan.schedule import Schedule
from keras_pggan.shapes import Shapes


def phases_begun(
    schedule: Schedule,
    network: Shapes,
    origin: Origin | None,
    started: TrainConfig | None = None,
    *,
    all_phases: bool = False,
) -> Schedule:
    """The phases that a run trains, of those of networks that were new.

    It begins with the first phase above the source's level: where that fades in. What the source
    reaches is trained again, straight through, only if there is nothing above it, or if the
    discriminator is new, which could not follow a fade-in. A run that was started so has its first
    phase already, and goes on with it.

    Args:
        schedule: the phases of all levels; those that were left out before may be lacking.
        network: the networks that they are of.
        origin: the trained weights; None leaves the phases as they are.
        started: the configuration of a run of that origin that was begun.
        all_phases: whether none is left out.

    Raises:
        InputError: the phases end below the level of the source.
    """
    if origin is None or (all_phases and not started):
        return schedule
    if started and started.source and started.source.path == origin.path:
        names = [phase.name for phase in schedule]
        first = started.schedule[0].name
        return Schedule(schedule[names.index(first) :]) if first in names else schedule
    taken = levels_taken(network, origin)
    if not taken:
        return schedule  # of other networks, which is told where the source is checked
    last = taken[-1]
    above = [phase for phase in schedule if phase.level > last]
    again = [phase for phase in schedule if phase.level == last and not phase.fade_in]
    left = above if above and origin.discriminator else [*again, *above]
    if not left:
        raise InputError(
            f"{origin.path}: its pictures are {origin.resolution} pixels high, the phases end at "
            f"{schedule[-1].height}; give phases that reach them, or --all-phases"
        )
    return Schedule(tuple(left))
