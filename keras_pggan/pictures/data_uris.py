"""Pictures inside a page: data URIs, which need no other file."""

from __future__ import annotations

import base64
import io

import numpy as np

from keras_pggan.pictures.grid import as_image
from keras_pggan.pictures.shrunk import shrunk

LARGEST = 960  # pixels of a longer side: as wide as the page
MOST_PNG = 200_000  # bytes; a picture of more is compressed with loss
QUALITY = 85  # of WebP


def data_uri(content: bytes, kind: str) -> str:
    """Bytes as an address of themselves; `kind` such as `image/png`.

    >>> data_uri(b"abc", "image/png")
    'data:image/png;base64,YWJj'
    """
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def picture_uri(picture: np.ndarray, largest: int = LARGEST, *, most_png: int = MOST_PNG) -> str:
    """uint8 (height, width, channels) as a PNG; a large one shrunk, as a WebP.

    Args:
        picture: what is shown.
        largest: pixels of the longer side of one that is too large for a PNG.
        most_png: bytes of a PNG that is not.
    """
    written = io.BytesIO()
    as_image(picture).save(written, format="PNG")
    if len(written.getvalue()) <= most_png:
        return data_uri(written.getvalue(), "image/png")
    written = io.BytesIO()
    as_image(shrunk(picture, largest)).save(written, format="WEBP", quality=QUALITY)
    return data_uri(written.getvalue(), "image/webp")
