"""Laws of what Keras' methods of a GAN take, and in which words they refuse the rest."""

import dataclasses
import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_pggan as pg

BATCH = 4
CONFIG = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=8)
CLASSES = pg.NetworkConfig(
    resolution=8, filters_base=16, filters_max=8, latent_dim=8, label_count=3
)
PHASE = pg.Phase(level=1, height=8, width=8, fade_in=True, images=12, batch_size=BATCH)
WANTS = "8x8-fade-in wants uint8 pictures (4, 8, 8, 3) in batches of 4"
WITH_LABELS = (
    "8x8-fade-in wants uint8 pictures (4, 8, 8, 3) with integer labels (4,) from 0 to 2, "
    "in batches of 4"
)
# Of what batches are made of.
OF_DATA = "8x8-fade-in wants uint8 pictures (count, height, width, 3)"
OF_DATA_WITH_LABELS = f"{OF_DATA} with integer labels (count,) from 0 to 2"


def make_gan(config, **options):
    keras.utils.set_random_seed(3)
    generator, discriminator = pg.GrowingGenerator(config), pg.GrowingDiscriminator(config)
    return pg.ProgressiveGAN(generator, discriminator, **options)


@pytest.fixture(scope="module")
def gans():
    """One without classes, one with three, in the phase. Tests of refusals train none."""
    made = {config.label_count: make_gan(config) for config in (CONFIG, CLASSES)}
    for gan in made.values():
        gan.enter(PHASE)
        gan.compile()
    return made


@pytest.fixture(scope="module")
def pictures(real_pictures):
    """12 pictures of 8x8."""
    return np.ascontiguousarray(real_pictures[:12, ::4, ::4])


class Batches(keras.utils.PyDataset):
    def __init__(self, batches):
        super().__init__()
        self.given = batches

    def __len__(self):
        return len(self.given)

    def __getitem__(self, index):
        return self.given[index]


def weights(gan):
    return [weight.numpy() for weight in gan.weights]


def small_gan(label_count=0):
    """In a phase of the same size and length, of the smallest networks, which compile faster."""
    config = pg.NetworkConfig(
        resolution=8, base_shape=(8, 8), filters_base=16, latent_dim=8, label_count=label_count
    )
    gan = make_gan(config)
    gan.enter(dataclasses.replace(PHASE, level=0, fade_in=False))
    gan.compile()
    return gan


def trained(given, *arguments, label_count=0, **options):
    gan = small_gan(label_count)
    gan.fit(given, *arguments, verbose=0, **options)
    assert int(gan.images_seen) == 12
    return weights(gan)


def same(one, other):
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.fixture(scope="module")
def expected(pictures):
    """The weights after the data set of the phase."""
    return trained(pg.data.Images(pg.data.Pictures(pictures)).dataset(PHASE))


def test_pictures_in_every_form_train_as_the_data_set_of_the_phase(
    pictures, real_pictures, expected, tmp_path
):
    pg.data.write_npz(tmp_path / "pictures.npz", pictures)
    same(trained(pictures, batch_size=BATCH), expected)
    same(trained(tmp_path / "pictures.npz"), expected)
    large = pg.data.Images(pg.data.Pictures(real_pictures[:12]))
    same(trained(real_pictures[:12]), trained(large.dataset(PHASE)))


def test_batches_in_every_form_train_the_same(pictures):
    labels = np.arange(12) % 3
    pairs = [(pictures[at : at + 4], labels[at : at + 4]) for at in (0, 4, 8)]
    as_slices = tf.data.Dataset.from_tensor_slices((pictures, labels))
    expected = trained(as_slices.batch(4, drop_remainder=True), label_count=3)
    same(trained(as_slices.batch(4), label_count=3), expected)  # of no fixed batch size
    same(trained(iter(pairs), label_count=3), expected)
    same(trained(Batches(pairs), label_count=3), expected)


