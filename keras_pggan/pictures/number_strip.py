"""Numbers under pictures, by which a person may speak of them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from keras_pggan.pictures.channels import with_channels

LEAST_FONT, MOST_FONT = 11, 22  # pixels; digits of less are hard to read
FONT_SHARE = 12  # of a picture's width, between the two


def number_strip(number: int, width: int, channels: int) -> np.ndarray:
    """A number in black on white, in the middle of a strip that goes under a picture.

    Args:
        number: 0 or more; what does not fit into the width is cut off at its right end.
        width: that of the picture, in pixels.
        channels: 1, 3 or 4.

    Returns:
        uint8 (height, width, channels), of a height that follows from the width.

    >>> number_strip(17, 128, 3).shape
    (15, 128, 3)
    """
    size = min(MOST_FONT, max(LEAST_FONT, width // FONT_SHARE))
    height = size + size // 3 + 1
    strip = Image.new("L", (width, height), "white")
    draw = ImageDraw.Draw(strip)
    font = ImageFont.load_default(size)
    left, _, right, _ = draw.textbbox((0, 0), str(number), font=font)
    draw.text((max(0, (width - right + left) // 2 - left), 0), str(number), "black", font)
    return with_channels(np.asarray(strip)[..., None], channels)
