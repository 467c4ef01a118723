"""The configuration of a run, read by those who only look at it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.configured import OPTIMIZERS
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.adversarial.optimizers import optimizer_from
from keras_pggan.models.building import families
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.parts import PARTS
from keras_pggan.runs.toml_files import read_toml

# Of what may be of a kind that is not known here.
READERS = {
    **{key: read for key, read in PARTS.items() if key != "source"},
    **dict.fromkeys(OPTIMIZERS, lambda table, where: optimizer_from(table)),
}
OF_THE_FILE = ("unknown", "path")  # fields that are no options


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecordedConfig(TrainConfig):
    """The configuration of a run whose loss, say, is not known here.

    The shape of networks of a family that is not known is a value that has what the file says.

    Args:
        unknown: what is not, as the file has it; the fields have defaults there.
        path: that file, for messages.
    """

    unknown: dict[str, Any] = dataclasses.field(default_factory=dict)
    path: str = ""

    @classmethod
    def keys(cls) -> list[str]:
        known = super().keys()
        return [key for key in known if key not in OF_THE_FILE]

    @staticmethod
    def network_from(table: dict, where: str, *, family: object = GanConfig.family) -> Any:
        if family in families() or not isinstance(table, dict):
            return TrainConfig.network_from(table, where, family=family)
        return dataclasses.make_dataclass("RecordedNetwork", table, frozen=True)(**table)

    def to_dict(self) -> dict:
        values = super().to_dict()
        for key in OF_THE_FILE:
            del values[key]
        return {**values, **self.unknown}

    def check_used(self, values: dict[str, Any]) -> None:
        """Raises InputError, by the file, for what is not known and stands in other values, too."""
        for key, table in self.unknown.items():
            if key in READERS and values.get(key) == table:
                READERS[key](table, self.path)


def read_recorded(path: Path) -> TrainConfig:
    """Reads the configuration of a run, which may have parts that are not known here.

    Nothing that it names is imported.

    Raises:
        InputError: it cannot be read, but for its family, loss, augmentation, classifier and
            optimizers.
    """
    values, unknown = read_toml(path), {}
    for key, reader in READERS.items():
        if key in values:
            try:
                reader(values[key], str(path))
            except InputError:
                unknown[key] = values.pop(key)
    family = values.get("family", TrainConfig.family)
    if not unknown and (family in families() or not isinstance(family, str)):
        return TrainConfig.from_dict(values, str(path))
    if family not in families() and "freeze_levels" in values:
        unknown["freeze_levels"] = values.pop("freeze_levels")  # of levels that are not known
    recorded: Any = RecordedConfig.from_dict(values, str(path))
    return dataclasses.replace(recorded, unknown=unknown, path=str(path))
