"""Pictures that are nearly the same."""

import io

import cv2
import numpy as np
import pytest
import scipy.fft
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.pictures.duplicates import Duplicates, _Band, picture_hash


def _distance(one, other):
    return (one ^ other).bit_count()


def _as_jpeg(picture, quality):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def test_the_hash_is_that_of_the_lowest_frequencies(astronaut):
    gray = (astronaut @ (0.299, 0.587, 0.114)).reshape(32, 16, 32, 16).mean(axis=(1, 3))
    lowest = scipy.fft.dctn(gray, norm="ortho")[:8, :8].ravel()
    bits = "".join("01"[int(value > np.median(lowest[1:]))] for value in lowest)
    # Rounding to gray levels may turn a bit or two whose frequency is at the median.
    assert _distance(picture_hash(astronaut), int(bits, 2)) <= 2


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: _as_jpeg(picture, 50),
        lambda picture: cv2.resize(picture, (90, 70), interpolation=cv2.INTER_AREA),
        lambda picture: (picture * 0.8 + 20).astype(np.uint8),
        lambda picture: cv2.GaussianBlur(picture, (0, 0), 1),
        lambda picture: np.round(picture @ np.array([[0.299], [0.587], [0.114]])).astype(np.uint8),
    ],
    ids=["jpeg", "smaller", "less contrast", "blurred", "one channel"],
)
def test_the_same_picture_in_another_form_is_near(astronaut, hopper, change):
    for picture in (astronaut[30:230, 100:300], hopper[80:400, 100:420]):
        assert _distance(picture_hash(picture), picture_hash(change(picture))) <= 4


def test_pieces_of_a_photograph_are_far_from_each_other(astronaut):
    pieces = [astronaut[y : y + 128, x : x + 128] for y in range(0, 384, 96) for x in (0, 128, 256)]
    hashes = [picture_hash(piece) for piece in pieces]
    assert min(_distance(a, b) for i, a in enumerate(hashes) for b in hashes[:i]) > 8


@pytest.mark.parametrize("distance", range(9))
def test_what_is_found_is_what_comparing_all_finds(distance):
    random = np.random.default_rng(distance)
    codes: list[int] = []
    for _ in range(600):  # some new, some near an earlier one: up to 12 bits of it flipped
        code = int.from_bytes(random.bytes(8), "big")
        if codes and random.random() < 0.7:
            code = codes[random.integers(len(codes))]
            for bit in random.choice(64, random.integers(13), replace=False):
                code ^= 1 << int(bit)
        codes.append(code)
    found, kept = Duplicates(distance), []
    for number, code in enumerate(codes):
        near = min(((_distance(code, other), k) for k, other in kept), default=(65, 0))
        expected = str(near[1]) if near[0] <= distance else None
        assert found.find(code) == expected
        assert found.add(code, str(number)) == expected
        if expected is None:
            kept.append((number, code))
    assert 0 < len(kept) < 600


def test_few_of_many_are_looked_at(monkeypatch):
    random = np.random.default_rng(0)
    codes = [int.from_bytes(random.bytes(8), "big") for _ in range(20_000)]
    looked_at, candidates = [], _Band.candidates

    def counted(band, code):
        found = list(candidates(band, code))
        looked_at.append(len(found))
        return found

    monkeypatch.setattr(_Band, "candidates", counted)
    found = Duplicates(4)
    for code in codes:
        found.add(code, "")
    # Comparing all with all would look at 10,000 on average.
    assert 0 < sum(looked_at) / len(codes) < 20


@pytest.mark.parametrize("distance", [-1, 9])
def test_a_distance_out_of_range_is_refused(distance):
    with pytest.raises(InputError, match=f"distance must be 0 to 8 bits, got {distance}"):
        Duplicates(distance)
