"""All measures of a model together, against those of each alone."""

import json
import shutil
import sys

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.data.npz import write_npz
from keras_pggan.errors import InputError
from keras_pggan.evaluation import EvaluationOptions, Evaluator, evaluate
from keras_pggan.evaluation.bench import Bench
from keras_pggan.evaluation.evaluation import Measured, interval
from keras_pggan.evaluation.fakes import GeneratedPictures, StoredPictures
from keras_pggan.evaluation.measure import Figures
from keras_pggan.generators.generating import generate
from keras_pggan.generators.generation import Generator
from keras_pggan.generators.loading import load_generator
from keras_pggan.metrics import (
    frechet_distance,
    inception_score,
    kernel_distance,
    ms_ssim,
    open_extractor,
    precision_recall,
    sliced_wasserstein,
)
from keras_pggan.metrics.pictures import disjoint

PIXELS = ("swd", "ms-ssim")


@pytest.fixture(scope="module")
def folder(tmp_path_factory, real_pictures):
    """Reals and fakes with classes, a generator, an extractor that was trained on the spot."""
    folder = tmp_path_factory.mktemp("evaluation")
    labels = np.arange(len(real_pictures)) % 2
    reals = real_pictures[:, :, :, :3]
    write_npz(folder / "reals.npz", reals, labels=labels, class_names=np.array(["cat", "dog"]))
    noise = np.random.default_rng(0).normal(0, 30, reals.shape)
    noisy = (reals[::-1] + noise).clip(0, 255).astype(np.uint8)
    write_npz(folder / "noisy.npz", noisy, labels=labels)
    keras.utils.set_random_seed(0)
    config = pg.NetworkConfig(resolution=16, filters_base=32, filters_max=8, latent_dim=8)
    pg.GrowingGenerator(config).straight_through(2).save(folder / "generator.keras")
    pictures = keras.Input((16, 16, 3))
    hidden = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(pictures))
    features = keras.layers.Dense(6, activation="tanh")(hidden)
    probabilities = keras.layers.Dense(3, activation="softmax")(features)
    keras.Model(pictures, [features, probabilities]).save(folder / "extractor.keras")
    return folder


def test_each_figure_is_that_of_its_metric_alone(folder):
    options = EvaluationOptions(count=24, seed=5, repeats=1, extractor=folder / "extractor.keras")
    evaluation = evaluate(folder / "generator.keras", folder / "reals.npz", options)

    fakes = generate(load_generator(folder / "generator.keras"), 24, seed=5)
    images = pg.data.open(folder / "reals.npz")
    reals, others = disjoint(images.at_size(16, 16), 24, seed=5)
    extractor = open_extractor(folder / "extractor.keras")
    real, other, fake = (extractor.features(each) for each in (reals, others, fakes))
    distance = sliced_wasserstein(reals, fakes, seed=5)
    floor = sliced_wasserstein(reals, others, seed=5)
    found = evaluation.as_dict()
    assert found["count"] == 24
    assert found["swd"] == {
        **distance.as_dict(), "floor": floor.as_dict(), "interval": {"16": None, "average": None},
    }  # fmt: skip
    assert found["ms_ssim"]["value"] == pytest.approx(ms_ssim(fakes).mean)
    assert found["ms_ssim"]["reals"] == pytest.approx(ms_ssim(reals).mean)
    name = {"extractor": extractor.name}
    assert found["fid"] == {
        "value": pytest.approx(frechet_distance(real.statistics(), fake.statistics())),
        "floor": pytest.approx(frechet_distance(real.statistics(), other.statistics())),
        "interval": None,
        **name,
    }
    assert found["kid"]["value"] == pytest.approx(kernel_distance(real, fake, seed=5).mean)
    assert found["kid"]["floor"] == pytest.approx(kernel_distance(real, other, seed=5).mean)
    assert found["is"]["value"] == pytest.approx(inception_score(fake).mean)
    assert found["is"]["reals"] == pytest.approx(inception_score(real).mean)
    measured = precision_recall(real, fake)
    assert (found["pr"]["precision"], found["pr"]["recall"]) == measured
    assert found["pr"]["floor"] == precision_recall(real, other)._asdict()


