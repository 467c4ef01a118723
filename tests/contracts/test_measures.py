"""What every measure owes, of all that there are: one that is added is tested by being there."""

import gc
import json
import math
import re
import subprocess
import sys
import warnings
from pathlib import Path

import keras
import numpy as np
import pytest
from typer.testing import CliRunner

from keras_pggan.cli import app
from keras_pggan.data.npz import write_npz
from keras_pggan.errors import InputError
from keras_pggan.evaluation import (
    Better,
    EvaluationOptions,
    Evaluator,
    OneSetMeasure,
    TwoSetMeasure,
    evaluate,
    named_measures,
)
from keras_pggan.evaluation.evaluation import Measured
from keras_pggan.evaluation.sets import Sets
from keras_pggan.metrics import open_extractor

NAMES = list(named_measures())
ROUNDING = 1e-6
COUNT = 32  # of pictures in each set


@pytest.fixture(params=NAMES)
def measure(request):
    return named_measures()[request.param]


@pytest.fixture(scope="module", params=[1, 3], ids=["gray", "RGB"])
def pictures(request, real_pictures):
    """Two sets of reals, and one of noise."""
    noise = np.random.default_rng(0).integers(0, 256, (COUNT, 32, 32, 3), dtype=np.uint8)
    every = (real_pictures[::2], real_pictures[1::2], noise)
    return tuple(each[..., : request.param] for each in every)


@pytest.fixture(scope="module")
def extractor_file(tmp_path_factory):
    """Looks at shades and contrasts of quarters, which all noise has alike."""
    keras.utils.set_random_seed(0)
    given = keras.Input((32, 32, 3))
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(given)
    squares = keras.layers.Multiply()([scaled, scaled])
    shades, contrasts = (
        keras.layers.Flatten()(keras.layers.AveragePooling2D(16)(each))
        for each in (scaled, squares)
    )
    features = keras.layers.Dense(6)(keras.layers.Concatenate()([shades, contrasts]))
    wide = keras.initializers.RandomNormal(stddev=2.0, seed=1)
    classes = keras.layers.Dense(4, activation="softmax", kernel_initializer=wide)(shades)
    path = tmp_path_factory.mktemp("extractor") / "extractor.keras"
    keras.Model(given, [features, classes]).save(path)
    return path


@pytest.fixture(scope="module")
def extractor(extractor_file):
    return open_extractor(extractor_file)


@pytest.fixture
def measured(measure, extractor):
    """Calculates figures: `measured(reals, others, fakes)`."""

    def calculate(reals, others, fakes, seed=0):
        return measure.figures(Sets(reals, others, fakes, seed, extractor))

    return calculate


def distance_to_best(measure, value, reals):
    """How bad a figure is; 0 or below for one that is as good as can be told."""
    if measure.better is Better.AS_REALS:
        return abs(value - reals)
    return value if measure.better is Better.LESS else -value


def test_a_measure_tells_what_it_is(measure):
    low, high = measure.limits
    assert low < high
    assert measure.least >= 2
    assert measure.smallest >= 1
    assert measure.label
    assert measure.explanation.endswith(".")
    assert measure.of_features or not measure.of_probabilities
    assert isinstance(measure, TwoSetMeasure | OneSetMeasure)


def test_one_seed_gives_one_set_of_figures(measured, pictures):
    assert measured(*pictures, seed=3) == measured(*pictures, seed=3)


def test_figures_have_the_same_names_whatever_is_measured(measured, pictures):
    reals, others, noise = pictures
    names = list(measured(reals, others, noise).fakes)
    assert names
    for found in (
        measured(reals, others, noise, seed=1),
        measured(noise[:20], others[:20], reals[:20]),
    ):
        assert list(found.fakes) == list(found.reals) == names


def test_reals_in_place_of_fakes_are_better_than_noise(measure, measured, pictures):
    """Its figures together: noise may lie in the wide ball of a real that is like no other."""
    found = measured(*pictures)
    noise, reals = (
        np.mean([distance_to_best(measure, side[name], found.reals[name]) for name in side])
        for side in found
    )
    assert reals < noise