@pytest.mark.parametrize("form", [lambda batch: batch, lambda batch: (batch, None)])
def test_batches_of_a_pydataset_without_labels_train_as_those_of_a_data_set(pictures, form):
    expected = trained(tf.data.Dataset.from_tensor_slices(pictures).batch(4))
    same(trained(Batches([form(pictures[at : at + 4]) for at in (0, 4, 8)])), expected)


def test_a_call_after_another_goes_on_in_the_order(pictures, expected):
    gan = small_gan()
    gan.fit(pictures, steps_per_epoch=1, verbose=0)
    gan.fit(pictures, steps_per_epoch=2, verbose=0)
    same(weights(gan), expected)


def batches_of(dtype="uint8", shape=(4, 8, 8, 3), labels=None):
    """A data set of one batch."""
    data = tf.zeros(shape, dtype)
    return tf.data.Dataset.from_tensors(data if labels is None else (data, labels))


FLOATS = np.linspace(0, 1, 12 * 8 * 8 * 3, dtype="float32").reshape(12, 8, 8, 3)
BYTES = np.uint8(255 * FLOATS)


@pytest.mark.parametrize(
    ("given", "options", "says"),
    [
        (FLOATS, {}, "got float32 from 0.0 to 1.0; multiply by 255, round, and make them uint8"),
        (BYTES.astype("int64") - 1, {}, "got int64 from -1 to 254; scale them"),
        (BYTES[..., :1], {}, "channel"),
        (BYTES[:0], {}, "got uint8 (0, 8, 8, 3): it is empty"),
        (BYTES[0], {}, "got uint8 (8, 8, 3)"),
        (BYTES[:, :4, :4], {}, "; pictures: the pictures are 4x4, smaller than the 8x8 asked for"),
        (BYTES, {"y": np.zeros(12, int)}, "got labels, too; leave them out"),
        (BYTES, {"batch_size": 3}, "got batch_size 3; leave it out"),
        (BYTES, {"batch_size": "four"}, "got batch_size 'four'; leave it out"),
        (None, {}, "got None; give an opened data set"),
        (3, {}, "got int64 ()"),
        (batches_of("float32"), {}, "got batches float32 (4, 8, 8, 3); map them to 0 to 255"),
        (batches_of(shape=(4, 4, 4, 3)), {}, "got batches uint8 (4, 4, 4, 3)"),
        (batches_of(shape=(3, 8, 8, 3)), {}, "got batches uint8 (3, 8, 8, 3)"),
        (batches_of(shape=(8, 8, 3)), {}, "add .batch(4, drop_remainder=True)"),
        (batches_of(labels=tf.zeros(4, tf.int64)), {}, "got labels, too; leave them out"),
        (tf.data.Dataset.from_tensors({"a": 1}), {}, "got a data set of {'a': TensorSpec("),
        (batches_of().take(0), {}, "got a data set without batches"),
        (batches_of(), {"y": np.zeros(4, int)}, "got labels beside batches"),
        (iter([]), {}, "got a generator without batches"),
        (iter([FLOATS[:4]]), {}, "got float32 from 0.0 to "),
        (iter([BYTES[:3]]), {}, "a batch (3, 8, 8, 3); .batch(4, drop_remainder=True) makes such"),
        (iter([(BYTES[:4], None, None)]), {}, "got batches of 3 parts"),
        (Batches([BYTES[:5]]), {}, "got a batch (5, 8, 8, 3)"),
        (Batches([FLOATS[:4]]), {}, "got float32 from 0.0 to "),
    ],
)
def test_what_the_phase_does_not_want_is_told_before_anything_is_computed(
    gans, given, options, says
):
    with pytest.raises(pg.InputError) as told:
        gans[0].fit(given, verbose=0, **options)
    assert str(told.value).startswith((WANTS, OF_DATA))
    assert says in str(told.value)
    assert int(gans[0].images_seen) == 0


