"""Any picture file becomes an upright RGB array, and every other file a reason."""

import os
import struct

import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

from keras_pggan.preprocessing.reading import Picture, read_picture
from keras_pggan.preprocessing.rejects import Reason, RejectedError

# The EXIF standard's table: the side of the upright picture on which the first stored row lies,
# and that on which the first stored column lies.
ORIENTATIONS = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


@pytest.fixture(scope="module")
def upright() -> np.ndarray:
    """An asymmetric piece of a photograph: half a face and a flag, uint8 (48, 64, 3)."""
    return photographs.astronaut()[0:192:4, 40:296:4]


@pytest.fixture(scope="module")
def gray() -> np.ndarray:
    """uint8 (48, 64), holding 0 and 255."""
    picture = photographs.camera()[100:292:4, 150:406:4].copy()
    picture[0, :2] = 0, 255
    return picture


def _stored(upright: np.ndarray, orientation: int) -> np.ndarray:
    """How a camera stores a picture that the orientation turns upright."""
    first_row, first_column = ORIENTATIONS[orientation]
    if first_row in ("left", "right"):  # the columns of the upright picture are stored as rows
        upright = upright.swapaxes(0, 1)
    if first_row in ("bottom", "right"):
        upright = upright[::-1]
    if first_column in ("bottom", "right"):
        upright = upright[:, ::-1]
    return np.ascontiguousarray(upright)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _on_white(colour: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    share = alpha[..., None] / 255
    return colour * share + 255 * (1 - share)


@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_picture_is_turned_upright_by_its_exif(tmp_path, upright, orientation, suffix):
    path = tmp_path / f"turned.{suffix}"
    options = {"lossless": True} if suffix == "webp" else {}
    Image.fromarray(_stored(upright, orientation)).save(path, exif=_exif(orientation), **options)
    np.testing.assert_array_equal(read_picture(path), upright)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_jpeg_is_turned_upright_by_its_exif(tmp_path, upright, orientation):
    path = tmp_path / "turned.jpg"
    image = Image.fromarray(_stored(upright, orientation))
    image.save(path, exif=_exif(orientation), quality=95, subsampling=0)
    found = read_picture(path).astype(int)
    assert found.shape == upright.shape
    assert np.abs(found - upright).mean() < 3  # what JPEG loses
    turned_wrongly = [upright[::-1], upright[:, ::-1], upright[::-1, ::-1]]
    assert all(np.abs(found - wrong).mean() > 20 for wrong in turned_wrongly)


@pytest.mark.parametrize("suffix", ["png", "bmp", "ppm", "tif", "jp2"])
def test_a_colour_picture_is_read_as_it_is(tmp_path, upright, suffix):
    path = tmp_path / f"picture.{suffix}"
    Image.fromarray(upright).save(path)
    found = read_picture(str(path))
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found, upright)


def test_the_content_and_not_the_name_says_what_a_file_is(tmp_path, upright):
    Image.fromarray(upright).save(tmp_path / "picture.txt", format="PNG")
    np.testing.assert_array_equal(read_picture(tmp_path / "picture.txt"), upright)


def test_a_lossless_webp_is_read_as_it_is(tmp_path, upright):
    Image.fromarray(upright).save(tmp_path / "picture.webp", lossless=True)
    np.testing.assert_array_equal(read_picture(tmp_path / "picture.webp"), upright)


def test_cmyk_becomes_rgb(tmp_path, upright, gray):
    inks = np.concatenate([255 - upright, 255 - gray[..., None]], axis=-1)
    Image.fromarray(inks, mode="CMYK").save(tmp_path / "inks.tif")
    expected = (255 - inks[..., :3].astype(float)) * (255 - inks[..., 3:].astype(float)) / 255
    found = read_picture(tmp_path / "inks.tif")
    assert found.shape == upright.shape
    assert np.abs(found - expected).max() <= 1  # Pillow rounds inside


def test_a_cmyk_jpeg_becomes_rgb(tmp_path, upright):
    Image.fromarray(upright).convert("CMYK").save(tmp_path / "inks.jpg", quality=95, subsampling=0)
    with Image.open(tmp_path / "inks.jpg") as image:
        assert image.mode == "CMYK"
    assert np.abs(read_picture(tmp_path / "inks.jpg").astype(int) - upright).mean() < 3


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp"])
def test_a_palette_is_looked_up(tmp_path, upright, suffix):
    image = Image.fromarray(upright).quantize(32)
    palette = np.array(image.getpalette()).reshape(-1, 3)
    image.save(tmp_path / f"palette.{suffix}")
    found = read_picture(tmp_path / f"palette.{suffix}")
    np.testing.assert_array_equal(found, palette[np.asarray(image)])


