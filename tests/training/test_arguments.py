"""What `pg.train` takes, and in which words it refuses the rest."""

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg

CONFIG = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=8, latent_dim=8)
SCHEDULE = pg.Schedule.growing(CONFIG, images_per_phase=8, batch_size=4)
DRY = pg.Manner(dry_run=True)


@pytest.fixture(scope="module")
def gan():
    return pg.ProgressiveGAN(pg.GrowingGenerator(CONFIG), pg.GrowingDiscriminator(CONFIG))


@pytest.fixture(scope="module")
def pictures(real_pictures):
    return np.ascontiguousarray(real_pictures[:8, ::8, ::8])


def test_a_training_set_is_taken_in_every_form(gan, pictures, tmp_path, capsys):
    pg.data.write_npz(tmp_path / "pictures.npz", pictures)
    forms = (pictures, tmp_path / "pictures.npz", str(tmp_path / "pictures.npz"))
    plans = set()
    for images in forms:
        pg.train(gan, images, list(SCHEDULE), tmp_path / "run", manner=DRY)
        plans.add(capsys.readouterr().out)
    assert len(plans) == 1
    run = pg.train(gan, pictures, SCHEDULE[0], tmp_path / "run")
    assert run.generator.is_file()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"gan": 3}, "pg.train takes a GAN, such as pg.ProgressiveGAN(generator, discriminator), "),
        ({"images": None}, "training wants uint8 pictures (count, height, width, channels), got N"),
        (
            {"images": np.zeros((8, 4, 4, 3))},
            "training wants uint8 pictures (count, height, width, channels), got float64 from 0.0 "
            "to 0.0; multiply by 255, round, and make them uint8",
        ),
        (
            {"images": (np.zeros((8, 4, 4, 3), np.uint8), np.arange(8) % 3)},
            "labels were given, and the networks have no classes; leave them out, or make networks "
            "with label_count=3",
        ),
        ({"schedule": None}, "a schedule is made of phases (pg.Phase), got None"),
        ({"schedule": {"level": 0}}, "a schedule is made of phases (pg.Phase), got {'level': 0}"),
        ({"schedule": []}, "a schedule needs one phase at least"),
        ({"run_dir": None}, "run_dir must be a path or a text, got None"),
        ({"run_dir": 3}, "run_dir must be a path or a text, got 3"),
        ({"options": {"checkpoints_kept": 1}}, "options must be a RunOptions, got {'checkpoints_"),
        ({"options": pg.Manner()}, "options must be a RunOptions, got Manner("),
        ({"manner": "dry"}, "manner must be a Manner, got 'dry'"),
    ],
)
def test_an_argument_of_another_kind_is_told_before_anything_is_written(
    gan, pictures, tmp_path, changed, says
):
    given = {"gan": gan, "images": pictures, "schedule": SCHEDULE, "run_dir": tmp_path / "run"}
    with pytest.raises(pg.InputError) as told:
        pg.train(**{**given, **changed})
    assert str(told.value).startswith(says)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: pg.data.open(3), "path must be a path or a text, got 3"),
        (
            lambda: pg.data.Images(np.zeros((2, 4, 4, 3), np.uint8)),
            "pg.data.Images takes pg.data.Pictures(images, labels) of arrays, got an array uint8 "
            "(2, 4, 4, 3); pg.train and fit take arrays as they are",
        ),
        (lambda: pg.GrowingGenerator("paper"), "config must be a NetworkConfig, got 'paper'"),
        (lambda: pg.GrowingDiscriminator(None), "config must be a NetworkConfig, got None"),
        (lambda: pg.export_saved_model(None, 3), "out must be a path or a text, got 3"),
    ],
)
def test_what_leads_to_a_training_is_held_against_its_kind_too(make, says):
    with pytest.raises(pg.InputError) as told:
        make()
    assert str(told.value) == says


def test_a_folder_of_pictures_is_told_with_the_size_of_the_networks(gan, tmp_path):
    Image.new("RGB", (90, 72)).save(tmp_path / "a.png")
    with pytest.raises(pg.InputError, match="--size 4`"):
        pg.train(gan, tmp_path, SCHEDULE, tmp_path / "run")