def test_pictures_of_any_tool_are_measured_and_worse_ones_are_farther(folder):
    options = EvaluationOptions(metrics=PIXELS, repeats=2, count=20)
    noisy = evaluate(folder / "noisy.npz", folder / "reals.npz", options).as_dict()
    same = evaluate(folder / "reals.npz", folder / "reals.npz", options).as_dict()
    assert noisy["swd"]["32"] > 2 * same["swd"]["32"]
    low, high = noisy["swd"]["interval"]["average"]
    assert low < noisy["swd"]["average"] < high
    assert any("fewer than 2,000 pictures" in note for note in noisy["notes"])


def test_fewer_pictures_than_asked_for_are_told(folder):
    options = EvaluationOptions(metrics=("swd",), repeats=1, count=10_000)
    evaluation = evaluate(folder / "generator.keras", folder / "reals.npz", options)
    count = len(pg.data.open(folder / "reals.npz")) // 2
    assert evaluation.whole.count == count
    assert f"{count} pictures of each set in place of 10,000" in evaluation.notes[0]


def test_too_few_pictures_for_the_features_are_told(folder):
    options = EvaluationOptions(
        metrics=("fid",), repeats=2, count=5, extractor=folder / "extractor.keras"
    )
    notes = evaluate(folder / "noisy.npz", folder / "reals.npz", options).notes
    assert [note for note in notes if "6 features needs more pictures than 5" in note] == [
        notes[-1]
    ]


def test_classes_are_measured_by_themselves(folder):
    options = EvaluationOptions(metrics=("swd",), repeats=1, count=12, per_class=True)
    evaluation = evaluate(folder / "noisy.npz", folder / "reals.npz", options)
    assert list(evaluation.classes) == ["cat", "dog"]
    reals = pg.data.open(folder / "reals.npz")
    cats = reals.pictures.images[reals.labels == 0]
    one, _ = disjoint(cats, 12, seed=0)
    fakes = pg.data.open(folder / "noisy.npz")
    order = np.random.default_rng((0, 2)).permutation(np.flatnonzero(fakes.labels == 0))[:12]
    expected = sliced_wasserstein(one, fakes.pictures.images[order], seed=0)
    assert evaluation.as_dict()["classes"]["cat"]["swd"]["average"] == expected.average
    note = "fewer than 2,000 pictures in 2 of 2 classes, 12 at least: their figures say little"
    assert note in evaluation.notes


def painter(classes):
    """A generator whose pictures show their label in every pixel."""

    def call(latents, labels):
        shades = np.asarray(labels, np.float32) * 64 / 127.5 - 1
        return np.broadcast_to(shades[:, None, None, None], (len(labels), 16, 16, 1))

    return Generator(4, (16, 16, 1), call, label_count=classes)


def test_classes_come_in_random_order_and_in_the_shares_of_the_reals(tmp_path):
    fakes = GeneratedPictures(painter(3))
    like = np.repeat([0, 1, 2], [600, 300, 100])
    made = fakes.take(1000, tmp_path, seed=1, label=None, like=like)
    labels = np.rint(made[:, 0, 0, 0] / 64).astype(int)
    assert np.bincount(labels).tolist() == [600, 300, 100]
    # Pairs of neighbours are of one class as often as any two are: 0.36 + 0.09 + 0.01.
    assert np.mean(labels[::2] == labels[1::2]) == pytest.approx(0.46, abs=0.07)
    assert (fakes.take(30, tmp_path, seed=1, label=2, like=like) == 128).all()
    even = np.rint(fakes.take(900, tmp_path, seed=1, label=None)[:, 0, 0, 0] / 64).astype(int)
    assert np.bincount(even).tolist() == [300, 300, 300]
    assert np.mean(even[::2] == even[1::2]) == pytest.approx(1 / 3, abs=0.07)


