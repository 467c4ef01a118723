"""What all alignments promise."""

import numpy as np
import pytest

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.alignment import (
    CelebAHQ,
    Landmarks,
    SquareCrop,
    make_alignment,
    named_alignments,
)
from keras_pggan.preprocessing.detect import Face

ALL = (SquareCrop(), Landmarks(), CelebAHQ())


@pytest.mark.parametrize("align", ALL)
def test_landmarks_in_the_crop_are_where_the_crop_shows_them(align, smooth, face_at):
    face = face_at(degrees=10, scale=1.3)
    for index, (x, y) in enumerate(face.landmarks):
        picture = smooth(400, 400) // 2
        plain = align(picture, face, 160).astype(float)
        row, column = int(y), int(x)  # the pixel that the point lies in
        picture[row - 1 : row + 2, column - 1 : column + 2] = 255
        light = (align(picture, face, 160) - plain).sum(axis=-1).clip(0)
        rows, columns = np.mgrid[:160, :160] + 0.5
        found = (light * columns).sum() / light.sum(), (light * rows).sum() / light.sum()
        pixel = 160 / 70  # of the picture, in those of the crop; the point is anywhere in one
        np.testing.assert_allclose(found, align.landmarks(face, 160)[index], atol=0.7 * pixel)


@pytest.mark.parametrize("align", ALL)
def test_a_face_without_landmarks_has_none_in_the_crop(align):
    assert align.landmarks(Face(1, 2, 3, 4, 0.9), 32) == ()


@pytest.mark.parametrize("align", ALL)
@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (90, 1), (33, 40)])
@pytest.mark.parametrize("centre", [(20, 20), (-50, 90), (500, -500)])
@pytest.mark.parametrize("size", [1, 24])
def test_there_is_a_crop_wherever_the_face_lies(align, smooth, face_at, shape, centre, size):
    picture = smooth(*shape)
    before = picture.copy()
    crop = align(picture, face_at(degrees=200, scale=0.5, centre=centre), size)
    assert (crop.shape, crop.dtype) == ((size, size, 3), np.uint8)
    crop[:] = 0
    np.testing.assert_array_equal(picture, before)


@pytest.mark.parametrize("align", ALL)
@pytest.mark.parametrize("size", [(96, 64), (64, 96), (64, 65)])
def test_a_crop_that_is_no_square_has_the_square_in_its_middle(align, smooth, face_at, size):
    picture, face = smooth(400, 400), face_at(scale=0.8, centre=(200, 200))
    crop, square = align(picture, face, size), align(picture, face, 64)
    assert crop.shape == (*size, 3)
    top, left = (size[0] - 64) // 2, (size[1] - 64) // 2
    off = crop[top : top + 64, left : left + 64].astype(int) - square
    assert np.abs(off).max() <= 6  # half a pixel off, at most, of long waves
    points, others = (np.array(align.landmarks(face, each)) for each in (size, 64))
    np.testing.assert_allclose(points - others, [(left, top)] * 5, atol=1.5)


@pytest.mark.parametrize("align", ALL)
def test_transparency_is_cropped_as_colours_are(align, smooth, face_at):
    picture, face = smooth(400, 400), face_at(scale=0.8, centre=(200, 200))
    opaque = np.full((400, 400, 1), 255, np.uint8)
    plain = align(picture, face, 48)
    crop = align(np.concatenate([picture, opaque], axis=2), face, 48)
    np.testing.assert_array_equal(crop[..., :3], plain)
    assert (crop[..., 3] == 255).all()
    alpha = align(np.concatenate([picture, picture[..., :1] | 128], axis=2), face, 48)[..., 3]
    expected = align(np.repeat(picture[..., :1] | 128, 3, axis=2), face, 48)[..., 0]
    assert np.abs(alpha.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("align", ALL)
@pytest.mark.parametrize("centre", [(200, 200), (30, 370), (500, 200)])
def test_a_hidden_colour_shows_nowhere(align, face_at, centre):
    """Also where the crop leaves the picture, and is blurred and faded."""
    picture = np.full((400, 400, 4), (200, 30, 90, 255), np.uint8)
    picture[::3, :, 3] = 0
    picture[:, 340:, 3] = 0
    crops = []
    for hidden in ((0, 255, 0), (9, 9, 255)):
        picture[picture[..., 3] == 0, :3] = hidden
        crops.append(align(picture, face_at(degrees=20, scale=1.5, centre=centre), 48))
    np.testing.assert_array_equal(*crops)
    seen = crops[0][crops[0][..., 3] > 64]
    assert np.abs(seen[:, :3].astype(int) - (200, 30, 90)).max(initial=0) <= 3
    assert (crops[0][crops[0][..., 3] == 0, :3] == 255).all()


@pytest.mark.parametrize("align", ALL)
def test_one_colour_stays_that_colour(align, face_at):
    picture = np.full((200, 300, 3), (13, 77, 201), np.uint8)
    for scale in (0.2, 1, 6):
        crop = align(picture, face_at(degrees=33, scale=scale), 40)
        np.testing.assert_array_equal(crop, picture[:40, :40])


def test_alignments_are_made_by_name():
    assert named_alignments() == {align.name: type(align) for align in ALL}
    for align in ALL:
        assert make_alignment(align.name) == align
    assert make_alignment("landmarks", margin=0.5) == Landmarks(0.5)


@pytest.mark.parametrize(
    ("name", "margin", "message"),
    [
        ("faces", None, "align must be one of celeba-hq, crop, landmarks, got faces"),
        ("celeba-hq", 0.2, "the alignment celeba-hq takes no margin, got 0.2"),
        ("crop", -1, "margin must be 0 to 10, got -1"),
    ],
)
def test_an_alignment_that_cannot_be_is_refused(name, margin, message):
    with pytest.raises(InputError, match=message):
        make_alignment(name, margin=margin)
