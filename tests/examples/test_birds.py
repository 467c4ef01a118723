"""The crops of birds, from a made folder of the layout of Caltech-UCSD Birds 200-2011."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg

PROGRAM = Path(__file__).parents[2] / "examples" / "birds.py"
BIRD, BEAK, SKY = (200, 30, 30), (240, 220, 0), (40, 90, 200)
# Left, top, width and height: in the middle, at a corner, and as wide as a picture that is low.
BOXES = {"1": (60.0, 40.0, 50.0, 30.0), "2": (0.0, 100.0, 40.0, 50.0), "3": (0.0, 5.0, 200.0, 50.0)}
SIZES = {"1": (200, 150), "2": (200, 150), "3": (200, 60)}


@pytest.fixture(scope="module")
def program():
    spec = importlib.util.spec_from_file_location("birds", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path):
    """Birds that fill their boxes, with a beak at the left."""
    folder = tmp_path / "CUB_200_2011"
    names = {number: f"00{number}.Kind/Kind_000{number}.png" for number in BOXES}
    for number, name in names.items():
        picture = Image.new("RGB", SIZES[number], SKY)
        left, top, width, height = map(int, BOXES[number])
        picture.paste(BIRD, (left, top, left + width, top + height))
        picture.paste(BEAK, (left, top, left + width // 5, top + height))
        path = folder / "images" / name
        path.parent.mkdir(parents=True)
        picture.save(path)
    (folder / "images.txt").write_text("".join(f"{k} {name}\n" for k, name in names.items()))
    boxes = "".join(f"{k} {' '.join(map(str, box))}\n" for k, box in BOXES.items())
    (folder / "bounding_boxes.txt").write_text(boxes)
    return folder


def share(picture, colour, tolerance=40):
    return (np.abs(picture.astype(int) - colour).max(axis=-1) < tolerance).mean()


def test_each_bird_is_there_whole_and_mirrored(program, folder, tmp_path, capsys):
    program.main(folder, tmp_path / "birds.npz")
    assert "3 birds, 6 pictures of 192x192" in capsys.readouterr().out
    found = pg.data.read_npz(tmp_path / "birds.npz")
    assert found.images.shape == (6, 192, 192, 3)
    assert found.names.tolist()[:2] == ["001.Kind/Kind_0001.png", "001.Kind/Kind_0001.png#2"]
    np.testing.assert_array_equal(found.images[1::2], found.images[::2, :, ::-1])
    for picture, (_, _, width, height) in zip(found.images[:4:2], BOXES.values(), strict=False):
        wanted = width * height / (1.2 * max(width, height)) ** 2
        assert share(picture, BIRD) == pytest.approx(0.8 * wanted, abs=0.02)
        assert share(picture, BEAK) == pytest.approx(0.2 * wanted, abs=0.02)
    middle = np.argwhere(np.abs(found.images[0].astype(int) - SKY).max(axis=-1) > 60).mean(axis=0)
    np.testing.assert_allclose(middle, 95.5, atol=1.5)


def test_a_square_that_leaves_the_picture_is_moved_or_mirrored(program):
    picture = np.arange(60 * 200 * 3, dtype=np.uint32).reshape(60, 200, 3)
    picture = (picture % 251).astype(np.uint8)
    inside = program.cropped(picture, (190.0, 50.0, 10.0, 10.0))
    np.testing.assert_array_equal(inside, picture[48:, 188:])
    large = program.cropped(picture, (0.0, 5.0, 200.0, 50.0))
    assert large.shape == (240, 240, 3)
    (top, left), size = (90, 20), picture.shape
    np.testing.assert_array_equal(large[top : top + size[0], left : left + size[1]], picture)
    np.testing.assert_array_equal(large[top - 5, left : left + size[1]], picture[5])
    np.testing.assert_array_equal(large[top : top + size[0], left - 3], picture[:, 3])


def test_another_size_can_be_asked_for(program, folder, tmp_path):
    program.main(folder, tmp_path / "birds.npz", "64")
    assert pg.data.read_npz(tmp_path / "birds.npz").images.shape == (6, 64, 64, 3)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("images.txt", None, "images.txt: there is no such file; the folder CUB_200_2011 is"),
        ("images.txt", "", "images.txt: it is empty"),
        ("images.txt", "1\n", "images.txt, line 1: 2 columns are expected, got '1'"),
        ("bounding_boxes.txt", "1 0 0 5 5\n", "it has no box of 2, 002.Kind/Kind_0002.png"),
        ("bounding_boxes.txt", "1 0 0 5\n", "txt, line 1: 5 columns are expected, got '1 0 0 5'"),
        ("bounding_boxes.txt", "1 0 0 0 5\n", "height are expected for 1, got 0 0 0 5"),
        ("bounding_boxes.txt", "1 0 0 x 5\n", "height are expected for 1, got 0 0 x 5"),
        ("bounding_boxes.txt", "1 nan 0 5 5\n", "height are expected for 1, got nan 0 5 5"),
        ("bounding_boxes.txt", "1 0 inf 5 5\n", "height are expected for 1, got 0 inf 5 5"),
        (
            "bounding_boxes.txt",
            "1 60 40 50 30\n2 200 9 5 5\n3 0 5 200 50\n",
            "box of 002.Kind/Kind_0002.png lies outside it, which is 200 pixels wide and 150 high",
        ),
        ("images/001.Kind/Kind_0001.png", "text", "it cannot be read as a picture"),
    ],
)
def test_another_folder_is_told(program, folder, tmp_path, file, content, says):
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content)
    with pytest.raises(pg.InputError, match=says):
        program.main(folder, tmp_path / "birds.npz")
    assert not (tmp_path / "birds.npz").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("out.npz", "large"), "SIDE must be a whole number of pixels, got large; birds.py FOLDER"),
        (("out.npz", "0"), "SIDE must be a whole number of pixels, got 0"),
        (("out.png",), "out.png: a file name that ends in .npz is expected"),
    ],
)
def test_what_cannot_be_written_is_told_before_birds_are_cropped(program, arguments, says):
    with pytest.raises(pg.InputError, match=says):
        program.main("nowhere", *arguments)
