"""The phases of a run, of what was asked for all of them, a file, and what the run had."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.moving import plain_values
from keras_pggan.runs.config import TrainConfig
from keras_pggan.schedule import PAPER_IMAGES_PER_PHASE, Phase, Schedule, paper_batch_size
from keras_pggan.shapes import Shapes
from keras_pggan.training.options import Options

Table = dict[str, Any]


def phases_asked(
    tables: Any, asked: Options, network: Shapes, where: str, started: TrainConfig | None = None
) -> Any:
    """The tables of phases: what was asked for all of them over those of the file or of the run.

    Args:
        tables: `[[phases]]` of a file; None or empty where it has none.
        asked: what was given for all phases at once, and whether networks grow.
        network: whose levels the phases are of.
        where: the file, for messages.
        started: the configuration of the run that is continued, if there is one.

    Raises:
        InputError: the phases of the file end at another resolution than the one asked for.
    """
    of_all = asked.of(Phase)
    if tables and asked.get("growing") is None:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            return tables  # refused where the configuration is built
        ends_at, resolution = tables[-1].get("height"), asked.get("resolution")
        if resolution in (None, ends_at):
            return [{**table, **of_all} for table in tables]
        if "images" not in of_all:
            raise InputError(
                f"{where}: its phases end at {ends_at}, not at the resolution of "
                f"{resolution} asked for; give --phase-images, too, for other phases"
            )
    if started and not tables:
        return _continued(started, asked, network)
    return _made(asked, network, growing=asked.get("growing") is not False)


def _made(asked: Options, network: Shapes, *, growing: bool) -> list[Table]:
    of_all = asked.of(Phase)
    make = Schedule.growing if growing else Schedule.fixed
    schedule = make(network, images_per_phase=of_all.pop("images", PAPER_IMAGES_PER_PHASE))
    return [{**plain_values(phase), **of_all} for phase in schedule]


def _continued(started: TrainConfig, asked: Options, network: Shapes) -> list[Table]:
    """The phases of a run with what was asked for them, and those of levels that are new."""
    of_all, schedule = asked.of(Phase), started.schedule
    mine = [phase for phase in schedule if phase.level < network.level_count]
    grows = any(phase.fade_in for phase in schedule) or schedule[-1].level == 0
    grows = grows or started.source is not None  # its first phases may be left out
    growing = grows if asked.get("growing") is None else asked.get("growing")
    # Without growth, the images asked for are those of a phase, of which the one takes the place.
    if mine and growing == grows and (growing or "images" not in of_all):
        if "images" in of_all and any(change.key == "phases" for change in started.changes):
            mine = _without_added(mine)
        return [plain_values(phase) | of_all for phase in (*mine, *_new(schedule, network))]
    last = plain_values(schedule[-1])
    own = ("batch_size", "learning_rate", "discriminator_learning_rate")
    given = {name: last[name] for name in own} | of_all
    return [
        table | given | {"images": table["images"]}
        for table in _made(asked, network, growing=growing)
    ]


def _without_added(phases: list[Phase]) -> list[Phase]:
    """Without phases that were added to the last one: the images asked for are of all these."""
    last = phases[-1]
    kept = [each for each in phases if (each.level, each.fade_in) != (last.level, last.fade_in)]
    return [*kept, last]


def _new(schedule: Schedule, network: Shapes) -> list[Phase]:
    """Phases of the levels above those of a schedule, with the options of its last phase.

    They are as long as its longest. Their batches are the paper's where these are smaller, since
    memory goes with the size.
    """
    last, images = schedule[-1], max(phase.images for phase in schedule)
    return [
        dataclasses.replace(
            phase,
            batch_size=min(last.batch_size, paper_batch_size(max(phase.height, phase.width))),
            learning_rate=last.learning_rate,
            discriminator_learning_rate=last.discriminator_learning_rate,
        )
        for phase in Schedule.growing(network, images_per_phase=images)
        if phase.level > last.level
    ]
