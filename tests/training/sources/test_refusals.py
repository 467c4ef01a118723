"""What cannot be a source, and what of one does not fit, in its own words."""

import dataclasses

import keras
import numpy as np
import pytest
import tiny_family

import keras_pggan as pg
from keras_pggan.models.building import build_gan
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.origin import Origin, levels_frozen
from keras_pggan.runs.run_directory import RunDirectory
from keras_pggan.training.options import Options
from keras_pggan.training.resolving import resolve
from keras_pggan.training.sources.gan_source import GanSource
from keras_pggan.training.sources.generator_source import OPTIONS, GeneratorSource
from keras_pggan.training.sources.opening import open_source, source_of
from keras_pggan.training.sources.phases_begun import phases_begun

NETWORK = pg.NetworkConfig(resolution=8, filters_base=64, filters_max=8, latent_dim=8)


def config_of(network, **others):
    schedule = pg.Schedule.growing(network, images_per_phase=4, batch_size=4)
    return TrainConfig(data="x", network=network, schedule=schedule, **others)


@pytest.fixture(scope="module")
def gan():
    return build_gan(config_of(NETWORK))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"latent_dim": 9}, "latent_dim of its networks is 8, 9 is asked for; give the same"),
        ({"filters_max": 4}, "filters_max of its networks is 8, 4 is asked for; give the same"),
        ({"channels": 1}, "channels of its networks is 3, 1 is asked for; give pictures of 3"),
        ({"label_count": 2}, "label_count of its networks is 0, 2 is asked for; give --no-labels"),
        (
            {"base_shape": (4, 6)},
            "base_shape of its networks is (4, 4), (4, 6) is asked for; give the same",
        ),
        (
            {"pixel_normalization": False},
            "pixel_normalization of its networks is True, False is asked for; give the same",
        ),
        (
            {"resolution": 4},
            "its networks reach 8 pixels, 4 are asked for, and levels may be new, but none is "
            "dropped; give --resolution 8 or more",
        ),
    ],
)
def test_networks_of_another_shape_are_refused(gan, change, says):
    with pytest.raises(pg.InputError) as told:
        GanSource("old", gan).check(config_of(dataclasses.replace(NETWORK, **change)))
    assert str(told.value) == f"old: {says}, or another --from"


def test_a_source_with_other_classes_asks_for_pictures_of_them():
    network = dataclasses.replace(NETWORK, label_count=3, resolution=4)
    source = GanSource("old", build_gan(config_of(network)))
    source.check(config_of(dataclasses.replace(network, class_names=("a", "b", "c"))))
    with pytest.raises(pg.InputError, match="is 3, 0 is asked for; give pictures of 3 classes, or"):
        source.check(config_of(dataclasses.replace(network, label_count=0)))


def test_another_family_is_refused(gan):
    network = tiny_family.PlainConfig()
    with pytest.raises(pg.InputError) as told:
        GanSource("old", gan).check(config_of(network, family="noisy"))
    assert str(told.value) == (
        "old: its networks are of the family progressive, noisy is asked for; give --family "
        "progressive, or another --from"
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"latent_dim": 9}, "its latents have a length of 8, 9 asked for"),
        ({"channels": 1}, "the channels of its pictures are 3, 1 asked for"),
        ({"label_count": 2}, "its classes are 0, 2 asked for"),
        (
            {"base_shape": (6, 6), "resolution": 12},
            "its pictures have 8x8 pixels, the 2 levels asked for 6x6 to 12x12",
        ),
        (
            {"filters_max": 4},
            "block_0/dense has weights of 8x128, 8x64 are expected",
        ),
        (
            {"pixel_normalization": False},
            "block_0/dense_norm is of PixelNormalization, EqualizedConv2D is expected",
        ),
    ],
)
def test_a_generator_of_another_shape_is_refused(gan, change, says):
    model = gan.averaged_generator.straight_through(1)
    source = GeneratorSource("old.keras", model)
    source.check(config_of(NETWORK))
    with pytest.raises(pg.InputError) as told:
        source.check(config_of(dataclasses.replace(NETWORK, **change)))
    assert str(told.value) == f"old.keras: {says}; {OPTIONS}"


def test_a_generator_in_the_middle_of_a_fade_in_is_refused(gan):
    with pytest.raises(pg.InputError) as told:
        GeneratorSource("best.keras", gan.averaged_generator.fade_in(1))
    assert str(told.value) == (
        "best.keras: this generator is in the middle of a fade-in; give the generator.keras or the "
        "folder of its run, or another --from"
    )