@pytest.mark.parametrize(
    ("given", "labels", "says"),
    [
        (BYTES, None, "got no labels; give them too, or make networks with label_count=0"),
        (BYTES, np.arange(12), "got labels from 0 to 11"),
        (BYTES, np.arange(12) % 3 + 0.5, "got labels float64 (12,) from 0.5 to 2.5"),
        (BYTES, np.arange(11) % 3, "got labels int64 (11,) from 0 to 2"),
        (batches_of(), None, "got no labels"),
        (batches_of(labels=tf.zeros(4)), None, "got labels float32 (4,)"),
        (batches_of(labels=tf.zeros((4, 3), tf.int64)), None, "got labels int64 (4, 3)"),
        (iter([(BYTES[:4], np.full(4, 3))]), None, "got labels from 3 to 3"),
        (batches_of(labels=-tf.ones(4, tf.int64)), None, "got labels from -1 to -1"),
    ],
)
def test_labels_that_the_networks_have_not_are_told(gans, given, labels, says):
    with pytest.raises(pg.InputError) as told:
        gans[3].fit(given, labels, verbose=0)
    assert str(told.value).startswith((WITH_LABELS, OF_DATA_WITH_LABELS))
    assert says in str(told.value)
    assert int(gans[3].images_seen) == 0


def test_black_pictures_are_told(pictures, caplog):
    gan = make_gan(dataclasses.replace(CLASSES, label_count=0))
    gan.enter(PHASE)
    gan.compile()
    gan.fit(pictures, steps_per_epoch=1, verbose=0)
    assert not caplog.records
    gan.fit(np.uint8(FLOATS), steps_per_epoch=1, verbose=0)
    assert "the pictures are black, with no value above 1 of 255" in caplog.text


def test_labels_of_a_data_set_are_passed_over_by_networks_without_classes(gans, pictures):
    images = pg.data.Images(pg.data.Pictures(pictures, np.arange(12) % 3))
    gan = gans[0]
    gan.fit(images, steps_per_epoch=1, verbose=0)
    assert int(gan.images_seen) == BATCH
    gan.images_seen.assign(0)


def test_what_only_a_later_batch_shows_is_told_in_the_same_words(pictures):
    gan = make_gan(CLASSES)
    gan.enter(PHASE)
    gan.compile()
    labels = np.array([0, 1, 2, 0, 1, 2, 7, 0, 1, 2, 0, 1])
    as_slices = tf.data.Dataset.from_tensor_slices((pictures, labels))
    pairs = [(pictures[at : at + 4], labels[at : at + 4]) for at in (0, 4)]
    wrong = [as_slices.batch(4), iter(pairs), Batches(pairs)]
    for each in wrong:
        with pytest.raises(pg.InputError) as told:
            gan.fit(each, verbose=0)
        assert str(told.value) == (
            f"{WITH_LABELS}, got labels from 0 to 7; number the classes from 0 to 2, or make "
            "networks with label_count=8"
        )
    cut = tf.data.Dataset.from_tensor_slices((pictures[:6], labels[:6])).batch(4)
    with pytest.raises(pg.InputError) as told:
        gan.fit(cut, verbose=0)
    assert str(told.value) == (
        f"{WITH_LABELS}, got a batch (2, 8, 8, 3); .batch(4, drop_remainder=True) makes such"
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"validation_data": BYTES}, "gan.fit takes no validation_data: a GAN has nothing to"),
        ({"validation_split": 0.1}, "gan.fit takes no validation_split: a GAN has nothing to"),
        ({"class_weight": {0: 1.0}}, "gan.fit takes no class_weight: all pictures count the same"),
        ({"sample_weight": [1.0]}, "gan.fit takes no sample_weight: all pictures count the same"),
    ],
)
def test_what_means_nothing_to_a_gan_is_told(gans, options, says):
    with pytest.raises(pg.InputError) as told:
        gans[0].fit(BYTES, **options)
    assert str(told.value).startswith(says)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"optimizer": "adam"}, "a GAN has two optimizers: give generator_optimizer and"),
        ({"loss": "mse"}, "the loss is a part of the GAN: give loss where it is made"),
        ({"metrics": ["accuracy"]}, "fit returns losses and scores by itself"),
    ],
)
def test_compiling_as_other_models_are_compiled_is_told(gans, options, says):
    with pytest.raises(pg.InputError) as told:
        gans[0].compile(**options)
    assert str(told.value).startswith(f"gan.compile takes no {next(iter(options))}: {says}")


