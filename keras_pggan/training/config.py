"""Everything that a training run was told, as one value and as a TOML file."""

from __future__ import annotations

import dataclasses
import math
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.files import written_whole
from keras_pggan.models.config import NetworkConfig
from keras_pggan.models.pggan import ProgressiveGAN
from keras_pggan.schedule import Phase, Schedule

LARGEST_SEED = 2**32 - 1  # what numpy, and with it Keras, takes

WITHOUT_EFFECT = ("data", "checkpoint_images", "checkpoints_kept")

# What a TOML value may be, by the annotation of the field that it is for.
TOML_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "bool": (bool,),
    "str": (str,),
    "tuple[int, int]": (list, tuple),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a run is trained and kept, whatever it trains.

    Args:
        learning_rate: of both optimizers; 0.001 in the paper (0.0015 from 1024 on one device).
        checkpoint_images: images between two checkpoints inside a phase; every phase ends with one.
        checkpoints_kept: how many checkpoints stay.

    Raises:
        InputError: a value out of range.
    """

    learning_rate: float = 0.001
    checkpoint_images: int = 100_000
    checkpoints_kept: int = 2

    def __post_init__(self):
        if not 0.0 < self.learning_rate < math.inf:
            raise InputError(f"learning_rate must be positive, got {self.learning_rate}")
        for name in ("checkpoint_images", "checkpoints_kept"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} must be 1 or more, got {getattr(self, name)}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """The options of a run, resolved.

    Args:
        data: path of the .npz.
        network: shape of the networks.
        schedule: the phases.
        seed: of initial weights, latents, mirroring and the order of the pictures.
        mirror: whether pictures are mirrored with probability one half.
        averaging: decay of the generator's moving average.
        data_sha256: checksum of the pictures and labels.
        learning_rate, checkpoint_images, checkpoints_kept: see `RunOptions`.
    """

    data: str
    network: NetworkConfig
    schedule: Schedule
    seed: int = 0
    mirror: bool = False
    averaging: float = 0.999
    data_sha256: str = ""
    learning_rate: float = 0.001
    checkpoint_images: int = 100_000
    checkpoints_kept: int = 2

    def __post_init__(self):
        if not 0.0 <= self.averaging < 1.0:
            raise InputError(f"averaging must be from 0 to below 1, got {self.averaging}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InputError(f"seed must be 0 to {LARGEST_SEED}, got {self.seed}")
        self.run_options()

    @classmethod
    def of(
        cls, gan: ProgressiveGAN, images: Images, schedule: Schedule, options: RunOptions
    ) -> TrainConfig:
        """The configuration of objects that are at hand."""
        return cls(
            data=images.source,
            network=gan.generator.config,
            schedule=schedule,
            seed=gan.seed,
            mirror=gan.mirror,
            averaging=gan.averaging,
            data_sha256=images.sha256,
            **dataclasses.asdict(options),
        )

    def run_options(self) -> RunOptions:
        """Its options that `train` takes."""
        names = [field.name for field in dataclasses.fields(RunOptions)]
        return RunOptions(**{name: getattr(self, name) for name in names})

    def to_dict(self) -> dict:
        """Plain values, as the TOML file has them."""
        options = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ("network", "schedule")
        }
        network = dataclasses.asdict(self.network)
        phases = [dataclasses.asdict(phase) for phase in self.schedule]
        return {**options, "network": network, "phases": phases}

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
        network = cls.network_from(values.pop("network", {}), where)
        tables = values.pop("phases", [])
        if not isinstance(tables, list):
            raise InputError(f"{where}: phases must be a list of tables, got {tables!r}")
        phases = tuple(_build(Phase, table, _part(where, "[[phases]]")) for table in tables)
        schedule = _build(Schedule, {"phases": phases}, where)
        options = {**values, "network": network, "schedule": schedule}
        return _build(cls, options, where)

    @staticmethod
    def network_from(table: dict, where: str) -> NetworkConfig:
        """The network of a `[network]` table in `where`."""
        return _build(NetworkConfig, table, _part(where, "[network]"))

    def write(self, path: Path) -> None:
        """Writes the TOML file under a temporary name, then renames it."""
        with written_whole(path) as temporary:
            temporary.write_text(tomli_w.dumps(self.to_dict()), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> TrainConfig:
        """Reads what `write` wrote."""
        return cls.from_dict(read_toml(path), str(path))


def read_toml(path: Path | str) -> dict:
    """The content of a TOML file.

    Raises:
        InputError: the file is missing or no TOML; the message has the line.
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not a TOML file ({error})") from error


def differences(old: TrainConfig, new: TrainConfig) -> list[str]:
    """What differs between two configurations, such as `network.filters_max 128, now 64`.

    What does not change the result is left out: the path of the data (a file may be moved; its
    checksum tells whether it is the same) and how checkpoints are kept.
    """
    before, after = _flat(old.to_dict()), _flat(new.to_dict())
    keys = [key for key in {**before, **after} if key not in WITHOUT_EFFECT]
    return [
        f"{key} {before.get(key, 'nothing')}, now {after.get(key, 'nothing')}"
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _flat(value, prefix: str = "") -> dict:
    if isinstance(value, dict):
        items = [(f"{prefix}.{key}" if prefix else key, part) for key, part in value.items()]
    elif isinstance(value, list | tuple):
        items = [(f"{prefix}[{index}]", part) for index, part in enumerate(value)]
    else:
        return {prefix: value}
    return {key: leaf for name, part in items for key, leaf in _flat(part, name).items()}


def _part(where: str, table: str) -> str:
    """A table in a file; only the file knows tables, options on a command line do not."""
    return f"{where}: {table}" if where else ""


def _build(kind, values: Any, where: str):
    """A dataclass from plain values, with a clear message for each way that can go wrong."""
    where = f"{where}: " if where else ""
    if not isinstance(values, dict):
        raise InputError(f"{where}a table is expected, got {values!r}")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    unknown = [name for name in values if name not in fields]
    if unknown:
        raise InputError(f"{where}unknown key {unknown[0]}; known are {', '.join(fields)}")
    for name, value in values.items():
        expected = TOML_TYPES.get(str(fields[name].type))
        fits = not expected or (
            # A bool is an int to Python, but not to someone who writes `seed = true`.
            isinstance(value, expected) and isinstance(value, bool) == (bool in expected)
        )
        if not fits:
            raise InputError(f"{where}{name} must be {fields[name].type}, got {value!r}")
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}{error}") from error