def test_what_is_no_source_is_refused(tmp_path):
    (tmp_path / "exported").mkdir()
    (tmp_path / "exported" / "saved_model.pb").touch()
    (tmp_path / "photos").mkdir()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "cut.keras").write_bytes(b"PK")
    inputs = keras.Input((4,))
    keras.Model(inputs, keras.layers.Dense(2)(inputs)).save(tmp_path / "classifier.keras")
    ends = "; --from takes a run, a preset or a .keras file"
    for name, says in (
        ("missing", f"there is no such file or folder{ends}"),
        ("exported", f"a SavedModel, which cannot be trained{ends}"),
        ("photos", f"no trained weights{ends}"),
        ("notes.txt", f"no trained weights{ends}"),
        ("cut.keras", "not a .keras file, or cut short"),
        ("classifier.keras", "not a generator: latents (batch, latent_dim) to pictures"),
    ):
        with pytest.raises(pg.InputError) as told:
            open_source(str(tmp_path / name))
        assert str(told.value).startswith(f"{tmp_path / name}: {says}"), name


def test_a_run_that_has_trained_nothing_is_no_source(gan, tmp_path):
    run = RunDirectory(tmp_path / "run")
    run.start(config_of(NETWORK))
    says = (
        f"{run.path}: this run has no checkpoint of a level that was trained; let it train longer, "
        "or give another --from"
    )
    for saves in (lambda: None, lambda: Checkpoints(run.checkpoints).save(gan, Position())):
        saves()
        with pytest.raises(pg.InputError) as told:
            open_source(str(run.path))
        assert str(told.value) == says


def test_a_file_that_names_a_source_must_have_its_path(tmp_path):
    file = tmp_path / "options.toml"
    for text, found in (("source = 3", "3"), ("[source]\npath = 4", "{'path': 4}")):
        file.write_text(text)
        with pytest.raises(pg.InputError) as told:
            source_of(None, RunDirectory(tmp_path / "run"), file)
        assert str(told.value) == f"{file}: [source] must have a path, a text, got {found}"
    file.write_text("[source]\npath = 'nowhere'")
    with pytest.raises(pg.InputError, match=r"^nowhere: there is no such file or folder"):
        source_of(None, RunDirectory(tmp_path / "run"), file)


ORIGIN = Origin(path="old", sha256="0", resolution=8)
LARGER = dataclasses.replace(NETWORK, resolution=16)


@pytest.mark.parametrize(
    ("origin", "count", "says"),
    [
        (
            None,
            1,
            "freeze_levels must be 0 without a source, got 1; new levels have learned nothing "
            "that could stay: give --from, too",
        ),
        (
            dataclasses.replace(ORIGIN, discriminator=False),
            1,
            "freeze_levels must be 0 with a source that has no discriminator, got 1; old is a "
            "generator alone: give the run that it is of",
        ),
        (
            ORIGIN,
            2,
            "freeze_levels must be 0 to 1, got 2; the source has 2 levels, and one at least must "
            "learn",
        ),
    ],
)
def test_levels_that_cannot_be_frozen_are_refused(origin, count, says):
    with pytest.raises(pg.InputError) as told:
        config_of(LARGER, source=origin, freeze_levels=count)
    assert str(told.value) == says


def test_frozen_are_the_highest_levels_of_those_taken():
    wide = dataclasses.replace(NETWORK, resolution=32)
    taken = dataclasses.replace(ORIGIN, resolution=16)
    assert [levels_frozen(wide, taken, count) for count in (0, 1, 2)] == [(), (2,), (1, 2)]
    assert config_of(wide, source=taken, freeze_levels=2).frozen_levels == (1, 2)


def test_a_family_without_levels_freezes_none():
    network = tiny_family.PlainConfig()
    gan = build_gan(config_of(network, family="noisy"))
    gan.freeze(())
    with pytest.raises(pg.InputError, match=r"^freeze_levels must be 0 with networks of this fam"):
        gan.freeze((0,))


