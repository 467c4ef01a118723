"""What is refused of checkpoints, and what lies among them; that runs continue is in `training`."""

import shutil

import pytest

import keras_pggan as pg
from keras_pggan.cli.train import _kept
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig


@pytest.mark.parametrize("keep", [0, -1])
def test_keeping_no_checkpoint_is_refused(tmp_path, keep):
    with pytest.raises(pg.InputError, match=f"^1 checkpoint or more must be kept, got {keep}$"):
        Checkpoints(tmp_path, keep=keep)


@pytest.fixture(scope="module")
def gan():
    network = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=4, latent_dim=4)
    schedule = pg.Schedule.growing(network, images_per_phase=8, batch_size=4)
    return build_gan(TrainConfig(data="x", network=network, schedule=schedule))


USERS = ("images-000000000128.zip", "images-16", ".images-000000000008.swp")
USERS_FOLDERS = ("images-000000000128-good", "notes", ".images-000000000008-mine")


def test_what_a_user_keeps_among_checkpoints_stays_and_is_never_taken_for_one(gan, tmp_path):
    for name in USERS:
        (tmp_path / name).write_text("kept")
    checkpoints = Checkpoints(tmp_path, keep=1)
    assert checkpoints.latest() is None
    for images in (8, 16):
        saved = checkpoints.save(gan, Position(0, images, images))
        for name in USERS_FOLDERS:
            shutil.copytree(saved.path, tmp_path / name, dirs_exist_ok=True)
        assert checkpoints.latest() == saved
        assert checkpoints.newest() == saved.path
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"images-000000000016", *USERS, *USERS_FOLDERS}
    assert {(tmp_path / name).read_text() for name in USERS} == {"kept"}


def test_what_a_kill_left_of_checkpoints_goes_with_the_next(gan, tmp_path):
    for name in (".images-000000000008-0123abcd", ".images-000000000008-0123abcd.old"):
        (tmp_path / name).mkdir()
    Checkpoints(tmp_path).save(gan, Position(0, 8, 8))
    assert [path.name for path in tmp_path.iterdir()] == ["images-000000000008"]


def test_an_interrupted_command_promises_no_checkpoint_where_only_a_users_files_are(tmp_path):
    assert _kept(tmp_path) == "nothing was saved yet"
    folder = tmp_path / "checkpoints"
    (folder / "images-000000000128-good").mkdir(parents=True)
    (folder / "images-000000000128").touch()
    assert _kept(tmp_path) == "nothing was saved yet"
    (folder / "images-000000000064").mkdir()
    assert _kept(tmp_path).startswith(f"the checkpoint at 64 images is kept in {tmp_path}; ")
