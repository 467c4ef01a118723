"""Pictures inside a page: data URIs, which need no other file."""

from __future__ import annotations

import base64
import io

import numpy as np

from keras_pggan.generators.generation import Generator, draw
from keras_pggan.generators.paths import latent_walk
from keras_pggan.pictures.grid import as_image, grid
from keras_pggan.pictures.shrunk import shrunk

FRAMES, WALKERS = 48, 4  # of the walk
MILLISECONDS = 80  # a frame
LARGEST = 128  # pixels of a picture's side in the walk


def data_uri(content: bytes, kind: str) -> str:
    """Bytes as an address of themselves; `kind` such as `image/png`."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def png(picture: np.ndarray) -> bytes:
    """uint8 (height, width, channels) as a PNG."""
    written = io.BytesIO()
    as_image(picture).save(written, format="PNG")
    return written.getvalue()


def walk(generator: Generator, *, seed: int = 0) -> bytes:
    """An endless film of four pictures whose latents move, as an animated WebP.

    Large pictures are shrunk to 128 pixels, small ones enlarged by a whole factor.
    """
    path = latent_walk(FRAMES, WALKERS, generator.latent_dim, seed=seed)
    labels = generator.labels(WALKERS)
    frames = []
    for latents in path:
        (pictures,) = draw(generator, latents, labels, batch_size=WALKERS)
        fitted = np.stack([shrunk(each, LARGEST) for each in pictures])
        frames.append(as_image(grid(fitted, WALKERS, least_height=LARGEST // 2)))
    written = io.BytesIO()
    frames[0].save(
        written, format="WEBP", save_all=True, append_images=frames[1:], loop=0,
        duration=MILLISECONDS, quality=80,
    )  # fmt: skip
    return written.getvalue()
