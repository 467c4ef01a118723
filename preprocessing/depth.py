"""Pictures of more than 8 bits a channel become such of 8."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.remarks import About, Remark

BYTE_BITS, SHORT_BITS = 8, 16
BYTE_MAX, SHORT_MAX = 255.0, 65535.0
SPARE = 2  # bits; a picture that is merely dark seldom leaves out more than one
TO_RGB = {3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGBA}


class Deep(NamedTuple):
    """What is known of a picture of more than 8 bits before it is loaded.

    `content` is its file, where all of its bits are needed and Pillow, of colours, gives 8.
    """

    content: bytes | None = None


def deep_of(image: Image.Image, bits: int | None) -> Deep | None:
    """What is known of a picture that is not yet loaded; None of one of 8 bits.

    Args:
        image: the picture.
        bits: those that pictures of 16 are said to use; None for all.
    """
    if image.mode == "F" or image.mode.startswith("I"):
        return Deep()
    # Colours come as the upper 8 of 16 bits; how they are stored tells of the others.
    if not any(";16" in str(tile[3]) for tile in getattr(image, "tile", ())):
        return None
    file = getattr(image, "fp", None)
    if bits is None or file is None:
        return Deep()
    place = file.tell()
    file.seek(0)
    content = file.read()
    file.seek(place)
    return Deep(content)


def to_8_bits(
    image: Image.Image, deep: Deep, bits: int | None
) -> tuple[Image.Image, tuple[Remark, ...]]:
    """A loaded picture in 8 bits, and what is to be said of the bits that it uses.

    Of 16 bits the full range becomes 0..255, or that of `bits`; of floats in 0..1 that, and of what
    goes beyond 16 bits the range that is used.

    Raises:
        RejectedError: all bits are needed, and cannot be read.
    """
    if image.mode == "F" or image.mode.startswith("I"):
        values = np.nan_to_num(np.asarray(image).astype(np.float64), posinf=0.0, neginf=0.0)
        low, high = _range(values, image.mode)
        if high != SHORT_MAX:
            return _scaled(values, low, high), ()
        used = int(values.max()).bit_length()
        return _scaled(values, 0.0, _largest(bits)), _remarks(used, bits)
    if deep.content is None:
        used = _bits_of(max(np.asarray(image.getextrema()).reshape(-1, 2)[: _colours(image), 1]))
        return image, _remarks(used, None)
    shorts = _shorts(image, deep.content)
    used = int(shorts[..., :3].max()).bit_length()
    levels = _table(_largest(bits))[shorts]
    levels[..., 3:] = _table(SHORT_MAX)[shorts[..., 3:]]  # of transparency
    return Image.fromarray(levels), _remarks(used, bits)


def _scaled(values: np.ndarray, low: float, high: float) -> Image.Image:
    return Image.fromarray(_levels(values, low, high))


def _levels(values: np.ndarray, low: float, high: float) -> np.ndarray:
    levels = np.round((values - low) * (BYTE_MAX / max(high - low, 1e-12)))
    return np.clip(levels, 0, BYTE_MAX).astype(np.uint8)


def _table(largest: float) -> np.ndarray:
    """What each value of 16 bits becomes; floats of all pixels would take four times their room."""
    return _levels(np.arange(2.0**SHORT_BITS), 0.0, largest)


def _range(values: np.ndarray, mode: str) -> tuple[float, float]:
    """The values that stand for black and white."""
    if mode.startswith("I;16"):
        return 0.0, SHORT_MAX
    if values.min() < 0 or values.max() > SHORT_MAX:
        return values.min(), values.max()
    if mode == "F" and values.max() <= 1:
        return 0.0, 1.0
    return 0.0, BYTE_MAX if values.max() <= BYTE_MAX else SHORT_MAX


def _largest(bits: int | None) -> float:
    return SHORT_MAX if bits is None else 2.0**bits - 1


def _colours(image: Image.Image) -> int:
    """Its channels, without that of transparency, which comes last."""
    return len(image.getbands()) - (image.mode in ("LA", "RGBA"))


def _bits_of(upper: int) -> int:
    """The bits that a value of 16 uses, by its upper 8; those below count as used."""
    return BYTE_BITS + int(upper).bit_length()


def _remarks(used: int, bits: int | None) -> tuple[Remark, ...]:
    if 0 < used <= (bits or SHORT_BITS) - SPARE:
        return (Remark(About.BITS, used),)
    return (Remark(About.WHITE, used),) if bits is not None and used > bits else ()


def _shorts(image: Image.Image, content: bytes) -> np.ndarray:
    """All bits of a picture whose upper 8 are loaded, uint16 (height, width, 3 or 4)."""
    found = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    upper = np.asarray(image.convert("RGBA" if image.mode == "LA" else image.mode))
    if found is not None and found.dtype == np.uint16 and found.ndim == 3:
        shorts: np.ndarray = cv2.cvtColor(found, TO_RGB[found.shape[2]])
        if np.array_equal(shorts // 2**BYTE_BITS, upper):
            return shorts
    raise RejectedError(Reason.UNREADABLE, "its 16 bits cannot be read for --bits; save it as PNG")
