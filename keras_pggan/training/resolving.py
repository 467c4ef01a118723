"""From what a user gave, a file said and the data show, to the configuration of a run."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from keras_pggan.data.images import UNNAMED, Images
from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.models.adversarial.configured import OPTIMIZERS
from keras_pggan.models.adversarial.family import Family
from keras_pggan.models.adversarial.gan_options import GanOptions
from keras_pggan.models.building import families, family_of
from keras_pggan.recipes import recipe_for
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.origin import Freezing
from keras_pggan.runs.recorded import RecordedConfig
from keras_pggan.runs.run_options import RunOptions
from keras_pggan.runs.toml_files import part_of, read_toml
from keras_pggan.shapes import check_size
from keras_pggan.training.file_asked import (
    OF_PHASES,
    given_by,
    of_all_phases,
    over,
    without_other_averaging,
)
from keras_pggan.training.network_asked import drop_levels_of_others, network_asked
from keras_pggan.training.options import Options
from keras_pggan.training.phases_asked import phases_asked
from keras_pggan.training.recipe import check_family, following, split
from keras_pggan.training.sources.phases_begun import phases_begun
from keras_pggan.training.sources.source import Source
from keras_pggan.words import brief


def resolve(
    options: Options,
    images: Images,
    path: Path | None = None,
    *,
    started: TrainConfig | None = None,
    source: Source | None = None,
) -> TrainConfig:
    """The configuration of a run.

    Options that were given count before those of the TOML file, these before what a run that is
    continued has, and this before the defaults. The file has the keys of `config.toml`;
    `phase_images`, `batch_size` and `learning_rate` in it are of all phases, and may take the place
    of `[[phases]]`; `growing = false` is for a single phase at the full resolution. What a preset
    says counts as if it stood in the file, where that does not say it. Channels and classes are
    those of the pictures; the resolution is by default the largest that they reach. A run that is
    to grow on gets phases like its last. A new run that is told of no recipe, also one that starts
    from trained weights, has one that suits its length; what a family of networks says counts
    before it. How convolutions and resampling are computed is what suits this machine, or what the
    run was started with.

    Args:
        options: what was given.
        images: the training set.
        path: the TOML file.
        started: the configuration of the run that is continued, if there is one.
        source: what the run starts from; its networks are those of a run that says no others.

    Raises:
        InputError: a value out of range, or a file that cannot be used.
    """
    config = _resolved(options, images, path, started, source)
    if config.recipe or started:
        return config
    options = options.also(recipe=recipe_for(config.schedule.total_images))
    return _resolved(options, images, path, None, source)


def _resolved(
    options: Options,
    images: Images,
    path: Path | None,
    started: TrainConfig | None,
    source: Source | None,
) -> TrainConfig:
    """With the recipe that is asked for, if one is."""
    given, where = given_by(path, options)
    of_phases = {each.name: given.pop(each.name) for each in OF_PHASES if each.name in given}
    before, family = _begun_with(options, given, started, source)
    recipe = following(options.get("recipe") or given.get("recipe"), started)
    before, of_its_phases = _with_recipe(before, recipe, family, begun=started is not None)
    said = options.over(of_all_phases(of_phases, where))
    of_phases = of_phases if "phases" in given else of_its_phases | of_phases
    values = over(before, given)
    if source:
        values["source"] = source.origin
    values.update(data=images.source, data_sha256=images.sha256)
    values = _with_options(values, options)
    _check_recorded(values, started)
    table = values.get("network", {})
    values["network"] = network_asked(options, table, images, recipe, family=family)
    drop_levels_of_others(values["network"], given.get("network", {}), before.get("network", {}))
    asked = options.over(of_all_phases(of_phases, where))
    _check_rates(said, values, where)
    _check_beta(options.get("beta_2") or given.get("beta_2"), values, where)
    network = TrainConfig.network_from(values["network"], where, family=family)
    chosen = family_of(family).with_chosen_computation(
        network, started.network if started else None
    )
    values["network"] = dataclasses.asdict(chosen)
    values["phases"] = phases_asked(given.get("phases"), asked, network, where, started)
    config = TrainConfig.from_dict(values, where)
    if "phases" in given:
        _check_sizes(config, where)
    schedule = phases_begun(
        config.schedule, network, config.source, started, all_phases=asked.get("all_phases")
    )
    return dataclasses.replace(config, schedule=schedule)


def _begun_with(
    options: Options, given: dict[str, Any], started: TrainConfig | None, source: Source | None
) -> tuple[dict[str, Any], object]:
    """The values of the run that is continued, or of a source, and the family that is asked for.

    Networks of a family whose shapes have other keys are left out: that another one is asked for
    is refused, and told, where the whole is held against what there is.
    """
    before = _as_started(started) or (source.defaults() if source else {})
    family = options.get("family") or {**before, **given}.get("family", TrainConfig.family)
    both = family, before.get("family", family)
    if len({families().get(str(each), Family).network_class for each in both}) > 1:
        before.pop("network", None)
    return before, family


def _as_started(started: TrainConfig | None) -> dict[str, Any]:
    """The values of a run that is continued, but for those that are found anew."""
    values = started.to_dict() if started else {}
    return {key: part for key, part in values.items() if key not in ("changes", "phases")}


def _with_options(values: dict[str, Any], options: Options) -> dict[str, Any]:
    """Values with what options give in their place, but for those of networks and phases."""
    values = without_other_averaging(values, options.of(GanOptions))
    for kind in (GanOptions, RunOptions, Freezing):
        values.update(options.of(kind))
    for key in ("loss", "augment"):
        if (name := options.get(key)) is not None:
            values[key] = _named(values.get(key), name)
    return values | ({"recipe": options.get("recipe")} if options.get("recipe") else {})


def _with_recipe(
    before: dict[str, Any], recipe: str | None, family: object, *, begun: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values with those of a recipe and of a family, and what these say of all phases at once.

    A recipe changes what a run has; what a source has, such as its networks, counts before it.
    """
    if begun and recipe is None:
        return before, {}
    known = families().get(str(family))  # another is refused where it is built
    if known:
        check_family(recipe, known)
    of_recipe, of_phases = split(recipe, known.values if known else {})
    return over(before, of_recipe) if begun else over(of_recipe, before), of_phases


