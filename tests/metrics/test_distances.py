"""Distances of features against direct calculations of their definitions."""

import dataclasses
import sys

import numpy as np
import pytest
from scipy import linalg, spatial

from keras_pggan.errors import InputError
from keras_pggan.metrics import (
    FeatureSet,
    FeatureStatistics,
    frechet_distance,
    inception_score,
    kernel_distance,
    precision_recall,
    streamed_statistics,
)
from keras_pggan.metrics import kernel as kernel_module


def features(count, size=6, *, seed=0, move=0.0, scale=1.0, extractor="eye"):
    random = np.random.default_rng(seed)
    mixed = random.standard_normal((count, size)) @ np.random.default_rng(9).uniform(
        -1, 1, (size, size)
    )
    return FeatureSet(extractor, (move + scale * mixed).astype(np.float32))


def test_the_frechet_distance_is_that_of_a_matrix_root():
    one, other = features(50), features(70, seed=1, move=0.3, scale=1.4)
    moments = [
        (each.values.astype(float).mean(axis=0), np.cov(each.values.astype(float).T))
        for each in (one, other)
    ]
    (m1, c1), (m2, c2) = moments
    expected = ((m1 - m2) ** 2).sum() + np.trace(c1 + c2 - 2 * linalg.sqrtm(c1 @ c2).real)
    found = frechet_distance(one.statistics(), other.statistics())
    assert found == pytest.approx(expected, rel=1e-8)
    assert found == pytest.approx(frechet_distance(other.statistics(), one.statistics()), rel=1e-8)
    assert frechet_distance(one.statistics(), one.statistics()) == pytest.approx(0, abs=1e-8)


def test_the_frechet_distance_of_few_pictures_warns():
    few = features(9, size=10).statistics()
    with pytest.warns(UserWarning, match="10 features needs more pictures than 9"):
        frechet_distance(few, few)


@pytest.mark.filterwarnings("ignore:the Fréchet distance")
def test_the_frechet_distance_holds_where_covariances_are_singular():
    few = features(4, size=10).statistics()  # of rank 3
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-5)
    moved = FeatureStatistics(few.extractor, few.count, few.mean + 2, few.covariance)
    assert frechet_distance(few, moved) == pytest.approx(40, abs=1e-5)


def test_the_kernel_distance_is_the_unbiased_estimator(monkeypatch):
    one, other = features(9), features(9, seed=1, move=0.5)

    def kernel(x, y):
        return (np.dot(x, y) / 6 + 1) ** 3

    expected = 0.0
    for k in range(9):
        for j in range(9):
            if k != j:
                expected += kernel(one.values[k], one.values[j]) / 72
                expected += kernel(other.values[k], other.values[j]) / 72
            expected -= 2 * kernel(one.values[k], other.values[j]) / 81
    found = kernel_distance(one, other)  # each subset is the whole set
    assert found.mean == pytest.approx(expected, rel=1e-5)
    assert np.isnan(found.error)
    monkeypatch.setattr(kernel_module, "SUBSET", 5)
    parts = kernel_distance(one, other, seed=3)
    assert parts == kernel_distance(one, other, seed=3)
    assert 0 < parts.error < abs(parts.mean)


def test_the_kernel_distance_of_many_is_the_mean_over_subsets(monkeypatch):
    monkeypatch.setattr(kernel_module, "SUBSET", 7)
    monkeypatch.setattr(kernel_module, "SUBSETS", 4)
    one, other = features(30), features(20, seed=1, move=0.5)
    random, found = np.random.default_rng(5), []
    for _ in range(4):
        x = one.values[random.choice(30, 7, replace=False)].astype(float)
        y = other.values[random.choice(20, 7, replace=False)].astype(float)
        apart = ~np.eye(7, dtype=bool)
        within = sum(((v @ v.T / 6 + 1) ** 3)[apart].mean() for v in (x, y))
        found.append(within - 2 * ((x @ y.T / 6 + 1) ** 3).mean())
    parts = kernel_distance(one, other, seed=5)
    assert parts.mean == pytest.approx(np.mean(found))
    assert parts.error == pytest.approx(np.std(found, ddof=1) / 2)


def test_the_kernel_distance_is_about_zero_between_samples_of_one_distribution(monkeypatch):
    monkeypatch.setattr(kernel_module, "SUBSETS", 10)
    near = kernel_distance(features(1100), features(1100, seed=1))
    far = kernel_distance(features(1100), features(1100, seed=1, move=0.5))
    assert abs(near.mean) < 0.05 * far.mean


def test_the_inception_score_is_that_of_the_definition():
    random = np.random.default_rng(0)
    probabilities = random.dirichlet(np.full(5, 0.2), 103).astype(np.float32)
    found = inception_score(FeatureSet("eye", np.zeros((103, 1), np.float32), probabilities))
    scores = []
    for part in np.array_split(probabilities.astype(float), 10):
        marginal = part.mean(axis=0)
        divergences = [
            sum(p * np.log(p / q) for p, q in zip(row, marginal, strict=True) if p > 0)
            for row in part
        ]
        scores.append(np.exp(np.mean(divergences)))
    assert found.mean == pytest.approx(np.mean(scores), rel=1e-6)
    assert found.deviation == pytest.approx(np.std(scores), rel=1e-6)


