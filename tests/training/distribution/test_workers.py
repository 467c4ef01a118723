"""Several processes train what one does."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import h5py
import numpy as np
import pytest
import tensorflow as tf

import keras_pggan as pg
from keras_pggan.errors import TrainingError
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.distribution import workers as workers_module
from keras_pggan.training.distribution.cluster import Cluster, meet
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.interrupts import StoppedError, stop_requests

SCRIPT = Path(__file__).with_name("worker.py")
IMAGES = 80  # in each of two phases of 10 steps
LIMIT = 300  # seconds


def free_ports(count):
    sockets = [socket.create_server(("localhost", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in sockets]
    for server in sockets:
        server.close()
    return ports


def cluster_of(ports):
    return {"worker": [f"localhost:{port}" for port in ports]}


def start(run, log, index=None, cluster=None):
    command = [sys.executable, SCRIPT, run, "multiworker" if cluster else "none", str(IMAGES)]
    return launch(command, log, index, cluster)


def launch(command, log, index=None, cluster=None):
    environment = dict(os.environ)
    if cluster:
        task = {"type": "worker", "index": index}
        environment["TF_CONFIG"] = json.dumps({"cluster": cluster, "task": task})
    with log.open("w") as file:
        return subprocess.Popen(command, env=environment, stdout=file, stderr=file)


def weights(run):
    found = {}
    with h5py.File(run / "checkpoints" / f"images-{2 * IMAGES:012d}" / "gan.weights.h5") as file:
        file.visititems(
            lambda name, item: found.update({name: item[()]} if hasattr(item, "dtype") else {})
        )
    return found


def wait_for(path, workers):
    deadline = time.monotonic() + LIMIT
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not come"
        assert all(worker.poll() is None for worker in workers)
        time.sleep(0.1)


def test_two_workers_one_of_them_killed_and_restarted_give_the_weights_of_one_process(tmp_path):
    logs = [tmp_path / f"worker-{index}.log" for index in range(2)]
    alone = start(tmp_path / "alone", tmp_path / "alone.log")
    assert alone.wait(LIMIT) == 0, (tmp_path / "alone.log").read_text()
    cluster = cluster_of(free_ports(2))
    workers = [start(tmp_path / "run", logs[index], index, cluster) for index in range(2)]
    wait_for(tmp_path / "run" / "checkpoints" / "images-000000000040", workers)
    workers[1].send_signal(signal.SIGKILL)
    assert workers[0].wait(60) == 1  # it does not hang
    assert "another worker ended" in logs[0].read_text()
    assert not (tmp_path / "run" / "checkpoints" / f"images-{2 * IMAGES:012d}").exists()
    cluster = cluster_of(free_ports(2))
    workers = [start(tmp_path / "run", logs[index], index, cluster) for index in range(2)]
    for worker, log in zip(workers, logs, strict=True):
        assert worker.wait(LIMIT) == 0, log.read_text()
    ours, theirs = weights(tmp_path / "run"), weights(tmp_path / "alone")
    assert ours.keys() == theirs.keys()
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], value, rtol=0, atol=1e-5, err_msg=name)


@pytest.mark.slow
def test_two_workers_that_are_asked_to_stop_save_one_step_and_go_on(tmp_path, real_pictures):
    data, run, options = (tmp_path / name for name in ("data.npz", "run", "options.toml"))
    pg.data.write_npz(data, real_pictures[:, ::4, ::4])
    # The first phase is long enough to be stopped in it.
    phase = "[[phases]]\nlevel = {0}\nheight = {1}\nwidth = {1}\nbatch_size = 8\n"
    options.write_text(
        "checkpoint_images = 40\n[network]\nfilters_base = 32\nfilters_max = 8\nlatent_dim = 8\n"
        + (phase.format(0, 4) + "fade_in = false\nimages = 1600\n")
        + (phase.format(1, 8) + "fade_in = true\nimages = 16\n")
    )
    verb = [sys.executable, "-m", "keras_pggan", "train", data, "--strategy", "multiworker"]
    command = [*verb, "--out", run, "--config", options]
    logs = [tmp_path / f"worker-{index}.log" for index in range(2)]

    def both():
        cluster = cluster_of(free_ports(2))
        # The chief last: whoever comes first, the run is the chief's.
        started = [launch(command, logs[index], index, cluster) for index in (1, 0)]
        return started[::-1]

    workers = both()
    wait_for(run / "checkpoints" / "images-000000000040", workers)
    owner = rf"another process trains this run \(process {workers[0].pid} on "
    with pytest.raises(pg.InputError, match=owner):
        RunDirectory(run).lock().take()
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    told = [
        (worker.wait(LIMIT), log.read_text()) for worker, log in zip(workers, logs, strict=True)
    ]
    for code, text in told:
        assert code == 128 + signal.SIGTERM, text
        assert "stopping after this step and saving, as SIGTERM asks" in text
        assert re.search(r"interrupted: the checkpoint at \d+ images is kept", text)
    position = Checkpoints(run / "checkpoints").latest().position
    assert position.phases_completed == 0
    assert 40 <= position.phase_images < 1600
    # Saved once, by the chief, beside the last one that was due.
    due = (position.images_seen - 1) // 40 * 40
    saved = sorted(int(path.name[-12:]) for path in (run / "checkpoints").iterdir())
    assert saved == [due, position.images_seen]
    for worker, log in zip(both(), logs, strict=True):
        assert worker.wait(LIMIT) == 0, log.read_text()
    assert f"continuing after {position.images_seen:,} images" in logs[0].read_text()
    assert Checkpoints(run / "checkpoints").latest().position == Position(2, 0, 1616)


def test_what_workers_do_not_agree_on_is_told_by_each(tmp_path):
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.txt").write_text("sand")
    network = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=4, latent_dim=4)
    schedule = pg.Schedule.growing(network, images_per_phase=16, batch_size=8)
    config = TrainConfig(data="black", network=network, schedule=schedule)
    config.write(tmp_path / "begun" / "config.toml")
    Checkpoints(tmp_path / "begun" / "checkpoints").save(build_gan(config), Position(0, 8, 8))
    cluster, script = cluster_of(free_ports(2)), Path(__file__).with_name("refusals.py")
    logs = [tmp_path / f"worker-{index}.log" for index in range(2)]
    workers = [
        launch([sys.executable, script, tmp_path], log, index, cluster)
        for index, log in enumerate(logs)
    ]
    told = []
    for worker, log in zip(workers, logs, strict=True):
        assert worker.wait(LIMIT) == 0, log.read_text()
        lines = [line.partition(": ") for line in log.read_text().splitlines()]
        told.append({name: text for name, _, text in lines})
    of_folder = f"{tmp_path / 'holiday'}: a new or empty folder is expected, this has other files"
    assert told[0]["folder"] == of_folder
    assert told[1]["folder"] == "the chief worker cannot go on; its message says why"
    for each, run in zip(told, ("begun", "elsewhere"), strict=True):
        assert each["options"] == "the workers were given different options or different pictures"
        assert each["checkpoints"] == (
            f"{tmp_path / run / 'checkpoints'}: the workers do not see the same checkpoints here; "
            "the run's folder must be one that all of them share"
        )
    assert not (tmp_path / "new").exists()


def lose_another_worker():
    raise tf.errors.UnavailableError(None, None, "Socket closed\nmore")


@pytest.mark.parametrize("delay", [0.0, 0.2])
def test_a_worker_that_is_stopped_and_loses_another_one_was_stopped(delay):
    """Whichever comes first: a scheduler tells all, and one may be gone before another hears it."""
    workers, before = Workers(None), signal.getsignal(signal.SIGTERM)
    workers.many = True
    timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGTERM))
    says = "^stopped by SIGTERM, as another worker was; the last checkpoint is kept$"

    def stopped_then_lost():
        timer.start()
        if not delay:
            timer.join()
        lose_another_worker()

    with pytest.raises(StoppedError, match=says) as told, workers.together():
        stopped_then_lost()
    assert told.value.number == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_worker_that_loses_another_one_without_being_stopped_says_so(monkeypatch):
    monkeypatch.setattr(workers_module, "SIGNAL_SECONDS", 0.1)
    workers = Workers(None)
    workers.many = True
    says = r"^another worker ended .*; start all workers again, .* \(Socket closed\)$"
    with pytest.raises(TrainingError, match=says), workers.together():
        lose_another_worker()


def test_a_signal_between_phases_stops_the_run_in_the_next():
    with stop_requests() as whole:
        with stop_requests() as one:
            pass
        signal.raise_signal(signal.SIGTERM)
        with stop_requests() as next_one:
            assert next_one.asked() == signal.SIGTERM
    assert one is next_one is whole
    with stop_requests() as another:
        assert another.asked() is None


def test_a_run_of_one_process_has_its_chief():
    assert Workers(None).is_chief
    assert Workers(None).total(3.0) == 3.0


def test_a_worker_that_leaves_writing_to_the_chief_writes_no_checkpoint(tmp_path):
    Checkpoints(tmp_path / "checkpoints", writes=False).save(None, Position())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "needs the environment variable TF_CONFIG"),
        ("{", "TF_CONFIG must be like"),
        ("[]", "TF_CONFIG must be like"),
        ('{"cluster": {"worker": ["a:1"]}}', "TF_CONFIG must be like"),
        (
            '{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}',
            "index is 1, there are 1",
        ),
        (
            '{"cluster": {"worker": ["a"]}, "task": {"type": "worker", "index": 0}}',
            "must be host:port, got a",
        ),
        (
            '{"cluster": {"worker": ["a:1"]}, "task": {"type": "ps", "index": 0}}',
            "must be chief or worker, got ps",
        ),
    ],
)
def test_a_tf_config_that_cannot_be_used_is_refused(text, message):
    with pytest.raises(pg.InputError, match=message):
        Cluster.from_environment({} if text is None else {"TF_CONFIG": text})


@pytest.mark.parametrize("index", [-1, 2])
def test_a_worker_that_there_is_not_is_refused(index):
    says = f"TF_CONFIG: the task's index is {index}, there are 2 workers, counted from 0"
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        Cluster(("a:1", "b:2"), index)


@pytest.mark.parametrize("given", ["soon", ""])
def test_a_time_to_wait_that_is_no_number_is_refused(monkeypatch, given):
    monkeypatch.setenv("KERAS_PGGAN_MEETING_SECONDS", given)
    says = f"KERAS_PGGAN_MEETING_SECONDS must be a number of seconds, got {given}"
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        meet(Cluster(("localhost:1",), 0))


def test_the_chief_comes_before_the_workers():
    cluster = {"chief": ["a:1"], "worker": ["b:2", "c:3"]}
    text = json.dumps({"cluster": cluster, "task": {"type": "worker", "index": 1}})
    found = Cluster.from_environment({"TF_CONFIG": text})
    assert found == Cluster(("a:1", "b:2", "c:3"), 2)


def test_a_worker_that_never_answers_is_named_after_a_while():
    own, other = free_ports(2)
    before = time.monotonic()
    with pytest.raises(pg.InputError, match=rf"no answer from localhost:{other} within 1 s"):
        meet(Cluster((f"localhost:{own}", f"localhost:{other}"), 0), seconds=1)
    assert time.monotonic() - before < 10


def test_a_port_that_is_taken_is_refused():
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(pg.InputError, match=rf"cannot listen at localhost:{port}"):
            meet(Cluster((f"localhost:{port}",), 0), seconds=1)
