"""A run whose configuration is gone or damaged says where there is a copy."""

import shutil

import pytest

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.run_config import configuration_of, started_with

CHECKPOINT = "checkpoints/images-000000000012"


@pytest.fixture
def run(tmp_path, tiny_config):
    """The folder of a run with one checkpoint, as far as this is about configurations."""
    schedule = pg.Schedule.growing(tiny_config, images_per_phase=12, batch_size=4)
    config = TrainConfig(data="faces.npz", data_sha256="0", network=tiny_config, schedule=schedule)
    (tmp_path / CHECKPOINT).mkdir(parents=True)
    for place in (tmp_path, tmp_path / CHECKPOINT):
        config.write(place / "config.toml")
    return tmp_path


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bytes(900), "not a TOML file (nothing but zeros, as where the machine went down while"),
        (b"", "a schedule needs one phase at least"),
        ("seed = 3".encode("utf-16"), "it is UTF-16; save it as UTF-8"),
        (b"seed = [", "not a TOML file"),
        (b"sead = 1", "unknown key sead; seed may be meant"),
    ],
)
def test_of_one_that_cannot_be_read_the_copy_is_named(run, content, says):
    path, copy = run / "config.toml", run / CHECKPOINT / "config.toml"
    path.write_bytes(content)
    with pytest.raises(pg.InputError) as told:
        started_with(run)
    assert str(told.value).startswith(f"{path}: ")
    assert says in str(told.value)
    assert str(told.value).endswith(f"; mend it, or put it back ({copy} is a copy)")
    shutil.copy(copy, path)
    assert started_with(run).data == "faces.npz"


def test_of_one_that_is_gone_the_copy_is_named(run):
    (run / "config.toml").unlink()
    assert started_with(run) is None
    with pytest.raises(pg.InputError, match=f"put it back .*{CHECKPOINT}/config.toml is a copy"):
        configuration_of(run)
    (run / CHECKPOINT / "config.toml").write_text("[")
    with pytest.raises(
        pg.InputError, match=r"no config\.toml; put it back, or give another folder"
    ):
        configuration_of(run)


def test_any_other_folder_is_no_run(tmp_path):
    with pytest.raises(pg.InputError, match=r"a run directory is expected, it has no config\.toml"):
        configuration_of(tmp_path)