def data_of(path: Path | None, started: TrainConfig | None = None) -> str:
    """The data that a TOML file names, or those of the run that is continued.

    A relative path is one from the current folder.

    Raises:
        InputError: neither is there, the file cannot be used, or the data are not where they were.
    """
    name = read_toml(path).get("data", "") if path else ""
    if not isinstance(name, str):
        raise InputError(
            f"{path}: data must be the path of an .npz or of a folder, got {brief(name)}"
        )
    if not name and started:
        return _where_it_was(started.data)
    if not name:
        none = "no data were given, and --out has no run to continue"
        where = f"{path}: it names no data" if path else none
        raise InputError(f"{where}; give an .npz or a folder of shards before the options")
    return name


def _where_it_was(data: str) -> str:
    if data == UNNAMED and not as_path(data).exists():
        raise InputError(
            "this run was trained on arrays by pg.train, which are in no file; give their pictures "
            "before the options (pg.data.write_npz makes an .npz of arrays), or go on by pg.train"
        )
    if not as_path(data).exists():
        raise InputError(
            f"{data}: there is no such file or folder, and this run was trained on it; give the "
            "path of its pictures before the options"
        )
    return data


def _check_recorded(values: dict[str, Any], started: TrainConfig | None) -> None:
    """Raises InputError, by its file, for a part of a run that is used and cannot be."""
    if isinstance(started, RecordedConfig):
        started.check_used(values)


def _named(table: object, name: str) -> object:
    """The table of what was given by name; a table of that name keeps its options."""
    return table if isinstance(table, dict) and table.get("name") == name else {"name": name}


def _check_sizes(config: TrainConfig, where: str) -> None:
    """Raises InputError for the first phase of a file that is of another size than its level."""
    for number, phase in enumerate(config.schedule, 1):
        try:
            check_size(config.network, phase)
        except InputError as error:
            start = part_of(where, f"[[phases]]: phase {number}: ")
            raise InputError(f"{start}{error}") from error


def _check_rates(asked: Options, values: dict, where: str) -> None:
    """Raises InputError where a learning rate was asked for that an optimizer would not have."""
    for name in ("learning_rate", "discriminator_learning_rate"):
        owner = "discriminator_optimizer" if "discriminator" in name else "generator_optimizer"
        if asked.get(name) is not None and owner in values:
            start = f"{where}: " if where else ""
            raise InputError(
                f"{start}[{owner}] has a learning rate of its own, {name} {asked.get(name)} "
                "would have no effect; give it there"
            )


def _check_beta(beta_2: Any, values: dict, where: str) -> None:
    """Raises InputError where a beta_2 was asked for that no optimizer would have."""
    if beta_2 is not None and all(values.get(name) for name in OPTIMIZERS):
        start = f"{where}: " if where else ""
        raise InputError(
            f"{start}[{'] and ['.join(OPTIMIZERS)}] say all of their optimizers, beta_2 {beta_2} "
            "would have no effect; give it there"
        )
