"""What is advised against each reason holds for the files that gave nothing."""

import dataclasses

import cv2
import numpy as np
import pytest
from PIL import Image

from keras_pggan.preprocessing import FaceOptions
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.refusal import refusals
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import open_detector, process


def advised(reason, found, options=None):
    """The advice where files with these values have missed a limit."""
    rejects = [Reject(f"{k}.png", reason, "", value) for k, value in enumerate(found)]
    (refusal,) = refusals(rejects, options or FaceOptions())
    return refusal.advice


@pytest.mark.parametrize(
    ("options", "found", "advice"),
    [
        ({"size": 128}, [63, 54, 57], "--min-face 52 or --size 64 would take all 3"),
        ({"size": 128}, [63, 54, 20, None], "--min-face 52 or --size 64 would take 2 of them"),
        ({"size": 128, "min_face": 48}, [25], "--min-face 24 would take it"),
        ({"size": 128, "min_face": 6}, [3, 5], "--min-face 3 would take all 2"),
        ({"size": 128}, [None, None], "give pictures with larger faces"),
    ],
)
def test_a_size_is_advised_that_faces_have(options, found, advice):
    assert advised(Reason.FACE_TOO_SMALL, found, FaceOptions(**options)) == advice


def test_the_limit_that_the_better_half_reaches_is_advised():
    scores = [0.905, 0.5, 0.81, 0.7, 0.6]
    advice = advised(Reason.LOW_CONFIDENCE, scores)
    assert advice == "--min-confidence 0.7 would take 3 of them"
    assert sum(score >= 0.7 for score in scores) == 3
    assert advised(Reason.BLURRED, [80.6, 95.9]) == "--min-sharpness 95 would take 1 of them"
    assert advised(Reason.BLURRED, [0.128]) == "--min-sharpness 0.12 would take it"


def test_of_no_face_the_advice_is_not_about_its_size_alone():
    advice = advised(Reason.NO_FACE, [None], FaceOptions(size=128))
    assert advice == (
        "--no-detect takes the middle of any picture, "
        "--min-face 32 looks for faces below 54 pixels, too"
    )
    told = advised(Reason.NO_FACE, [None], FaceOptions(size=128, turns=False))
    assert told == f"--turns takes those that lie on their side, {advice}"
    assert "--min-face" not in advised(Reason.NO_FACE, [None], FaceOptions(size=8, min_face=20))


def test_each_reason_has_advice_and_names_are_cut():
    rejects = [Reject(f"{k:02}/{'a' * 99}.png", reason, "") for reason in Reason for k in range(20)]
    found = refusals([*rejects, Reject("last.png", Reason.TIMED_OUT, "")], FaceOptions())
    assert {refusal.reason for refusal in found} == set(Reason)
    assert found[0].reason == Reason.TIMED_OUT  # the most frequent
    for refusal in found:
        line = str(refusal)
        assert line.startswith(f"{len(refusal.files)} {refusal.reason}: {refusal.advice}")
        assert line.endswith(f", and {len(refusal.files) - 3} more)")
        assert len(line) < 350


@pytest.fixture
def shrunk_faces(tmp_path, astronaut):
    """The same face in some sizes about and below 64 pixels."""
    for side in (330, 290, 270):
        small = cv2.resize(astronaut, (side, side), interpolation=cv2.INTER_AREA)
        Image.fromarray(small).save(tmp_path / f"{side}.png")
    return [Source(path, path.name) for path in sorted(tmp_path.iterdir())]


def test_who_follows_the_advice_gets_what_it_says(shrunk_faces):
    options = FaceOptions(size=128)
    detector = open_detector(options)
    rejects = [
        outcome
        for source in shrunk_faces
        if isinstance(outcome := process(source, detector, options), Reject)
    ]
    ((_, files, advice),) = refusals(rejects, options)
    assert len(files) >= 2
    limit = int(advice.split()[1])
    assert advice == f"--min-face {limit} or --size 64 would take all {len(files)}"
    for other in ({"min_face": limit}, {"size": 64}):
        asked = dataclasses.replace(options, **other)
        detector = open_detector(asked)
        again = [process(source, detector, asked) for source in shrunk_faces]
        assert not [outcome for outcome in again if isinstance(outcome, Reject)]


class _Measuring:
    """Finds a face of one size."""

    scale = 1.0

    def __init__(self, side):
        self.side = side

    def detect(self, picture, *, size):
        return [Face(10, 10, self.side, 0.7 * self.side, 0.9)]

    def scores(self, crops):
        return np.full(len(crops), 9.0)


@pytest.mark.parametrize("side", [63.5, 63.99999, 64.0, 64.4])
def test_a_face_as_large_as_asked_is_taken(tmp_path, astronaut, side):
    Image.fromarray(astronaut).save(tmp_path / "a.png")
    source = Source(tmp_path / "a.png", "a.png")
    assert not isinstance(process(source, _Measuring(side), FaceOptions(size=128)), Reject)


def test_no_refusal_says_that_a_face_has_what_is_needed(tmp_path, astronaut):
    Image.fromarray(astronaut).save(tmp_path / "a.png")
    source = Source(tmp_path / "a.png", "a.png")
    for side in np.arange(60, 64, 0.25):
        outcome = process(source, _Measuring(side), FaceOptions(size=128))
        assert isinstance(outcome, Reject) == (round(side) < 64)
        if isinstance(outcome, Reject):
            assert outcome.detail == f"the largest face has {round(side)} pixels, 64 are needed"
            assert outcome.found == round(side)
