"""Colours of embedded profiles become sRGB; without one nothing changes."""

import icc_profiles
import numpy as np
import pytest
from PIL import Image, ImageCms
from skimage import data as photographs

from keras_pggan.preprocessing import FaceOptions, reading
from keras_pggan.preprocessing.reading import Picture, read_picture
from keras_pggan.preprocessing.remarks import About, Remark
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import process

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
WIDE = icc_profiles.of_primaries()
INKS = np.linspace((255, 255, 255), (0, 0, 0), 16)  # of the corners, white to black
INKS = (INKS * np.where(np.arange(16)[:, None] % 15, (1, 0.95, 0.9), 1)).round()
BROKEN = [b"nonsense", b"\0" * 200, WIDE[:150], WIDE[:-60], SRGB.replace(b"RGB ", b"7CLR", 1)]


@pytest.fixture(scope="module")
def colours() -> np.ndarray:
    """Saturated and dull ones, uint8 (40, 60, 3)."""
    return photographs.astronaut()[20:260:6, 100:460:6].copy()


def check_near(found, expected, levels=2):
    """Where sRGB has the colour."""
    known = ~np.isnan(expected).any(axis=-1)
    assert known.mean() > 0.5
    assert np.abs(found[known].astype(float) - expected[known]).max() <= levels


@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
def test_colours_are_those_that_the_profile_says(tmp_path, colours, suffix):
    path, lossless = tmp_path / f"wide.{suffix}", {"lossless": True} if suffix == "webp" else {}
    Image.fromarray(colours).save(path, icc_profile=WIDE, **lossless)
    found = read_picture(path)
    check_near(found, icc_profiles.expected_of_primaries(colours))
    assert np.abs(found.astype(int) - colours).max() > 15  # the profile says something


def test_gray_by_a_profile_of_colours_stays_gray(tmp_path, colours):
    gray = np.ascontiguousarray(colours[..., 1])
    Image.fromarray(gray).save(tmp_path / "gray.png", icc_profile=WIDE)
    expected = icc_profiles.expected_of_primaries(np.repeat(gray[..., None], 3, -1))
    check_near(read_picture(tmp_path / "gray.png"), expected)


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg"])
def test_gray_is_what_its_profile_says_and_has_no_tinge(tmp_path, suffix):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None], 16, axis=0)
    best = {"quality": 100} if suffix == "jpg" else {}
    Image.fromarray(ramp).save(
        tmp_path / f"gray.{suffix}", icc_profile=icc_profiles.of_gray(1.0), **best
    )
    found = read_picture(tmp_path / f"gray.{suffix}")
    np.testing.assert_array_equal(found, found[..., :1].repeat(3, axis=-1))
    expected = icc_profiles.to_srgb(np.repeat(ramp[..., None] / 255, 3, axis=-1))
    check_near(found, expected)


def test_inks_are_what_their_profile_says(tmp_path):
    corners = np.array(np.meshgrid(*[[0, 255]] * 4, indexing="ij"), np.uint8).reshape(4, -1).T
    inks = np.repeat(corners[None], 4, axis=0)  # (4, 16, 4)
    Image.fromarray(inks, mode="CMYK").save(
        tmp_path / "inks.tif", icc_profile=icc_profiles.of_inks(INKS)
    )
    found = read_picture(tmp_path / "inks.tif").astype(int)
    assert np.abs(found - INKS).max() <= 5  # of Lab in 8 bits
    Image.fromarray(inks, mode="CMYK").save(tmp_path / "plain.tif")
    assert np.abs(read_picture(tmp_path / "plain.tif") - INKS).max() > 100


def test_a_palette_and_16_bits_are_what_the_profile_says(tmp_path, colours):
    palette = Image.fromarray(colours).quantize(64)
    palette.save(tmp_path / "palette.png", icc_profile=WIDE)
    levels = np.asarray(palette.convert("RGB"))
    check_near(read_picture(tmp_path / "palette.png"), icc_profiles.expected_of_primaries(levels))
    deep = colours[..., 0].astype(np.uint16) * 257
    Image.fromarray(deep).save(tmp_path / "deep.png", icc_profile=icc_profiles.of_gray(1.0))
    expected = icc_profiles.to_srgb(np.repeat(colours[..., :1] / 255, 3, axis=-1))
    check_near(read_picture(tmp_path / "deep.png"), expected)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("profile", [WIDE, SRGB])
