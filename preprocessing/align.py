"""From a face in a picture to a crop of a fixed size."""

from __future__ import annotations

import cv2
import numpy as np

from keras_pggan.preprocessing.detect import Face


def square_crop(picture: np.ndarray, face: Face, *, margin: float, size: int) -> np.ndarray:
    """The square around a face, resized.

    The square has the centre of the box and the side `(1 + 2 * margin) * longer side of the box`,
    in whole pixels. Where it leaves the picture, the picture is mirrored at its border. It is
    shrunk by the area mean, or enlarged by cubic interpolation.

    Args:
        picture: uint8 (height, width, 3).
        face: where the face is.
        margin: added on every side, as a fraction of the box's longer side.
        size: side of the result in pixels.

    Returns:
        uint8 (size, size, 3).
    """
    side = max(1, round((1 + 2 * margin) * face.size))
    left = round(face.left + face.width / 2 - side / 2)
    top = round(face.top + face.height / 2 - side / 2)
    height, width = picture.shape[:2]
    outside = (
        max(0, -top),
        max(0, top + side - height),
        max(0, -left),
        max(0, left + side - width),
    )
    inside = picture[max(0, top) : top + side, max(0, left) : left + side]
    if any(outside):
        # Padding the whole picture, not the crop, mirrors with all of the picture at hand.
        padded = cv2.copyMakeBorder(picture, *outside, borderType=cv2.BORDER_REFLECT_101)
        top, left = top + outside[0], left + outside[2]
        inside = padded[top : top + side, left : left + side]
    method = cv2.INTER_AREA if side >= size else cv2.INTER_CUBIC
    return cv2.resize(inside, (size, size), interpolation=method)