def test_the_classes_of_fakes_are_not_those_of_the_reals_they_are_held_against(tmp_path):
    labels = np.random.default_rng(0).integers(0, 2, 400)
    reals = np.broadcast_to(labels[:, None, None, None].astype(np.uint8), (400, 16, 16, 1))
    differs = np.zeros(2, int)
    for seed in range(40):
        made = GeneratedPictures(painter(2)).take(100, tmp_path, seed=seed, label=None, like=labels)
        ones = np.count_nonzero(made[:, 0, 0, 0])
        parts = disjoint(reals, 100, seed=seed)
        counts = [np.count_nonzero(part[np.arange(100)][:, 0, 0, 0]) for part in parts]
        differs += ones != np.array(counts)
    assert min(differs) > 25  # of 40; as many of each class by chance in about a tenth


def test_stored_fakes_are_not_those_of_the_reals_they_are_held_against(folder):
    images = pg.data.open(folder / "reals.npz")
    reals = images.at_size(*images.image_shape[:2])
    count = len(images) // 2
    one, other = disjoint(reals, count, seed=4)
    taken = StoredPictures(images).take(count, folder, seed=4, label=None)
    for part in (one, other):
        assert np.mean(taken.indices == part.indices) < 0.2
        assert 0.2 < np.isin(taken.indices, part.indices).mean() < 0.8


def test_classes_of_a_generator_are_measured_by_themselves(tmp_path, monkeypatch):
    labels = np.repeat([0, 1], 20)
    reals = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 1), dtype=np.uint8)
    write_npz(tmp_path / "reals.npz", reals, labels=labels)
    fakes = GeneratedPictures(painter(2))
    monkeypatch.setattr(sys.modules[evaluate.__module__], "open_fakes", lambda path: fakes)
    options = EvaluationOptions(metrics=("ms-ssim",), repeats=1, count=10, per_class=True)
    evaluation = evaluate("painter", tmp_path / "reals.npz", options)
    for label, name in enumerate("01"):
        (figure,) = evaluation.classes[name].of("ms-ssim")
        assert figure.value == pytest.approx(1)  # all pictures of a class are alike
        part, _ = disjoint(reals[labels == label], 10, seed=0)
        assert figure.reals == pytest.approx(ms_ssim(part).mean)
    assert evaluation.whole.of("ms-ssim")[0].value < 0.9


def test_what_is_done_to_pictures_for_an_extractor_is_told(folder, tmp_path):
    gray = np.random.default_rng(0).integers(0, 256, (24, 32, 32, 1), dtype=np.uint8)
    write_npz(tmp_path / "gray.npz", gray)
    options = EvaluationOptions(metrics=("kid",), extractor=folder / "extractor.keras", count=24)
    evaluation = evaluate(tmp_path / "gray.npz", tmp_path / "gray.npz", options)
    told = "gray is repeated to three channels, resized to 16x16"
    assert f"for {evaluation.extractor}: {told}" in evaluation.notes


def test_repeats_of_the_same_fakes_are_told(folder, tmp_path):
    some = np.random.default_rng(0).integers(0, 256, (9, 32, 32, 3), dtype=np.uint8)
    write_npz(tmp_path / "some.npz", some)
    note = "each repeat has the same fakes: the interval is that of the reals drawn"
    for repeats, count, told in ((2, 9, True), (2, 8, False), (1, 9, False)):
        options = EvaluationOptions(metrics=("ms-ssim",), repeats=repeats, count=count)
        evaluation = evaluate(tmp_path / "some.npz", folder / "reals.npz", options)
        assert (note in evaluation.notes) is told


