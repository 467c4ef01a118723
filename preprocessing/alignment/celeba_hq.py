"""The alignment of CelebA-HQ."""

from __future__ import annotations

import dataclasses
import math

import cv2
import numpy as np

from keras_pggan.pictures.channels import OPAQUE, resampled
from keras_pggan.preprocessing.alignment.alignment import Alignment
from keras_pggan.preprocessing.alignment.points import directed, landmarks_of, to_matrix
from keras_pggan.preprocessing.alignment.resampling import BORDER, Piece, cut, resample
from keras_pggan.preprocessing.detect import Face
from keras_pggan.sizes import Size, sides_of

# Of the paper's appendix C: half of the square's side in distances of eyes, and of eyes and mouth.
EYES, MOUTH = 2.0, 1.8
CENTRE = 0.1  # from the eyes towards the mouth

# The paper blurs and fades what it mirrors, and does not say how much. Fractions of the side:
BLUR = 0.02  # deviation of the Gaussian
BLURRED = 0.05  # so far outside, all is blurred
FADED = 0.5  # so far outside, all has the median colour


@dataclasses.dataclass(frozen=True)
class CelebAHQ(Alignment):
    """The square of CelebA-HQ, turned as eyes and mouth are.

    With `right` from the left eye to the right one, and `down` from the middle of the eyes to the
    middle of the mouth, half of its upper side is

        normalized(right - rotated(down)) * max(2 |right|, 1.8 |down|)

    where `rotated` is by a quarter turn clockwise, and its centre is 0.1 of `down` below the eyes.
    Where it leaves the picture, the picture is mirrored at its border, and with the distance from
    there is blurred more and fades into the median colour, of what is seen where it is transparent.

    Source: Karras et al. 2018 (https://arxiv.org/abs/1710.10196), appendix C.
    """

    name = "celeba-hq"

    def square(self, face: Face, size: int) -> np.ndarray:
        """See `Alignment`."""
        left_eye, right_eye, _, left_mouth, right_mouth = landmarks_of(face)
        eyes, mouth = (left_eye + right_eye) / 2, (left_mouth + right_mouth) / 2
        right, down = right_eye - left_eye, mouth - eyes
        direction = directed(right - 1j * down)
        half = direction / abs(direction) * max(EYES * abs(right), MOUTH * abs(down))
        corner = eyes + CENTRE * down - half - 1j * half
        turn = size / (2 * half)
        matrix: np.ndarray = to_matrix(turn, -turn * corner)
        return matrix

    def __call__(self, picture: np.ndarray, face: Face, size: Size) -> np.ndarray:
        """See `Alignment`."""
        piece = cut(picture, self.matrix(face, size), size)
        crop: np.ndarray = resample(_continued(piece, size), size)
        return crop


def _continued(piece: Piece, size: Size) -> Piece:
    """The piece with what the crop needs outside: mirrored, blurred, and faded."""
    height, width = piece.pixels.shape[:2]
    (left, top), (right, bottom) = piece.bounds(size)
    above, below = _beyond(-top), _beyond(bottom - height)
    before, after = _beyond(-left), _beyond(right - width)
    if not (above or below or before or after):
        return piece
    side = min(sides_of(size)) * piece.step
    across, down = _outside(width, before, after), _outside(height, above, below)
    distance = (np.hypot(across, down[:, None]) / side)[..., None].astype(np.float32)
    median = _median(piece.pixels)

    def continued(pixels: np.ndarray) -> np.ndarray:
        mirrored = cv2.copyMakeBorder(pixels, above, below, before, after, borderType=BORDER)
        mirrored = mirrored.astype(np.float32)
        blurred = cv2.GaussianBlur(mirrored, (0, 0), sigmaX=BLUR * side)
        mirrored += (blurred - mirrored) * np.minimum(distance / BLURRED, 1)
        mirrored += (median - mirrored) * np.minimum(distance / FADED, 1)
        return mirrored

    moved = piece.matrix.copy()
    moved[:, 2] -= moved[:, :2] @ (before, above)
    whole = np.round(resampled(piece.pixels, continued)).clip(0, 255)
    return Piece(whole.astype(np.uint8), moved)


def _median(pixels: np.ndarray) -> np.ndarray:
    """The median colour of what is seen, as `resampled` weighs it, float32 (channels,)."""
    median = np.median(pixels, axis=(0, 1))
    if len(median) == 4:
        seen = pixels[pixels[..., 3] > 0]
        colour = np.median(seen[:, :3], axis=0) if len(seen) else 0.0
        median[:3] = colour * (median[3] / OPAQUE)
    return np.asarray(median, np.float32)


def _beyond(length: float) -> int:
    """Whole pixels to add at a border that the crop goes beyond by so much, or does not."""
    return math.ceil(length) + 1 if length > 0 else 0


def _outside(length: int, before: int, after: int) -> np.ndarray:
    """How many pixels each of a row is outside, the row being continued at both ends."""
    places = np.arange(-before, length + after)
    return np.maximum(0, np.maximum(-places, places - (length - 1)))
