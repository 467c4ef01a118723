"""Colours of embedded profiles become sRGB, which training and screens take them for."""

from __future__ import annotations

import functools
import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms

# Colours that sRGB has stay what they are. A perceptual intent would move them to make room for
# others, and profiles of cameras and screens have no tables for that. The black of paper becomes
# black.
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
# Of gray only 256 levels are converted; what is fast is off by ten near the black of a linear one.
EXACT = ImageCms.Flags.NOOPTIMIZE
NEAR = 2  # levels of 255; sRGB profiles of different makers differ by one
STEPS = 17  # of each colour, at which a profile is held against sRGB
KEPT = 8  # conversions in memory; pictures of one camera share theirs
# What a profile of each space can be for; colours may be stored as gray, or by a palette.
MODES = {
    "RGB": ("RGB", "RGBA", "L", "LA", "P", "PA", "YCbCr"),
    "GRAY": ("L", "LA"),
    "CMYK": ("CMYK",),
}
BLACK_AND_WHITE = "1"  # are that in any space
BROKEN = (ImageCms.PyCMSError, OSError, ValueError, TypeError)  # what Pillow raises for profiles


def in_srgb(image: Image.Image, profile: bytes) -> Image.Image | None:
    """A loaded picture in sRGB: itself where its profile is that, to two levels of 255.

    Args:
        image: of any mode of 8 bits; transparency is kept.
        profile: ICC, as embedded.

    Returns:
        None where the profile is broken, or none for such a picture.
    """
    if image.mode == BLACK_AND_WHITE:
        return image
    conversion = _conversion(profile) if isinstance(profile, bytes) else None  # of TIFFs, anything
    if conversion is None or image.mode not in MODES[conversion.space]:
        return None
    if conversion.transform is None:
        return image
    return _converted(image, conversion.space, conversion.transform)


class _Conversion(NamedTuple):
    """The space that a profile is of, and what leads from there to sRGB; None from sRGB itself."""

    space: str
    transform: ImageCms.ImageCmsTransform | None


@functools.lru_cache(maxsize=KEPT)
def _conversion(profile: bytes) -> _Conversion | None:
    """What a profile asks for; None of one that is broken."""
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = opened.profile.xcolor_space.strip()
        if space not in MODES:
            return None
        mode = {"GRAY": "L"}.get(space, space)
        flags = FLAGS | (EXACT if mode == "L" else 0)
        transform = ImageCms.buildTransform(
            opened, ImageCms.createProfile("sRGB"), mode, "RGB", renderingIntent=INTENT, flags=flags
        )
    except BROKEN:
        return None
    return _Conversion(space, None if _is_srgb(transform, mode) else transform)


def _is_srgb(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether colours stay what they are; names of profiles say anything."""
    if mode == "CMYK":
        return False
    levels = np.linspace(0, 255, STEPS).round().astype(np.uint8)
    if mode == "L":
        before = _ramp()
        colours = np.repeat(before[..., None], 3, axis=-1)
    else:
        colours = before = np.stack(np.meshgrid(*[levels] * 3), axis=-1).reshape(1, -1, 3)
    after = np.asarray(transform.apply(Image.fromarray(before)))
    return int(np.abs(after.astype(int) - colours).max()) <= NEAR


def _ramp() -> np.ndarray:
    """All levels of gray, uint8 (1, 256)."""
    return np.arange(256, dtype=np.uint8)[None]


def _converted(
    image: Image.Image, space: str, transform: ImageCms.ImageCmsTransform
) -> Image.Image:
    clear = image.has_transparency_data  # of a colour that is given as transparent, too
    if space == "GRAY":
        image = image.convert("LA" if clear else "L")
        ramp = transform.apply(Image.fromarray(_ramp()))
        table = np.asarray(ramp)[0, :, 1].tolist()  # gray stays gray, which rounding might tinge
        done = image.getchannel(0).point(table)
    else:
        if space == "RGB":
            image = image.convert("RGBA" if clear else "RGB")
        colours = image.convert("RGB") if clear else image
        done = transform.apply(colours)
    if clear:
        done.putalpha(image.getchannel("A"))
    return done
