"""Odd arrays and objects given to Python: each is told in a sentence, or works."""

import dataclasses
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_pggan as pg

pytestmark = pytest.mark.slow
COUNT, BATCH = 8, 4
LONGEST = 700
TRAINED = 3  # of the data sets that are taken; each takes seconds


@pytest.fixture(scope="module")
def network():
    return pg.NetworkConfig(resolution=8, filters_base=32, filters_max=8, latent_dim=8)


def new_gan(network, **options):
    return pg.ProgressiveGAN(
        pg.GrowingGenerator(network), pg.GrowingDiscriminator(network), **options
    )


@pytest.fixture(scope="module", params=[0, 2], ids=["plain", "classes"])
def gan(network, request):
    network = dataclasses.replace(network, label_count=request.param)
    gan = new_gan(network)
    schedule = pg.Schedule.growing(network, images_per_phase=COUNT, batch_size=BATCH)
    gan.enter(schedule[0])
    gan.compile()
    return gan


def check_told(error):
    assert isinstance(error, pg.InputError), repr(error)
    assert len(str(error).splitlines()) == 1, str(error)
    assert len(str(error)) < LONGEST, str(error)


def odd_array(chance, size):
    """Pictures of about this size, of any type and range."""
    shapes = [
        *[(COUNT, size, size, 3)] * 8,
        *((COUNT, size, size, 1), (COUNT, size, size, 4), (COUNT, 2 * size, 2 * size, 3)),
        *((COUNT, size, size), (COUNT, 3, size, size), (COUNT, size, size, 3, 1), (size, size, 3)),
        *((0, size, size, 3), (3, size, size, 3), (COUNT + 1, size, size, 3), (COUNT,), ()),
        *(
            (1, size, size, 3),
            (COUNT, size, 2 * size, 3),
            (COUNT, 0, 0, 3),
            (1, COUNT, size, size, 3),
        ),
    ]
    values = np.random.default_rng(chance.randrange(2**32)).random(chance.choice(shapes))
    least, most = chance.choice(
        [(0, 1), (-1, 1), (0, 255), (0, 256), (-5, 300), (0, 65535), (0, 0)]
    )
    values = values * (most - least) + least
    dtype = chance.choice([*["u1"] * 4, *"bhilHILefd?", "F", "O", "U4"])
    with np.errstate(all="ignore"):
        array = values.astype(dtype)
    if array.dtype.kind == "f" and array.size and chance.random() < 0.2:
        array.flat[0] = chance.choice([np.nan, np.inf])
    return array


def odd_labels(chance, count):
    return chance.choice(
        [np.zeros(count, "i8"), np.ones(count), np.full(count, -1), np.zeros((count, 2)), None, "a"]
    )


class Batches(keras.utils.PyDataset):
    """Batches of a user, in one of the forms that Keras takes."""

    def __init__(self, batch, form):
        super().__init__()
        self.batch, self.form = batch, form

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return self.form(self.batch)


def wrapped(chance, array):
    """What people give of pictures: themselves, with labels, as data sets, in lists."""
    count = array.shape[0] if array.ndim else 1
    batch = chance.choice([1, 3, BATCH])
    forms = [
        *[lambda: array] * 5,
        lambda: (array, odd_labels(chance, count)),
        lambda: tf.constant(array),
        lambda: tf.data.Dataset.from_tensor_slices(array).batch(batch),
        lambda: array.tolist(),
        lambda: (array for _ in range(2)),
        lambda: Batches(array[:batch], lambda part: part),
        lambda: Batches(array[:batch], lambda part: (part, odd_labels(chance, len(part)))),
        lambda: Batches(array[:batch], lambda part: (part,) * chance.randrange(4)),
        lambda: (array, np.arange(count) % 2),
        lambda: tf.data.Dataset.from_tensor_slices((array, np.arange(count) % 2)).batch(batch),
        lambda: pg.data.Images(pg.data.Pictures(array)),
    ]
    try:
        return chance.choice(forms)()
    except (ValueError, TypeError, IndexError):  # there is no such data set
        return array


