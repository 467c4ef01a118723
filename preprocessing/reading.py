"""Any picture file as an upright RGB array."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, UnidentifiedImageError

from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.urls import is_url, open_url
from keras_pggan.words import kind_and_reason, reason_of

ORIENTATION = 0x0112  # the EXIF tag
# What turns a picture of each orientation upright (EXIF 2.3, table 6).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
TRANSPOSING = {TURNS[orientation] for orientation in (5, 6, 7, 8)}  # width becomes height
BYTE_MAX, SHORT_MAX = 255.0, 65535.0


def read_picture(path: Path | str, *, transparency: bool = False) -> np.ndarray:
    """Reads a picture: turned upright by its EXIF orientation, uint8 (height, width, 3), RGB.

    Grayscale, palette, CMYK and deeper pictures are converted (16 bits by their full range, floats
    in 0..1 as such, anything beyond 16 bits by the range it uses); transparency is laid on white;
    of an animation the first frame is taken.

    Args:
        path: the file, or its URL.
        transparency: whether it is kept, as a fourth channel; what has none is opaque.

    Raises:
        RejectedError: the file cannot be read, is no picture, or is larger than Pillow allows.
    """
    with _opened(path) as image:
        return _pixels(image, transparency)


class Picture:
    """A picture file that is read in a small form first, and whole only where it is asked for.

    A JPEG is decoded straight to a half, a quarter or an eighth of its sides, in a fraction of the
    time; where that is too small, and in other formats, the small form is the whole picture.

    Args:
        path: the file, or its URL.
        scale: of the sides; the small form has this much of them (in whole pixels), or more.
        transparency: whether the whole keeps it; the small form has it laid on white.

    Attributes:
        small: uint8 RGB, upright, as `read_picture` reads it.
        size: width and height of the whole picture, upright.

    Raises:
        RejectedError: as `read_picture`, when it is made or when the whole is read.
    """

    def __init__(self, path: Path | str, scale: float = 1.0, *, transparency: bool = False):
        self.path, self._transparency = path, transparency
        with _opened(path) as image:
            width, height = stored = image.size
            image.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))
            self._is_whole = image.size == stored
            self.small = _pixels(image)
            upright = stored[::-1] if _turn(image) in TRANSPOSING else stored
        # Of other formats than JPEG, some are turned as they are loaded.
        self.size = self.small.shape[1::-1] if self._is_whole else upright

    @functools.cached_property
    def whole(self) -> np.ndarray:
        """The whole picture, as `read_picture` reads it."""
        if self._is_whole and not self._transparency:
            return self.small
        return read_picture(self.path, transparency=self._transparency)


@contextlib.contextmanager
def _opened(path: Path | str) -> Iterator[Image.Image]:
    """The picture, not yet loaded; whatever is raised meanwhile becomes a RejectedError."""
    try:
        with _file(path) as file, Image.open(file) as image:
            yield image
    except RejectedError:
        raise
    except UnidentifiedImageError as error:
        raise RejectedError(Reason.NOT_A_PICTURE, "no known picture format") from error
    except Image.DecompressionBombError as error:
        raise RejectedError(Reason.TOO_LARGE, str(error)) from error
    except OSError as error:
        raise RejectedError(Reason.UNREADABLE, reason_of(error)) from error
    except Exception as error:  # Pillow's plugins raise nearly anything for damaged files
        raise RejectedError(Reason.UNREADABLE, kind_and_reason(error)) from error


def _file(path: Path | str) -> contextlib.AbstractContextManager[Path | str | BinaryIO]:
    """What Pillow can open; a file at a URL is closed in the end."""
    if is_url(path):
        remote: contextlib.AbstractContextManager[BinaryIO] = open_url(str(path))
        return remote
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        kind = "directory" if stat.S_ISDIR(found.st_mode) else "pipe or device"
        raise RejectedError(Reason.UNREADABLE, f"a file is expected, this is a {kind}")
    if not found.st_size:
        raise RejectedError(Reason.NOT_A_PICTURE, "the file is empty")
    return contextlib.nullcontext(path)


def _pixels(image: Image.Image, transparency: bool = False) -> np.ndarray:
    image.load()
    turn = _turn(image)
    return _to_rgb(image if turn is None else image.transpose(turn), transparency)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What turns it upright by its EXIF orientation; None where the EXIF data are broken.

    Unlike `ImageOps.exif_transpose`, this does not need the other tags written anew, which fails on
    odd ones whose picture is fine.
    """
    try:
        return TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return None


def _to_rgb(image: Image.Image, transparency: bool) -> np.ndarray:
    if image.mode.startswith("I") or image.mode == "F":
        image = Image.fromarray(_to_bytes(np.asarray(image), image.mode))
    if transparency:
        return np.asarray(image.convert("RGBA"))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return np.asarray(image.convert("RGB"))


def _to_bytes(deep: np.ndarray, mode: str) -> np.ndarray:
    deep = np.nan_to_num(deep.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = _range(deep, mode)
    return np.round((deep - low) * (BYTE_MAX / max(high - low, 1e-12))).astype(np.uint8)


def _range(deep: np.ndarray, mode: str) -> tuple[float, float]:
    """The values that stand for black and white."""
    if mode.startswith("I;16"):
        return 0.0, SHORT_MAX
    if deep.min() < 0 or deep.max() > SHORT_MAX:
        return deep.min(), deep.max()
    if mode == "F" and deep.max() <= 1:
        return 0.0, 1.0
    return 0.0, BYTE_MAX if deep.max() <= BYTE_MAX else SHORT_MAX
