"""What a run goes on with, where it is told something else than it began with."""

from __future__ import annotations

import dataclasses

from keras_pggan.errors import InputError
from keras_pggan.models.building import family_of
from keras_pggan.runs.changes import Change, changes_between, changes_in_words, value_in_words
from keras_pggan.runs.checkpoints import Position
from keras_pggan.runs.config import WITHOUT_EFFECT, TrainConfig
from keras_pggan.runs.phases_left import phases_to_go_on
from keras_pggan.schedule import Schedule
from keras_pggan.words import counted

# Nothing of these is in the middle of something once a phase has ended.
BETWEEN_PHASES = (
    *("loss", "augment", "classifier", "averaging", "mirror", "precision", "freeze_levels"),
    *("generator_optimizer", "discriminator_optimizer"),
    *("averaging_half_life", "averaging_ramp", "beta_2"),
)
ELSE = "or another folder"
SAME = f"; give the same as before, {ELSE}"
HOW_KEPT = ("checkpoint_images", "checkpoints_kept", "metrics_every")
GROWTH = ("network.resolution", "network.fused_levels")


@dataclasses.dataclass(frozen=True)
class Continuation:
    """How a run goes on.

    Args:
        config: what it goes on with, its changes with those that are new.
        changes: what is new, and how the run is kept otherwise than before, which its file does not
            list, since no weight follows from it.
        kept: of what was asked for in vain, a line each.
    """

    config: TrainConfig
    changes: tuple[Change, ...] = ()
    kept: tuple[str, ...] = ()


def continuation(started: TrainConfig, asked: TrainConfig, position: Position) -> Continuation:
    """What a run goes on with, of what it began with and what it is asked to be.

    What lies behind it stays: phases that are completed, as they were, and what all of it follows
    from, the shape of the networks and the seed. Phases that are not completed may have other
    lengths, batches and learning rates; there may be more of them, of higher resolutions, too, by
    which the networks grow on. What training follows otherwise, such as the loss, changes where a
    phase has ended.

    Args:
        started: the configuration that it has.
        asked: the one that it is to have. Pictures may be others.
        position: where it is.

    Raises:
        InputError: something is asked for that cannot change any more; it says what, and why.
    """
    before = started.deciding()
    others = changes_between(before, asked.deciding(), position.images_seen)
    for change in sorted(others, key=_last):
        _check(change, started, asked, position)
    done, shown = position.phases_completed, position.phase_images
    schedule = phases_to_go_on(started.schedule, asked.schedule, done, shown)
    config = dataclasses.replace(asked, schedule=schedule)
    changes = changes_between(before, config.deciding(), position.images_seen)
    kept = _kept(asked.schedule, schedule, position)
    if done == len(schedule):
        vain = [each for each in changes if each.key != "data_sha256"]
        kept += [f"{line}: nothing is left to train" for line in changes_in_words(vain, "not")]
        changes = [each for each in changes if each.key == "data_sha256"]
        config = _as_it_is(started, asked)
    config = dataclasses.replace(config, changes=(*started.changes, *changes))
    return Continuation(config, tuple(changes), tuple(kept))


def kept_otherwise(before: TrainConfig, now: TrainConfig, position: Position) -> list[Change]:
    """How a run is kept in another way from now on; no weight follows from it."""
    first, then = ({name: getattr(each, name) for name in HOW_KEPT} for each in (before, now))
    return changes_between(first, then, position.images_seen)


def _as_it_is(started: TrainConfig, asked: TrainConfig) -> TrainConfig:
    """A complete run's configuration, but for what has no effect on its result.

    Other pictures, which were allowed, have an effect only if it is made longer.
    """
    names = set(WITHOUT_EFFECT) - {"recipe"} | {"data_sha256"}
    others = {name: getattr(asked, name) for name in names}
    return dataclasses.replace(started, **others)


def _is_growth(change: Change) -> bool:
    return change.key.startswith(GROWTH)


def _last(change: Change) -> tuple[bool, bool]:
    # Other networks do not grow, but are others; what is asked for counts before what gives way.
    return _is_growth(change), change.now is None


def _check(change: Change, started: TrainConfig, asked: TrainConfig, position: Position) -> None:
    """Raises InputError for a change that cannot be."""
    part = change.key.partition(".")[0].partition("[")[0]
    if part in ("phases", "data_sha256"):
        return
    before, now = value_in_words(change.before), value_in_words(change.now)
    told = f"{change.key} was {before}, {now} is asked for"
    if _is_growth(change):
        _check_growth(started, asked, told)
    elif change.key == "network.label_count" and not change.now:
        raise InputError(
            f"it has {change.before} classes, and its networks were made with them, which "
            f"label_count 0 asks to leave out; give it without that (--no-labels), {ELSE}"
        )
    elif part == "network":
        made = "and the networks that were trained were made with the first"
        raise InputError(f"{told}, {made}{SAME}")
    elif part not in BETWEEN_PHASES:
        raise InputError(f"{told}, and all that was trained follows from the first{SAME}")
    if position.phase_images:
        phase = started.schedule[position.phases_completed]
        raise InputError(
            f"{told}, which can be where a phase ends, and {phase.name} is under way "
            f"({position.phase_images:,} of {phase.images_shown:,} images); give the same as "
            f"before until then, {ELSE}"
        )


def _check_growth(started: TrainConfig, asked: TrainConfig, told: str) -> None:
    before, now = started.network, asked.network
    if now.resolution < before.resolution:
        raise InputError(f"{told}, and networks get further levels, but do not lose any{SAME}")
    if now.resolution > before.resolution:
        try:
            family_of(asked.family).smaller(now, before.resolution)
        except InputError as error:  # none can grow on
            raise InputError(f"{error}{SAME}") from error


def _kept(asked: Schedule, schedule: Schedule, position: Position) -> list[str]:
    """What of the phases asked for comes too late."""
    done, lines = position.phases_completed, []
    if any(mine != theirs for mine, theirs in zip(schedule[:done], asked, strict=False)):
        lines.append(f"{counted(done, 'completed phase')} as they were trained")
    if position.phase_images and schedule[done].fade_in:
        mine, theirs = schedule[done], asked[done] if done < len(asked) else None
        if theirs and mine.images != theirs.images:
            lines.append(f"{mine.name}, which has begun, at {mine.images:,} images")
    return lines
