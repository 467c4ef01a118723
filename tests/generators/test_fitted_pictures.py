"""Files as a generator would have drawn them."""

import numpy as np
import pytest
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.generators.fitted_pictures import fitted, read_fitted


def test_a_picture_that_fits_stays_as_it_is(real_pictures):
    np.testing.assert_array_equal(fitted(real_pictures[0], (32, 32, 3)), real_pictures[0])


def test_the_middle_is_taken_and_shrunk_by_means(astronaut):
    wide = astronaut[:256]  # 256x512
    middle = wide[:, 128:384].reshape(64, 4, 64, 4, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(fitted(wide, (64, 64, 3)), middle, atol=0.51)
    high = wide.swapaxes(0, 1)
    np.testing.assert_allclose(fitted(high, (64, 64, 3)), middle.swapaxes(0, 1), atol=0.51)


@pytest.mark.parametrize("shape", [(32, 64, 3), (64, 32, 1), (5, 7, 4), (600, 900, 3), (1, 9, 1)])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_shape_can_be_had(astronaut, shape, channels):
    picture = np.concatenate([astronaut[:100], astronaut[:100]], axis=2)[..., :channels]
    made = fitted(picture, shape)
    assert (made.shape, made.dtype) == (shape, np.uint8)


def test_channels_are_made_to_fit():
    gray = np.full((4, 4, 1), 90, np.uint8)
    assert (fitted(gray, (4, 4, 3)) == 90).all()
    assert (fitted(gray, (4, 4, 4)) == [90, 90, 90, 255]).all()
    red = np.tile(np.uint8([255, 0, 0]), (4, 4, 1))
    assert (fitted(red, (4, 4, 1)) == 76).all()  # 0.299 * 255


def test_transparency_is_kept_where_it_is_drawn_and_else_laid_on_white(tmp_path):
    half = np.zeros((4, 4, 4), np.uint8)
    half[:2] = [10, 20, 30, 255]
    Image.fromarray(half).save(tmp_path / "half.png")
    Image.fromarray(half[..., :3]).save(tmp_path / "opaque.png")
    images, names = read_fitted([tmp_path], (4, 4, 4))
    assert names == ("half.png", "opaque.png")
    np.testing.assert_array_equal(images[0], half)
    assert (images[1, ..., 3] == 255).all()
    images, _ = read_fitted([tmp_path / "half.png"], (4, 4, 3))
    assert (images[0, 2:] == 255).all()


def test_files_that_are_no_pictures_are_told(tmp_path):
    (tmp_path / "notes.txt").write_text("not a picture")
    with pytest.raises(InputError, match=r"notes\.txt: a picture is expected, this cannot be read"):
        read_fitted([tmp_path], (4, 4, 3))
    with pytest.raises(InputError, match="there is no such file"):
        read_fitted([tmp_path / "none.png"], (4, 4, 3))