def test_a_generator_of_classes_is_asked_for_those_of_the_reals(tmp_path, monkeypatch):
    reals = np.zeros((40, 16, 16, 1), np.uint8)
    reals[30:] = 64
    write_npz(tmp_path / "reals.npz", reals, labels=np.repeat([0, 1], [30, 10]))
    fakes = GeneratedPictures(painter(2))
    monkeypatch.setattr(sys.modules[evaluate.__module__], "open_fakes", lambda path: fakes)
    asked = []
    monkeypatch.setattr(
        fakes,
        "take",
        lambda *given, take=fakes.take, **named: (
            asked.append(named["like"]) or take(*given, **named)
        ),
    )
    options = EvaluationOptions(metrics=("ms-ssim",), repeats=1, count=20)
    evaluate("painter", tmp_path / "reals.npz", options)
    assert np.bincount(asked[0]).tolist() == [30, 10]
    write_npz(tmp_path / "plain.npz", reals)
    evaluation = evaluate("painter", tmp_path / "plain.npz", options)
    assert "the generator's 2 classes have equal shares: the reals have none" in evaluation.notes
    assert asked[1] is None


def test_the_steps_are_told(folder):
    steps = []
    options = EvaluationOptions(metrics=PIXELS, repeats=2, count=4)
    evaluate(folder / "noisy.npz", folder / "reals.npz", options, on_step=steps.append)
    assert "repeat 2 of 2: ms-ssim" in steps


def test_an_evaluation_is_json(tmp_path, folder):
    options = EvaluationOptions(metrics=("swd",), repeats=1, count=4, seed=3)
    evaluation = evaluate(folder / "noisy.npz", folder / "reals.npz", options)
    evaluation.save(tmp_path / "evaluation.json")
    assert json.loads((tmp_path / "evaluation.json").read_text()) == evaluation.as_dict()
    assert evaluation.as_dict()["seed"] == 3


def test_an_interval_has_no_values_that_a_metric_cannot_have():
    repeats = [Figures({"value": value}, {"value": value}) for value in (0.1, 0.9)]
    found = Measured(9, {name: repeats for name in ("swd", "ms-ssim", "pr", "kid")})
    (swd,), (similarity,), (precision,), (kernel,) = map(found.of, found.figures)
    assert swd.interval[0] == 0
    assert swd.interval[1] > 1
    assert similarity.interval == precision.interval == (0, 1)
    assert kernel.interval == interval([0.1, 0.9])
    assert kernel.interval[0] < 0


def test_the_interval_is_that_of_student():
    from scipy import stats

    for count in range(2, 11):
        values = np.random.default_rng(count).normal(5, 2, count).tolist()
        expected = stats.t.interval(0.95, count - 1, loc=np.mean(values), scale=stats.sem(values))
        assert interval(values) == pytest.approx(expected, rel=1e-3)
    assert interval([1.0]) is None
    assert Measured(3, {}).as_dict(None) == {"count": 3}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"metrics": ("swd", "fud")}, "metrics must be some of .*swd, ms-ssim, .*, got fud"),
        ({"metrics": ("swd", "fid", "swd")}, "metrics must be named once each, got swd, fid, swd"),
        ({"count": 1}, "count must be 2 or more, got 1"),
        ({"repeats": 11}, "repeats must be 1 to 10, got 11"),
        ({"seed": -1}, "seed must be 0 or more, got -1"),
    ],
)
def test_options_out_of_range_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        EvaluationOptions(**values)


def write(path, shape, **arrays):
    np.savez(path, images=np.zeros(shape, np.uint8), **arrays)
    return path


