"""Which resolution is trained when, for how long, and how far a fade-in has come.

Pure arithmetic on the standard library: nothing here knows Keras or TensorFlow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, overload

from keras_pggan.errors import InputError
from keras_pggan.options import check, described, option
from keras_pggan.shapes import Shapes, check_shapes
from keras_pggan.words import brief

# Batch size by resolution on one 16 GB device, from the authors' program.
PAPER_BATCH_SIZES = {4: 128, 8: 128, 16: 128, 32: 64, 64: 32, 128: 16, 256: 8}
PAPER_SMALLEST_BATCH = 4  # at 512 and above
PAPER_IMAGES_PER_PHASE = 600_000
# Of both optimizers, from the authors' program on one device; the larger from 1024 on.
PAPER_LEARNING_RATE, PAPER_LARGEST_LEARNING_RATE = 0.001, 0.0015
PAPER_LARGEST_FROM = 1024


def alpha_at(images_seen: int, fade_images: int) -> float:
    """The weight of the new level after `images_seen` images of a fade-in of `fade_images`.

    `min(1, images_seen / fade_images)`, and 1 where there is nothing to fade. The training step
    computes the same in its graph.

    >>> alpha_at(300, 1200), alpha_at(2000, 1200), alpha_at(0, 0)
    (0.25, 1.0, 1.0)
    """
    return min(1.0, images_seen / fade_images) if fade_images else 1.0


def paper_batch_size(resolution: int) -> int:
    """The authors' batch size at a resolution; between two of theirs, that of the larger.

    >>> paper_batch_size(32), paper_batch_size(48), paper_batch_size(1024)
    (64, 32, 4)
    """
    fitting = [size for limit, size in PAPER_BATCH_SIZES.items() if resolution <= limit]
    return fitting[0] if fitting else PAPER_SMALLEST_BATCH


def paper_learning_rate(resolution: int) -> float:
    """The authors' learning rate at a resolution, on however many devices.

    >>> paper_learning_rate(512), paper_learning_rate(1024)
    (0.001, 0.0015)
    """
    large = resolution >= PAPER_LARGEST_FROM
    return PAPER_LARGEST_LEARNING_RATE if large else PAPER_LEARNING_RATE


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class Phase:
    """One stretch of training: a level, either fading in or straight through.

    Args:
        level: 0 is the base; each level doubles the resolution.
        height, width: size of the pictures in pixels.
        fade_in: whether the level is being faded in over this phase.

    Raises:
        InputError: a value out of range, or a fade-in at level 0.
    """

    level: int
    height: int
    width: int
    fade_in: bool
    images: int = option(
        help="Images shown in each phase, rounded up to whole batches.",
        least=1,
        key="phase_images",
        default=f"{PAPER_IMAGES_PER_PHASE}",
    )
    batch_size: int = option(
        help="Images in a batch, of all devices together.",
        least=1,
        default="the paper's for each resolution, 128 to 4",
    )
    learning_rate: float = option(
        PAPER_LEARNING_RATE,
        "Of both optimizers.",
        above=0,
        default=f"the paper's, {PAPER_LEARNING_RATE}, and {PAPER_LARGEST_LEARNING_RATE} from "
        f"{PAPER_LARGEST_FROM} on",
    )
    discriminator_learning_rate: float | None = option(
        None, "Of the discriminator's optimizer, where it has another.", above=0
    )

    def __post_init__(self) -> None:
        check(self)
        for name, least in (("level", 0), ("height", 1), ("width", 1)):
            if getattr(self, name) < least:
                raise InputError(f"{name} must be {least} or more, got {getattr(self, name)}")
        if self.fade_in and self.level == 0:
            raise InputError("level 0 has no level below to fade in from")

    @property
    def rates(self) -> tuple[float, float]:
        """Learning rates of the generator's optimizer and of the discriminator's."""
        own = self.discriminator_learning_rate
        return self.learning_rate, self.learning_rate if own is None else own

    @property
    def steps(self) -> int:
        """Training steps: `images / batch_size`, rounded up."""
        return -(-self.images // self.batch_size)

    def step_after(self, done: int, batch: int) -> int:
        """Steps done after batch `batch` of a `fit` that began when `done` steps were.

        One execution of several steps may count further than the phase goes.
        """
        return min(done + batch + 1, self.steps)

    @property
    def images_shown(self) -> int:
        """`images` rounded up to whole batches."""
        return self.steps * self.batch_size

    @property
    def fade_images(self) -> int:
        """Images over which alpha rises from 0 to 1; 0 where there is no fade."""
        return self.images if self.fade_in else 0

    @property
    def name(self) -> str:
        """Such as `16x16-fade-in`; safe in file names."""
        return f"{self.height}x{self.width}-{'fade-in' if self.fade_in else 'straight'}"


@dataclasses.dataclass(frozen=True)
class Schedule(Sequence[Phase]):
    """A sequence of phases: per level a fade-in (but for level 0), then straight through.

    Args:
        phases: in the order of training; levels never fall.

    >>> from keras_pggan import NetworkConfig
    >>> schedule = Schedule.paper(NetworkConfig(resolution=8), images_per_phase=1000)
    >>> [phase.name for phase in schedule]
    ['4x4-straight', '8x8-fade-in', '8x8-straight']
    >>> schedule.images_before(2)  # two phases of 8 batches of 128
    2048
    """

    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        several = isinstance(self.phases, Sequence | Iterator)
        phases = tuple(self.phases) if several else (self.phases,)
        for strange in (each for each in phases if not isinstance(each, Phase)):
            raise InputError(f"a schedule is made of phases (pg.Phase), got {brief(strange)}")
        object.__setattr__(self, "phases", phases)
        if not self.phases:
            raise InputError("a schedule needs one phase at least")
        levels = [phase.level for phase in self.phases]
        if levels != sorted(levels):
            raise InputError(f"levels of a schedule must not fall, got {levels}")

    @classmethod
    def growing(
        cls,
        shapes: Shapes,
        *,
        images_per_phase: int,
        batch_size: int | None = None,
        learning_rate: float | None = None,
        discriminator_learning_rate: float | None = None,
    ) -> Schedule:
        """Two phases per level (one at level 0) of equal length.

        Batch size and learning rates are, if given, those of all phases, else the paper's for each.
        """
        check_shapes(shapes)
        phases = []
        for level in range(shapes.level_count):
            height, width, _ = shapes.image_shape(level)
            size = max(height, width)
            rate = paper_learning_rate(size) if learning_rate is None else learning_rate
            for fade_in in (True, False) if level else (False,):
                phases.append(
                    Phase(
                        level=level,
                        height=height,
                        width=width,
                        fade_in=fade_in,
                        images=images_per_phase,
                        batch_size=paper_batch_size(size) if batch_size is None else batch_size,
                        learning_rate=rate,
                        discriminator_learning_rate=discriminator_learning_rate,
                    )
                )
        return cls(tuple(phases))

    @classmethod
    def fixed(cls, shapes: Shapes, **options: Any) -> Schedule:
        """One phase at the last level, without growth, as long as all of `growing` together.

        Takes what `growing` takes.
        """
        growing = cls.growing(shapes, **options)
        images = sum(phase.images for phase in growing)
        return cls((dataclasses.replace(growing[-1], fade_in=False, images=images),))

    @classmethod
    def paper(cls, shapes: Shapes, images_per_phase: int = PAPER_IMAGES_PER_PHASE) -> Schedule:
        """The authors' program: their batch size and learning rate at each resolution, 600,000
        images a phase.

        The run in the paper showed 800,000 a phase; pass that to repeat it.
        """
        return cls.growing(shapes, images_per_phase=images_per_phase)

    def images_before(self, index: int) -> int:
        """Images shown in the phases before phase `index`."""
        return sum(phase.images_shown for phase in self.phases[:index])

    @property
    def total_images(self) -> int:
        """Images shown in all phases."""
        return self.images_before(len(self.phases))

    def __iter__(self) -> Iterator[Phase]:
        return iter(self.phases)

    def __len__(self) -> int:
        return len(self.phases)

    @overload
    def __getitem__(self, index: int) -> Phase: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Phase, ...]: ...

    def __getitem__(self, index: int | slice) -> Phase | tuple[Phase, ...]:
        return self.phases[index]
