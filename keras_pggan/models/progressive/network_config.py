"""The shape of the networks, as values."""

from __future__ import annotations

import dataclasses
import math

from keras_pggan.errors import InputError
from keras_pggan.schedule import Phase

LARGEST_DECAY = 8  # a level has a 256th of the filters of the one below; more is no network


@dataclasses.dataclass(frozen=True, kw_only=True)
class NetworkConfig:
    """What decides the shape of a generator and its discriminator; the defaults are the paper's.

    Level 0 has `base_shape`; every further level doubles it. A block at level k has
    `min(int(filters_base / 2^((k + 1) * filters_decay)), filters_max)` filters.

    Args:
        resolution: height of the final pictures in pixels: `base_shape[0] * 2^n`.
        base_shape: (height, width) of level 0 in pixels; (6, 6) reaches 192, (4, 6) is 2:3.
        channels: 1 (grayscale), 3 (RGB) or 4 (RGBA).
        latent_dim: length of a latent.
        filters_base: 8192 in the paper for 1024x1024; the filters a level -1 would have.
        filters_decay: how fast filters fall with the level; 1 halves them at each.
        filters_max: 512 in the paper; no layer has more.
        label_count: classes of a conditional GAN; 0 for none.
        class_names: what the classes are called, in the order of the labels; may be left empty.
        stdev_group_size: samples in a group of the minibatch standard deviation.
        pool_before_activation: the discriminator's second convolution of a block is pooled before
            its bias and activation, as in the authors' program. The paper's table 2 and the
            PyTorch programs activate first; weights trained there need False.
        fused_levels: levels whose convolution and resampling are computed as one (see
            `UpsampleConv2D`): the same function of the same weights, faster or slower. The
            discriminator's are fused only if it pools before activation. None leaves the choice to
            training, which takes what suits the machine; until then none are.
        pixel_normalization, equalized_learning_rate, minibatch_stdev: parts of the paper that can
            be left out to see what they do, as its table 1 does. Latents stay normalized; without
            the equalized learning rate kernels are drawn with the deviation gain / sqrt(fan_in).

    Raises:
        InputError: a value out of range, or a resolution that the base shape cannot reach.

    >>> NetworkConfig(resolution=32).level_count
    4
    >>> NetworkConfig(resolution=8, base_shape=(4, 6)).image_shape(1)
    (8, 12, 3)

    Source: Karras et al. 2018 (arXiv 1710.10196), table 2.
    """

    resolution: int = 1024
    base_shape: tuple[int, int] = (4, 4)
    channels: int = 3
    latent_dim: int = 512
    filters_base: int = 8192
    filters_decay: float = 1.0
    filters_max: int = 512
    label_count: int = 0
    class_names: tuple[str, ...] = ()
    stdev_group_size: int = 4
    pool_before_activation: bool = True
    fused_levels: tuple[int, ...] | None = None
    pixel_normalization: bool = True
    equalized_learning_rate: bool = True
    minibatch_stdev: bool = True

    def __post_init__(self):
        for name in ("base_shape", "class_names", "fused_levels"):  # TOML and JSON bring lists
            if getattr(self, name) is not None:
                object.__setattr__(self, name, tuple(getattr(self, name)))
        self._check_ranges()
        reached = self.base_shape[0]
        while reached < self.resolution:
            reached *= 2
        if reached != self.resolution:
            raise InputError(
                f"resolution must be base * 2**n, got {self.resolution} for base "
                f"{self.base_shape[0]}; the nearest are {reached // 2} and {reached}"
            )
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

    def _check_ranges(self):
        if len(self.base_shape) != 2 or not all(
            isinstance(side, int) and side > 0 for side in self.base_shape
        ):
            raise InputError(f"base_shape must be (height, width) in pixels, got {self.base_shape}")
        if self.resolution < self.base_shape[0]:
            raise InputError(
                f"resolution must be base * 2**n, got {self.resolution} for base "
                f"{self.base_shape[0]}; the smallest is {self.base_shape[0]}"
            )
        if self.channels not in (1, 3, 4):
            raise InputError(f"channels must be 1, 3 or 4, got {self.channels}")
        for name in ("latent_dim", "filters_base", "filters_max", "stdev_group_size"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} must be 1 or more, got {getattr(self, name)}")
        if self.label_count < 0:
            raise InputError(f"label_count must be 0 or more, got {self.label_count}")
        if not 0 <= self.filters_decay <= LARGEST_DECAY:
            raise InputError(
                f"filters_decay must be 0 to {LARGEST_DECAY}, got {self.filters_decay}"
            )
        if self.class_names and len(self.class_names) != self.label_count:
            raise InputError(
                f"{self.label_count} class_names are needed, one for each label, "
                f"got {len(self.class_names)}"
            )

    @property
    def group_size(self) -> int:
        """Samples that the discriminator judges together; 1 without minibatch deviation."""
        return self.stdev_group_size if self.minibatch_stdev else 1

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
        height, width, _ = self.image_shape(phase.level)
        if (phase.height, phase.width) != (height, width):
            raise InputError(
                f"level {phase.level} of these networks has {height}x{width} pixels, "
                f"the phase {phase.height}x{phase.width}"
            )
        group = min(self.group_size, phase.batch_size)
        if phase.batch_size % (group * replicas):
            devices = f" on each of {replicas} devices" if replicas > 1 else ""
            raise InputError(
                f"the batch must divide by the group of {group} samples of the minibatch standard "
                f"deviation{devices}, got a batch of {phase.batch_size} at {phase.name}"
            )