ODD = (None, 3, -1.5, "x", "", b"x", True, [], {}, (), object(), Path("none.npz"), "none.npz", int)


@pytest.mark.parametrize("part", range(2))
def test_fit(gan, chance, part):
    worked = 0
    for _ in range(75):
        gan.enter(gan.stage.phase)
        gan.compile()
        try:
            given = wrapped(chance, odd_array(chance, 4))
            options = {"batch_size": chance.choice([1, 3, 8, 0])} if chance.random() < 0.1 else {}
            found = gan.fit(given, verbose=0, **options)
        except Exception as error:
            check_told(error)
            continue
        assert np.isfinite(found.history["discriminator_loss"]).all()
        assert int(gan.images_seen.numpy()) in (BATCH, COUNT)
        worked += 1
    assert 0 < worked < 75


def test_fit_with_what_is_no_data(gan):
    for given in ODD:
        with pytest.raises(pg.InputError) as told:
            gan.fit(given, verbose=0)
        check_told(told.value)


def test_train_with_odd_pictures(network, chance, tmp_path):
    worked = 0
    schedule = pg.Schedule.growing(network, images_per_phase=COUNT, batch_size=BATCH)
    gan = new_gan(network)
    for number in range(100):
        try:
            given = wrapped(chance, odd_array(chance, 8))
            manner = pg.Manner(dry_run=True)
            pg.train(gan, given, schedule, tmp_path / str(number), manner=manner)
        except Exception as error:
            check_told(error)
            continue
        assert list(tmp_path.iterdir()) == []
        worked += 1
        if worked <= TRAINED and not hasattr(given, "__next__"):
            run = pg.train(new_gan(network), given, schedule, tmp_path / "trained")
            assert run.generator.is_file()
            shutil.rmtree(run.path)
    assert 0 < worked < 100


@pytest.mark.parametrize("place", range(6))
def test_train_with_odd_arguments(network, tmp_path, place):
    schedule = pg.Schedule.growing(network, images_per_phase=COUNT, batch_size=BATCH)
    images = np.zeros((COUNT, 8, 8, 3), np.uint8)
    out = tmp_path / "run"
    names = "gan", "images", "schedule", "run_dir", "options", "manner"
    for value in ODD:
        good = [new_gan(network), images, schedule, out, None, pg.Manner(dry_run=True)]
        given = {**dict(zip(names, good, strict=True)), names[place]: value}
        if (place >= 4 and value is None) or (
            place == 3 and isinstance(value, str | Path) and value
        ):
            continue  # these are left out, or a folder
        with pytest.raises(pg.InputError) as told:
            pg.train(**given)
        check_told(told.value)
        assert not out.exists()


NETWORK = {"resolution": 8, "filters_base": 32, "filters_max": 8}
PHASE = {"level": 0, "height": 4, "width": 4, "fade_in": False, "images": 8, "batch_size": 4}


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (pg.NetworkConfig, NETWORK),
        (pg.Phase, PHASE),
        (pg.losses.WassersteinGP, {}),
        (pg.losses.NonSaturatingR1, {}),
        (pg.losses.RelativisticPairing, {}),
        (pg.augmentation.DiffAugment, {}),
        (pg.augmentation.ADA, {}),
        (pg.Moving, {"start": 1.0, "end": 0.5}),
        (pg.Start, {"source": "runs/none"}),
        (pg.RunOptions, {}),
        (pg.Manner, {}),
    ],
)
def test_odd_values_of_options(kind, good):
    numbers = (np.int64(8), np.float32(0.5), 0, 1, 2**70, float("nan"), np.array(8), "8")
    for name in kind.__dataclass_fields__:
        for value in (*ODD, *numbers):
            try:
                kind(**{**good, name: value})
            except Exception as error:
                check_told(error)


def test_gans_of_odd_values(network):
    names = ("loss", "classifier", "augment", "averaging", "averaging_half_life", "averaging_ramp")
    for name in (*names, "beta_2", "mirror", "seed", "generator_optimizer"):
        for value in ODD:
            try:
                new_gan(network, **{name: value})
            except Exception as error:
                check_told(error)
