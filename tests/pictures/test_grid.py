"""From floats to pictures on disk."""

import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

from keras_pggan.errors import InputError
from keras_pggan.pictures import grid, to_bytes, write_png


def _photograph(channels: int) -> np.ndarray:
    """A piece of a photograph, uint8 (24, 40, channels)."""
    deep = np.concatenate([photographs.astronaut(), photographs.camera()[..., None]], axis=-1)
    piece = deep[80:104, 190:230]
    return {1: piece[..., 3:], 3: piece[..., :3], 4: piece}[channels]


def test_bytes_are_the_formula_rounded_and_clipped():
    # Multiples of 1/256 are exact in single precision, and so is the formula on them.
    x = np.arange(-400, 401) / 256
    expected = [min(255, max(0, round(127.5 * value + 127.5))) for value in x.tolist()]
    found = to_bytes(x)
    assert found.dtype == np.uint8
    assert found.tolist() == expected
    assert {0, 255} <= set(expected)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_photograph_survives_the_way_to_floats_and_back(dtype):
    picture = _photograph(4)[None]
    floats = (picture / 127.5 - 1).astype(dtype)
    np.testing.assert_array_equal(to_bytes(floats), picture)


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_pictures_with_nan_or_infinity_are_refused(broken):
    images = _photograph(3)[None] / 127.5 - 1
    images[0, 3, 5, 1] = broken
    with pytest.raises(InputError, match="NaN or infinity"):
        to_bytes(images)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize(
    ("count", "columns", "gap", "rows_and_columns"),
    [
        (1, None, 2, (1, 1)),
        (4, None, 2, (2, 2)),
        (5, None, 2, (2, 3)),
        (7, None, 0, (3, 3)),
        (6, 3, 1, (2, 3)),
        (5, 1, 2, (5, 1)),
        (3, 8, 2, (1, 3)),
    ],
)
def test_a_grid_places_the_pictures_in_rows_on_white(
    channels, count, columns, gap, rows_and_columns
):
    rows, across = rows_and_columns
    images = np.stack([np.roll(_photograph(channels), 3 * k, axis=1) for k in range(count)])

    sheet = grid(images, columns, gap=gap)

    assert sheet.dtype == np.uint8
    assert sheet.shape == (rows * 24 + (rows - 1) * gap, across * 40 + (across - 1) * gap, channels)
    for k, picture in enumerate(images):
        row, column = divmod(k, across)
        y, x = row * (24 + gap), column * (40 + gap)
        np.testing.assert_array_equal(sheet[y : y + 24, x : x + 40], picture)
        sheet[y : y + 24, x : x + 40] = 255
    assert (sheet == 255).all()


@pytest.mark.parametrize(
    ("least", "factor"), [(0, 1), (48, 1), (49, 2), (96, 2), (97, 3), (256, 6)]
)
def test_small_pictures_are_enlarged_by_the_least_factor_that_reaches_the_height(least, factor):
    images = np.stack([_photograph(3), 255 - _photograph(3)] * 2)  # two rows of 24 pixels
    large = images.repeat(factor, axis=1).repeat(factor, axis=2)
    np.testing.assert_array_equal(grid(images, least_height=least), grid(large))


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (3, "RGB"), (4, "RGBA")])
def test_a_png_is_read_back_by_pillow_as_written(tmp_path, channels, mode):
    picture = _photograph(channels)
    write_png(tmp_path / "new folder" / "picture.png", picture)
    with Image.open(tmp_path / "new folder" / "picture.png") as image:
        assert image.format == "PNG"
        assert image.mode == mode
        np.testing.assert_array_equal(np.asarray(image).reshape(picture.shape), picture)
    assert len(list((tmp_path / "new folder").iterdir())) == 1


def test_a_png_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "picture.png"
    write_png(path, _photograph(3))
    before = path.read_bytes()

    def fails(self, file, format):
        file.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(Image.Image, "save", fails)
    with pytest.raises(OSError, match="disk full"):
        write_png(path, _photograph(1))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
