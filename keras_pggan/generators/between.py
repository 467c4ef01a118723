"""Points on the way from one latent to another."""

from __future__ import annotations

import numpy as np

PARALLEL = 1e-6  # of a sine: below it, no direction leads from one latent to the other


def lerp(start: np.ndarray, end: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    """The points at a share of the straight line between latents, float32 (..., latent_dim).

    Seen from the origin, which is all that generators of this package see, they move fastest in the
    middle.

    Args:
        start: latents (..., latent_dim), which share 0 gives to the bit.
        end: latents (..., latent_dim), which share 1 gives to the bit.
        share: from 0 to 1; of shape (..., 1), where it differs.

    >>> lerp(np.array([3.0, 0.0]), np.array([0.0, 1.0]), 0.5)
    array([1.5, 0.5], dtype=float32)
    """
    start, end = np.asarray(start, np.float64), np.asarray(end, np.float64)
    return np.asarray((1 - share) * start + share * end, np.float32)


def slerp(start: np.ndarray, end: np.ndarray, share: float | np.ndarray) -> np.ndarray:
    """The points at a share of the arc between latents, float32 (..., latent_dim).

    Directions go along the great circle at constant speed, lengths evenly from one to the other, so
    that all on the way are as likely as both ends. Where there is no one arc, between latents that
    point the same or opposite ways or nowhere, it is the straight line.

    Args:
        start: latents (..., latent_dim), which share 0 gives to the bit.
        end: latents (..., latent_dim), which share 1 gives to the bit.
        share: from 0 to 1; of shape (..., 1), where it differs.

    >>> slerp(np.array([3.0, 0.0]), np.array([0.0, 1.0]), 0.5).round(3)
    array([1.414, 1.414], dtype=float32)
    """
    start, end = np.asarray(start, np.float64), np.asarray(end, np.float64)
    lengths = [np.linalg.norm(each, axis=-1, keepdims=True) for each in (start, end)]
    from_, to = (
        each / np.where(length > 0, length, 1)
        for each, length in zip((start, end), lengths, strict=True)
    )
    # Of half the chord: unlike the arc cosine of the product, exact for small angles, too.
    angle = 2 * np.arcsin(np.minimum(1, np.linalg.norm(to - from_, axis=-1, keepdims=True) / 2))
    sine = np.sin(angle)
    apart = (sine > PARALLEL) & (lengths[0] > 0) & (lengths[1] > 0)
    divisor = np.where(apart, sine, 1)
    direction = np.sin((1 - share) * angle) / divisor * from_ + np.sin(share * angle) / divisor * to
    length = (1 - share) * lengths[0] + share * lengths[1]
    return np.where(apart, length * direction, lerp(start, end, share)).astype(np.float32)
