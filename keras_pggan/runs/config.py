"""Everything that a training run was told, as one value and as a TOML file."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import tomli_w

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.files import written_whole
from keras_pggan.losses import AdversarialLoss, AuxiliaryClassifier, named_losses, to_table
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import family_of
from keras_pggan.options import described, option
from keras_pggan.runs.run_options import RunOptions
from keras_pggan.runs.toml_files import build, check_keys, flat, part_of, read_toml
from keras_pggan.schedule import Phase, Schedule
from keras_pggan.words import shortened

# What the trained weights do not depend on.
WITHOUT_EFFECT = ("data", *(field.name for field in dataclasses.fields(RunOptions)))


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainConfig(GanConfig, RunOptions):
    """A run: the options of its GAN, those of `RunOptions`, data and phases, all resolved.

    Args:
        data_sha256: checksum of the pictures and labels.
        schedule: the phases.
    """

    data: str = option(help="Path of the .npz, or of the folder of shards.", command=False)
    data_sha256: str = ""
    schedule: Schedule

    def __post_init__(self):
        GanConfig.__post_init__(self)
        RunOptions.__post_init__(self)

    @classmethod
    def of(
        cls, gan: AdversarialGAN, images: Images, schedule: Schedule, options: RunOptions
    ) -> TrainConfig:
        """The configuration of objects that are at hand; `build_gan` makes the same GAN of it."""
        return cls(
            data=images.source,
            data_sha256=images.sha256,
            schedule=schedule,
            **GanConfig.values_of(gan),
            **dataclasses.asdict(options),
        )

    def run_options(self) -> RunOptions:
        """Its options that `train` takes."""
        names = [field.name for field in dataclasses.fields(RunOptions)]
        return RunOptions(**{name: getattr(self, name) for name in names})

    @property
    def digest(self) -> int:
        """A number below 2^48 that differs where anything differs that changes the result."""
        values = {key: value for key, value in flat(self.to_dict()).items() if _matters(key)}
        return int(hashlib.sha256(repr(values).encode()).hexdigest()[:12], 16)

    def to_dict(self) -> dict:
        """Plain values, as the TOML file has them; without those that are None."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        schedule = values.pop("schedule")
        values = {key: value for key, value in values.items() if value is not None}
        tables = {key: _table_of(value) for key, value in values.items() if _is_table(value)}
        return {
            **{key: value for key, value in values.items() if key not in tables},
            **tables,
            "phases": [_table_of(phase) for phase in schedule],
        }

    @classmethod
    def keys(cls) -> list[str]:
        """The keys of `to_dict`."""
        names = [field.name for field in dataclasses.fields(cls)]
        return ["phases" if name == "schedule" else name for name in names]

    @classmethod
    def from_dict(cls, values: dict, where: str) -> TrainConfig:
        """The inverse of `to_dict`.

        Args:
            values: plain values, nested as `to_dict` nests them.
            where: the file that they come from, for messages; empty for none.

        Raises:
            InputError: an unknown or missing key, or a value of another type.
        """
        values = dict(values)
        check_keys(values, cls.keys(), f"{where}: " if where else "")
        family = values.get("family", cls.family)
        values["network"] = cls.network_from(values.get("network", {}), where, family=family)
        tables = values.pop("phases", [])
        if not isinstance(tables, list):
            raise InputError(
                f"{where}: phases must be a list of tables, got {shortened(repr(tables))}"
            )
        phases = tuple(
            build(Phase, table, part_of(where, f"[[phases]]: phase {number}"))
            for number, table in enumerate(tables, 1)
        )
        _check_sizes(phases, values["network"], where)
        values["schedule"] = build(Schedule, {"phases": phases}, where)
        if "loss" in values:
            values["loss"] = _loss_from(values["loss"], where)
        if "classifier" in values:
            table = values["classifier"]
            values["classifier"] = build(AuxiliaryClassifier, table, part_of(where, "[classifier]"))
        return build(cls, values, where)

    @staticmethod
    def network_from(table: dict, where: str, *, family: object = GanConfig.family) -> Any:
        """The network of a `[network]` table in `where`, of a family.

        Raises:
            InputError: there is no such family, or the table does not fit it.
        """
        try:
            network_class = family_of(family).network_class
        except InputError as error:
            raise InputError(f"{where}: {error}" if where else str(error)) from error
        return build(network_class, table, part_of(where, "[network]"))

    def write(self, path: Path) -> None:
        """Writes the TOML file under a temporary name, then renames it."""
        with written_whole(path) as temporary:
            temporary.write_text(tomli_w.dumps(self.to_dict()), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> TrainConfig:
        """Reads what `write` wrote."""
        return cls.from_dict(read_toml(path), str(path))


def differences(old: TrainConfig, new: TrainConfig) -> list[str]:
    """What differs between two configurations, such as `network.filters_max 128, now 64`.

    What does not change the result is left out: the path of the data (a file may be moved; its
    checksum tells whether it is the same), how checkpoints are kept, and how often samples are
    measured.
    """
    before, after = flat(old.to_dict()), flat(new.to_dict())
    keys = [key for key in {**before, **after} if _matters(key)]
    return [
        f"{key} {shortened(before.get(key, 'nothing'))}, now {shortened(after.get(key, 'nothing'))}"
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _is_table(value: object) -> bool:
    return dataclasses.is_dataclass(value) or isinstance(value, dict)


def _table_of(value: Any) -> dict:
    """A part of a configuration as plain values, without those that are None."""
    if isinstance(value, AdversarialLoss):
        return to_table(value)
    table = value if isinstance(value, dict) else dataclasses.asdict(value)
    return {key: part for key, part in table.items() if part is not None}


def _matters(key: str) -> bool:
    return key not in WITHOUT_EFFECT


def _check_sizes(phases: tuple[Phase, ...], network: Any, where: str) -> None:
    """Raises InputError for the first phase of another size than its level."""
    for number, phase in enumerate(phases, 1):
        start = part_of(where, f"[[phases]]: phase {number}: ")
        try:
            height, width, _ = network.image_shape(phase.level)
        except InputError as error:
            raise InputError(f"{start}{error}") from error
        if (phase.height, phase.width) != (height, width):
            raise InputError(
                f"{start}level {phase.level} of these networks has {height}x{width} pixels, "
                f"the phase {phase.height}x{phase.width}"
            )


def _loss_from(table: object, where: str) -> AdversarialLoss:
    """A loss from its table, or from its name alone."""
    where = part_of(where, "[loss]")
    fields = dict(table) if isinstance(table, dict) else {"name": table}
    name, known = fields.pop("name", None), named_losses()
    start = f"{where}: " if where else ""
    if name is None:
        raise InputError(f"{start}name must be given, one of {', '.join(sorted(known))}")
    if not isinstance(name, str) or name not in known:
        raise InputError(
            f"{start}loss must be one of {', '.join(sorted(known))}, got {shortened(name)}"
        )
    return build(known[name], fields, where)