@pytest.mark.parametrize("suffix", ["png", "gif"])
def test_the_transparent_colour_of_a_palette_becomes_white(tmp_path, upright, suffix):
    image = Image.fromarray(upright).quantize(32)
    palette = np.array(image.getpalette()).reshape(-1, 3)
    indices = np.asarray(image)
    through = int(indices[20, 30])
    assert palette[through].sum() < 700  # not white already
    image.save(tmp_path / f"palette.{suffix}", transparency=through)
    expected = np.where((indices == through)[..., None], 255, palette[indices])
    np.testing.assert_array_equal(read_picture(tmp_path / f"palette.{suffix}"), expected)


def test_a_palette_with_degrees_of_transparency_is_laid_on_white(tmp_path, upright):
    image = Image.fromarray(upright).quantize(32)
    palette = np.array(image.getpalette()).reshape(-1, 3)
    alpha = np.linspace(0, 255, 32).astype(np.uint8)
    image.save(tmp_path / "palette.png", transparency=alpha.tobytes())
    indices = np.asarray(image)
    expected = _on_white(palette[indices], alpha[indices])
    assert np.abs(read_picture(tmp_path / "palette.png") - expected).max() <= 1  # Pillow rounds


@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
def test_rgba_is_laid_on_white(tmp_path, upright, gray, suffix):
    options = {"lossless": True, "exact": True} if suffix == "webp" else {}
    deep = np.concatenate([upright, gray[..., None]], axis=-1)
    Image.fromarray(deep).save(tmp_path / f"through.{suffix}", **options)
    found = read_picture(tmp_path / f"through.{suffix}")
    assert np.abs(found - _on_white(upright, gray)).max() <= 1  # Pillow rounds inside
    np.testing.assert_array_equal(found[gray == 0], 255)
    np.testing.assert_array_equal(found[gray == 255], upright[gray == 255])


def test_gray_with_transparency_is_laid_on_white(tmp_path, upright, gray):
    light = upright[..., 1]
    Image.fromarray(np.stack([light, gray], axis=-1), mode="LA").save(tmp_path / "through.png")
    found = read_picture(tmp_path / "through.png")
    assert found.shape == (48, 64, 3)
    assert np.abs(found - _on_white(light[..., None], gray)).max() <= 1


@pytest.mark.parametrize("suffix", ["png", "pgm", "tif", "gif"])
def test_gray_fills_all_three_channels(tmp_path, gray, suffix):
    Image.fromarray(gray).save(tmp_path / f"gray.{suffix}")
    found = read_picture(tmp_path / f"gray.{suffix}")
    np.testing.assert_array_equal(found, np.repeat(gray[..., None], 3, axis=-1))


def test_black_and_white_become_0_and_255(tmp_path, gray):
    Image.fromarray(gray > 128).save(tmp_path / "bits.png")
    found = read_picture(tmp_path / "bits.png")
    np.testing.assert_array_equal(found[..., 2], np.where(gray > 128, 255, 0))


def _write_pgm(path, deep: np.ndarray, largest: int) -> None:
    height, width = deep.shape
    header = f"P5\n{width} {height}\n{largest}\n".encode()
    path.write_bytes(header + deep.astype(">u2").tobytes())


@pytest.mark.parametrize("suffix", ["png", "tif", "pgm"])
def test_16_bit_gray_is_scaled_by_its_full_range(tmp_path, gray, suffix):
    path = tmp_path / f"deep.{suffix}"
    deep = gray.astype(np.uint16) * 250 + np.arange(64, dtype=np.uint16) * 17
    if suffix == "pgm":
        _write_pgm(path, deep, 65535)
    else:
        Image.fromarray(deep).save(path)
    found = read_picture(path)
    expected = np.round(deep / 65535 * 255)
    np.testing.assert_array_equal(found, np.repeat(expected[..., None], 3, axis=-1))
    assert deep.max() < 65535  # by the full range, not by the range it uses


def test_16_bit_gray_that_is_all_dark_is_scaled_by_its_full_range(tmp_path, gray):
    Image.fromarray(gray.astype(np.uint16)).save(tmp_path / "dark.png")
    found = read_picture(tmp_path / "dark.png")
    np.testing.assert_array_equal(found[..., 0], np.round(gray / 257.0))


def test_a_pgm_of_fewer_bits_is_scaled_by_its_own_largest_value(tmp_path, gray):
    deep = gray.astype(np.uint16) * 4
    _write_pgm(tmp_path / "ten.pgm", deep, 1023)
    found = read_picture(tmp_path / "ten.pgm")
    assert np.abs(found[..., 0] - deep / 1023 * 255).max() <= 0.51  # by way of 16 bits


