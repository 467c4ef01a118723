"""Pictures of 16 bits that use fewer are told of, and brought to the range they are said to use."""

import cv2
import numpy as np
import pytest
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, depth, make_face_data_set
from keras_pggan.preprocessing.reading import Picture, read_picture
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.remarks import About, Remark


@pytest.fixture(scope="module")
def twelve(astronaut):
    """Colours of 12 bits that use them all, uint16 (64, 64, 3)."""
    upper = astronaut[::8, ::8].astype(np.uint16) * 16
    upper[0, 0] = 0, 4095, 17
    return upper + (np.arange(64, dtype=np.uint16) % 16)[:, None] * (upper < 4000)


def _write(path, deep):
    if deep.ndim == 3:
        codes = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
        deep = cv2.cvtColor(deep, codes[deep.shape[2]])
    assert cv2.imwrite(str(path), deep)
    return path


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_colours_of_16_bits_have_their_full_range_and_a_fraction_is_remarked(
    tmp_path, twelve, suffix
):
    picture = Picture(_write(tmp_path / f"a.{suffix}", twelve))
    np.testing.assert_array_equal(picture.small, twelve >> 8)
    assert picture.remarks == (Remark(About.BITS, 12),)
    whole = Picture(_write(tmp_path / f"b.{suffix}", twelve * 16))
    assert whole.remarks == ()


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_of_bits_that_are_said_the_range_becomes_the_full_one(tmp_path, twelve, suffix, channels):
    deep = twelve if channels == 3 else np.ascontiguousarray(twelve[..., 1])
    picture = Picture(_write(tmp_path / f"a.{suffix}", deep), bits=12)
    expected = np.round(deep / 4095 * 255)
    np.testing.assert_array_equal(
        picture.small, expected.reshape(64, 64, -1).repeat(4 - channels, -1)[..., :3]
    )
    assert picture.remarks == ()
    np.testing.assert_array_equal(picture.whole, picture.small)


def test_gray_of_16_bits_that_uses_a_fraction_is_remarked(tmp_path, twelve):
    gray = np.ascontiguousarray(twelve[..., 0] >> 2)
    picture = Picture(_write(tmp_path / "a.png", gray))
    np.testing.assert_array_equal(picture.small[..., 0], np.round(gray / 65535 * 255))
    assert picture.remarks == (Remark(About.BITS, int(gray.max()).bit_length()),)


@pytest.mark.parametrize(
    ("largest", "told"), [(65535, 0), (16384, 0), (16383, 14), (255, 8), (0, 0)]
)
def test_a_quarter_of_the_range_or_less_is_a_fraction(tmp_path, largest, told):
    """What is merely dark reaches more than that; of what is black there is nothing to tell."""
    gray = np.zeros((8, 8), np.uint16)
    gray[3, 4] = largest
    remarks = Picture(_write(tmp_path / "a.png", gray)).remarks
    assert remarks == ((Remark(About.BITS, told),) if told else ())


def test_values_beyond_the_bits_become_white_and_are_remarked(tmp_path, twelve):
    picture = Picture(_write(tmp_path / "a.png", twelve), bits=10)
    np.testing.assert_array_equal(picture.small, np.round(np.minimum(twelve, 1023) / 1023 * 255))
    assert picture.remarks == (Remark(About.WHITE, 12),)


def test_transparency_has_its_own_full_range(tmp_path, twelve):
    alpha = np.full((64, 64, 1), 65535, np.uint16)
    path = _write(tmp_path / "a.png", np.concatenate([twelve, alpha], axis=-1))
    plain, bright = Picture(path), Picture(path, bits=12)
    assert plain.remarks == (Remark(About.BITS, 12),)
    np.testing.assert_array_equal(bright.small, np.round(twelve / 4095 * 255))
    assert (read_picture(path, transparency=True)[..., 3] == 255).all()


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp"])
def test_pictures_of_8_bits_are_what_they_are_and_never_remarked(tmp_path, astronaut, suffix):
    dark = astronaut[::8, ::8] // 8
    Image.fromarray(dark).save(tmp_path / f"a.{suffix}")
    plain, asked = Picture(tmp_path / f"a.{suffix}"), Picture(tmp_path / f"a.{suffix}", bits=12)
    np.testing.assert_array_equal(plain.small, asked.small)
    assert plain.remarks == asked.remarks == ()


def test_bits_that_cannot_be_read_are_no_wrong_picture(tmp_path, twelve, monkeypatch):
    _write(tmp_path / "a.png", twelve)
    monkeypatch.setattr(depth.cv2, "imdecode", lambda *given: twelve[::-1])
    with pytest.raises(RejectedError, match="cannot be read for --bits") as caught:
        Picture(tmp_path / "a.png", bits=12)
    assert caught.value.reason is Reason.UNREADABLE


def test_a_run_tells_how_many_there_are_and_what_takes_them(tmp_path, twelve):
    (tmp_path / "raw").mkdir()
    for k in range(3):
        _write(tmp_path / "raw" / f"{k}.png", twelve >> k)
    options = FaceOptions(size=16, detect=False)
    summary = make_face_data_set([tmp_path / "raw"], tmp_path / "a.npz", options)
    (told,) = summary.remarks
    assert told.startswith("only 12 of 16 bits in 3 pictures (values to 4,095 of 65,535)")
    assert told.endswith("--bits 12 takes 0 to 4,095 in its place")
    options = FaceOptions(size=16, detect=False, bits=12)
    summary = make_face_data_set([tmp_path / "raw"], tmp_path / "b.npz", options)
    (told,) = summary.remarks  # the last one has 10
    assert told.startswith("only 10 of 16 bits in 1 picture ")


@pytest.mark.parametrize("bits", [8, 17])
def test_bits_out_of_range_are_refused(bits):
    with pytest.raises(InputError, match=f"bits must be 9 to 16, got {bits}"):
        FaceOptions(bits=bits)
