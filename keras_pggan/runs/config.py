"""Everything that a training run was told, as one value and as a TOML file."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import tomli_w

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.files import written_whole
from keras_pggan.losses import AdversarialLoss, WassersteinGP, named_losses, to_table
from keras_pggan.models.adversarial.precision import check_precision, precision_of
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.models.progressive.progressive_gan import ProgressiveGAN
from keras_pggan.runs.toml_files import build, check_keys, flat, part_of, read_toml
from keras_pggan.schedule import Phase, Schedule

LARGEST_SEED = 2**32 - 1  # what numpy, and with it Keras, takes

PAPER_LOSS = WassersteinGP()
# What the trained weights do not depend on.
WITHOUT_EFFECT = ("data", "checkpoint_images", "checkpoints_kept", "metrics_every")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How a run is kept, whatever it trains.

    Args:
        checkpoint_images: images between two checkpoints inside a phase; every phase ends with one.
        checkpoints_kept: how many checkpoints stay.
        metrics_every: images between two measurements of the samples, see `WatchDistance`; 0 for
            none.

    Raises:
        InputError: a value out of range.
    """

    checkpoint_images: int = 100_000
    checkpoints_kept: int = 2
    metrics_every: int = 0

    def __post_init__(self):
        if self.metrics_every < 0:
            raise InputError(f"metrics_every must be 0 or more, got {self.metrics_every}")
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
        averaging: decay of the generator's moving average; 0 turns averaging off.
        loss: the adversarial loss.
        precision: of the networks' arithmetic, see `training.precision`.
        data_sha256: checksum of the pictures and labels.
        checkpoint_images, checkpoints_kept, metrics_every: see `RunOptions`.
    """

    data: str
    network: NetworkConfig
    schedule: Schedule
    seed: int = 0
    mirror: bool = False
    averaging: float = 0.999
    loss: AdversarialLoss = PAPER_LOSS
    precision: str = "float32"
    data_sha256: str = ""
    checkpoint_images: int = 100_000
    checkpoints_kept: int = 2
    metrics_every: int = 0

    def __post_init__(self):
        if not 0.0 <= self.averaging < 1.0:
            raise InputError(f"averaging must be from 0 to below 1, got {self.averaging}")
        if not 0 <= self.seed <= LARGEST_SEED:
            raise InputError(f"seed must be 0 to {LARGEST_SEED}, got {self.seed}")
        check_precision(self.precision)
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
            loss=gan.adversarial_loss,
            precision=precision_of(gan),
            data_sha256=images.sha256,
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
        """Plain values, as the TOML file has them."""
        options = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ("network", "schedule", "loss")
        }
        tables = {"loss": to_table(self.loss), "network": dataclasses.asdict(self.network)}
        return {
            **options,
            **tables,
            "phases": [dataclasses.asdict(phase) for phase in self.schedule],
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
        network = cls.network_from(values.pop("network", {}), where)
        tables = values.pop("phases", [])
        if not isinstance(tables, list):
            raise InputError(f"{where}: phases must be a list of tables, got {tables!r}")
        phases = tuple(build(Phase, table, part_of(where, "[[phases]]")) for table in tables)
        schedule = build(Schedule, {"phases": phases}, where)
        options = {**values, "network": network, "schedule": schedule}
        if "loss" in options:
            options["loss"] = _loss_from(options["loss"], where)
        return build(cls, options, where)

    @staticmethod
    def network_from(table: dict, where: str) -> NetworkConfig:
        """The network of a `[network]` table in `where`."""
        return build(NetworkConfig, table, part_of(where, "[network]"))

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
        f"{key} {before.get(key, 'nothing')}, now {after.get(key, 'nothing')}"
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _matters(key: str) -> bool:
    return key not in WITHOUT_EFFECT


def _loss_from(table: object, where: str) -> AdversarialLoss:
    """A loss from its table, or from its name alone."""
    where = part_of(where, "[loss]")
    fields = dict(table) if isinstance(table, dict) else {"name": table}
    name, known = fields.pop("name", None), named_losses()
    if not isinstance(name, str) or name not in known:
        start = f"{where}: " if where else ""
        raise InputError(f"{start}loss must be one of {', '.join(sorted(known))}, got {name}")
    return build(known[name], fields, where)