@pytest.mark.parametrize(("low", "high"), [(-3.0, 5.0), (-1.0, 1.0), (0.0, 1e6)])
def test_floats_that_are_negative_or_wide_are_scaled_by_the_range_they_use(
    tmp_path, gray, low, high
):
    deep = (low + gray.astype(np.float64) / 255 * (high - low)).astype(np.float32)
    Image.fromarray(deep).save(tmp_path / "floats.tif")
    found = read_picture(tmp_path / "floats.tif")
    np.testing.assert_array_equal(found, np.repeat(gray[..., None], 3, axis=-1))


def test_32_bit_integers_are_scaled_by_the_range_they_use(tmp_path, gray):
    Image.fromarray(gray.astype(np.int32) * 100_000 - 7).save(tmp_path / "wide.tif")
    np.testing.assert_array_equal(read_picture(tmp_path / "wide.tif")[..., 0], gray)


def test_floats_that_are_not_numbers_do_no_harm(tmp_path, gray):
    deep = gray.astype(np.float32) - 100
    deep[5, 6] = np.nan
    Image.fromarray(deep).save(tmp_path / "floats.tif")
    expected = gray.copy()
    expected[5, 6] = 100  # as 0 is
    np.testing.assert_array_equal(read_picture(tmp_path / "floats.tif")[..., 0], expected)


@pytest.mark.parametrize("suffix", ["gif", "webp", "png", "tif"])
def test_of_an_animation_the_first_frame_is_taken(tmp_path, gray, suffix):
    path = tmp_path / f"moving.{suffix}"
    options = {"webp": {"lossless": True}}.get(suffix, {})
    frames = [Image.fromarray(np.roll(gray, 9 * k, axis=1)) for k in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:], **options)
    with Image.open(path) as image:
        assert image.n_frames == 3
    np.testing.assert_array_equal(read_picture(path)[..., 0], gray)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_picture_cut_short_is_unreadable(tmp_path, upright, suffix, share):
    path = tmp_path / f"cut.{suffix}"
    Image.fromarray(upright).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(RejectedError) as caught:
        read_picture(path)
    assert caught.value.reason is Reason.UNREADABLE
    assert caught.value.detail


@pytest.mark.parametrize("content", [b"", b"dear diary\n" * 99, b"\xff\xd8", b"<svg></svg>"])
def test_what_is_no_picture_is_named_so(tmp_path, content):
    (tmp_path / "holiday.jpg").write_bytes(content)
    with pytest.raises(RejectedError) as caught:
        read_picture(tmp_path / "holiday.jpg")
    assert caught.value.reason is Reason.NOT_A_PICTURE
    assert caught.value.detail


def test_an_empty_file_is_called_empty(tmp_path):
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(RejectedError, match="the file is empty"):
        read_picture(tmp_path / "empty.jpg")


@pytest.mark.parametrize(
    ("name", "detail"), [("nowhere.jpg", "there is no such file"), ("", "directory")]
)
def test_a_missing_file_and_a_folder_are_unreadable(tmp_path, name, detail):
    with pytest.raises(RejectedError, match=detail) as caught:
        read_picture(tmp_path / name)
    assert caught.value.reason is Reason.UNREADABLE


def test_a_file_without_permission_is_unreadable(tmp_path, upright):
    path = tmp_path / "locked.png"
    Image.fromarray(upright).save(path)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(RejectedError, match="Permission denied") as caught:
        read_picture(path)
    assert caught.value.reason is Reason.UNREADABLE


def test_a_picture_beyond_pillows_limit_is_too_large(tmp_path, upright, monkeypatch):
    Image.fromarray(upright).save(tmp_path / "large.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 64 * 48 // 2 - 1)  # refused from twice that
    with pytest.raises(RejectedError) as caught:
        read_picture(tmp_path / "large.png")
    assert caught.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "gif", "bmp"])
def test_damaged_bytes_are_read_or_rejected_but_never_end_a_run(tmp_path, suffix):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x011A] = 6, "a description", 72.0
    picture = Image.fromarray(photographs.astronaut()[:64:2, :64:2])
    picture.save(tmp_path / f"whole.{suffix}", exif=exif)
    whole = (tmp_path / f"whole.{suffix}").read_bytes()
    random = np.random.default_rng(0)
    path, outcomes = tmp_path / f"damaged.{suffix}", set()
    for _ in range(300):
        damaged = bytearray(whole)
        for place in random.integers(0, min(len(whole), 400), size=2):
            damaged[place] ^= 1 << int(random.integers(8))
        path.write_bytes(damaged)
        outcomes.add(_outcome(path))
    assert outcomes <= {"read", Reason.UNREADABLE, Reason.NOT_A_PICTURE, Reason.TOO_LARGE}
    assert len(outcomes) > 1  # the damage was neither nothing nor always the same


