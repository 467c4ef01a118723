"""Where the first weights of a run come from; imported for a command's `--help`."""

from __future__ import annotations

import dataclasses

from keras_pggan.errors import InputError
from keras_pggan.options import check, option
from keras_pggan.shapes import Shapes
from keras_pggan.words import counted


@dataclasses.dataclass(frozen=True, kw_only=True)
class Freezing:
    """What of a source stays as it is."""

    freeze_levels: int = option(
        0,
        "Levels of the discriminator that stay as the source (--from) has them: of those that it "
        "has, the ones nearest to the picture, each with its layer from pictures.",
        least=0,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Origin:
    """The trained weights that a run began with, as its `config.toml` keeps them in `[source]`.

    Args:
        path: what `train --from` named: a run, or a .keras file. Only a run that has no checkpoint
            yet needs it.
        sha256: digest of these weights.
        resolution: height of the pictures up to which there are any, in pixels.
        images_seen: images that they had been shown; None where nothing tells.
        discriminator: whether there was one.
    """

    path: str
    sha256: str
    resolution: int
    images_seen: int | None = None
    discriminator: bool = True

    def __post_init__(self) -> None:
        check(self)

    @property
    def told(self) -> str:
        """Such as `runs/faces (16 pixels high, after 1,800,000 images)`."""
        after = f", after {counted(self.images_seen, 'image')}" if self.images_seen else ""
        return f"{self.path} ({self.resolution} pixels high{after})"


def levels_taken(network: Shapes, origin: Origin) -> range:
    """The levels of networks whose weights the source has."""
    heights = [network.image_shape(level)[0] for level in range(network.level_count)]
    return range(sum(height <= origin.resolution for height in heights))


def levels_frozen(network: Shapes, origin: Origin | None, count: int) -> tuple[int, ...]:
    """The levels of the discriminator that get no updates: `count` of those taken, the highest.

    Levels of high resolutions stand nearest to the picture. What they see in it is much the same
    for all pictures, and is what Mo, Cho and Shin freeze ("Freeze the Discriminator", 2020, arXiv
    2002.10964). A level that is new is never frozen.

    Args:
        network: of the run.
        origin: what it began with.
        count: how many; as `freeze_levels` has it.

    Raises:
        InputError: there is nothing to freeze, or nothing would be left to learn.
    """
    if not count:
        return ()
    if origin is None:
        raise InputError(
            f"freeze_levels must be 0 without a source, got {count}; new levels have learned "
            "nothing that could stay: give --from, too"
        )
    if not origin.discriminator:
        raise InputError(
            f"freeze_levels must be 0 with a source that has no discriminator, got {count}; "
            f"{origin.path} is a generator alone: give the run that it is of"
        )
    taken = levels_taken(network, origin)
    if count >= len(taken):
        raise InputError(
            f"freeze_levels must be 0 to {len(taken) - 1}, got {count}; the source has "
            f"{counted(len(taken), 'level')}, and one at least must learn"
        )
    return tuple(taken[-count:])
