"""MS-SSIM against plain NumPy and scipy, and against what its parts must give."""

import numpy as np
import pytest
from scipy import signal
from skimage import data as photographs
from skimage.metrics import structural_similarity

from keras_pggan.errors import InputError
from keras_pggan.metrics import ms_ssim

WEIGHTS = 0.0448, 0.2856, 0.3001, 0.2363, 0.1333


def window(size):
    places = np.arange(size) - (size - 1) / 2
    line = np.exp(-(places**2) / (2 * (1.5 * size / 11) ** 2))
    return np.outer(line, line) / line.sum() ** 2


def plain(one, other):
    """MS-SSIM of two pictures, by the formula, in float64."""
    one, other = one.astype(np.float64), other.astype(np.float64)
    product = 1.0
    for level, weight in enumerate(WEIGHTS):
        if level:
            one, other = halved(one), halved(other)
        gauss = window(min(11, *one.shape[:2]))

        def mean(picture, gauss=gauss):
            return np.stack(
                [
                    signal.convolve2d(channel, gauss, "valid")
                    for channel in picture.transpose(2, 0, 1)
                ]
            )

        m1, m2 = mean(one), mean(other)
        v1, v2, both = mean(one**2) - m1**2, mean(other**2) - m2**2, mean(one * other) - m1 * m2
        contrast = (2 * both + 58.5225) / (v1 + v2 + 58.5225)
        luminance = (2 * m1 * m2 + 6.5025) / (m1**2 + m2**2 + 6.5025)
        factor = (luminance * contrast).mean() if level == 4 else contrast.mean()
        product *= max(factor, 0) ** weight
    return product


def halved(picture):
    picture = np.pad(picture, [(0, n % 2) for n in picture.shape[:2]] + [(0, 0)], mode="symmetric")
    height, width, channels = picture.shape
    return picture.reshape(height // 2, 2, width // 2, 2, channels).mean(axis=(1, 3))


def pieces(height, width, count=12):
    random = np.random.default_rng(0)
    source = photographs.astronaut()
    tops, lefts = (
        random.integers(512 - height, size=count),
        random.integers(512 - width, size=count),
    )
    return np.stack(
        [source[y : y + height, x : x + width] for y, x in zip(tops, lefts, strict=True)]
    )


@pytest.mark.parametrize(
    ("height", "width", "channels"), [(16, 16, 3), (64, 64, 3), (176, 180, 1), (50, 35, 4)]
)
def test_it_is_what_plain_numpy_calculates(height, width, channels):
    pictures = pieces(height, width)
    pictures = np.concatenate([pictures, pictures[..., :1]], axis=-1)[..., :channels]
    pictures[1] = pictures[0] // 2 + 30  # a pair that is alike
    expected = [plain(pictures[k], pictures[k + 1]) for k in range(0, 12, 2)]
    found = ms_ssim(pictures)
    assert found.pairs == 6
    assert found.mean == pytest.approx(np.mean(expected), rel=1e-4, abs=1e-5)
    assert found.error == pytest.approx(np.std(expected, ddof=1) / np.sqrt(6), rel=1e-3, abs=1e-5)


def test_its_plain_form_agrees_with_scikit_image_on_one_level():
    """So that not both of ours are wrong."""
    one, other = pieces(64, 64, 2)[..., :1]
    _, full = structural_similarity(
        one[..., 0], other[..., 0], gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
        full=True, data_range=255, truncate=3.5,
    )  # fmt: skip
    gauss = window(11)
    values = [p[..., 0].astype(float) for p in (one, other)]
    m1, m2 = (signal.convolve2d(p, gauss, "valid") for p in values)
    v1, v2 = (signal.convolve2d(p**2, gauss, "valid") for p in values)
    both = signal.convolve2d(values[0] * values[1], gauss, "valid") - m1 * m2
    similarity = ((2 * m1 * m2 + 6.5025) * (2 * both + 58.5225)) / (
        (m1**2 + m2**2 + 6.5025) * (v1 - m1**2 + v2 - m2**2 + 58.5225)
    )
    np.testing.assert_allclose(full[5:-5, 5:-5], similarity, rtol=1e-6)


def test_the_same_picture_is_one_and_what_varies_is_less():
    pictures = pieces(64, 64)
    assert ms_ssim(np.repeat(pictures, 2, axis=0)).mean == pytest.approx(1, abs=1e-6)
    varied = ms_ssim(pictures).mean
    collapsed = np.repeat(pictures, 2, axis=0).astype(int)
    collapsed += np.random.default_rng(0).integers(-20, 20, collapsed.shape)
    alike = ms_ssim(collapsed.clip(0, 255).astype(np.uint8)).mean
    assert varied < 0.5 < alike < 1


def test_batches_change_nothing_and_an_odd_last_picture_is_left_out(monkeypatch):
    pictures = pieces(32, 32)
    whole = ms_ssim(pictures)
    monkeypatch.setattr("keras_pggan.metrics.pictures.BATCH_VALUES", 5 * 32 * 32 * 3)
    for some in (pictures, np.concatenate([pictures, pictures[:1]])):
        parts = ms_ssim(some)
        assert parts.pairs == 6
        assert parts.mean == pytest.approx(whole.mean, rel=1e-6)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((1, 32, 32, 3), "2 pictures or more are expected, got 1"),
        ((4, 15, 32, 3), "16 pixels or more, these are 15x32"),
        ((4, 32, 32), "uint8"),
    ],
)
def test_what_cannot_be_measured_is_told(shape, message):
    with pytest.raises(InputError, match=message):
        ms_ssim(np.zeros(shape, np.uint8))