def test_fakes_that_are_the_reals_are_not_worse_than_noise(measure, measured, pictures):
    reals, others, noise = pictures
    same, worse = (measured(reals, others, fakes) for fakes in (reals, noise))
    for name, value in same.fakes.items():
        best = distance_to_best(measure, value, same.reals[name])
        assert best <= distance_to_best(measure, worse.fakes[name], worse.reals[name]) + ROUNDING


def test_the_same_pictures_have_the_same_figures_as_fakes_and_as_reals(measure, measured, pictures):
    reals, others, _ = pictures
    fakes = others if isinstance(measure, TwoSetMeasure) else reals
    found = measured(reals, others, fakes)
    assert found.fakes == found.reals


def test_two_sets_may_change_places(measure, measured, pictures):
    """But for what is drawn, and for figures that change places with them, as precision does."""
    reals, others, noise = pictures
    one, other = measured(reals, others, noise), measured(noise, others, reals)
    if isinstance(measure, OneSetMeasure):
        assert (one.fakes, one.reals) == (other.reals, other.fakes)
    else:
        expected = pytest.approx(sorted(other.fakes.values()), rel=0.1, abs=ROUNDING)
        assert sorted(one.fakes.values()) == expected


def test_figures_are_within_their_limits(measure, measured, pictures):
    reals, others, noise = pictures
    low, high = measure.limits
    for fakes in (reals, others, noise):
        for value in [each for side in measured(reals, others, fakes) for each in side.values()]:
            assert type(value) is float
            assert math.isfinite(value)
            assert low - ROUNDING <= value <= high + ROUNDING


def test_figures_become_json(measure, measured, pictures):
    figures = [measured(*pictures, seed=seed) for seed in (0, 1)]
    of_extractor = Measured(COUNT, {measure.name: figures}).as_dict("of a test")
    (found,) = [each for key, each in of_extractor.items() if key != "count"]
    assert json.loads(json.dumps(found, allow_nan=False)).keys() == found.keys()
    assert set(found) == {
        *figures[0].fakes, measure.reals_key, "interval",
        *(["extractor"] if measure.of_features else []),
    }  # fmt: skip


def test_the_least_pictures_that_are_told_suffice(measure, measured, pictures):
    few = [each[: measure.least] for each in pictures]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that so few say little
        found = measured(*few)
    assert all(map(math.isfinite, [*found.fakes.values(), *found.reals.values()]))


def test_fewer_pictures_are_refused(measure, measured, pictures, extractor_file, tmp_path):
    least = measure.least
    with pytest.raises(InputError, match=f"{least} pictures|pairs"):
        measured(*(each[: least - 1] for each in pictures))
    write_npz(tmp_path / "few.npz", pictures[0][: 2 * least - 1])
    options = EvaluationOptions(metrics=(measure.name,), extractor=extractor_file)
    says = f"{measure.name} needs {least} fakes and {2 * least} reals or more, got "
    with pytest.raises(InputError, match=says):
        Evaluator(tmp_path / "few.npz", tmp_path / "few.npz", options)


def test_smaller_pictures_are_refused(measure, measured, pictures, extractor_file, tmp_path):
    side = max(measure.smallest, 4)
    measured(*(each[:, :side, :side] for each in pictures))
    if side > measure.smallest:
        return
    less = side - 1
    with pytest.raises(InputError, match=f"pictures of {side} pixels or more"):
        measured(*(each[:, :less, :less] for each in pictures))
    write_npz(tmp_path / "small.npz", pictures[0][:, :less, :less])
    options = EvaluationOptions(metrics=(measure.name,), extractor=extractor_file)
    says = f"for {measure.name} pictures of {side} pixels or more are expected, .*{less}x{less}"
    with pytest.raises(InputError, match=says):
        Evaluator(tmp_path / "small.npz", tmp_path / "small.npz", options)


