"""No step of a curve is there twice, however often a run was cut off."""

import os
import resource
import time

import numpy as np
import pytest
import tensorflow as tf
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorflow.core.util import event_pb2

from keras_pggan.files import FullDiskError
from keras_pggan.training.callbacks.tensorboard import EARLIER, SUFFIX, TensorBoard


def show(board, *steps, value=1.0):
    for step in steps:
        board({"images_seen": step, "phase": "4x4", "loss": value + step, "alpha": 0.5})


def raw(folder):
    """Steps and values of `loss` in all files, read one after the other as they are."""
    records = tf.data.TFRecordDataset([str(path) for path in sorted(folder.iterdir())])
    found = []
    for record in records.as_numpy_iterator():
        event = event_pb2.Event.FromString(record)
        found += [
            (event.step, float(tf.make_ndarray(value.tensor)))
            for value in event.summary.value
            if value.tag == "loss"
        ]
    return found


def shown(folder, tag="loss", **options):
    logged = EventAccumulator(str(folder), **options).Reload()
    return [event.step for event in logged.Tensors(tag)]


def check(folder, *steps):
    assert [step for step, _ in raw(folder)] == list(steps)
    for purge in (True, False):
        assert shown(folder, purge_orphaned_data=purge) == list(steps)
        assert shown(folder, "alpha", purge_orphaned_data=purge) == list(steps)


def test_what_is_trained_again_is_there_once(tmp_path):
    show(TensorBoard(tmp_path), 10, 20, 30)
    for start in (20, 40, 10):  # within a second, or two
        show(TensorBoard(tmp_path, start), start + 10, start + 20, value=float(start))
        check(tmp_path, *range(10, start + 30, 10))
    assert raw(tmp_path) == [(10, 11.0), (20, 30.0), (30, 40.0)]
    assert len([path for path in tmp_path.iterdir() if path.name == EARLIER]) == 1
    assert not list(tmp_path.glob(".*"))


def test_a_grid_of_samples_is_kept_and_shown_once(tmp_path):
    board = TensorBoard(tmp_path)
    for step in (10, 20):
        board.picture("samples", np.full((4, 4, 3), step, np.uint8), step)
    TensorBoard(tmp_path, 10).picture("samples", np.full((4, 4, 3), 99, np.uint8), 20)
    logged = EventAccumulator(str(tmp_path)).Reload().Tensors("samples")
    assert [event.step for event in logged] == [10, 20]
    pixels = [tf.io.decode_png(event.tensor_proto.string_val[2]).numpy() for event in logged]
    assert [int(each[0, 0, 0]) for each in pixels] == [10, 99]


def test_a_file_that_a_kill_cut_off_is_kept_as_far_as_it_goes(tmp_path):
    show(TensorBoard(tmp_path), 10, 20, 30)
    path = max(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-5])
    show(TensorBoard(tmp_path, 20), 30)
    check(tmp_path, 10, 20, 30)


def test_files_of_a_clock_that_was_ahead_do_not_come_last(tmp_path):
    show(TensorBoard(tmp_path), 10, 20, 30)
    for number, path in enumerate(sorted(tmp_path.iterdir())):
        path.rename(tmp_path / f"events.out.tfevents.9999999999.host.{number}{SUFFIX}")
    show(TensorBoard(tmp_path, 20), 30)
    check(tmp_path, 10, 20, 30)


def test_a_kill_while_the_files_are_put_together_costs_nothing(tmp_path):
    show(TensorBoard(tmp_path), 10, 20)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    TensorBoard(tmp_path, 20)
    for path, content in before.items():  # which were to be deleted next
        path.write_bytes(content)
    (tmp_path / f".{EARLIER.removesuffix(SUFFIX)}-0123abcd{SUFFIX}").write_bytes(b"half")
    show(TensorBoard(tmp_path, 20), 30)
    check(tmp_path, 10, 20, 30)
    assert not list(tmp_path.glob(".*"))


def test_event_files_of_others_are_left_alone(tmp_path):
    with tf.summary.create_file_writer(str(tmp_path)).as_default():
        tf.summary.scalar("mine", 1.0, step=1000)
    (own,) = tmp_path.iterdir()
    before = own.read_bytes()
    show(TensorBoard(tmp_path), 10, 20)
    show(TensorBoard(tmp_path, 10), 20)
    assert own.read_bytes() == before
    check(tmp_path, 10, 20)


def test_a_tensorboard_that_looks_on_sees_nothing_twice(tmp_path):
    show(TensorBoard(tmp_path), 10, 20, 30)
    looking = EventAccumulator(str(tmp_path)).Reload()
    assert [event.step for event in looking.Tensors("loss")] == [10, 20, 30]
    time.sleep(1.1)  # their names have the second
    show(TensorBoard(tmp_path, 20), 30, 40, value=7.0)
    looking.Reload()
    assert [event.step for event in looking.Tensors("loss")] == [10, 20, 30, 40]


def test_a_full_disk_is_told(tmp_path):
    board = TensorBoard(tmp_path / "logs")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(FullDiskError) as told:
            show(board, *range(200))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(told.value) == (
        f"{tmp_path / 'logs'}: cannot be written ({os.strerror(27)}); let files be larger "
        "(ulimit -f); then give the same command again"
    )
