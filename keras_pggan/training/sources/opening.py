"""From what a user named to the source of a run."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.files import as_path
from keras_pggan.generators.loading import load_model
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.names import CONFIG, checkpoints_in
from keras_pggan.runs.origin import Freezing
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.runs.toml_files import read_toml
from keras_pggan.training.sources.gan_source import GanSource, source_of_run
from keras_pggan.training.sources.generator_source import GeneratorSource
from keras_pggan.training.sources.phases_begun import phases_begun
from keras_pggan.training.sources.preset_source import source_of_preset
from keras_pggan.training.sources.source import Source
from keras_pggan.training.start import Start
from keras_pggan.words import brief
from keras_pggan.zoo.artefact import is_artefact
from keras_pggan.zoo.places import folder_of

TAKEN = "a run, a preset or a .keras file"


def open_source(named: str) -> Source:
    """Trained weights, by the name that a user has for them.

    Every kind of source is told apart here, and nowhere else: a preset, the folder of a run, then a
    file. The name of a pretrained model counts where nothing in the current folder is called so.

    Args:
        named: the folder of a run, whose newest whole checkpoint is taken; a preset (its folder,
            the name of a pretrained model, or a hub's place); or a .keras file of a generator or of
            a GAN.

    Raises:
        InputError: there is no such thing, or it is something else.
    """
    try:
        path = folder_of(named)
    except InputError as error:
        raise InputError(f"{error}; --from takes {TAKEN}") from error
    if is_artefact(path):
        return source_of_preset(named, path)
    if (path / CONFIG).is_file():
        return source_of_run(named)
    if path.is_dir() or path.suffix != ".keras":
        exported = (path / "saved_model.pb").is_file()
        what = "a SavedModel, which cannot be trained" if exported else "no trained weights"
        raise InputError(f"{named}: {what}; --from takes {TAKEN}")
    model = load_model(path)
    if isinstance(model, AdversarialGAN):
        return GanSource(named, model)
    return GeneratorSource(named, model)


def source_of(
    asked: str | os.PathLike | None, run: RunDirectory, file: Path | None = None
) -> Source | None:
    """The source that a run has yet to take its weights from; None where there is none.

    One that has a checkpoint has taken them, and needs the source no more. One that was cut off
    before takes them anew, also if the source is not named again.

    Args:
        asked: what was named for the run.
        run: its folder.
        file: a TOML file with options, whose `[source]` counts where nothing was named.

    Raises:
        InputError: the run began with other weights; as `open_source`.
    """
    started = run.started_with()
    origin = started.source if started else None
    named = os.fspath(asked) if asked is not None else _named_in(file)
    if not checkpoints_in(run.checkpoints):
        named = named or (origin.path if origin else None)
        return open_source(named) if named else None
    if named and (origin is None or as_path(named).resolve() != as_path(origin.path).resolve()):
        began = origin.path if origin else "new weights"
        raise InputError(
            f"{run.path}: this run began with {began}, {named} is asked for; leave --from out, or "
            "give another folder"
        )
    return None


def _named_in(file: Path | None) -> str | None:
    table: Any = read_toml(file).get("source") if file else None
    if table is None:
        return None
    path = table.get("path") if isinstance(table, dict) else None
    if not isinstance(path, str):
        raise InputError(f"{file}: [source] must have a path, a text, got {brief(table)}")
    return path


def starting(
    config: TrainConfig, start: Start | None, run: RunDirectory
) -> tuple[TrainConfig, Source | None]:
    """A configuration with what a run starts from, and the phases that this leaves.

    Args:
        config: of the run, as if its weights were new.
        start: what it is to start from; None leaves that to what it was started from.
        run: its folder.

    Raises:
        InputError: as `source_of`, or levels are to be frozen that cannot be.
    """
    started = run.started_with()
    source = source_of(start.source if start else None, run)
    kept = Freezing(freeze_levels=started.freeze_levels) if started else Freezing()
    origin = source.origin if source else started.source if started else None
    all_phases = bool(start and start.all_phases)
    schedule = phases_begun(config.schedule, config.network, origin, started, all_phases=all_phases)
    frozen = (start or kept).freeze_levels
    return dataclasses.replace(
        config, source=origin, freeze_levels=frozen, schedule=schedule
    ), source