def test_fitting_before_compiling_is_told():
    gan = make_gan(CONFIG)
    with pytest.raises(pg.InputError, match="in no phase"):
        gan.fit(BYTES)
    gan.enter(PHASE)
    with pytest.raises(pg.InputError, match=r"call gan\.compile\(\) after gan\.enter\(phase\)"):
        gan.fit(BYTES)


def test_single_batches_are_held_against_the_phase_too(gans):
    with pytest.raises(pg.InputError, match=r"got float32 from 0\.0 to"):
        gans[0].train_on_batch(FLOATS[:4])
    with pytest.raises(pg.InputError, match=r"got a batch \(12, 8, 8, 3\)"):
        gans[0].train_on_batch(BYTES)


def test_evaluate_says_what_measures_pictures(gans):
    with pytest.raises(pg.InputError, match=r"pg\.evaluation\.evaluate\(run, data\) or `keras-pgg"):
        gans[0].evaluate(BYTES)


@pytest.mark.parametrize(
    "given", [np.zeros((2, 7), "float32"), np.zeros(8), None, [np.zeros((2, 8))] * 2, "latents"]
)
def test_predicting_from_what_are_no_latents_is_told(gans, given):
    says = r"gan\.predict takes latents \(count, 8\), such as pg\.latents\(16, 8\), got "
    with pytest.raises(pg.InputError, match=says):
        gans[0].predict(given, verbose=0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"loss": "mse"}, "loss must be an adversarial loss, such as pg.losses.WassersteinGP(),"),
        ({"loss": pg.losses.Hinge}, "loss must be an adversarial loss, such as"),
        ({"classifier": 1.0}, "classifier must be a pg.losses.AuxiliaryClassifier(weight), got 1"),
        ({"generator_optimizer": "fast"}, "generator_optimizer must be an optimizer, such as"),
        ({"discriminator_optimizer": 1e-3}, "discriminator_optimizer must be an optimizer, such"),
        ({"mirror": "no"}, "mirror must be true or false, got 'no'"),
        ({"averaging": 1.5}, "averaging must be from 0 to below 1, got 1.5"),
        ({"seed": -1}, "seed must be 0 to 4294967295, got -1"),
    ],
)
def test_what_no_gan_can_be_made_of_is_told(gans, options, says):
    networks = gans[0].generator, gans[0].discriminator
    with pytest.raises(pg.InputError) as told:
        pg.ProgressiveGAN(*networks, **options)
    assert str(told.value).startswith(says)


def test_losses_and_optimizers_go_by_their_names_too(gans):
    networks = gans[0].generator, gans[0].discriminator
    gan = pg.ProgressiveGAN(*networks, loss="hinge", generator_optimizer="adam")
    assert gan.adversarial_loss == pg.losses.Hinge()
    gan.enter(PHASE)
    gan.compile(discriminator_optimizer="sgd")
    kinds = type(gan.generator_optimizer), type(gan.discriminator_optimizer)
    assert kinds == (keras.optimizers.Adam, keras.optimizers.SGD)


@pytest.mark.parametrize("phase", [3, None, {"level": 0}, "4x4-straight"])
def test_entering_what_is_no_phase_is_told(gans, phase):
    with pytest.raises(pg.InputError, match=r"gan\.enter takes a phase, such as pg\.Schedule\."):
        gans[0].enter(phase)


def test_networks_that_do_not_grow_are_refused_with_where_to_read(gans):
    plain = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3)])
    with pytest.raises(pg.InputError) as told:
        pg.ProgressiveGAN(plain, gans[0].discriminator)
    assert str(told.value).startswith("generator must be a GrowingGenerator, got <Sequential")
    assert str(told.value).endswith("docs/own_networks.md says how own networks are plugged in")
    for swapped in itertools.permutations((gans[0].discriminator, gans[0].generator)):
        if swapped[0] is gans[0].discriminator:
            with pytest.raises(pg.InputError, match="generator must be a GrowingGenerator"):
                pg.ProgressiveGAN(*swapped)
