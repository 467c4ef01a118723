"""Which crops are good enough."""

import cv2
import numpy as np
import pytest

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.quality import Quality, sharpness
from keras_pggan.preprocessing.rejects import Reason, RejectedError

FACE = Face(1, 2, 30, 40, 0.93)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sharpness_is_the_variance_of_the_laplacian(astronaut, channels):
    gray = astronaut[60:160, 170:270, :1]
    crop = np.repeat(gray, channels, axis=-1)  # equal channels, so that no weights matter
    around = np.pad(gray[..., 0].astype(float), 1, mode="reflect")
    laplacian = around[:-2, 1:-1] + around[2:, 1:-1] + around[1:-1, :-2] + around[1:-1, 2:]
    laplacian -= 4 * around[1:-1, 1:-1]
    assert sharpness(crop) == pytest.approx(laplacian.var(), rel=1e-6)


def test_the_more_a_photograph_is_blurred_the_less_sharp_it_is(astronaut):
    crop = astronaut[60:188, 160:288]
    found = [sharpness(cv2.GaussianBlur(crop, (0, 0), sigma)) for sigma in (0.5, 1, 2, 4)]
    assert sharpness(crop) > found[0] > found[1] > found[2] > found[3] > 0
    assert sharpness(np.full_like(crop, 80)) == 0


def test_what_is_not_good_enough_is_rejected_with_its_reason(astronaut):
    crop = astronaut[60:188, 160:288]
    limit = sharpness(crop)
    Quality().check(crop * 0, Face(1, 2, 3, 4, 0.0))
    Quality(min_confidence=0.93, min_sharpness=limit).check(crop, FACE)
    with pytest.raises(RejectedError, match=r"confidence is 0\.930, 0\.95 is needed") as caught:
        Quality(min_confidence=0.95).check(crop, FACE)
    assert caught.value.reason is Reason.LOW_CONFIDENCE
    for face in (FACE, None):
        with pytest.raises(RejectedError, match="sharpness is") as caught:
            Quality(min_sharpness=limit + 1).check(crop, face)
        assert caught.value.reason is Reason.BLURRED
    Quality(min_confidence=1).check(crop)  # no face was looked for


@pytest.mark.parametrize(
    "values",
    [{"min_confidence": 1.1}, {"min_confidence": -0.1}, {"min_sharpness": -1}]
    + [{name: float("nan")} for name in ("min_confidence", "min_sharpness")],
)
def test_limits_out_of_range_are_refused(values):
    ((name, value),) = values.items()
    with pytest.raises(InputError, match=f"{name} must be 0 .*, got {value}"):
        Quality(**values)