def _outcome(path):
    try:
        return "read" if read_picture(path).ndim == 3 else "not a picture's shape"
    except RejectedError as rejected:
        return rejected.reason


def test_broken_exif_leaves_the_picture_as_stored(tmp_path, monkeypatch):
    picture = photographs.astronaut()[:40, :60]
    Image.fromarray(picture).save(tmp_path / "picture.png")

    def broken(self):
        raise struct.error("unpack requires a buffer of 2 bytes")

    monkeypatch.setattr(Image.Image, "getexif", broken)
    np.testing.assert_array_equal(read_picture(tmp_path / "picture.png"), picture)


@pytest.fixture(scope="module")
def large() -> np.ndarray:
    """A photograph whose sides are multiples of 8, uint8 (304, 208, 3)."""
    return photographs.astronaut()[:304, 100:308]


@pytest.mark.parametrize(("scale", "share"), [(0.6, 1), (0.5, 2), (0.3, 2), (0.25, 4), (0.01, 8)])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_jpeg_is_reduced_as_far_as_the_scale_allows(tmp_path, large, orientation, scale, share):
    path = tmp_path / "large.jpg"
    Image.fromarray(_stored(large, orientation)).save(path, exif=_exif(orientation), quality=95)
    picture = Picture(path, scale)
    assert picture.size == (208, 304)
    np.testing.assert_array_equal(picture.whole, read_picture(path))
    expected = _shrunk(large, share)
    assert picture.small.shape == expected.shape
    assert np.abs(picture.small - expected).mean() < 3  # what JPEG loses
    assert np.abs(picture.small - expected[::-1]).mean() > 20


def _shrunk(picture: np.ndarray, share: int) -> np.ndarray:
    """Means of squares of pixels."""
    height, width, channels = picture.shape
    blocks = picture.reshape(height // share, share, width // share, share, channels)
    return blocks.mean(axis=(1, 3))


def test_the_small_form_of_odd_sides_has_at_least_the_whole_pixels_of_the_scale(tmp_path, large):
    Image.fromarray(large[:301, :203]).save(tmp_path / "odd.jpg")
    picture = Picture(tmp_path / "odd.jpg", 0.5)
    assert picture.size == (203, 301)
    assert picture.small.shape == (151, 102, 3)
    assert picture.whole.shape == (301, 203, 3)


@pytest.mark.parametrize("suffix", ["png", "webp", "gif", "tif", "bmp"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_of_other_formats_the_small_form_is_the_whole_and_is_read_once(
    tmp_path, monkeypatch, large, suffix, orientation
):
    path = tmp_path / f"large.{suffix}"
    Image.fromarray(_stored(large, orientation)).save(path, exif=_exif(orientation))
    expected = read_picture(path)
    picture = Picture(path, 0.1)
    path.unlink()
    np.testing.assert_array_equal(picture.small, expected)
    assert picture.size == expected.shape[1::-1]
    assert picture.whole is picture.small


def test_a_reduced_cmyk_jpeg_has_the_colours_of_the_whole(tmp_path, large):
    Image.fromarray(large).convert("CMYK").save(tmp_path / "inks.jpg", quality=95)
    picture = Picture(tmp_path / "inks.jpg", 0.5)
    assert np.abs(picture.small - _shrunk(large, 2)).mean() < 3


def test_a_reduced_gray_jpeg_fills_all_three_channels(tmp_path, large):
    Image.fromarray(large[..., 1]).save(tmp_path / "gray.jpg", quality=95)
    small = Picture(tmp_path / "gray.jpg", 0.5).small
    assert small.shape == (152, 104, 3)
    np.testing.assert_array_equal(small[..., 0], small[..., 2])


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_jpeg_cut_short_is_unreadable_in_its_small_form_too(tmp_path, large, share):
    path = tmp_path / "cut.jpg"
    Image.fromarray(large).save(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(RejectedError) as caught:
        Picture(path, 0.2)
    assert caught.value.reason is Reason.UNREADABLE


def test_a_file_that_vanishes_before_the_whole_is_read_is_unreadable(tmp_path, large):
    path = tmp_path / "large.jpg"
    Image.fromarray(large).save(path)
    picture = Picture(path, 0.5)
    path.unlink()
    with pytest.raises(RejectedError, match="there is no such file") as caught:
        picture.whole  # noqa: B018
    assert caught.value.reason is Reason.UNREADABLE
