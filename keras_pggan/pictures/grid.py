"""From what a generator returns to pictures that a person can look at."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.files import written_whole

MODES = {1: "L", 3: "RGB", 4: "RGBA"}
SEEN_HEIGHT = 256  # pixels of a grid at least; one of 4x4 pictures is hard to look at


def to_bytes(images) -> np.ndarray:
    """Floats meant for [-1, 1] to uint8: `round(127.5 x + 127.5)`, clipped to 0..255.

    Raises:
        InputError: the images hold NaN or infinity.

    >>> to_bytes(np.array([-1.5, -1.0, 0.0, 1.0]))
    array([  0,   0, 128, 255], dtype=uint8)
    """
    images = np.asarray(images, np.float32)
    # NaN is the least and the greatest of all, and found so in less time than value by value.
    if images.size and not np.isfinite([images.min(), images.max()]).all():
        raise InputError("the generated pictures hold NaN or infinity: the weights are broken")
    scaled = 127.5 * images
    scaled += 127.5
    np.rint(scaled, out=scaled)
    return np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)


def grid(
    images: np.ndarray, columns: int | None = None, *, gap: int = 2, least_height: int = 0
) -> np.ndarray:
    """Lays pictures out in rows, on white.

    Args:
        images: uint8 (count, height, width, channels).
        columns: pictures in a row; by default about as many as there are rows.
        gap: white pixels between pictures.
        least_height: of all rows together; pictures that do not reach it are enlarged by a whole
            factor, each pixel to a square.

    Returns:
        uint8 (height, width, channels).

    Raises:
        InputError: there is no picture.
    """
    count, height, width, channels = images.shape
    if not count:
        raise InputError("a grid needs one picture at least")
    columns = min(columns or math.ceil(math.sqrt(count)), count)
    rows = math.ceil(count / columns)
    images = enlarged(images, math.ceil(least_height / (rows * height)))
    height, width = images.shape[1:3]
    sheet = np.full(
        (rows * (height + gap) - gap, columns * (width + gap) - gap, channels), 255, np.uint8
    )
    for index, picture in enumerate(images):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def enlarged(images: np.ndarray, factor: int) -> np.ndarray:
    """Each pixel as a square; pictures as they are where the factor is 1 or less.

    Args:
        images: (count, height, width, channels).
        factor: of the sides.

    >>> enlarged(np.array([[[[1], [2]]]]), 2)[..., 0].tolist()
    [[[1, 1, 2, 2], [1, 1, 2, 2]]]
    """
    factor = max(1, factor)
    return images.repeat(factor, axis=1).repeat(factor, axis=2)


def as_image(picture: np.ndarray) -> Image.Image:
    """uint8 (height, width, channels) with 1, 3 or 4 channels as Pillow has it."""
    channels = picture.shape[-1]
    return Image.fromarray(picture[..., 0] if channels == 1 else picture, MODES[channels])


def write_png(path: Path | str, picture: np.ndarray) -> None:
    """Writes uint8 (height, width, channels) with 1, 3 or 4 channels, under a temporary name."""
    image = as_image(picture)
    with written_whole(path) as temporary:
        image.save(temporary, format="PNG")
