"""Writing a folder of shards, one picture after the other."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
import os
import re
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

import numpy as np

from keras_pggan.data import npz
from keras_pggan.data.shard_index import ShardIndex, shard_name
from keras_pggan.data.shard_pictures import ShardPictures
from keras_pggan.data.shards import LABELS, NAMES
from keras_pggan.errors import InputError
from keras_pggan.files import check_new_folder, remove_left_over, written_whole
from keras_pggan.locks import LOCK, Lock

SHARD_BYTES = 128 * 2**20  # of a shard, unless a number of pictures is asked for


class ShardWriter:
    """Writes a folder of shards for `keras_pggan.data.open`; used in a `with` block.

    The folder appears at the end of the block, whole; where the block fails, nothing is left.
    Memory is taken for one picture and all labels.

    Args:
        path: the folder; new or empty.
        per_shard: pictures in a shard; by default as many as make about 128 MiB.
        class_names: the name of each label, or None.

    Raises:
        InputError: the folder has content, or `per_shard` or `class_names` cannot be used; at the
            start of the block, that another process writes this folder; at its end, that no picture
            was added.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with ShardWriter(folder / "black", class_names=["night"]) as writer:
    ...     for _ in range(3):
    ...         writer.add(np.zeros((4, 4, 3), np.uint8), label=0)
    >>> sorted(path.name for path in (folder / "black").iterdir())
    ['index.json', 'labels.npy', 'shard-00000.tfrecord']
    """

    def __init__(
        self,
        path: Path | str,
        *,
        per_shard: int | None = None,
        class_names: Sequence[str] | np.ndarray | None = None,
    ):
        if per_shard is not None and per_shard < 1:
            raise InputError(f"a shard needs 1 picture or more, got {per_shard}")
        self.path = check_new_folder(path)
        self.per_shard = per_shard
        self.class_names = npz.as_array(class_names)
        npz.check_class_names(self.class_names, str(path))
        self._open = contextlib.ExitStack()
        self._temporary: Path | None = None  # the folder while it is written
        self._kind: _Kind | None = None  # that of the first picture
        self._count = 0
        self._checksum: Any = None
        self._labels = array("q")
        self._names: IO[str] | None = None
        self._shard: Any = None  # a TFRecordWriter

    def __enter__(self) -> Self:
        place = Path(os.path.realpath(self.path))
        lock = Lock(
            place.with_name(f".{place.name}{LOCK}"),
            busy=f"{self.path}: another process writes this folder",
            advice="wait for it, or give another folder",
        )
        with contextlib.ExitStack() as stack:
            stack.enter_context(lock.taken())
            check_new_folder(self.path)  # who had the lock before may have written it
            remove_left_over(place.parent, re.escape(place.name))
            self._temporary = stack.enter_context(written_whole(self.path))
            self._temporary.mkdir()
            stack.push(self._end)
            self._open = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def _end(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            self._close()
            self._temporary = None

    def add(self, picture: np.ndarray, label: int | None = None, name: str | None = None) -> None:
        """Adds a picture, uint8 (height, width, channels).

        Raises:
            InputError: it breaks the .npz contract, or differs from those before in its shape or
                in whether it has a label or a name; nothing is added then.
        """
        folder = self._folder
        picture = np.asarray(picture)
        kind = self._checked(picture, label, name)
        if self._kind is None:
            self._kind, self._checksum = kind, npz.started_checksum(kind.shape)
        records = self._index().per_shard
        if self._count % records == 0:
            self._close_shard()
            self._shard = _open_shard(folder / shard_name(self._count // records))
        payload = picture.tobytes()
        with _as_os_errors():
            self._shard.write(payload)
        self._checksum.update(payload)
        if label is not None:
            self._labels.append(int(label))
        if name is not None:
            self._write_name(name)
        self._count += 1

    @property
    def _folder(self) -> Path:
        if self._temporary is None:
            raise RuntimeError("pictures are added inside the `with` block of a ShardWriter")
        return self._temporary

    def _checked(self, picture: np.ndarray, label: int | None, name: str | None) -> _Kind:
        where = f"{self.path}: picture {self._count}"
        labels, names = (npz.as_array(None if one is None else [one]) for one in (label, name))
        npz.check_images(picture[None], where)
        npz.check_labels(labels, 1, self.class_names, where)
        npz.check_names(names, 1, where)
        kind = _Kind(picture.shape, label is not None, name is not None)
        if self._kind not in (None, kind):
            raise InputError(f"{where}: it has {kind}, those before have {self._kind}")
        return kind

    def _index(self) -> ShardIndex:
        """The index of the pictures until now, without the checksum."""
        kind = self._kind
        if kind is None:
            raise InputError(f"{self.path}: no picture was added; a data set needs one at least")
        return ShardIndex(
            count=self._count,
            image_shape=kind.shape,
            per_shard=self.per_shard or max(1, SHARD_BYTES // math.prod(kind.shape)),
            labels=kind.label,
            names=kind.name,
            class_names=None if self.class_names is None else tuple(self.class_names.tolist()),
            sha256="",
        )

    def _write_name(self, name: str) -> None:
        if self._names is None:
            self._names = (self._folder / NAMES).open("w", encoding="utf-8")
        self._names.write(("," if self._count else "[") + "\n" + json.dumps(name))

    def _close_shard(self) -> None:
        if self._shard is not None:
            shard, self._shard = self._shard, None
            with _as_os_errors():
                shard.close()

    def _close(self) -> None:
        try:
            self._close_shard()
        finally:
            if self._names is not None:
                self._names.close()

    def _finish(self) -> None:
        index = self._index()
        if self._names is not None:
            self._names.write("\n]\n")
        self._close()
        if index.labels:
            labels = np.array(self._labels, np.int64)
            np.save(self._folder / LABELS, labels, allow_pickle=False)
            self._checksum.update(labels.data)
        dataclasses.replace(index, sha256=self._checksum.hexdigest()).write(self._folder)
        ShardPictures(self._folder, index)  # what the reader will hold against the index


def write_shards(path: Path | str, pictures: npz.Pictures, *, per_shard: int | None = None) -> None:
    """Writes pictures that are in memory as a folder of shards.

    Args:
        path: the folder; new or empty.
        pictures: arrays of the .npz contract.
        per_shard: as in `ShardWriter`.

    Raises:
        InputError: as `ShardWriter`, or the arrays break the contract.
    """
    npz.check_pictures(pictures, str(path))
    images, labels, names, class_names = pictures
    with ShardWriter(path, per_shard=per_shard, class_names=class_names) as writer:
        for index, picture in enumerate(images):
            writer.add(
                picture,
                label=None if labels is None else int(labels[index]),
                name=None if names is None else str(names[index]),
            )


class _Kind(NamedTuple):
    """What all pictures of a folder share."""

    shape: tuple[int, int, int]
    label: bool
    name: bool

    def __str__(self) -> str:
        label, name = ("a" if has else "no" for has in self[1:])
        return f"shape {self.shape}, {label} label and {name} name"


def _open_shard(path: Path) -> Any:
    import tensorflow as tf  # here, so that the module can be imported without TensorFlow

    with _as_os_errors():
        return tf.io.TFRecordWriter(str(path))


@contextlib.contextmanager
def _as_os_errors() -> Iterator[None]:
    """Gives TensorFlow's errors of files the type that Python's have."""
    import tensorflow as tf

    try:
        yield
    except tf.errors.OpError as error:
        raise OSError(error.message) from error
