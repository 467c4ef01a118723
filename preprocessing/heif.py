"""HEIC, as phones leave photographs, read where the package for it is installed."""

from __future__ import annotations

from typing import BinaryIO

from PIL import Image, UnidentifiedImageError, features

from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.words import lacking

PACKAGE, EXTRA = "pillow_heif", "keras_pggan[heic]"
FORMAT = "HEIF"  # the name under which the package registers
HEAD = 12  # bytes: the length of the first box, its kind, and the main brand (ISO 14496-12)
# ISO 23008-12, annexes B and C; mif1 and msf1 may hold AVIF, too.
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
AV1_BRANDS = {b"avif", b"avis"}
NEWER_PILLOW = "AVIF needs a newer Pillow: pip install 'pillow>=11.3'"


def open_heif(file: str | BinaryIO) -> Image.Image | None:
    """A HEIF picture, not yet loaded; None where it is something else.

    It is upright as it is loaded: the package turns it as its container says, and has an EXIF
    orientation, which repeats that, say nothing.

    Args:
        file: its path, or an open file.

    Raises:
        RejectedError: the package is not installed, or the picture is damaged.
    """
    brand = _brand(file)
    if brand in AV1_BRANDS and not features.check("avif"):
        raise RejectedError(Reason.NEEDS_PACKAGE, NEWER_PILLOW)
    if brand not in BRANDS:
        return None
    try:
        import pillow_heif
    except ImportError as error:
        told = lacking(error, "HEIC", [PACKAGE], EXTRA)
        raise RejectedError(Reason.NEEDS_PACKAGE, told) from error
    pillow_heif.register_heif_opener()
    try:
        return Image.open(file, formats=[FORMAT])
    except UnidentifiedImageError as error:  # in which Pillow wraps whatever a format says
        raise RejectedError(Reason.UNREADABLE, "this HEIC picture is damaged") from error


def _brand(file: str | BinaryIO) -> bytes:
    """The main brand of an ISO container; nothing of other files."""
    if isinstance(file, str):
        with open(file, "rb") as opened:
            return _brand(opened)
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head[8:] if head[4:8] == b"ftyp" else b""
