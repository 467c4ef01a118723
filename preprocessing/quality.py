"""Which crops are good enough to train on."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.pictures.gray import to_gray
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.rejects import Reason, RejectedError


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """What a crop and its face must reach. The defaults let everything pass.

    Args:
        min_confidence: least confidence of the detector, 0 to 1.
        min_sharpness: least `sharpness` of the crop, 0 or more; a crop that was enlarged, and one
            that is larger, has less of it.

    Raises:
        InputError: a value out of range.
    """

    min_confidence: float = 0.0
    min_sharpness: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.min_confidence <= 1:
            raise InputError(f"min_confidence must be 0 to 1, got {self.min_confidence}")
        if not 0 <= self.min_sharpness < np.inf:
            raise InputError(f"min_sharpness must be 0 or more, got {self.min_sharpness}")

    def check(self, crop: np.ndarray, face: Face | None = None) -> None:
        """Refuses what is not good enough.

        Args:
            crop: uint8 (height, width, channels).
            face: what it shows; None where no face was looked for.

        Raises:
            RejectedError: the confidence is too low, or the crop is blurred.
        """
        if face is not None and face.confidence < self.min_confidence:
            raise RejectedError(
                Reason.LOW_CONFIDENCE,
                f"the detector's confidence is {face.confidence:.3f}, "
                f"{self.min_confidence:g} is needed",
                face.confidence,
            )
        if self.min_sharpness and (found := sharpness(crop)) < self.min_sharpness:
            raise RejectedError(
                Reason.BLURRED,
                f"the sharpness is {found:.1f}, {self.min_sharpness:g} is needed",
                found,
            )


def sharpness(crop: np.ndarray) -> float:
    """Variance of the Laplacian of the gray levels 0..255: small in a blurred picture, 0 in a flat.

    Args:
        crop: uint8 (height, width, channels).
    """
    return float(cv2.Laplacian(to_gray(crop), cv2.CV_64F).var())
