"""One process trains a run; a second one is told which."""

import os
import re
import signal
import subprocess
import sys
import threading

import pytest

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.callbacks.progress import ProgressDisplay
from keras_pggan.training.manner import Manner

OWNER = """
import sys, time
from pathlib import Path
from keras_pggan.locks import Lock
lock = Lock(Path(sys.argv[1]), busy="", advice="")
lock.take()
print("has it", flush=True)
time.sleep(600)
"""
NETWORK = {"resolution": 4, "filters_base": 16, "filters_max": 4, "latent_dim": 4}
OPTIONS = (
    *("--resolution", "4", "--filters-base", "16", "--filters-max", "4", "--latent-dim", "4"),
    *("--phase-images", "16", "--batch-size", "4", "--quiet"),
)


@pytest.fixture
def data(tmp_path, real_pictures):
    path = tmp_path / "data.npz"
    pg.data.write_npz(path, real_pictures[:, ::8, ::8])
    return path


@pytest.fixture
def config(data):
    network = pg.NetworkConfig(**NETWORK)
    schedule = pg.Schedule.growing(network, images_per_phase=16, batch_size=4)
    return TrainConfig(data=str(data), network=network, schedule=schedule)


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sentence(run, process):
    return (
        rf"{re.escape(str(run))}: another process trains this run \(process {process} on \S+, "
        r"since \d\d:\d\d\); wait for it, stop it, or give another folder"
    )


def test_a_second_process_ends_at_once_and_goes_on_where_the_owner_was_killed(
    command, data, tmp_path
):
    run = tmp_path / "run"
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, run / ".lock"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert owner.stdout.readline() == "has it\n"
        before = everything(tmp_path)
        refused = command("train", data, "--out", run, *OPTIONS)
        assert refused.exit_code == 2, (refused.exception, refused.output)
        assert re.fullmatch(f"error: {sentence(run, owner.pid)}\n", refused.stderr)
        assert everything(tmp_path) == before
        assert command("train", data, "--out", run, *OPTIONS, "--dry-run").exit_code == 0
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        assert [path.name for path in run.iterdir()] == [".lock", ".lock.owner"]
        trained = command("train", data, "--out", run, *OPTIONS)
        assert trained.exit_code == 0, (trained.exception, trained.output)
    finally:
        owner.kill()
        owner.wait()
        owner.stdout.close()
    assert Checkpoints(run / "checkpoints").latest().position.phases_completed == 1
    assert not list(run.rglob(".*"))


def test_a_second_thread_is_refused_too_and_may_train_afterwards(
    config, data, tmp_path, monkeypatch
):
    images, run, told = pg.data.open(data), tmp_path / "run", []
    fit = pg.ProgressiveGAN.fit

    def train():
        display = ProgressDisplay(quiet=True)
        gan = build_gan(config)
        pg.train(gan, images, config.schedule, run, display=display, manner=Manner())

    def second():
        with pytest.raises(pg.InputError) as refused:
            train()
        told.append(str(refused.value))

    def meanwhile(self, *arguments, **options):
        before = everything(run)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        assert everything(run) == before
        return fit(self, *arguments, **options)

    monkeypatch.setattr(pg.ProgressiveGAN, "fit", meanwhile)
    train()
    assert len(told) == 1
    assert re.fullmatch(sentence(run, os.getpid()), told[0])
    train()  # which is complete, and has no lock
    assert not list(run.rglob(".*"))


@pytest.mark.parametrize("fault", ["configuration", "pictures"])
def test_a_run_that_is_refused_leaves_no_folder(config, data, tmp_path, fault, real_pictures):
    images = pg.data.open(data)
    if fault == "pictures":
        images = pg.data.Images(pg.data.Pictures(real_pictures[:, ::16, ::16]), "small")
    else:
        (tmp_path / "runs" / "a").mkdir(parents=True)
        (tmp_path / "runs" / "a" / "note").write_text("kept")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(pg.InputError):
        pg.train(build_gan(config), images, config.schedule, tmp_path / "runs" / "a")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_a_kill_left_in_a_run_goes_when_it_goes_on_and_what_is_a_users_stays(config, tmp_path):
    run = RunDirectory(tmp_path / "run")
    left = [
        *(".config-0123abcd.toml", ".generator-0123abcd.keras", ".best-0123abcd.keras"),
        *(".history-0123abcd.csv", "samples/.000000000016-4x4-straight-0123abcd.png"),
    ]
    kept = ["notes.txt", ".notes-0123abcd.txt", "samples/.mine-0123abcd.png", "samples/best.png"]
    run.samples.mkdir(parents=True)
    for name in [*left, *kept]:
        (run.path / name).touch()
    run.start(config)
    found = {path.relative_to(run.path).as_posix() for path in run.path.rglob("*")}
    assert found == {"config.toml", "samples", *kept}


def test_a_run_that_was_killed_at_its_first_word_is_begun_anew(config, tmp_path):
    run = RunDirectory(tmp_path / "run")
    run.path.mkdir()
    for name in (".lock", ".lock.owner", ".config-0123abcd.toml"):
        (run.path / name).touch()
    run.check_place()
    (run.path / ".config-mine.toml").touch()
    with pytest.raises(pg.InputError, match="a new or empty folder is expected"):
        run.check_place()
