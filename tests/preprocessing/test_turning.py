"""Photographs that lie on their side or on their head."""

import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

from keras_pggan.preprocessing import FaceOptions
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.rejects import Reason
from keras_pggan.preprocessing.remarks import About, Remark, in_sentences
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.turning import MOST_FACES, View, found_upright
from keras_pggan.preprocessing.work import process

UPRIGHT = FaceOptions(size=48, min_face=64)
PLAIN = FaceOptions(size=48, min_face=64, turns=False)


@pytest.fixture
def lying(tmp_path, hopper, astronaut):
    """Makes a photograph turned to the left by quarters."""

    def make(name, quarters):
        picture = {"hopper": hopper, "astronaut": astronaut}[name]
        path = tmp_path / f"{name}{quarters}.png"
        Image.fromarray(np.ascontiguousarray(np.rot90(picture, quarters))).save(path)
        return Source(path, path.name)

    return make


@pytest.mark.parametrize("name", ["hopper", "astronaut"])
def test_an_upright_photograph_gives_what_it_gave(lying, detector_64, name):
    images, crops = process(lying(name, 0), detector_64, UPRIGHT)
    before, of_before = process(lying(name, 0), detector_64, PLAIN)
    np.testing.assert_array_equal(images, before)
    assert crops == of_before


@pytest.mark.parametrize("name", ["hopper", "astronaut"])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_one_that_lies_gives_the_crop_of_the_upright_one(lying, detector_64, name, quarters):
    expected = process(lying(name, 0), detector_64, PLAIN)
    images, crops = process(lying(name, quarters), detector_64, UPRIGHT)
    np.testing.assert_array_equal(images, expected.images)
    assert crops[0].face == expected.crops[0].face
    assert crops[0].remarks == (Remark(About.TURNED),)
    assert expected.crops[0].remarks == ()


def test_how_many_were_turned_is_told():
    (told,) = in_sentences([Remark(About.TURNED)] * 2)
    assert told.startswith("2 pictures turned, so that the faces are upright (--no-turns")


def test_where_there_is_no_face_none_is_found_by_any_turn(tmp_path, detector_64):
    Image.fromarray(photographs.coffee()).save(tmp_path / "cup.png")
    found = process(Source(tmp_path / "cup.png", "cup.png"), detector_64, UPRIGHT)
    assert found.reason == Reason.NO_FACE
    assert found.detail.endswith("was found, nor turned by quarters")


class _Picture:
    """A pixel in its corner tells how it is turned."""

    size = (60, 60)

    def __init__(self):
        self.small = self.whole = np.zeros((60, 60, 3), np.uint8)
        self.small[0, 0, 0] = 1
        self.small[..., 1] = np.arange(60)  # lighter to the right


class _Detector:
    """Finds faces of a size and certainty at turns, and counts how often it looks.

    Args:
        faces: by turn, the sides of the faces with how certain they are where their boxes are
            moved, and how certain when they are looked at on their head.
    """

    def __init__(self, faces):
        self.faces, self.looked, self.scored = faces, [], 0

    def detect(self, picture, *, size):
        assert size == picture.shape[1::-1]
        spots = (picture[0, 0, 0], picture[-1, 0, 0], picture[-1, -1, 0], picture[0, -1, 0])
        self.turn = spots.index(1)
        self.looked.append(self.turn)
        self.picture = picture
        found = self.faces.get(self.turn, [])
        return [Face(20, 10, side, side, 0.9) for side, *_ in found]

    def scores(self, crops):
        self.scored += 1
        _, own, on_head = self.faces[self.turn][0]
        as_found = _is_lighter_below(crops[0]) == _is_lighter_below(self.picture)
        return np.full(len(crops), own if as_found else on_head)


def _is_lighter_below(picture):
    return picture[0, 0, 1] < picture[-1, -1, 1]


@pytest.mark.parametrize(
    ("faces", "turn", "looked"),
    [
        ({0: [(20, 9, -2)]}, 0, [0]),
        ({1: [(20, 9, -2)]}, 1, [0, 1]),
        ({3: [(20, 9, -2)]}, 3, [0, 1, 3]),
        ({2: [(20, 9, -2)]}, 2, [0, 1, 3, 2]),
        ({1: [(20, 2, -2)]}, 0, [0, 1, 3, 2]),  # too doubtful
        ({1: [(20, 4, 9)], 3: [(20, 9, 2)]}, 3, [0, 1, 3]),  # first on its head
        ({0: [(20, 2, 9)], 2: [(20, 9, -2)]}, 2, [0, 2]),
        ({0: [(20, 2, 9)]}, 0, [0, 2]),  # not to be found where it would be upright
        ({0: [(20, 3, 2)]}, 0, [0]),  # doubtful, but better than on its head
        ({0: [(20, 0, -2)], 3: [(20, 9, -2)]}, 3, [0, 1, 3]),  # no face, and a better one
        ({0: [(20, 0, -2)]}, 0, [0, 1, 3, 2]),
        ({}, 0, [0, 1, 3, 2]),
    ],
)
def test_a_turn_is_taken_where_it_is_certain(faces, turn, looked):
    detector = _Detector(faces)
    view, found = found_upright(_Picture(), detector)
    assert view.quarters == turn
    assert len(found) == len(faces.get(turn, []))
    assert detector.looked == looked


def test_without_turns_no_other_is_looked_at():
    detector = _Detector({1: [(20, 9, -2)]})
    assert found_upright(_Picture(), detector, turns=False)[1] == []
    assert (detector.looked, detector.scored) == ([0], 0)


@pytest.mark.parametrize("quarters", range(4))
def test_a_view_is_turned_to_the_left(quarters):
    picture = _Picture()
    view = View(picture, quarters)
    np.testing.assert_array_equal(view.small, np.rot90(picture.small, quarters))
    assert view.size == view.small.shape[1::-1]
    assert view.whole.shape == view.small.shape
    assert view.small.flags.c_contiguous


def test_of_a_crowd_few_faces_are_looked_at():
    class Counting(_Detector):
        def scores(self, crops):
            self.scored += 1
            return np.full(len(crops), 2.0)

    detector = Counting({0: [(20, 0, 0)] * 50})
    found_upright(_Picture(), detector)
    assert detector.scored == 1 + 2 * MOST_FACES