def test_pictures_that_do_not_fit_are_told(tmp_path, folder):
    reals = write(tmp_path / "reals.npz", (8, 32, 32, 3))
    gray = write(tmp_path / "gray.npz", (8, 32, 32, 1))
    large = write(tmp_path / "large.npz", (8, 64, 64, 3))
    small = write(tmp_path / "small.npz", (8, 8, 8, 3))
    few = write(tmp_path / "few.npz", (3, 32, 32, 3))
    options = EvaluationOptions(metrics=PIXELS)
    for fakes, message in (
        (gray, "its pictures have 1 channel, those of .* 3 channels"),
        (large, "32x32, smaller than the 64x64 asked for"),
        (small, "for swd and ms-ssim pictures of 16 pixels or more are expected, these are 8x8"),
        (tmp_path / "missing.npz", "no such file"),
    ):
        with pytest.raises(InputError, match=message):
            evaluate(fakes, reals, options)
    with pytest.raises(
        InputError, match="swd needs 2 fakes and 4 reals or more, got 8 fakes and 3 reals"
    ):
        evaluate(reals, few, options)
    with pytest.raises(InputError, match="figures of classes need labels"):
        evaluate(reals, reals, EvaluationOptions(metrics=PIXELS, per_class=True))
    three = write(tmp_path / "three.npz", (8, 32, 32, 3), labels=np.arange(8) % 3)
    with pytest.raises(InputError, match=r"three\.npz: 3 classes; .*reals\.npz has 2$"):
        evaluate(three, folder / "reals.npz", EvaluationOptions(metrics=PIXELS, per_class=True))


def test_what_a_metric_lacks_is_told_before_anything_is_measured(folder, tmp_path, monkeypatch):
    begun = []
    monkeypatch.setattr(Bench, "measured", lambda *given: begun.append(given))
    labels = np.repeat([0, 1], [30, 6])
    write_npz(tmp_path / "rare.npz", np.zeros((36, 16, 16, 3), np.uint8), labels=labels)
    with_features = EvaluationOptions(
        metrics=("swd", "is"), per_class=True, extractor=folder / "extractor.keras"
    )
    with pytest.raises(
        InputError, match=r"class 1: is needs 10 fakes and 20 reals .* got 6 fakes and 6 reals"
    ):
        evaluate(tmp_path / "rare.npz", tmp_path / "rare.npz", with_features)
    model = keras.models.load_model(folder / "extractor.keras")
    keras.Model(model.input, model.output[0]).save(tmp_path / "features.keras")
    without = EvaluationOptions(metrics=("swd", "is"), extractor=tmp_path / "features.keras")
    with pytest.raises(InputError, match=r"gives none; leave it out \(--metrics swd\)"):
        evaluate(folder / "noisy.npz", folder / "reals.npz", without)
    assert not begun


def test_what_would_be_measured_is_known_before(folder):
    """The numbers of pictures and the notes are those of the evaluation, with what was asked."""
    options = EvaluationOptions(
        metrics=("fid",),
        count=1000,
        repeats=2,
        per_class=True,
        extractor=folder / "extractor.keras",
    )
    evaluator = Evaluator(folder / "noisy.npz", folder / "reals.npz", options)
    before = evaluator.count, evaluator.counts_of_classes, evaluator.notes
    evaluation = evaluator.measure()
    of_classes = {name: each.count for name, each in evaluation.classes.items()}
    assert before[:2] == (evaluation.whole.count, of_classes)
    assert set(of_classes) == {"cat", "dog"}
    assert set(before[2]) <= set(evaluation.notes)
    asked = json.loads(json.dumps(evaluation.as_dict()))["options"]
    assert asked["count"] == 1000 > evaluation.whole.count
    assert asked["extractor"] == str(folder / "extractor.keras")
    assert (asked["metrics"], asked["per_class"]) == (["fid"], True)


def test_a_disk_without_space_for_the_pictures_is_told(folder, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    options = EvaluationOptions(metrics=("swd",), count=8)
    with pytest.raises(InputError, match=r"0\.0 GB are free; measure fewer \(--count\)"):
        evaluate(folder / "generator.keras", folder / "reals.npz", options)


def test_a_generator_that_makes_nan_is_told(tmp_path, folder):
    model = keras.models.load_model(folder / "generator.keras", compile=False)
    model.set_weights([np.full_like(weights, np.nan) for weights in model.get_weights()])
    model.save(tmp_path / "broken.keras")
    with pytest.raises(InputError, match="hold NaN or infinity"):
        evaluate(tmp_path / "broken.keras", folder / "reals.npz", EvaluationOptions(metrics=PIXELS))
