"""From what a user gave, a file said and the data show, to the configuration of a run."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.kinds import in_words
from keras_pggan.models.adversarial.gan_options import GanOptions
from keras_pggan.models.building import family_of
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.options import options_of
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_options import RunOptions
from keras_pggan.runs.toml_files import check_keys, fitting, read_toml
from keras_pggan.schedule import PAPER_IMAGES_PER_PHASE, Phase, Schedule
from keras_pggan.training.options import Growth, Options
from keras_pggan.words import shortened

# What a file may say of all phases at once, in no table.
OF_PHASES = [*options_of(Phase), *options_of(Growth)]


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
    check_keys(values, [*TrainConfig.keys(), *(each.name for each in OF_PHASES)], f"{where}: ")
    values.update(data=images.source, data_sha256=images.sha256)
    for kind in (GanOptions, RunOptions):
        values.update(options.of(kind))
    values["network"] = _network(options, values.get("network", {}), images)
    if (name := options.get("loss")) is not None:
        values["loss"] = _loss(values.get("loss"), name)
    of_phases = {each.name: values.pop(each.name) for each in OF_PHASES if each.name in values}
    asked = options.over(_given_in_file(of_phases, where))
    _check_rates(asked, values, where)
    family = values.get("family", TrainConfig.family)
    network = TrainConfig.network_from(values["network"], where, family=family)
    chosen = family_of(family).with_chosen_computation(
        network, started.network if started else None
    )
    values["network"] = dataclasses.asdict(chosen)
    values["phases"] = _phases(values.get("phases"), asked, network, where)
    return TrainConfig.from_dict(values, where)


def data_of(path: Path | None) -> str:
    """The data that a TOML file names; a relative path is one from the current folder.

    Raises:
        InputError: there is no file, it cannot be used, or it names none.
    """
    name = read_toml(path).get("data", "") if path else ""
    if not isinstance(name, str):
        raise InputError(
            f"{path}: data must be the path of an .npz or of a folder, got {shortened(repr(name))}"
        )
    if not name:
        where = f"{path}: it names no data" if path else "no data were given"
        raise InputError(f"{where}; give an .npz or a folder of shards before the options")
    return name


def _network(options: Options, table: object, images: Images) -> object:
    if not isinstance(table, dict):
        return table  # refused where the configuration is built
    height, _, channels = images.image_shape
    network = {"channels": channels, **table, **options.of(NetworkConfig)}
    network.setdefault("label_count", images.label_count)
    if options.get("resolution") not in (None, table.get("resolution")):
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


def _check_rates(asked: Options, values: dict, where: str) -> None:
    """Raises InputError where a learning rate was asked for that an optimizer would not have."""
    for name in ("learning_rate", "discriminator_learning_rate"):
        owner = "discriminator_optimizer" if "discriminator" in name else "generator_optimizer"
        if asked.get(name) is not None and owner in values:
            raise InputError(
                f"{where}: [{owner}] has a learning rate of its own, {name} {asked.get(name)} "
                "would have no effect; give it there"
            )


def _given_in_file(of_phases: dict[str, Any], where: str) -> Options:
    """What a file says of all phases at once."""
    start, hints = f"{where}: " if where else "", {each.name: each.hint for each in OF_PHASES}
    values = {
        name: fitting(value, hints[name], f"{start}{name} must be {in_words(hints[name])}")
        for name, value in of_phases.items()
    }
    try:
        return Options(**values)
    except InputError as error:
        raise InputError(f"{start}{error}") from error


def _phases(tables: Any, asked: Options, network: NetworkConfig, where: str) -> Any:
    """The phases of the file, or a schedule, with what was asked for all of them."""
    of_all, growing = asked.of(Phase), asked.get("growing")
    if tables and growing is None:
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
    make = Schedule.fixed if growing is False else Schedule.growing
    schedule = make(network, images_per_phase=of_all.pop("images", PAPER_IMAGES_PER_PHASE))
    return [{**dataclasses.asdict(phase), **of_all} for phase in schedule]
