"""The shape of the networks, as values."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from keras_pggan.errors import InputError
from keras_pggan.models.progressive.conventions import PAPER, STRIDED, Conventions
from keras_pggan.options import check, described, option
from keras_pggan.schedule import Phase
from keras_pggan.shapes import check_class_names, check_size
from keras_pggan.words import brief

LARGEST_DECAY = 8  # a level has a 256th of the filters of the one below; more is no network


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class NetworkConfig:
    """What decides the shape of a generator and its discriminator; the defaults are the paper's.

    Level 0 has `base_shape`; every further level doubles it. A block at level k has
    `min(int(filters_base / 2^((k + 1) * filters_decay)), filters_max)` filters, or those that
    `level_filters` has for it.

    Raises:
        InputError: a value out of range, or a resolution that the base shape cannot reach.

    >>> NetworkConfig(resolution=32).level_count
    4
    >>> NetworkConfig(resolution=8, base_shape=(4, 6)).image_shape(1)
    (8, 12, 3)

    Source: Karras et al. 2018 (arXiv 1710.10196), table 2.
    """

    resolution: int = option(
        1024,
        "Height of the final pictures in pixels: that of the base shape times 2^n.",
        default="the largest that fits the data",
    )
    filters_base: int = option(
        8192,
        "Filters that a level -1 would have, halved at each; the paper's for 1024x1024.",
        least=1,
    )
    filters_max: int = option(512, "Most filters of any layer.", least=1)
    latent_dim: int = option(512, "Length of a latent.", least=1)
    base_shape: tuple[int, int] = option(
        (4, 4),
        "Of level 0 in pixels: 6x6 reaches 192, 4x6 is 2:3.",
        form="HEIGHTxWIDTH, such as 4x6",
        default="4x4; for pictures that are no squares the smallest of their proportions",
    )
    channels: int = option(
        3,
        "Gray (1), RGB (3) or RGBA (4).",
        choices=(1, 3, 4),
        default="those of the data",
        command=False,
    )
    filters_decay: float = option(
        1.0,
        "How fast filters fall with the level; 1 halves them at each.",
        least=0,
        most=LARGEST_DECAY,
        command=False,
    )
    label_count: int = option(
        0,
        "Classes of a conditional GAN; 0 for none.",
        least=0,
        default="those of the data",
        command=False,
    )
    class_names: tuple[str, ...] = option(
        (),
        "What the classes are called, in the order of the labels; may be left empty.",
        default="those of the data",
        command=False,
    )
    stdev_group_size: int = option(
        4, "Samples in a group of the minibatch standard deviation.", least=1, command=False
    )
    pool_before_activation: bool = option(
        True,
        "The discriminator's second convolution of a block is pooled before its bias and "
        "activation, as in the authors' program. The paper's table 2 and the PyTorch programs "
        "activate first; weights trained there need false.",
        command=False,
    )
    fused_levels: tuple[int, ...] | None = option(
        None,
        "Levels whose convolution and resampling are computed as one (see `UpsampleConv2D`): the "
        "same function of the same weights, faster or slower. The discriminator's are fused only "
        "if it pools before activation.",
        default="training takes what suits the machine; until then none are",
        command=False,
    )
    pixel_normalization: bool = option(
        True,
        "A part of the paper that can be left out to see what it does, as its table 1 does; "
        "latents stay normalized.",
        command=False,
    )
    equalized_learning_rate: bool = option(
        True,
        "Another; without it kernels are drawn with the deviation gain / sqrt(fan_in).",
        command=False,
    )
    minibatch_stdev: bool = option(
        True, "Another: the minibatch standard deviation.", command=False
    )

    level_filters: tuple[int, ...] = option(
        (),
        "Filters of each level from the base on, where filters_base and the like do not give them; "
        "levels beyond have half of those below.",
        command=False,
    )
    dense_filters: int | None = option(
        None,
        "Units of the discriminator's first dense layer.",
        least=1,
        default="those of a level -1; of level 0, where level_filters are given",
        command=False,
    )
    conventions: Conventions = option(
        PAPER, "Details in which other programs' networks differ.", command=False
    )

    def __post_init__(self):
        if isinstance(self.conventions, Mapping):  # as files have it
            object.__setattr__(self, "conventions", Conventions(**self.conventions))
        check(self)
        if self.level_filters and min(self.level_filters) < 1:
            got = brief(self.level_filters)
            raise InputError(f"level_filters must be 1 or more each, got {got}")
        self._check_base()
        reached = self.base_shape[0]
        while reached < self.resolution:
            reached *= 2
        if reached != self.resolution:
            raise InputError(
                f"resolution must be base * 2**n, got {self.resolution} for base "
                f"{self.base_shape[0]}; the nearest are {reached // 2} and {reached}"
            )
        check_class_names(self.label_count, self.class_names)
        if self.filters(self.level_count - 1) < 1:
            least = math.ceil(2 ** (self.level_count * self.filters_decay))
            raise InputError(
                f"filters_base must be {least} or more at resolution {self.resolution} with "
                f"filters_decay {self.filters_decay}, got {self.filters_base}; no filter would be "
                "left there"
            )
        levels = self.fused_levels or ()
        strange = [level for level in levels if not 0 < level < self.level_count]
        if strange:
            raise InputError(
                f"fused_levels must be from 1 to {self.level_count - 1}, got {strange[0]}"
            )

    def _check_base(self):
        if len(self.base_shape) != 2 or min(self.base_shape) < 1:
            got = brief(self.base_shape)
            raise InputError(f"base_shape must be (height, width) in pixels, got {got}")
        if self.resolution < self.base_shape[0]:
            raise InputError(
                f"resolution must be base * 2**n, got {self.resolution} for base "
                f"{self.base_shape[0]}; the smallest is {self.base_shape[0]}"
            )

    def up_to(self, resolution: int) -> NetworkConfig:
        """The same networks without the levels above a resolution: those that they grew from."""
        smaller = dataclasses.replace(self, resolution=resolution, fused_levels=None)
        fused = self.fused_levels
        if fused is not None:
            fused = tuple(level for level in fused if level < smaller.level_count)
        return dataclasses.replace(smaller, fused_levels=fused)

    @property
    def group_size(self) -> int:
        """Samples that the discriminator judges together; 1 without minibatch deviation."""
        return self.stdev_group_size if self.minibatch_stdev else 1

    @property
    def strided_groups(self) -> bool:
        """Whether the samples of a group are equal distances apart; else they are neighbours."""
        return self.conventions.stdev_groups == STRIDED

    def is_fused(self, level: int) -> bool:
        """Whether a level computes convolution and resampling as one."""
        return level in (self.fused_levels or ())

    @property
    def level_count(self) -> int:
        """How many levels there are; the last one has `resolution`."""
        return (self.resolution // self.base_shape[0]).bit_length()

    def image_shape(self, level: int) -> tuple[int, int, int]:
        """(height, width, channels) of the pictures of a level."""
        self.check_level(level)
        height, width = self.base_shape
        return height << level, width << level, self.channels

    def filters(self, level: int) -> int:
        """Filters of the block at a level; -1 is the discriminator's first dense layer."""
        if level < 0 and self.dense_filters:
            return self.dense_filters
        if given := self.level_filters:
            beyond = max(0, level - len(given) + 1)
            return max(1, given[max(0, level - beyond)] >> beyond)
        return min(
            int(self.filters_base / 2 ** ((level + 1) * self.filters_decay)), self.filters_max
        )

    def check_level(self, level: int) -> None:
        """Raises InputError where the networks have no such level."""
        if not 0 <= level < self.level_count:
            raise InputError(f"level must be 0 to {self.level_count - 1}, got {level}")

    def check_phase(self, phase: Phase, *, replicas: int = 1) -> None:
        """Raises InputError where networks of this shape cannot be trained in a phase.

        The batch of a phase is that of all replicas (devices) together.
        """
        check_size(self, phase)
        group = min(self.group_size, phase.batch_size)
        unit = group * replicas
        if phase.batch_size % unit:
            devices = f" of {group} on each of {replicas} devices" if replicas > 1 else ""
            below = phase.batch_size // unit * unit
            nearest = " or ".join(str(size) for size in (below, below + unit) if size)
            raise InputError(
                f"batch_size must be a multiple of {unit}, the group{devices} of the minibatch "
                f"standard deviation, got {phase.batch_size} at {phase.name}; give {nearest}"
            )
