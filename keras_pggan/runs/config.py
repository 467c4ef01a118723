"""Everything that a training run was told, as one value and as a TOML file."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import tomli_w

from keras_pggan.augmentation import Policy, policy_table
from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.files import forced_to_disk, written_whole
from keras_pggan.losses import AdversarialLoss, to_table
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.building import family_of
from keras_pggan.moving import Moving, plain_values
from keras_pggan.options import described, option
from keras_pggan.recipes import recipe_of
from keras_pggan.runs.changes import Change
from keras_pggan.runs.origin import Freezing, Origin, levels_frozen
from keras_pggan.runs.parts import PARTS
from keras_pggan.runs.run_options import RunOptions
from keras_pggan.runs.toml_files import build, check_keys, flat, part_of, read_toml
from keras_pggan.schedule import Phase, Schedule
from keras_pggan.words import brief

# What the weights do not depend on that are trained from now on.
WITHOUT_EFFECT = (
    "data",
    "changes",
    "recipe",
    *(field.name for field in dataclasses.fields(RunOptions)),
)


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainConfig(GanConfig, RunOptions, Freezing):
    """A run: the options of its GAN, those of `RunOptions`, data and phases, all resolved.

    Args:
        data_sha256: checksum of the pictures and labels.
        schedule: the phases, as they were trained and as they are to be.
        recipe: the name of the recipe that it follows; None for none.
        source: the trained weights that it began with; None for new ones.
        changes: what was changed while the run was under way.
    """

    data: str = option(help="Path of the .npz, or of the folder of shards.", command=False)
    data_sha256: str = ""
    recipe: str | None = None
    schedule: Schedule
    source: Origin | None = None
    changes: tuple[Change, ...] = ()

    def __post_init__(self):
        GanConfig.__post_init__(self)
        RunOptions.__post_init__(self)
        if self.recipe is not None:
            recipe_of(self.recipe)
        levels_frozen(self.network, self.source, self.freeze_levels)  # raises where it cannot be

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

    @property
    def frozen_levels(self) -> tuple[int, ...]:
        """The levels of the discriminator that are not trained."""
        return levels_frozen(self.network, self.source, self.freeze_levels)

    def run_options(self) -> RunOptions:
        """Its options that `train` takes."""
        names = [field.name for field in dataclasses.fields(RunOptions)]
        return RunOptions(**{name: getattr(self, name) for name in names})

    @property
    def digest(self) -> int:
        """A number below 2^48 that differs where anything differs that changes the result."""
        return int(hashlib.sha256(repr(self.deciding()).encode()).hexdigest()[:12], 16)

    def deciding(self) -> dict[str, Any]:
        """What decides the result, flat: `network.filters_max`, `phases[0].images` and the like.

        What does not is left out: the paths of the data and of the source (a file may be moved; its
        checksum tells whether it is the same), how checkpoints are kept, how often samples are
        measured.
        """
        values = self.to_dict()
        if self.source:
            values["source"] = {"sha256": self.source.sha256, "resolution": self.source.resolution}
        return flat({key: part for key, part in values.items() if key not in WITHOUT_EFFECT})

    def to_dict(self) -> dict:
        """Plain values, as the TOML file has them; without those that are None."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        schedule, changes = values.pop("schedule"), values.pop("changes")
        moving = {key: str(value) for key, value in values.items() if isinstance(value, Moving)}
        values = {key: value for key, value in (values | moving).items() if value is not None}
        tables = {key: _table_of(value) for key, value in values.items() if _is_table(value)}
        return {
            **{key: value for key, value in values.items() if key not in tables},
            **tables,
            "phases": [_table_of(phase) for phase in schedule],
            **({"changes": [_table_of(each) for each in changes]} if changes else {}),
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
        tables = _tables(values.pop("phases", []), "phases", where)
        phases = tuple(
            build(Phase, table, part_of(where, f"[[phases]]: phase {number}"))
            for number, table in enumerate(tables, 1)
        )
        values["schedule"] = build(Schedule, {"phases": phases}, where)
        values["changes"] = tuple(
            build(Change, table, part_of(where, f"[[changes]]: number {number}"))
            for number, table in enumerate(_tables(values.pop("changes", []), "changes", where), 1)
        )
        for name, read in PARTS.items():
            if name in values:
                values[name] = read(values[name], where)
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
        """Writes the TOML file under a temporary name, forces it to the disk, and renames it."""
        with written_whole(path) as temporary:
            temporary.write_text(tomli_w.dumps(self.to_dict()), encoding="utf-8")
            forced_to_disk(temporary)

    @classmethod
    def read(cls, path: Path) -> TrainConfig:
        """Reads what `write` wrote."""
        return cls.from_dict(read_toml(path), str(path))


def _tables(value: Any, name: str, where: str) -> list:
    if not isinstance(value, list):
        start = f"{where}: " if where else ""
        raise InputError(f"{start}{name} must be a list of tables, got {brief(value)}")
    return value


def _is_table(value: object) -> bool:
    return dataclasses.is_dataclass(value) or isinstance(value, dict)


def _table_of(value: Any) -> dict:
    """A part of a configuration as plain values, without those that are None.

    A table in it that says nothing but defaults is left out, too.
    """
    if isinstance(value, AdversarialLoss):
        return to_table(value)
    if isinstance(value, Policy):
        return policy_table(value)
    table = value if isinstance(value, dict) else plain_values(value)
    for field in dataclasses.fields(value) if dataclasses.is_dataclass(value) else ():
        part = getattr(value, field.name)
        if dataclasses.is_dataclass(part) and part == field.default:
            del table[field.name]
    return {key: part for key, part in table.items() if part is not None}
