"""Latents, and pictures made of them by a trained generator in any of its forms."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from keras_pggan.data.npz import write_npz
from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_new_folder, check_writable, written_whole
from keras_pggan.generators.between import slerp
from keras_pggan.kinds import as_kind
from keras_pggan.memory import check_room
from keras_pggan.pictures import grid, to_bytes, write_png
from keras_pggan.pictures.grid import SEEN_HEIGHT
from keras_pggan.words import brief, counted, listed, shortened

FEWER = "make fewer at a time, each time with another seed"
MOST_NAMES = 20  # of classes, in a message

# Latents (batch, latent_dim) float32 and, where there are classes, integer labels (batch,), to
# pictures.
Call = Callable[..., np.ndarray]


@dataclasses.dataclass(frozen=True)
class Generator:
    """A trained generator, wherever it was loaded from.

    Args:
        latent_dim: length of a latent.
        image_shape: (height, width, channels) of its pictures.
        call: latents (batch, latent_dim) float32 and, where there are classes, integer labels
            (batch,), to pictures, floats meant for [-1, 1].
        model: the Keras model behind it; None for a SavedModel.
        source: what messages call it.
        label_count: how many classes it can be asked for; 0 for none.
        class_names: what they are called, in the order of their labels; empty if not known.
        lower: the same network's generators of lower resolutions, from the smallest on, where
            several are asked for.
    """

    latent_dim: int
    image_shape: tuple[int, int, int]
    call: Call
    model: object | None = None
    source: str = "generator"
    label_count: int = 0
    class_names: tuple[str, ...] = ()
    lower: tuple[Generator, ...] = ()

    @property
    def of_each_resolution(self) -> tuple[Generator, ...]:
        """Those of lower resolutions, and this one."""
        return (*self.lower, self)

    def label_of(self, wanted: int | str) -> int:
        """The label of a class, given as its number or its name.

        Raises:
            InputError: there is no such class.
        """
        wanted = wanted if isinstance(wanted, int | str) else brief(wanted)
        if not self.label_count:
            raise InputError(
                f"label must be left out, as {self.source} has no classes, got {shortened(wanted)}"
            )
        if str(wanted) in self.class_names:
            return self.class_names.index(str(wanted))
        if str(wanted).isdecimal() and int(wanted) < self.label_count:
            return int(wanted)
        known = f"0 to {self.label_count - 1}"
        if self.class_names:
            known += f" or one of {listed(self.class_names, most=MOST_NAMES)}"
        raise InputError(f"label must be {known} for {self.source}, got {shortened(wanted)}")

    def labels(self, count: int, wanted: int | str | None = None) -> np.ndarray | None:
        """Labels of `count` pictures, int64: of one class, or of all in turn; None without any."""
        check_room(counted(count, "label"), 8 * count, FEWER)
        if wanted is not None:
            return np.full(count, self.label_of(wanted), np.int64)
        return np.arange(count) % self.label_count if self.label_count else None


def whole(name: str, value: int, least: int = 0) -> int:
    """A whole number that is not below `least`.

    Raises:
        InputError: it is something else.
    """
    number: int = as_kind(name, value, int)
    if number < least:
        raise InputError(f"{name} must be {least} or more, got {number}")
    return number


def share(name: str, value: float) -> float:
    """A number from 0 to 1.

    Raises:
        InputError: it is something else.
    """
    number: float = as_kind(name, value, float)
    if not 0 <= number <= 1:
        raise InputError(f"{name} must be 0 to 1, got {number}")
    return number


def latents(count: int, latent_dim: int, *, seed: int = 0, truncation: float = 1.0) -> np.ndarray:
    """Standard normal latents (count, latent_dim), float32, a function of their arguments.

    The first latents of a larger count are those of a smaller one.

    Truncation gives up variety: it moves all latents towards the first of their seed, which stays
    where it is, along the arc between them (see `slerp`). 1 leaves them to the bit as they are, 0
    makes all of them that one, and what lies between makes pictures that vary the first one more or
    less. They are about as good as the first is: look for a seed that begins with a good picture.

    Generators of this package normalize latents, so that what others do for this does nothing here:
    multiplied latents draw the same pictures, and clipped ones vary as much as they did before. Nor
    is there a middle of all latents to move to, so that one of them is taken.

    Args:
        count: how many.
        latent_dim: length of a latent.
        seed: of the noise.
        truncation: the share of the way from the first latent that is left, 0 to 1.

    >>> bool((latents(2, 8, seed=1) == latents(5, 8, seed=1)[:2]).all())
    True

    Raises:
        InputError: a number that is none, or out of range, or a latent of no length.
    """
    count, latent_dim = whole("count", count), whole("latent_dim", latent_dim, least=1)
    random = np.random.default_rng(whole("seed", seed))
    truncation = share("truncation", truncation)
    check_room(counted(count, "latent"), 4 * count * latent_dim, FEWER)
    drawn = random.standard_normal((count, latent_dim), dtype=np.float32)
    return drawn if truncation == 1 else slerp(drawn[:1], drawn, truncation)


def draw(
    generator: Generator,
    drawn: np.ndarray,
    labels: np.ndarray | None = None,
    *,
    batch_size: int = 32,
) -> Iterator[np.ndarray]:
    """Pictures of latents, uint8 (batch, height, width, channels), a batch at a time.

    Args:
        generator: what `load_generator` returned.
        drawn: latents (count, latent_dim), float32.
        labels: integers (count,), where the generator has classes.
        batch_size: pictures made at a time.

    Raises:
        InputError: the generator returns NaN.
    """
    for first in range(0, len(drawn), batch_size):
        part = slice(first, first + batch_size)
        inputs = [drawn[part]] if labels is None else [drawn[part], labels[part]]
        yield to_bytes(generator.call(*inputs))


def check_out(out: Path | str) -> None:
    """Raises InputError where `write_pictures` could not tell what is wanted, or would mix."""
    out = as_path(out)
    suffix = out.suffix.lower()
    check_writable(out)
    if suffix and out.is_dir() and suffix in (".png", ".npz"):
        raise InputError(f"{out}: a file is expected, this is a folder")
    if suffix not in ("", ".png", ".npz") and not out.is_dir():
        raise InputError(f"{out}: a .png, a .npz or a folder (no suffix) is expected")
    if not suffix and out.is_file():
        raise InputError(f"{out}: a folder is expected, this is a file")
    if suffix not in (".png", ".npz"):
        check_new_folder(out)


def write_pictures(
    images: np.ndarray,
    out: Path | str,
    *,
    labels: np.ndarray | None = None,
    class_names: tuple[str, ...] = (),
) -> None:
    """Writes uint8 pictures (count, height, width, channels) in the form that `out` asks for.

    A .png gets a grid, in which small pictures are enlarged by a whole factor (one alone is not);
    a .npz the contract of `keras_pggan.data`, and a folder, new or empty, one .png each, numbered
    from 0, all of true size. Labels and names of classes go into the .npz. A file replaces an older
    one; files and folders appear whole or not at all.

    Raises:
        InputError: `out` is none of these, or a folder with content.
    """
    check_out(out)
    out = as_path(out)
    if out.suffix.lower() == ".npz":
        names = np.array(class_names) if class_names else None
        write_npz(out, images, labels=labels, class_names=names)
    elif out.suffix.lower() == ".png":
        write_png(out, grid(images, least_height=SEEN_HEIGHT if len(images) > 1 else 0))
    else:
        digits = max(4, len(str(len(images) - 1)))
        with written_whole(out) as temporary:
            for index, picture in enumerate(images):
                write_png(temporary / f"{index:0{digits}d}.png", picture)
