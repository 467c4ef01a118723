"""The ways of moving latents."""

from __future__ import annotations

import numpy as np

from keras_pggan.generators.between import lerp, slerp
from keras_pggan.generators.generation import latents


def latent_walk(
    frames: int, count: int, latent_dim: int, *, seed: int = 0, smoothness: float = 4.0
) -> np.ndarray:
    """Latents that move smoothly and come back to where they started, float32 (frames, count, dim).

    Normal noise, smoothed over time by a wrapping Gaussian filter and divided by its root mean
    square, so that each frame's latents are as those that a generator was trained with.

    Args:
        frames: how many.
        count: pictures in each.
        latent_dim: length of a latent.
        seed: of the noise.
        smoothness: standard deviation of the filter, in frames.

    Source: the videos of Karras et al. 2018.
    """
    noise = np.random.default_rng(seed).standard_normal((frames, count, latent_dim))
    # A Gaussian filter that wraps around is a Gaussian factor for each frequency.
    frequencies = 2 * np.pi * np.fft.rfftfreq(frames)
    factors = np.exp(-((smoothness * frequencies) ** 2) / 2)[:, None, None]
    smooth = np.fft.irfft(np.fft.rfft(noise, axis=0) * factors, frames, axis=0)
    smooth /= np.sqrt(np.mean(np.square(smooth)))
    return smooth.astype(np.float32)


def seeds_walk(
    frames: int, count: int, latent_dim: int, *, seeds: tuple[int, ...], path: str = "slerp"
) -> np.ndarray:
    """Latents that go from one seed's first to the next one's, and back: (frames, count, dim).

    Args:
        frames, count, path: as for `stops_walk`.
        latent_dim: length of a latent.
        seeds: where to go by.
    """
    return stops_walk(frames, count, firsts(seeds, latent_dim), path=path)


def firsts(seeds: tuple[int, ...], latent_dim: int) -> np.ndarray:
    """The first latent of each seed, float32 (seeds, latent_dim)."""
    return np.concatenate([latents(1, latent_dim, seed=seed) for seed in seeds])


def stops_walk(frames: int, count: int, stops: np.ndarray, *, path: str = "slerp") -> np.ndarray:
    """Latents that go from one to the next, and back to the first: float32 (frames, count, dim).

    Each stop has a frame of its own, in which the latent is that stop to the bit.

    Args:
        frames: how many; as many as stops, or more.
        count: pictures in each; each begins at the stop after that of the one before.
        stops: where to go by, float32 (stops, latent_dim).
        path: `slerp` or `lerp`.
    """
    borders = np.rint(np.arange(len(stops) + 1) * frames / len(stops)).astype(int)
    leg = np.searchsorted(borders, np.arange(frames), side="right") - 1
    share = (np.arange(frames) - borders[leg]) / np.diff(borders)[leg]
    stop = (leg[:, None] + np.arange(count)) % len(stops)
    between = {"slerp": slerp, "lerp": lerp}[path]
    return between(stops[stop], stops[(stop + 1) % len(stops)], share[:, None, None])


def direction_walk(
    frames: int, starts: np.ndarray, direction: np.ndarray, *, strength: float = 1.0
) -> np.ndarray:
    """Latents that go to one side along a direction, back, to the other, and back.

    A latent z of the length |z| is |z| times the normalized z / |z| + strength sin(2 pi f / frames)
    times the direction in frame f. In the first frame that is z, and the loop has no seam.

    Args:
        frames: how many.
        starts: float32 (count, latent_dim), one for each picture of a frame.
        direction: of the length 1, (latent_dim,).
        strength: how far it goes; at 1, a latent that is at right angles turns by 45 degrees.

    Returns:
        float32 (frames, count, latent_dim).
    """
    lengths = np.linalg.norm(np.asarray(starts, np.float64), axis=-1, keepdims=True)
    waves = strength * np.sin(2 * np.pi * np.arange(frames) / frames)
    moved = starts / lengths + waves[:, None, None] * direction
    moved *= lengths / np.linalg.norm(moved, axis=-1, keepdims=True)
    return moved.astype(np.float32)
