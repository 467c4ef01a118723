"""What a page says of a run in words and tables."""

from __future__ import annotations

from collections.abc import Sequence

from keras_pggan.data.images import UNNAMED
from keras_pggan.evaluation.measure import Measure
from keras_pggan.report.curves import measures_in
from keras_pggan.report.timing import PhaseTime, Row
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.toml_files import flat
from keras_pggan.words import duration_in_words, three_digits

Pairs = list[tuple[str, str]]


def facts(
    config: TrainConfig, rows: list[Row], progress: str | None, times: Sequence[PhaseTime]
) -> Pairs:
    """What is told first."""
    total = config.schedule.images_before(len(config.schedule))
    seen = int(float(rows[-1]["images_seen"])) if rows else 0
    network, told = config.network, flat(config.to_dict())
    found = [
        ("pictures", "arrays" if config.data == UNNAMED else f"{config.data}"),
        ("resolution", f"{network.resolution}"),
        ("channels", f"{network.channels}"),
        ("images seen", f"{seen:,} of {total:,}"),
        ("phase", rows[-1]["phase"] if rows else "none yet"),
        ("loss", str(told["loss.name"])),
    ]
    found += [("started from", config.source.told)] if config.source else []
    found += [("augmentation", str(told["augment.name"]))] if "augment.name" in told else []
    found += [("time of training", in_all(times))] if times else []
    found += [("not complete", progress)] if progress else []
    return found + [(each.label, _last_of(each, rows)) for each in measures_in(rows)]


def in_all(times: Sequence[PhaseTime]) -> str:
    """The time of all phases, and their images in a second of it."""
    seconds = sum(each.seconds for each in times)
    speed = sum(each.images for each in times) / seconds
    return f"{duration_in_words(seconds)}, {three_digits(speed)} images a second"


def time_rows(times: Sequence[PhaseTime]) -> list[tuple[str, str, str, str]]:
    """A row of words for each phase: its name, images, time, and speed."""
    return [
        (
            each.phase,
            f"{each.images:,}",
            duration_in_words(each.seconds),
            three_digits(each.speed),
        )
        for each in times
    ]


def _last_of(measure: Measure, rows: list[Row]) -> str:
    """The last figure of a measure, beside that of reals."""
    row = [row for row in rows if row.get(measure.columns[0])][-1]
    fakes, reals = (f"{float(row[column]):.4g}" for column in measure.columns)
    unit = f"{measure.unit}, " if measure.unit else ""
    return f"{fakes}, {measure.reals_label} {reals} ({unit}in {row['phase']})"


def configuration(config: TrainConfig) -> Pairs:
    """All options, a phase in one row."""
    values = config.to_dict()
    phases = values.pop("phases")
    rows = [(key, str(value)) for key, value in flat(values).items()]
    for index, phase in enumerate(phases):
        told = ", ".join(f"{key} {value}" for key, value in phase.items())
        rows.append((f"phases[{index}]", told))
    return rows