def test_what_an_extractor_lacks_is_told(measure, pictures, extractor_file, tmp_path):
    model = keras.models.load_model(extractor_file)
    keras.Model(model.input, model.output[0]).save(tmp_path / "features.keras")
    write_npz(tmp_path / "reals.npz", pictures[0])
    options = EvaluationOptions(metrics=(measure.name,), extractor=tmp_path / "features.keras")
    given = (tmp_path / "reals.npz", tmp_path / "reals.npz", options)
    if measure.of_probabilities:
        says = f"the {measure.label} needs probabilities .*; leave it out"
        with pytest.raises(InputError, match=says):
            Evaluator(*given)
    else:
        assert (Evaluator(*given).extractor is not None) is measure.of_features


def test_the_docs_explain_it(measure):
    page = (Path(__file__).parents[2] / "docs" / "measuring.md").read_text(encoding="utf-8")
    assert f"\n| `{measure.name}` | {measure.explanation} |\n" in page


def test_those_that_need_no_features_are_measured_if_nothing_else_is_said(measure):
    assert (measure.name in EvaluationOptions().metrics) is not measure.of_features
    assert EvaluationOptions(extractor="classifier.keras").metrics == tuple(NAMES)


def test_they_are_known_without_tensorflow():
    program = (
        "import sys; from keras_pggan.evaluation import EvaluationOptions, named_measures; "
        "EvaluationOptions(metrics=tuple(named_measures())); "
        "sys.exit(bool({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.fixture
def brightness():
    """A measure of a user's own, for as long as a test takes."""

    class Brightness(TwoSetMeasure):
        name, label, unit = "mean-shade", "difference of the mean shades", "in shades"
        limits = 0, 255
        least = 3

        def compare(self, reals, fakes, *, seed):
            one, other = (each[np.arange(each.shape[0])].mean() for each in (reals, fakes))
            return {"value": float(abs(one - other))}

    yield "mean-shade"
    del Brightness
    gc.collect()
    assert "mean-shade" not in named_measures()


def test_a_measure_is_used_once_it_is_defined(brightness, pictures, tmp_path):
    """By the options, by `evaluate`, by its JSON and its table, with nothing else changed."""
    reals = pictures[0]
    for name, arrays in (("reals", reals), ("dark", reals // 4)):
        write_npz(tmp_path / f"{name}.npz", arrays)
    paths = [tmp_path / "dark.npz", tmp_path / "reals.npz"]
    with pytest.raises(InputError, match=rf"{', '.join([*NAMES, brightness])}, got beauty"):
        EvaluationOptions(metrics=("beauty",))
    assert brightness not in EvaluationOptions().metrics
    options = EvaluationOptions(metrics=("ms-ssim", brightness), repeats=2, count=16)
    evaluation = evaluate(*paths, options)
    found = json.loads(json.dumps(evaluation.as_dict()))["mean_shade"]
    assert found["value"] == pytest.approx(reals.mean() - (reals // 4).mean(), rel=0.3)
    assert found["floor"] < found["value"]
    assert 0 <= found["interval"][0] <= found["interval"][1] <= 255

    given = ["--metrics", brightness, "--count", "16", "--out", tmp_path / "found.json"]
    result = CliRunner().invoke(app, ["evaluate", *map(str, [*paths, *given])])
    assert result.exit_code == 0, (result.exception, result.output)
    assert re.search(r"^all +mean-shade +[\d.]+ ", result.stdout, re.MULTILINE)
    assert "; mean-shade in shades;" in result.stdout
    write_npz(tmp_path / "few.npz", reals[:5])
    with pytest.raises(InputError, match="mean-shade needs 3 fakes and 6 reals or more"):
        Evaluator(paths[0], tmp_path / "few.npz", options)


def test_a_name_that_a_command_could_not_take_is_refused():
    with pytest.raises(ValueError, match="got 'a,b'"):
        type("Named", (OneSetMeasure,), {"name": "a,b"})
    gc.collect()