def test_a_generator_alone_says_its_family(real_pictures, tmp_path):
    """By which a run that is told of none has one, and another is refused."""
    images = pg.data.Images(pg.data.Pictures(np.ascontiguousarray(real_pictures[:, ::2, ::2])))
    shape = pg.BlurNetworkConfig(
        resolution=16, filters=2, latent_dim=4, normalization="batch", first_blur=0.2
    )
    made = pg.BlurGenerator(shape)
    made.save(tmp_path / "blur.keras")
    source = open_source(str(tmp_path / "blur.keras"))
    config = resolve(Options(phase_images=8, batch_size=4), images, source=source)
    assert (config.family, config.network) == ("blur", shape)
    source.check(config)
    gan = build_gan(config)
    source.give(gan)
    for one, other in zip(made.get_weights(), gan.averaged_generator.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    asked = Options(phase_images=8, batch_size=4, family="progressive")
    with pytest.raises(pg.InputError) as told:
        source.check(resolve(asked, images, source=source))
    assert str(told.value).endswith(
        "blur.keras: its networks are of the family blur, progressive is asked for; give --family "
        "blur, or another --from"
    )
    other = GanSource("old", build_gan(dataclasses.replace(config, source=None)))
    wide = dataclasses.replace(config.network, resolution=32)
    with pytest.raises(pg.InputError, match="reach 16 pixels, those asked for begin at 32; give"):
        other.check(config_of(wide, family="blur"))
    asked = Options(phase_images=8, batch_size=4, family="blur")
    pg.GrowingGenerator(NETWORK).save(tmp_path / "growing.keras")
    growing = open_source(str(tmp_path / "growing.keras"))
    with pytest.raises(pg.InputError, match="of the family progressive, blur is asked for; give"):
        growing.check(resolve(asked, images, source=growing))


def test_a_family_that_does_not_grow_starts_from_its_own(real_pictures, tmp_path):
    network = tiny_family.PlainConfig()
    config = config_of(network, family="noisy")
    source = GanSource("old", build_gan(config))
    source.check(config)
    taken = build_gan(dataclasses.replace(config, seed=1))
    source.give(taken)
    for one, other in zip(taken.generator.weights, source.gan.generator.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    taken.averaged_generator.inner.save(tmp_path / "noisy.keras")
    alone = open_source(str(tmp_path / "noisy.keras"))
    alone.check(config)
    third = build_gan(dataclasses.replace(config, seed=2))
    alone.give(third)
    for one, other in zip(
        third.averaged_generator.weights, source.gan.averaged_generator.weights, strict=True
    ):
        np.testing.assert_array_equal(one.numpy(), other.numpy())


def names(schedule):
    return [phase.name for phase in schedule]


def test_phases_up_to_the_source_are_left_out():
    growing = pg.Schedule.growing(LARGER, images_per_phase=4, batch_size=4)
    above = ["16x16-fade-in", "16x16-straight"]
    alone = dataclasses.replace(ORIGIN, discriminator=False)
    top = dataclasses.replace(ORIGIN, resolution=16)
    assert names(phases_begun(growing, LARGER, ORIGIN)) == above
    assert names(phases_begun(growing, LARGER, alone)) == ["8x8-straight", *above]
    assert names(phases_begun(growing, LARGER, top)) == ["16x16-straight"]
    assert phases_begun(growing, LARGER, ORIGIN, all_phases=True) == growing
    assert phases_begun(growing, LARGER, None) == growing
    fixed = pg.Schedule.fixed(LARGER, images_per_phase=4)
    assert names(phases_begun(fixed, LARGER, ORIGIN)) == ["16x16-straight"]
    with pytest.raises(pg.InputError) as told:
        phases_begun(pg.Schedule(growing[:1]), LARGER, ORIGIN)
    assert str(told.value) == (
        "old: its pictures are 8 pixels high, the phases end at 4; give phases that reach them, or "
        "--all-phases"
    )


@pytest.mark.parametrize("first", [0, 2, 3])
def test_a_run_goes_on_with_the_phase_that_it_began_with(first):
    growing = pg.Schedule.growing(LARGER, images_per_phase=4, batch_size=4)
    begun = config_of(LARGER, source=ORIGIN)
    begun = dataclasses.replace(begun, schedule=pg.Schedule(growing[first:]))
    for asked in (growing, begun.schedule):
        assert phases_begun(asked, LARGER, ORIGIN, begun) == begun.schedule


def test_a_source_survives_the_file_and_its_path_decides_nothing(tmp_path):
    config = config_of(LARGER, source=ORIGIN, freeze_levels=1)
    config.write(tmp_path / "config.toml")
    assert TrainConfig.read(tmp_path / "config.toml") == config
    moved = dataclasses.replace(config, source=dataclasses.replace(ORIGIN, path="new"))
    other = dataclasses.replace(config, source=dataclasses.replace(ORIGIN, sha256="1"))
    assert moved.digest == config.digest != other.digest
