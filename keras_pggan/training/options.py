"""From what a user gave, a file said and the data show, to the configuration of a run."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from pathlib import Path

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.models.building import family_of
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.toml_files import check_keys, read_toml
from keras_pggan.schedule import PAPER_IMAGES_PER_PHASE, Schedule

NETWORK_OPTIONS = (
    "resolution",
    "filters_base",
    "filters_max",
    "latent_dim",
    "base_shape",
    "label_count",
)
# What a file may say of all phases at once: what it may be, in types and in words.
OF_PHASES: dict[str, tuple[tuple[type, ...], str]] = {
    "phase_images": ((int,), "a whole number"),
    "batch_size": ((int,), "a whole number"),
    "learning_rate": ((int, float), "a number"),
    "growing": ((bool,), "true or false"),
}
RUN_OPTIONS = (
    "averaging",
    "precision",
    "mirror",
    "seed",
    "checkpoint_images",
    "checkpoints_kept",
    "metrics_every",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    """What was given; None stands for "not given". Meanings as in `TrainConfig`, and:

    Args:
        phase_images: images shown in each phase, rounded up to whole batches.
        batch_size, learning_rate: in every phase; the paper's for each by default.
        growing: False for one phase at the full resolution, as long as all phases together.
        loss: name of an adversarial loss; options of it come from the file, if it has that name.
    """

    resolution: int | None = None
    phase_images: int | None = None
    batch_size: int | None = None
    filters_base: int | None = None
    filters_max: int | None = None
    latent_dim: int | None = None
    base_shape: tuple[int, int] | None = None
    label_count: int | None = None
    learning_rate: float | None = None
    averaging: float | None = None
    growing: bool | None = None
    loss: str | None = None
    precision: str | None = None
    checkpoint_images: int | None = None
    checkpoints_kept: int | None = None
    metrics_every: int | None = None
    mirror: bool | None = None
    seed: int | None = None

    def given(self, names: Iterable[str]) -> dict:
        """Those of the named options that were given."""
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


def resolve(
    options: Options,
    images: Images,
    path: Path | None = None,
    *,
    started: TrainConfig | None = None,
) -> TrainConfig:
    """The configuration of a run.

    Options that were given count before those of the TOML file, these before the defaults. The
    file has the keys of `config.toml`; `phase_images`, `batch_size` and `learning_rate` in it are
    of all phases, and may take the place of `[[phases]]`; `growing = false` is for a single phase
    at the full resolution. Channels and classes are those of the pictures; the resolution is by
    default the largest that they reach. How convolutions and resampling are computed is what suits
    this machine, or what the run was started with.

    Args:
        options: what was given.
        images: the training set.
        path: the TOML file.
        started: the configuration of the run that is continued, if there is one.

    Raises:
        InputError: a value out of range, or a file that cannot be used.
    """
    values = read_toml(path) if path else {}
    where = str(path) if path else ""
    check_keys(values, [*TrainConfig.keys(), *OF_PHASES], f"{where}: ")
    values.update(data=images.source, data_sha256=images.sha256)
    values.update(options.given(RUN_OPTIONS))
    values["network"] = _network(options, values.get("network", {}), images)
    if options.loss is not None:
        values["loss"] = _loss(values.get("loss"), options.loss)
    of_phases = {key: values.pop(key) for key in OF_PHASES if key in values}
    of_phases.update(options.given(OF_PHASES))
    network = TrainConfig.network_from(values["network"], where)
    family = family_of(values.get("family", TrainConfig.family))
    chosen = family.with_chosen_computation(network, started.network if started else None)
    values["network"] = dataclasses.asdict(chosen)
    values["phases"] = _phases(values.get("phases"), of_phases, network, options, where)
    return TrainConfig.from_dict(values, where)


def data_of(path: Path | None) -> str:
    """The data that a TOML file names; a relative path is one from the current folder.

    Raises:
        InputError: there is no file, it cannot be used, or it names none.
    """
    name = read_toml(path).get("data", "") if path else ""
    if not isinstance(name, str):
        raise InputError(f"{path}: data must be the path of an .npz or of a folder, got {name!r}")
    if not name:
        where = f"{path}: it names no data" if path else "no data were given"
        raise InputError(f"{where}; give an .npz or a folder of shards before the options")
    return name


def parse_shape(text: str) -> tuple[int, int]:
    """`4x6` as (4, 6): height, width.

    Raises:
        InputError: anything else.
    """
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if not match:
        raise InputError(f"--base-shape must be HEIGHTxWIDTH, such as 4x6, got {text}")
    return int(match[1]), int(match[2])


def _network(options: Options, table: object, images: Images) -> object:
    if not isinstance(table, dict):
        return table  # refused where the configuration is built
    height, _, channels = images.image_shape
    network = {"channels": channels, **table, **options.given(NETWORK_OPTIONS)}
    network.setdefault("label_count", images.label_count)
    if options.resolution not in (None, table.get("resolution")):
        network.pop("fused_levels", None)  # those of the file are of other levels
    if images.class_names and network["label_count"] == len(images.class_names):
        network.setdefault("class_names", images.class_names)
    match network.get("base_shape", NetworkConfig.base_shape):
        case (int(base), int(_)) if base > 0 and "resolution" not in network:
            network["resolution"] = largest_resolution(base, height)
    return network


def largest_resolution(base: int, height: int) -> int:
    """The largest base * 2^n that is not above height; base itself, where height is smaller.

    >>> largest_resolution(4, 100), largest_resolution(6, 192)
    (64, 192)
    """
    return base << max(0, (height // base).bit_length() - 1)


def _loss(table: object, name: str) -> object:
    """The table of a loss that was given by name; a table of that name keeps its options."""
    return table if isinstance(table, dict) and table.get("name") == name else {"name": name}


def _check_of_phases(given: dict, start: str) -> None:
    for name, value in given.items():
        kinds, expected = OF_PHASES[name]
        # A bool is an int to Python, but not to someone who writes `batch_size = true`.
        if not isinstance(value, kinds) or isinstance(value, bool) != (bool in kinds):
            raise InputError(f"{start}{name} must be {expected}, got {value!r}")


def _phases(tables, given: dict, network: NetworkConfig, options: Options, where: str):
    """The phases of the file with what was given for all, or a schedule of that."""
    _check_of_phases(given, f"{where}: " if where else "")
    growing = given.pop("growing", None)
    if (
        growing is None
        and isinstance(tables, list)
        and tables
        and all(isinstance(table, dict) for table in tables)
    ):
        ends_at = tables[-1].get("height")
        if options.resolution in (None, ends_at):
            renamed = {"images" if key == "phase_images" else key: given[key] for key in given}
            return [{**table, **renamed} for table in tables]
        if "phase_images" not in given:
            raise InputError(
                f"{where}: its phases end at {ends_at}, not at the resolution of "
                f"{options.resolution} asked for; give --phase-images, too, for other phases"
            )
    elif tables and growing is None:
        return tables  # refused where the configuration is built
    make = Schedule.fixed if growing is False else Schedule.growing
    schedule = make(
        network,
        images_per_phase=given.get("phase_images", PAPER_IMAGES_PER_PHASE),
        batch_size=given.get("batch_size"),
        learning_rate=given.get("learning_rate"),
    )
    return [dataclasses.asdict(phase) for phase in schedule]
