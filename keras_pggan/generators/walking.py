"""Films of a generator whose latents move."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.attribute_direction import read_direction
from keras_pggan.generators.between import slerp
from keras_pggan.generators.found_latents import FoundLatents, latents_for
from keras_pggan.generators.generation import Generator, draw, latents
from keras_pggan.generators.loading import load_generator
from keras_pggan.generators.paths import direction_walk, firsts, latent_walk, stops_walk
from keras_pggan.generators.walk_options import FEWEST_SEEDS, WalkOptions
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
    return _frames(_planned(load_generator(generator), options or WalkOptions(), label))


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
    planned = _planned(load_generator(generator), options, label)
    sheet = out.suffix.lower() == SHEET
    if sheet:
        chosen = np.arange(SHEET_FRAMES) * len(planned.path) // SHEET_FRAMES
        planned = planned._replace(path=planned.path[np.unique(chosen)])
    frames, count = _frames(planned), len(planned.path)
    if on_frame is not None:
        frames = _told(frames, count, on_frame)
    height, width = write_film(frames, out, fps=options.fps)
    return Film(count, None if sheet else options.fps, height, width)


class _Plan(NamedTuple):
    """What is drawn: latents (frames, walkers, latent_dim), and labels (walkers,)."""

    generator: Generator
    path: np.ndarray
    labels: np.ndarray | None
    columns: int


def _planned(generator: Generator, options: WalkOptions, label: int | str | None) -> _Plan:
    stops = _stops(generator, options)
    options = options.for_stops(0 if stops is None else len(stops))
    frames, walkers, latent_dim = options.frame_count, options.walkers, generator.latent_dim
    pictures, advice = counted(walkers, "picture"), "take a smaller --grid"
    check_room(f"{pictures} a frame", walkers * math.prod(generator.image_shape), advice)
    size = COPIES * 8 * frames * walkers * latent_dim
    check_room(f"latents of {counted(frames, 'frame')}", size, "make a shorter film")
    labels = _labels(generator, options, stops, label)
    values = None if stops is None else stops.values
    first = latents(1, latent_dim, seed=options.seed) if values is None else values[:1]
    path = _path(options, values, latent_dim, first)
    return _Plan(generator, path, labels, options.columns_and_rows[0])


def _stops(generator: Generator, options: WalkOptions) -> FoundLatents | None:
    """The latents that the way goes through, or that move along a direction; None for noise."""
    if options.latents is not None:
        stops = latents_for(generator, options.latents)
        if len(stops) < FEWEST_SEEDS and options.direction is None:
            raise InputError(
                f"{options.latents}: {FEWEST_SEEDS} latents or more are expected to go through, "
                f"this has {len(stops)}; give one of more pictures, or --direction"
            )
        options.check_length(len(stops))
        return stops
    return FoundLatents(firsts(options.seeds, generator.latent_dim)) if options.seeds else None


def _labels(
    generator: Generator,
    options: WalkOptions,
    stops: FoundLatents | None,
    label: int | str | None,
) -> np.ndarray | None:
    """The class of each picture of a frame: what is wanted, that of its latents, or all in turn."""
    own = None if stops is None else stops.labels
    if label is not None or own is None or not generator.label_count:
        return generator.labels(options.walkers, label)
    if options.direction is None and len(set(own.tolist())) > 1:
        raise InputError(
            f"{options.latents}: these latents are of several classes, between which there is no "
            "way; give the class to draw (--label)"
        )
    return own[np.arange(options.walkers) % len(own)]


def _path(
    options: WalkOptions, stops: np.ndarray | None, latent_dim: int, first: np.ndarray
) -> np.ndarray:
    """The latents of all frames, float32 (frames, walkers, latent_dim)."""
    count, walkers, truncation = options.frame_count, options.walkers, options.truncation

    def truncated(made: np.ndarray) -> np.ndarray:
        return made if truncation == 1 else slerp(first, made, truncation)

    if options.direction is not None:
        direction = read_direction(options.direction).values_for(latent_dim)
        if stops is None:
            starts = latents(walkers, latent_dim, seed=options.seed)
        else:
            starts = stops[np.arange(walkers) % len(stops)]
        return direction_walk(count, truncated(starts), direction, strength=options.strength)
    if stops is not None:
        return truncated(stops_walk(count, walkers, stops, path=options.path))
    smoothness = min(options.fps, count / LEAST_LOOP)
    made = latent_walk(count, walkers, latent_dim, seed=options.seed, smoothness=smoothness)
    return truncated(made)


def _frames(plan: _Plan) -> Iterator[np.ndarray]:
    walkers, latent_dim = plan.path.shape[1:]
    frames_at_once = max(1, AT_ONCE // walkers)
    for first in range(0, len(plan.path), frames_at_once):
        some = plan.path[first : first + frames_at_once]
        tiled = None if plan.labels is None else np.tile(plan.labels, len(some))
        flat = some.reshape(-1, latent_dim)
        pictures = np.concatenate(list(draw(plan.generator, flat, tiled, batch_size=AT_ONCE)))
        for frame in pictures.reshape(len(some), walkers, *pictures.shape[1:]):
            yield grid(frame, plan.columns, least_height=SEEN_HEIGHT)


def _told(
    frames: Iterator[np.ndarray], total: int, on_frame: Callable[[int, int], None]
) -> Iterator[np.ndarray]:
    for done, frame in enumerate(frames, start=1):
        on_frame(done, total)
        yield frame
