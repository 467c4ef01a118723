"""The pictures and films of a page."""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
from PIL import Image

from keras_pggan.generators.generation import Generator
from keras_pggan.generators.walk_options import WalkOptions
from keras_pggan.generators.walking import walk
from keras_pggan.pictures.data_uris import LARGEST, MOST_PNG, QUALITY, data_uri, picture_uri
from keras_pggan.pictures.grid import as_image
from keras_pggan.pictures.shrunk import shrunk

SECONDS, FPS = 6, 12  # of the walk
GRID, GRID_OF_LARGE, LARGE = (4, 2), (2, 1), 256  # pictures of a frame; from so many pixels on
LARGEST_GRID = 640  # pixels of a longer side: as wide as a part of the page
MOST_FILM = 2_500_000  # bytes, by the first frame; a film of more is compressed more
# Longer side and quality of a film, in the order in which they are tried.
FORMS = (LARGEST, QUALITY), (LARGEST, 60), (640, 60), (480, 50), (320, 40)


class Film(NamedTuple):
    """An endless film, and a frame of it for those whom moving pictures make ill; WebP both."""

    film: bytes
    still: bytes


def grid_uri(png: bytes) -> str:
    """The content of a PNG, one of many on the page, as it is; a large one as `picture_uri`."""
    if len(png) <= MOST_PNG:
        return data_uri(png, "image/png")
    with Image.open(io.BytesIO(png)) as image:
        picture = np.asarray(image)
    return picture_uri(picture if picture.ndim == 3 else picture[..., None], LARGEST_GRID)


def film(generator: Generator, *, seed: int = 0) -> Film:
    """A `walk` of eight pictures, of two where they are large, of six seconds without a seam.

    Frames are as wide as the page at most, and smaller where the film would have many megabytes.
    """
    large = max(generator.image_shape[:2]) > LARGE
    grid = GRID_OF_LARGE if large else GRID
    options = WalkOptions(seconds=SECONDS, fps=FPS, grid=grid, seed=seed)
    frames = [shrunk(frame, LARGEST) for frame in walk(generator, options)]
    for side, quality in FORMS:
        still = _webp([shrunk(frames[0], side)], quality)
        if len(still) * len(frames) <= MOST_FILM:
            break
    moving = _webp([shrunk(frame, side) for frame in frames], quality)
    return Film(moving, _webp(frames[:1], QUALITY))


def _webp(frames: list[np.ndarray], quality: int) -> bytes:
    written = io.BytesIO()
    first, *rest = map(as_image, frames)
    kept = {"save_all": True, "append_images": rest, "loop": 0, "duration": round(1000 / FPS)}
    first.save(written, format="WEBP", quality=quality, **(kept if rest else {}))
    return written.getvalue()
