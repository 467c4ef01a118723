"""Films of a generator whose latents move."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from keras_pggan.generators.between import lerp, slerp
from keras_pggan.generators.generation import Generator, draw, latents
from keras_pggan.generators.loading import load_generator
from keras_pggan.generators.walk_options import WalkOptions
from keras_pggan.memory import check_room
from keras_pggan.pictures import grid
from keras_pggan.pictures.film import SHEET, check_film, frame_rate, write_film
from keras_pggan.pictures.grid import SEEN_HEIGHT
from keras_pggan.words import counted

AT_ONCE = 32  # pictures that are drawn together
LEAST_LOOP = 8  # deviations of the smoothing that a loop has at least; one of fewer stands still
SHEET_FRAMES = 16
COPIES = 4  # of the noise in double precision, while it is smoothed


class Film(NamedTuple):
    """What `write_walk` wrote; height and width are pixels, `fps` is None for a sheet."""

    frames: int
    fps: float | None
    height: int
    width: int


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

    Each seed has a frame of its own, in which the latent is that of the seed to the bit.

    Args:
        frames: how many; as many as seeds, or more.
        count: pictures in each; each begins at the seed after that of the one before.
        latent_dim: length of a latent.
        seeds: where to go by.
        path: `slerp` or `lerp`.
    """
    stops = np.concatenate([latents(1, latent_dim, seed=seed) for seed in seeds])
    borders = np.rint(np.arange(len(seeds) + 1) * frames / len(seeds)).astype(int)
    leg = np.searchsorted(borders, np.arange(frames), side="right") - 1
    share = (np.arange(frames) - borders[leg]) / np.diff(borders)[leg]
    stop = (leg[:, None] + np.arange(count)) % len(seeds)
    between = {"slerp": slerp, "lerp": lerp}[path]
    return between(stops[stop], stops[(stop + 1) % len(seeds)], share[:, None, None])


def walk(
    generator: Any, options: WalkOptions | None = None, *, label: int | str | None = None
) -> Iterator[np.ndarray]:
    """Frames of a loop through the latents of a generator, uint8 (height, width, channels) each.

    After the last comes the first again. They are drawn as they are asked for: memory does not grow
    with how many there are. Small pictures are enlarged as in other grids.

    Args:
        generator: what `load_generator` returned, or whatever it takes: a run, a path, a model.
        options: length, grid, and way; see `WalkOptions`.
        label: the class to draw, as its number or name; by default each picture of a frame has the
            next one.

    Raises:
        InputError: the generator has no such class, or returns NaN; too much for this machine's
            memory; as `load_generator`.
    """
    options = options or WalkOptions()
    generator = load_generator(generator)
    path = _path(options, generator)
    return _frames(generator, path, generator.labels(options.walkers, label), options)


def write_walk(
    generator: Any,
    out: Path | str,
    options: WalkOptions | None = None,
    *,
    label: int | str | None = None,
    on_frame: Callable[[int, int], None] | None = None,
) -> Film:
    """Writes a `walk` as an .mp4, .gif or .webp that plays for ever, or frames of it as a .png.

    The .png is a sheet of 16 frames that lie evenly on the way. See `write_film`.

    Args:
        generator, options, label: as for `walk`.
        out: the file, which may be replaced; it appears whole or not at all.
        on_frame: is told how many frames are drawn, of how many.

    Raises:
        InputError: as `walk`; or a film cannot be written there.
        OSError: it could not be written.
    """
    out = check_film(out)
    options = options or WalkOptions()
    options = dataclasses.replace(options, fps=frame_rate(out, options.fps))
    generator = load_generator(generator)
    labels = generator.labels(options.walkers, label)
    path = _path(options, generator)
    sheet = out.suffix.lower() == SHEET
    if sheet:
        chosen = np.arange(SHEET_FRAMES) * len(path) // SHEET_FRAMES
        path = path[np.unique(chosen)]
    frames = _frames(generator, path, labels, options)
    if on_frame is not None:
        frames = _told(frames, len(path), on_frame)
    height, width = write_film(frames, out, fps=options.fps)
    return Film(len(path), None if sheet else options.fps, height, width)


def _path(options: WalkOptions, generator: Generator) -> np.ndarray:
    """The latents of all frames, float32 (frames, walkers, latent_dim)."""
    count, walkers, latent_dim = options.frame_count, options.walkers, generator.latent_dim
    pictures, advice = counted(walkers, "picture"), "take a smaller --grid"
    check_room(f"{pictures} a frame", walkers * math.prod(generator.image_shape), advice)
    size = COPIES * 8 * count * walkers * latent_dim
    check_room(f"latents of {counted(count, 'frame')}", size, "make a shorter film")
    if options.seeds:
        made = seeds_walk(count, walkers, latent_dim, seeds=options.seeds, path=options.path)
    else:
        smoothness = min(options.fps, count / LEAST_LOOP)
        made = latent_walk(count, walkers, latent_dim, seed=options.seed, smoothness=smoothness)
    if options.truncation == 1:
        return made
    first = options.seeds[0] if options.seeds else options.seed
    return slerp(latents(1, latent_dim, seed=first), made, options.truncation)


def _frames(
    generator: Generator, path: np.ndarray, labels: np.ndarray | None, options: WalkOptions
) -> Iterator[np.ndarray]:
    columns, _ = options.columns_and_rows
    frames_at_once = max(1, AT_ONCE // options.walkers)
    for first in range(0, len(path), frames_at_once):
        some = path[first : first + frames_at_once]
        tiled = None if labels is None else np.tile(labels, len(some))
        flat = some.reshape(-1, generator.latent_dim)
        pictures = np.concatenate(list(draw(generator, flat, tiled, batch_size=AT_ONCE)))
        for frame in pictures.reshape(len(some), options.walkers, *pictures.shape[1:]):
            yield grid(frame, columns, least_height=SEEN_HEIGHT)


def _told(
    frames: Iterator[np.ndarray], total: int, on_frame: Callable[[int, int], None]
) -> Iterator[np.ndarray]:
    for done, frame in enumerate(frames, start=1):
        on_frame(done, total)
        yield frame
