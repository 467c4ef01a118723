"""What an evaluation comes to in words, at its thresholds."""

import re

import pytest

from keras_pggan.evaluation.evaluation import Figure
from keras_pggan.evaluation.reading import WrittenEvaluation
from keras_pggan.evaluation.verdict import verdict


def of(count=16_384, **figures):
    """An evaluation with figures such as `swd=(value, of reals)`, the name of one that has several
    after two underscores."""
    found = {}
    for key, (value, reals) in figures.items():
        measure, _, name = key.partition("__")
        figure = Figure(name or "value", value, None, reals)
        found.setdefault(measure.replace("_", "-"), []).append(figure)
    return WrittenEvaluation("run", "data.npz", count, found)


@pytest.mark.parametrize(
    ("swd", "says"),
    [
        (1.8, "at the noise floor (sliced Wasserstein distance 0.90 times that of reals)"),
        (2.6, "at the noise floor"),
        (2.7, "near the noise floor (sliced Wasserstein distance 1.35 times that of reals)"),
        (5.0, "near the noise floor"),
        (5.1, "far from the noise floor"),
        (46.0, "far from the noise floor (sliced Wasserstein distance 23.0 times"),
    ],
)
def test_a_distance_is_at_near_or_far_from_its_floor(swd, says):
    told = verdict(of(swd__16=(99.0, 1.0), swd__average=(swd, 2.0)))
    assert told.startswith(f"By 16,384 pictures of each set, samples are {says}")


def test_the_distance_that_is_farthest_decides():
    told = verdict(of(swd__average=(2.0, 2.0), fid=(30.0, 3.0), kid=(0.5, -0.001)))
    assert "are far from the noise floor (Fréchet distance 10.0 times" in told


@pytest.mark.parametrize(
    ("fakes", "count", "says"),
    [
        (0.225, 2500, "vary less than reals (MS-SSIM 0.225, of reals 0.200)"),
        (0.215, 2500, "vary as much as reals"),
        (0.185, 2500, "vary as much as reals"),
        (0.175, 2500, "vary more than reals"),
        (0.215, 16_384, "vary less than reals"),
        (0.209, 1_000_000, "vary as much as reals"),
    ],
)
def test_variety_is_told_by_what_draws_of_so_many_pictures_differ(fakes, count, says):
    assert says in verdict(of(count, ms_ssim=(fakes, 0.2)))


def test_recall_is_told_beside_that_of_reals():
    fewer = "are like fewer of the reals than other reals are (recall 0.41, of reals 0.90)"
    assert fewer in verdict(of(pr__precision=(1.0, 0.9), pr__recall=(0.41, 0.9)))
    as_many = "are like as many of the reals as other reals are (recall 0.85, of reals 0.90)"
    assert as_many in verdict(of(pr__precision=(0.1, 0.9), pr__recall=(0.85, 0.9)))


def test_copies_are_told_where_they_were_looked_for():
    found = of(ms_ssim=(0.2, 0.2))
    assert "are no copies (squared distance" in verdict(found, 0.5)
    assert "are copies of training pictures (squared distance" in verdict(found, 0.1)
    assert "copies" not in verdict(found)


def test_it_is_one_sentence_and_says_that_few_pictures_say_little():
    every = of(1999, swd__average=(1.0, 2.0), ms_ssim=(0.3, 0.2), pr__recall=(0.1, 0.9))
    told = verdict(every, 1.2)
    assert re.fullmatch(
        r"By 1,999 pictures of each set, which say little, samples are at .*\), vary less .*\), "
        r"are like fewer .*\), and are no copies .*\)\.",
        told,
    )
    assert re.search(r"\. [A-Z]", told) is None
    both = of(2000, swd__average=(1.0, 2.0), ms_ssim=(0.2, 0.2))
    assert re.fullmatch(
        r"By 2,000 pictures of each set, samples are .*\) and vary .*\)\.", verdict(both)
    )


def test_where_nothing_tells_that_is_said():
    assert verdict(of(kid=(0.1, 0.0))) == (
        "What was measured has no figure that a verdict rests on; swd and ms-ssim have."
    )