def test_the_inception_score_lies_between_one_and_the_number_of_classes():
    def score(probabilities):
        return inception_score(FeatureSet("eye", np.zeros((40, 1), np.float32), probabilities)).mean

    sure = np.eye(4, dtype=np.float32)[np.arange(40) % 4]
    assert score(sure) == pytest.approx(4)
    assert score(np.full((40, 4), 0.25, np.float32)) == pytest.approx(1)
    assert score(sure[:1].repeat(40, axis=0)) == pytest.approx(1)


def brute_force(reals, fakes):
    """Precision, by the definition."""
    apart = spatial.distance.cdist(reals, reals)
    radii = np.sort(apart, axis=1)[:, 3]
    return np.mean([(np.linalg.norm(reals - fake, axis=1) <= radii).any() for fake in fakes])


def test_precision_and_recall_are_those_of_the_definition(monkeypatch):
    monkeypatch.setattr(sys.modules[precision_recall.__module__], "ROWS", 7)
    reals, fakes = features(40), features(33, seed=1, move=0.6, scale=0.7)
    found = precision_recall(reals, fakes)
    assert found.precision == pytest.approx(brute_force(reals.values, fakes.values))
    assert found.recall == pytest.approx(brute_force(fakes.values, reals.values))
    assert 0 < found.precision < 1


def test_collapse_costs_recall_and_noise_costs_precision():
    reals, others = features(300), features(300, seed=1)
    assert precision_recall(reals, reals) == (1, 1)
    collapsed = FeatureSet("eye", others.values[:1] + 0.01 * features(300, seed=2).values)
    noisy = FeatureSet("eye", 3 * others.values)
    good, poor, wild = (precision_recall(reals, each) for each in (others, collapsed, noisy))
    assert poor.recall < 0.1 * good.recall
    assert wild.precision < 0.6 * good.precision


def test_statistics_of_parts_are_those_of_the_whole():
    whole = features(50, move=100.0)
    parts = [FeatureSet("eye", part) for part in np.split(whole.values, [1, 20])]
    found = streamed_statistics(parts, source="digits")
    values = whole.values.astype(float)
    assert (found.count, found.source) == (50, "digits")
    np.testing.assert_allclose(found.mean, values.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.covariance, np.cov(values.T), rtol=1e-9)
    with pytest.raises(InputError, match="of eye and of ear"):
        streamed_statistics([whole, features(3, extractor="ear")])


def test_statistics_are_saved_and_read_back(tmp_path):
    found = streamed_statistics([features(20)], source="digits.npz")
    path = tmp_path / "reals.npz"
    found.save(path)
    again = FeatureStatistics.load(path)
    assert (again.extractor, again.count, again.source) == ("eye", 20, "digits.npz")
    np.testing.assert_array_equal(again.covariance, found.covariance)
    np.testing.assert_array_equal(again.mean, found.mean)
    assert [path.name for path in tmp_path.iterdir()] == ["reals.npz"]


def test_what_is_no_file_of_statistics_is_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        FeatureStatistics.load(tmp_path / "missing.npz")
    np.savez(tmp_path / "pictures.npz", images=np.zeros((2, 4, 4, 3), np.uint8))
    (tmp_path / "text.npz").write_text("no archive")
    np.savez(tmp_path / "pickled.npz", format=np.array([{}], object), mean=np.zeros(2))
    good = features(20).statistics()
    dataclasses.replace(good, mean=good.mean * np.nan).save(tmp_path / "nan.npz")
    dataclasses.replace(good, covariance=good.covariance[:2]).save(tmp_path / "cut.npz")
    dataclasses.replace(good, count=1).save(tmp_path / "one.npz")
    for name in ("pictures", "text", "pickled", "nan", "cut", "one"):
        with pytest.raises(InputError, match="not a file of feature statistics"):
            FeatureStatistics.load(tmp_path / f"{name}.npz")


@pytest.mark.parametrize(
    "measure",
    [
        lambda one, other: frechet_distance(one.statistics(), other.statistics()),
        kernel_distance,
        precision_recall,
    ],
)
def test_features_of_different_extractors_are_never_compared(measure):
    with pytest.raises(InputError, match=r"of one extractor .* got those of eye and of ear"):
        measure(features(10), features(10, extractor="ear"))


def test_too_few_pictures_are_told():
    with pytest.raises(InputError, match="covariance needs 2 pictures or more, got 1"):
        features(1).statistics()
    with pytest.raises(InputError, match="kernel distance needs 2 pictures or more, got 1"):
        kernel_distance(features(1), features(5))
    with pytest.raises(InputError, match="kernel distance needs 2 pictures or more, got 1"):
        kernel_distance(features(1), features(1))
    with pytest.raises(InputError, match="covariance needs 2 pictures or more, got 0"):
        streamed_statistics([features(0)])
    parts = streamed_statistics([features(0), features(9), features(0)])
    np.testing.assert_allclose(parts.covariance, features(9).statistics().covariance)
    with pytest.raises(InputError, match="precision and recall need 4 pictures or more, got 3"):
        precision_recall(features(9), features(3))
    with pytest.raises(InputError, match="needs probabilities of classes, eye gives none"):
        inception_score(features(20))
    few = FeatureSet("eye", np.zeros((9, 1), np.float32), np.ones((9, 1), np.float32))
    with pytest.raises(InputError, match="10 pictures or more, got 9"):
        inception_score(few)
