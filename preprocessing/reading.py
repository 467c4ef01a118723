"""Any picture file as an upright RGB array."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from keras_pggan.preprocessing.rejects import Reason, RejectedError

BYTE_MAX, SHORT_MAX = 255, 65535


def read_picture(path: Path | str) -> np.ndarray:
    """Reads a picture: turned upright by its EXIF orientation, uint8 (height, width, 3), RGB.

    Grayscale, palette, CMYK and 16-bit pictures are converted; transparency is laid on white; of
    an animation the first frame is taken.

    Raises:
        RejectedError: the file cannot be read, is no picture, or is larger than Pillow allows.
    """
    try:
        with Image.open(path) as image:
            image.load()
            return _to_rgb(ImageOps.exif_transpose(image))
    except UnidentifiedImageError as error:
        raise RejectedError(Reason.NOT_A_PICTURE, "no known picture format") from error
    except Image.DecompressionBombError as error:
        raise RejectedError(Reason.TOO_LARGE, str(error)) from error
    except OSError as error:
        raise RejectedError(Reason.UNREADABLE, error.strerror or str(error)) from error
    except (ValueError, SyntaxError, EOFError, IndexError) as error:  # Pillow, on damaged files
        raise RejectedError(Reason.UNREADABLE, str(error) or type(error).__name__) from error


def _to_rgb(image: Image.Image) -> np.ndarray:
    if image.mode.startswith("I") or image.mode == "F":
        image = Image.fromarray(_to_bytes(np.asarray(image)))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return np.asarray(image.convert("RGB"))


def _to_bytes(deep: np.ndarray) -> np.ndarray:
    """16-bit gray by its full range, anything wider or negative by the range it uses."""
    low, high = 0.0, float(SHORT_MAX)
    deep = np.nan_to_num(deep.astype(np.float64))
    if deep.min() < 0 or deep.max() > SHORT_MAX:
        low, high = deep.min(), deep.max()
    elif deep.max() <= BYTE_MAX:
        high = BYTE_MAX
    return np.round((deep - low) * (BYTE_MAX / max(high - low, 1e-12))).astype(np.uint8)
