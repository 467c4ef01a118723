"""Each warning of a plan, at the edge of where it is given, as a person sees it."""

from pathlib import Path

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.black import black_in_words
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.preflight.advice import (
    CPU_OPTIONS,
    LONG,
    empty_classes,
    few_pictures,
    single_groups,
    sudden_levels,
    too_slow,
    untrained_levels,
    with_advice,
)
from keras_pggan.training.preflight.machine import Machine
from keras_pggan.training.preflight.preflight import Preflight

NETWORK = pg.NetworkConfig(resolution=16, filters_base=64, filters_max=8, latent_dim=8)


def phases(images, batch_size, network=NETWORK):
    return pg.Schedule.growing(network, images_per_phase=images, batch_size=batch_size)


def test_few_pictures_are_told_with_how_often_each_is_shown_and_a_shorter_length():
    schedule = phases(12_000, 16)  # 60,000 images
    assert few_pictures(120, schedule) is None
    assert few_pictures(100, schedule) == (
        "each of the 100 pictures is shown 600 times; from about 500 times on they are learned by "
        "heart, and the generator copies them or falls apart; give more pictures, augment them "
        "(--augment ada), or train shorter (--phase-images 10000)"
    )
    shorter = phases(10_000, 16)
    assert few_pictures(100, shorter) is None
    assert few_pictures(60, schedule, mirror=True) is None
    assert few_pictures(6, schedule, augmented=True) is None
    assert few_pictures(5, schedule, augmented=True).endswith(
        "give more pictures, or train shorter (--phase-images 10000)"
    )
    # Of a run that has begun, shorter phases would be refused or come too late.
    begun = few_pictures(100, schedule, begun=True)
    assert begun.endswith("the generator copies them or falls apart; give more pictures")


def test_the_paper_s_own_run_is_not_warned_of():
    network = pg.NetworkConfig()
    schedule = pg.Schedule.paper(network, images_per_phase=800_000)
    config = TrainConfig(data="faces", network=network, schedule=schedule, mirror=True)
    faces = pg.data.Images(pg.data.Pictures(np.full((30_000, 1, 1, 3), 255, np.uint8)), "faces")
    plan = Preflight((), Machine(host=None, has_gpu=True), network.group_size)
    assert with_advice(plan, config, faces).warnings() == []


@pytest.mark.parametrize(("brightest", "told"), [(0, True), (1, True), (3, False), (255, False)])
def test_pictures_that_are_black_are_told(brightest, told):
    pictures = np.zeros((100, 4, 4, 3), np.uint8)
    pictures[:, 0, 0] = brightest
    says = black_in_words(pg.data.Images(pg.data.Pictures(pictures)))
    assert bool(says) is told
    if told:
        assert says.startswith(f"the pictures are black, with no value above {brightest} of 255: ")


def test_days_on_a_cpu_are_told_with_what_to_type_instead():
    assert too_slow(LONG, has_gpu=False, family="progressive") is None
    assert too_slow(100 * LONG, has_gpu=True, family="progressive") is None
    assert too_slow(21 * 86_400, has_gpu=False, family="progressive") == (
        "this takes about 21 d on a CPU; train on a GPU, or smaller networks for a shorter time "
        "(--recipe small)"
    )
    assert CPU_OPTIONS not in too_slow(21 * 86_400, has_gpu=False, family="blur")


def test_a_batch_of_one_group_is_told_where_the_paper_has_more():
    assert single_groups(4, phases(4000, 8)) is None
    assert single_groups(1, phases(4000, 4)) is None
    assert single_groups(4, phases(400, 4)) is None  # a trial
    assert single_groups(8, phases(4000, 8)) == (
        "4x4-straight, 8x8-fade-in, 8x8-straight, 16x16-fade-in, 16x16-straight: a batch of 8 is "
        "one group of the minibatch deviation, so that the discriminator compares no groups, and a "
        "step sees few pictures; training is noisier and slower (--batch-size 32)"
    )
    assert single_groups(4, pg.Schedule.paper(pg.NetworkConfig())) is None  # 4 from 512 on


def test_classes_without_pictures_are_named():
    labels = np.array([0, 2, 2, 0])
    assert empty_classes(3, (), labels) == (
        "classes without a picture: 1 of 3 (1); the generator is trained to draw what it never "
        "sees; number the classes without gaps, or train without (label_count 0, --no-labels)"
    )
    assert empty_classes(4, ("a", "b", "c", "d"), labels).startswith(
        "classes without a picture: 2 of 4 (b, d); "
    )
    assert "(1, 3, 4, 5, 6, and 993 more)" in empty_classes(1000, (), labels)
    assert empty_classes(3, (), np.array([0, 1, 2])) is None
    assert empty_classes(0, (), None) is None


def test_a_fade_in_of_one_batch_is_told():
    assert sudden_levels(phases(17, 16)) is None
    assert sudden_levels(phases(16, 16)) == (
        "8x8-fade-in, 16x16-fade-in: one batch is shown, so that alpha stays 0 and the new level "
        "then comes in at once; show more (--phase-images 1600), or smaller batches"
    )


def test_levels_that_no_phase_trains_are_told():
    schedule = phases(100, 4)
    assert untrained_levels(NETWORK, schedule) is None
    assert untrained_levels(NETWORK, pg.Schedule(schedule[:3])) == (
        "the networks reach 16x16, the phases end at 8x8: what is above is never trained, and "
        "pictures have 8x8; take smaller networks (--resolution 8), or add phases"
    )


def test_a_command_prints_them_and_python_logs_them(command, real_pictures, tmp_path, caplog):
    data = tmp_path / "pictures.npz"
    np.savez(data, images=real_pictures)
    tiny = ("--resolution", "8", "--filters-base", "16", "--latent-dim", "4", "--dry-run")
    options = ("--batch-size", "4", "--phase-images", "20000")
    result = command("train", data, "--out", tmp_path / "run", *tiny, *options)
    assert result.exit_code == 0, result.output
    first, second = result.stderr.splitlines()
    assert first.startswith("warning: each of the 64 pictures is shown 938 times; ")
    assert second.startswith("warning: 4x4-straight, 8x8-fade-in, 8x8-straight: a batch of 4 ")
    config = pg.NetworkConfig(resolution=8, filters_base=16, latent_dim=4)
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    pg.train(
        gan,
        pg.data.open(data),
        phases(20_000, 4, config),
        tmp_path / "run",
        manner=pg.Manner(dry_run=True),
        narrator=Logging(),
    )
    logged = [record.getMessage() for record in caplog.records]
    in_python = [
        each.replace("--augment ada", 'augment="ada"')
        .replace("--phase-images ", "images_per_phase=")
        .replace("--batch-size ", "batch_size=")
        for each in (first, second)
    ]
    assert [f"warning: {line}" for line in logged] == in_python


class Logging(pg.Narrator):
    """That of a run that is not a dry one."""


def test_the_options_for_a_cpu_are_those_of_the_readme():
    text = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    assert CPU_OPTIONS in " ".join(text.split())
