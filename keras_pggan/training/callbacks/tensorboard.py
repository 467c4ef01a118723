"""The curves of a run for TensorBoard."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.core.util import event_pb2

from keras_pggan.files import full_disk_named, remove_left_over, written_whole

NAME = "events.out.tfevents."  # what TensorBoard knows event files by; a time follows
SUFFIX = ".keras_pggan"  # of ours
VERSION = "brain.Event:2"  # of the files; what each begins with
# What earlier starts of a run left. TensorBoard reads files in the order of their names.
EARLIER = f"{NAME}0000000000{SUFFIX}"


class TensorBoard:
    """Writes rows as TensorBoard scalars over images seen; each step of a curve once.

    What earlier starts of a run wrote is put into one file first, without what they wrote of images
    that are to be trained again. Event files of others are left alone.

    Args:
        path: the folder of the event files.
        images_seen: where training continues; later points are from work that was lost.
    """

    def __init__(self, path: Path, images_seen: int = 0):
        self.path = path
        with self._errors():
            keep_until(path, images_seen)
            _mark_start(path, images_seen + 1)
            self.writer = tf.summary.create_file_writer(str(path), filename_suffix=SUFFIX)

    def __call__(self, row: dict[str, Any]) -> None:
        """Takes a row of the history."""
        with self._writing():
            for name, value in row.items():
                if isinstance(value, float):
                    tf.summary.scalar(name, value, step=int(row["images_seen"]))

    def picture(self, name: str, image: np.ndarray, images_seen: int) -> None:
        """Shows a uint8 picture (height, width, channels)."""
        with self._writing():
            tf.summary.image(name, image[None], step=images_seen)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with self._errors():
            with self.writer.as_default():
                yield
            self.writer.flush()

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with full_disk_named(self.path):
                yield
        except tf.errors.OpError as error:
            raise OSError(f"{self.path}: cannot be written ({error.message})") from error


def keep_until(folder: Path, images_seen: int) -> None:
    """Puts our event files into one, without what they have of later images.

    Where several have the same step of the same curve, the last one counts.

    Args:
        folder: of the event files; it may be missing.
        images_seen: the last step that is kept.
    """
    remove_left_over(folder, re.escape(EARLIER))
    files = sorted(path for path in folder.glob(f"{NAME}*{SUFFIX}"))
    if not files:
        return
    last: dict[tuple[object, ...], int] = {}
    for number, event in enumerate(_events(files)):
        tags = [value.tag for value in event.summary.value]
        if tags and event.step <= images_seen:
            last[event.step, *tags] = number
    kept = set(last.values())
    with (
        written_whole(folder / EARLIER) as temporary,
        tf.io.TFRecordWriter(str(temporary)) as writer,
    ):
        writer.write(event_pb2.Event(file_version=VERSION).SerializeToString())
        for number, event in enumerate(_events(files)):
            if number in kept:
                writer.write(event.SerializeToString())
    for path in files:
        if path.name != EARLIER:
            path.unlink()


def _events(files: Sequence[Path]) -> Iterator[event_pb2.Event]:
    """The events of files; of one that is cut off or damaged, those before."""
    for path in files:
        records = tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
        with contextlib.suppress(tf.errors.DataLossError):
            for record in records:
                yield event_pb2.Event.FromString(record)


def _mark_start(folder: Path, step: int) -> None:
    """An event of its own file: a session starts, and the first thing that it shows is of a step.

    A TensorBoard that looks on forgets then what it has read of later ones. Its name comes before
    that of the file of rows, which has a host behind the time.
    """
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    now = time.time()
    events = (
        event_pb2.Event(wall_time=now, file_version=VERSION),
        event_pb2.Event(wall_time=now, step=step, session_log=start),
    )
    folder.mkdir(parents=True, exist_ok=True)
    with tf.io.TFRecordWriter(str(folder / f"{NAME}{int(now):010d}.0{SUFFIX}")) as writer:
        for event in events:
            writer.write(event.SerializeToString())
