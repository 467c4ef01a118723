"""Any picture file as an upright RGB array."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np
from PIL import Image, UnidentifiedImageError

from keras_pggan.pictures.colours import as_rgb
from keras_pggan.preprocessing.archives import Member
from keras_pggan.preprocessing.colours import in_srgb
from keras_pggan.preprocessing.depth import deep_of, to_8_bits
from keras_pggan.preprocessing.heif import open_heif
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.remarks import About, Remark
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
PROFILE = "icc_profile"  # among what Pillow tells of a picture

Place: TypeAlias = Path | str | Member  # a file, a URL, or a file in an archive


def read_picture(path: Place, *, transparency: bool = False) -> np.ndarray:
    """Reads a picture: turned upright by its EXIF orientation, uint8 (height, width, 3), RGB.

    Grayscale, palette, CMYK and deeper pictures are converted (16 bits by their full range, floats
    in 0..1 as such, anything beyond 16 bits by the range it uses); colours of an embedded profile
    become sRGB; transparency is laid on white; of an animation the first frame is taken.

    Args:
        path: the file, its URL, or a file in an archive.
        transparency: whether it is kept, as a fourth channel; what has none is opaque.

    Raises:
        RejectedError: the file cannot be read, is no picture, or is larger than Pillow allows.
    """
    with _opened(path) as image:
        return _pixels(image, transparency=transparency)[0]


class Picture:
    """A picture file that is read in a small form first, and whole only where it is asked for.

    A JPEG is decoded straight to a half, a quarter or an eighth of its sides, in a fraction of the
    time; where that is too small, and in other formats, the small form is the whole picture.

    Args:
        path: the file, its URL, or a file in an archive.
        scale: of the sides; the small form has this much of them (in whole pixels), or more.
        bits: those that pictures of 16 use, where it is known that they use fewer; None for all.
        transparency: whether the whole keeps it; the small form has it laid on white.

    Attributes:
        small: uint8 RGB, upright, as `read_picture` reads it.
        size: width and height of the whole picture, upright.
        remarks: what is to be said of it.

    Raises:
        RejectedError: as `read_picture`, when it is made or when the whole is read.
    """

    def __init__(
        self,
        path: Place,
        scale: float = 1.0,
        *,
        bits: int | None = None,
        transparency: bool = False,
    ):
        self.path, self.bits, self.transparency = path, bits, transparency
        with _opened(path) as image:
            width, height = stored = image.size
            image.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))
            is_whole = image.size == stored
            pixels, self.remarks = self._read(image)
            upright = stored[::-1] if _turn(image) in TRANSPOSING else stored
        self._whole = pixels if is_whole else None
        self.small = as_rgb(pixels)
        # Of other formats than JPEG, some are turned as they are loaded.
        self.size = pixels.shape[1::-1] if is_whole else upright

    @functools.cached_property
    def whole(self) -> np.ndarray:
        """The whole picture, as `read_picture` reads it."""
        if self._whole is not None:
            return self._whole
        with _opened(self.path) as image:
            return self._read(image)[0]

    def _read(self, image: Image.Image) -> tuple[np.ndarray, tuple[Remark, ...]]:
        return _pixels(image, transparency=self.transparency, bits=self.bits)


@contextlib.contextmanager
def _opened(path: Place) -> Iterator[Image.Image]:
    """The picture, not yet loaded; whatever is raised meanwhile becomes a RejectedError."""
    try:
        with _file(path) as file, _image(file) as image:
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


def _image(file: str | BinaryIO) -> Image.Image:
    try:
        return Image.open(file)
    except Exception as error:
        heif = None if isinstance(error, Image.DecompressionBombError) else open_heif(file)
        if heif is None:
            raise
        return heif


def _file(path: Place) -> contextlib.AbstractContextManager[str | BinaryIO]:
    """What Pillow can open; a file at a URL is closed in the end."""
    if isinstance(path, Member):
        return contextlib.nullcontext(path.open())
    if is_url(path):
        remote: contextlib.AbstractContextManager[BinaryIO] = open_url(str(path))
        return remote
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        kind = "directory" if stat.S_ISDIR(found.st_mode) else "pipe or device"
        raise RejectedError(Reason.UNREADABLE, f"a file is expected, this is a {kind}")
    if not found.st_size:
        raise RejectedError(Reason.NOT_A_PICTURE, "the file is empty")
    return contextlib.nullcontext(os.fspath(path))


def _pixels(
    image: Image.Image, *, transparency: bool = False, bits: int | None = None
) -> tuple[np.ndarray, tuple[Remark, ...]]:
    deep = deep_of(image, bits)
    remarks: tuple[Remark, ...] = ()
    image.load()
    profile, turn = image.info.get(PROFILE), _turn(image)
    if deep is not None:
        image, remarks = to_8_bits(image, deep, bits)
    if profile:
        converted = in_srgb(image, profile)
        image = image if converted is None else converted
        remarks += (Remark(About.PROFILE),) if converted is None else ()
    return _to_rgb(image if turn is None else image.transpose(turn), transparency), remarks


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
    if transparency:
        return np.asarray(image.convert("RGBA"))
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA"))
    return np.asarray(image.convert("RGB"))


def _on_white(image: Image.Image) -> np.ndarray:
    white = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(white, image).convert("RGB"))