def test_transparency_stays_as_it_is(tmp_path, colours, mode, profile):
    alpha = np.linspace(0, 255, colours.size // 3).reshape(colours.shape[:2]).astype(np.uint8)
    picture = Image.fromarray(np.concatenate([colours, alpha[..., None]], axis=-1))
    if mode == "P":
        picture, more = picture.convert("RGB").quantize(16), {"transparency": 3}
    else:
        picture, more = picture.convert(mode), {}
    picture.save(tmp_path / "through.png", icc_profile=profile, **more)
    picture.save(tmp_path / "plain.png", **more)
    found, plain = (
        read_picture(tmp_path / name, transparency=True) for name in ("through.png", "plain.png")
    )
    np.testing.assert_array_equal(found[..., 3], plain[..., 3])
    assert len(np.unique(found[..., 3])) > 1
    assert np.array_equal(found, plain) == (profile == SRGB)


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
def test_a_profile_of_srgb_changes_no_bit(tmp_path, colours, mode):
    picture = Image.fromarray(colours).convert(mode)
    for name, profile in (("with", SRGB), ("without", None)):
        picture.save(tmp_path / f"{name}.png", **({"icc_profile": profile} if profile else {}))
    found = read_picture(tmp_path / "with.png")
    np.testing.assert_array_equal(found, read_picture(tmp_path / "without.png"))


def test_primaries_of_srgb_with_its_curve_nearly_are_told_from_it(tmp_path, colours):
    """A power of 2.2 is no sRGB: near black it is off by some levels."""
    profile = icc_profiles.of_primaries(icc_profiles.SRGB)
    Image.fromarray(colours).save(tmp_path / "power.png", icc_profile=profile)
    expected = icc_profiles.expected_of_primaries(colours, icc_profiles.SRGB)
    check_near(read_picture(tmp_path / "power.png"), expected)


@pytest.mark.parametrize("profile", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_profile_is_ignored_and_remarked(tmp_path, colours, profile):
    Image.fromarray(colours).save(tmp_path / "a.png", icc_profile=profile)
    picture = Picture(tmp_path / "a.png")
    np.testing.assert_array_equal(picture.small, colours)
    assert picture.remarks == (Remark(About.PROFILE),)


@pytest.mark.parametrize(
    ("mode", "profile"),
    [("RGB", icc_profiles.of_gray()), ("RGB", icc_profiles.of_inks(INKS)), ("CMYK", WIDE)],
    ids=["gray", "inks", "colours"],
)
def test_a_profile_of_another_space_counts_as_broken(tmp_path, colours, mode, profile):
    picture = Image.fromarray(colours).convert(mode)
    picture.save(tmp_path / "a.tif", icc_profile=profile)
    picture.save(tmp_path / "plain.tif")
    found = Picture(tmp_path / "a.tif")
    np.testing.assert_array_equal(found.small, read_picture(tmp_path / "plain.tif"))
    assert found.remarks == (Remark(About.PROFILE),)


def test_black_and_white_stay_so_in_any_space(tmp_path, colours):
    bits = Image.fromarray(colours[..., 0] > 99)
    bits.save(tmp_path / "bits.png", icc_profile=icc_profiles.of_gray(3.0))
    picture = Picture(tmp_path / "bits.png")
    np.testing.assert_array_equal(picture.small[..., 0], np.where(colours[..., 0] > 99, 255, 0))
    assert picture.remarks == ()


def test_the_reduced_form_of_a_jpeg_has_the_colours_of_the_whole(tmp_path):
    large = photographs.astronaut()[:256, 100:356]
    Image.fromarray(large).save(tmp_path / "wide.jpg", quality=95, icc_profile=WIDE)
    picture = Picture(tmp_path / "wide.jpg", 0.25)
    assert picture.small.shape == (64, 64, 3)
    whole = picture.whole.reshape(64, 4, 64, 4, 3).mean(axis=(1, 3))
    assert np.abs(picture.small - whole).mean() < 1.5
    assert np.abs(picture.small - large.reshape(64, 4, 64, 4, 3).mean(axis=(1, 3))).mean() > 2.5


def test_without_a_profile_nothing_is_looked_at(tmp_path, colours, monkeypatch):
    Image.fromarray(colours).save(tmp_path / "a.png")
    monkeypatch.setattr(reading, "in_srgb", None)
    np.testing.assert_array_equal(read_picture(tmp_path / "a.png"), colours)


def test_the_remark_comes_with_the_crop(tmp_path, colours):
    Image.fromarray(colours).save(tmp_path / "a.png", icc_profile=b"nonsense")
    done = process(Source(tmp_path / "a.png", "a"), None, FaceOptions(size=8, detect=False))
    assert done.crops[0].remarks == (Remark(About.PROFILE),)
