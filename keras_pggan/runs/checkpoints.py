"""Checkpoints: everything that decides the next training step, whole and verified."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import logging
import math
import os
import shutil
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.files import (
    NO_ROOM,
    FullDiskError,
    forced_to_disk,
    remove_left_over,
    sha256_of,
    write_json,
    written_whole,
)
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.names import CHECKPOINT, CONFIG, GENERATOR, STATE, checkpoints_in
from keras_pggan.runs.recorded import read_recorded
from keras_pggan.words import kind_and_reason, reason_of, size_in_words

WEIGHTS = "gan.weights.h5"
BLOCK = 1 << 20  # bytes read at a time for a checksum
BYTES_PER_NUMBER, BYTES_PER_VARIABLE = 4, 4096  # float32; what HDF5 adds to each array

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Position:
    """Where a run is.

    Args:
        phases_completed: phases that are behind it.
        phase_images: images shown in the phase that follows them.
        images_seen: images shown in all.
    """

    phases_completed: int = 0
    phase_images: int = 0
    images_seen: int = 0


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A checkpoint whose checksum was right when it was found.

    Args:
        path: its folder.
        position: where the run was.
        resolution: of its networks, which those of the run may have outgrown; None in one of
            version 0.1.0.
    """

    path: Path
    position: Position
    resolution: int | None = None

    def trained_with(self) -> TrainConfig | None:
        """The configuration that its weights were trained with; None in one of version 0.1.0.

        Unlike that of the run, which may have been edited since.
        """
        path = self.path / CONFIG
        return read_recorded(path) if path.is_file() else None

    def load(self, gan: AdversarialGAN) -> None:
        """Gives a GAN the weights, averages, optimizers, random state and count of images.

        Inside a phase, the GAN must have entered it and be compiled, since optimizers belong to a
        phase; between phases it must not, since they start anew.

        Raises:
            InputError: the checkpoint is of other networks.
        """
        try:
            gan.load_weights(self.path / WEIGHTS)
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"{self.path}: not a checkpoint of these networks ({reason_of(error)})"
            ) from error


class Checkpoints:
    """The last few checkpoints of a run, a folder each.

    A checkpoint is written under a temporary name, forced to the disk, and renamed; then the
    oldest are removed. Its checksums cover weights, position and configuration, so that one that
    was damaged later is known as such, and passed over. What has another name is left alone.

    Args:
        folder: holds them; made with the first.
        keep: how many stay.
        writes: False for workers of a run that leave writing to another.
        config: what is trained with, of which each keeps a copy; None for none.
    """

    def __init__(
        self,
        folder: Path,
        keep: int = 2,
        *,
        writes: bool = True,
        config: TrainConfig | None = None,
    ):
        if keep < 1:
            raise InputError(f"1 checkpoint or more must be kept, got {keep}")
        self.folder, self.keep, self.writes, self.config = folder, keep, writes, config

    def load(self, gan: AdversarialGAN, position: Position) -> None:
        """Gives a GAN that is in a phase the state that it had at a position inside it."""
        Checkpoint(self._path(position), position).load(gan)

    def _path(self, position: Position) -> Path:
        return self.folder / f"images-{position.images_seen:012d}"

    def save(self, gan: AdversarialGAN, position: Position) -> Checkpoint:
        """Writes a checkpoint.

        Raises:
            OSError: the disk is full, or the like; older checkpoints are as they were.
        """
        path = self._path(position)
        if not self.writes:
            return Checkpoint(path, position)
        with written_whole(path) as temporary:
            temporary.mkdir()
            _check_space(temporary, path, checkpoint_size(gan))
            gan.save_weights(temporary / WEIGHTS)
            state = {**dataclasses.asdict(position), "resolution": gan.network.resolution}
            state["sha256"] = _checksum(temporary / WEIGHTS, position)
            if self.config:
                self.config.write(temporary / CONFIG)
                state["config_sha256"] = sha256_of(temporary / CONFIG)
            write_json(temporary / STATE, state)
            for file in temporary.iterdir():
                forced_to_disk(file)
        forced_to_disk(self.folder)
        for later in self._folders():  # damaged ones, which were passed over
            if later.name > path.name:
                shutil.rmtree(later)
        for old in self._folders()[: -self.keep]:
            shutil.rmtree(old)
        remove_left_over(self.folder, CHECKPOINT)
        return Checkpoint(path, position, gan.network.resolution)

    def latest(self, *, warn: bool = True) -> Checkpoint | None:
        """The latest checkpoint that is whole, or None before there is any.

        Args:
            warn: whether those that are damaged are named in a warning.

        Raises:
            InputError: there are checkpoints, and none is whole.
        """
        damaged = []
        for path in reversed(self._folders()):
            try:
                state = json.loads((path / STATE).read_text(encoding="utf-8"))
                checksum, resolution = state.pop("sha256"), state.pop("resolution", None)
                of_config = state.pop("config_sha256", None)
                position = Position(**state)
                whole = of_config is None or of_config == sha256_of(path / CONFIG)
                if whole and checksum == _checksum(path / WEIGHTS, position):
                    return Checkpoint(path, position, resolution)
                reason = "its checksum is wrong"
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                reason = kind_and_reason(error)
            damaged.append(f"{path} is damaged ({reason})")
            if warn:
                log.warning("%s; an older checkpoint is looked for", damaged[-1])
        if damaged:
            generator = self.folder.parent / GENERATOR
            kept = f" (it can start from {generator}: --from)" if generator.is_file() else ""
            raise InputError(
                f"no usable checkpoint is left in {self.folder}: {damaged[0]}; remove the run, or "
                f"give another folder{kept}"
            )
        return None

    def last_good(self) -> str:
        """Names the checkpoint to go back to, for an error that ends a run."""
        return f"the last good checkpoint is {self.newest()}"

    def newest(self) -> Path:
        """The folder of the checkpoint that was saved last; that of all, before there is one."""
        return (self._folders() or [self.folder])[-1]

    def _folders(self) -> list[Path]:
        return checkpoints_in(self.folder)


def _checksum(weights: Path, position: Position) -> str:
    digest = hashlib.sha256(json.dumps(dataclasses.asdict(position)).encode())
    with weights.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def checkpoint_size(gan: AdversarialGAN) -> int:
    """Bytes that a checkpoint takes, or somewhat more."""
    optimizers = (gan.generator_optimizer, gan.discriminator_optimizer)
    slots = [variable for each in optimizers if each for variable in each.variables]
    numbers = sum(math.prod(variable.shape) for variable in (*gan.weights, *slots))
    return numbers * BYTES_PER_NUMBER + (len(gan.weights) + len(slots)) * BYTES_PER_VARIABLE


def _check_space(folder: Path, path: Path, size: int) -> None:
    """Raises OSError where a file of that size cannot be written.

    HDF5 does not survive a disk that fills up while it writes: the process crashes when it ends.
    """
    probe = folder / "space"
    try:
        if shutil.disk_usage(folder).free < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if hasattr(os, "posix_fallocate"):  # knows quotas and limits, too
            with probe.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, size)
    except OSError as error:
        if error.errno not in NO_ROOM:
            return  # a file system that cannot tell
        takes = f"{error.strerror}; a checkpoint takes {size_in_words(size)}"
        raise FullDiskError(error.errno, takes, str(path)) from error
    finally:
        probe.unlink(missing_ok=True)
