"""Pictures inside a page: as they are, or small enough for one."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from keras_pggan.generators.generation import Generator
from keras_pggan.report import images as module
from keras_pggan.report.images import LARGEST, LARGEST_GRID, film, grid_uri, picture_uri


def opened(uri):
    head, _, content = uri.partition(";base64,")
    return head, Image.open(io.BytesIO(base64.b64decode(content)))


def png(picture):
    written = io.BytesIO()
    Image.fromarray(picture).save(written, "PNG")
    return written.getvalue()


def test_small_pictures_are_there_to_the_bit(real_pictures):
    head, image = opened(picture_uri(real_pictures[0]))
    assert head == "data:image/png"
    np.testing.assert_array_equal(np.asarray(image), real_pictures[0])
    content = png(real_pictures[0])
    assert base64.b64encode(content).decode() in grid_uri(content)


@pytest.mark.parametrize("channels", [1, 3])
def test_large_ones_are_as_wide_as_the_page(channels):
    noise = np.random.default_rng(0).integers(0, 256, (600, 1200, channels), dtype=np.uint8)
    content = png(noise[..., 0] if channels == 1 else noise)
    for uri, side in ((picture_uri(noise), LARGEST), (grid_uri(content), LARGEST_GRID)):
        head, image = opened(uri)
        assert (head, image.size) == ("data:image/webp", (side, side // 2))


@pytest.fixture
def noisy():
    """Generators whose pictures cannot be compressed: `noisy(side)`."""

    def made(side):
        random = np.random.default_rng(0)
        return Generator(
            4, (side, side, 3), lambda x: random.uniform(-1, 1, (len(x), side, side, 3))
        )

    return made


def test_a_film_is_as_wide_as_the_page_and_has_fewer_pictures_if_large(noisy, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.25)
    for side, size in ((64, (518, 258)), (300, (602, 300)), (600, (LARGEST, 479))):
        moving, still = film(noisy(side))
        with Image.open(io.BytesIO(moving)) as image:
            assert (image.n_frames, image.size) == (3, size)
        with Image.open(io.BytesIO(still)) as image:
            assert (image.n_frames, image.size) == (1, size)


def test_a_film_that_is_too_large_is_compressed_more_and_then_smaller(noisy, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.25)
    moving, still = film(noisy(64))
    sizes = []
    for most in (3 * len(still) - 1, 1):
        monkeypatch.setattr(module, "MOST_FILM", most)
        smaller, same = film(noisy(64))
        assert same == still
        assert len(smaller) < len(moving)
        with Image.open(io.BytesIO(smaller)) as image:
            sizes.append(image.size[0])
    assert sizes == [518, 320]
