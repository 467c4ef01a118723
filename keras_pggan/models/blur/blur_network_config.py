"""The shape of the fixed networks, as values."""

from __future__ import annotations

import dataclasses

from keras_pggan.errors import InputError
from keras_pggan.options import check, described, option
from keras_pggan.schedule import Phase
from keras_pggan.shapes import check_class_names, check_size

NORMALIZATIONS = ("pixel", "batch", "layer", "none")
# Of the discriminator's convolutions, in the order of computing: how large its kernel is, how many
# times the first one's filters it has, and whether it halves the picture.
CONVOLUTIONS = (
    (5, 1, True),
    (5, 2, True),
    (5, 4, True),
    (3, 8, False),
    (3, 8, True),
    (3, 16, False),
    (3, 16, True),
)
# Of the generator's, likewise, and whether it doubles the picture; the last one's filters are the
# picture's channels.
TRANSPOSED = (
    (3, 8, False),
    (3, 8, True),
    (3, 4, False),
    (3, 4, True),
    (5, 2, True),
    (5, 1, True),
    (5, 0, True),
)
HALVINGS = sum(halves for _, _, halves in CONVOLUTIONS)


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class BlurNetworkConfig:
    """What decides the shape of a generator and its discriminator of one size; by default, those
    of the source, for pictures of 192x192.

    The discriminator halves a picture five times, so that `resolution` is a multiple of 32; one of
    smaller pictures halves as often as their side has a factor of two.

    Raises:
        InputError: a value out of range.

    >>> BlurNetworkConfig().base, BlurNetworkConfig(resolution=64).base
    (6, 2)
    >>> BlurNetworkConfig(resolution=48)
    Traceback (most recent call last):
    keras_pggan.errors.InputError: resolution must be a multiple of 32, or 2, 4, 8 or 16, got 48; \
the nearest are 32 and 64

    Source: P. Cho, Gradually Increasing Image Resolution During GAN Training, 2018.
    """

    resolution: int = option(
        192,
        "Height and width of the pictures in pixels: a multiple of 32.",
        default="the largest that fits the data",
        least=2,
    )
    latent_dim: int = option(128, "Length of a latent.", least=1)
    filters: int = option(
        32, "Of the discriminator's first convolution; the last has 16 times as many.", least=1
    )
    normalization: str = option(
        "pixel",
        "Of the maps between convolutions: over the channels of a pixel, over the batch, over a "
        "picture, or none.",
        choices=NORMALIZATIONS,
    )
    first_blur: float = option(
        0.1,
        "Radius of the blur at the first image, as a share of the picture's side.",
        least=0,
        most=0.25,
    )
    blurred_share: float = option(
        0.4, "Share of the first phase's images over which the blur falls to 0.", above=0, most=1
    )
    channels: int = option(3, "Gray (1), RGB (3) or RGBA (4).", choices=(1, 3, 4))
    label_count: int = option(0, "Classes of a conditional GAN; 0 for none.", least=0)
    class_names: tuple[str, ...] = option(
        (), "What the classes are called, in the order of the labels; may be left empty."
    )

    group_size = 1  # no groups are compared; without annotation, so that it is no field
    level_count = 1

    def __post_init__(self):
        check(self)
        multiple = 2**HALVINGS
        if self.resolution % multiple and self.resolution not in (2, 4, 8, 16):
            below = max(self.resolution // multiple, 1) * multiple
            raise InputError(
                f"resolution must be a multiple of {multiple}, or 2, 4, 8 or 16, got "
                f"{self.resolution}; the nearest are {below} and {below + multiple}"
            )
        check_class_names(self.label_count, self.class_names)

    @staticmethod
    def largest_resolution(height: int) -> int:
        """The largest that is not above the height of some pictures.

        >>> [BlurNetworkConfig.largest_resolution(height) for height in (200, 64, 63, 28)]
        [192, 64, 32, 16]
        """
        multiple = 2**HALVINGS
        return height // multiple * multiple or 2 ** max(1, height.bit_length() - 1)

    @property
    def judges_batches(self) -> bool:
        """Whether a score depends on the pictures beside its own."""
        return self.normalization == "batch"

    @property
    def halvings(self) -> int:
        """How often the discriminator halves the picture."""
        return min(HALVINGS, (self.resolution & -self.resolution).bit_length() - 1)

    @property
    def base(self) -> int:
        """Side of the smallest maps in pixels."""
        return self.resolution >> self.halvings

    @property
    def convolutions(self) -> tuple[tuple[int, int, int], ...]:
        """Of the discriminator: kernel size, filters and stride of each, from the picture on."""
        left, found = self.halvings, []
        for size, times, halves in CONVOLUTIONS:
            stride = 2 if halves and left else 1
            left -= stride - 1
            found.append((size, times * self.filters, stride))
        return tuple(found)

    @property
    def transposed_convolutions(self) -> tuple[tuple[int, int, int], ...]:
        """Of the generator: kernel size, filters and stride of each, down to the picture."""
        left, found = self.halvings, []
        for size, times, doubles in reversed(TRANSPOSED):
            stride = 2 if doubles and left else 1
            left -= stride - 1
            found.append((size, times * self.filters or self.channels, stride))
        return tuple(reversed(found))

    @property
    def receptive_field(self) -> int:
        """Side of what one of the discriminator's last maps sees of the picture, in pixels.

        >>> BlurNetworkConfig().receptive_field
        125
        """
        seen = apart = 1
        for size, _, stride in self.convolutions:
            seen, apart = seen + (size - 1) * apart, apart * stride
        return seen

    def image_shape(self, level: int) -> tuple[int, int, int]:
        """(height, width, channels) of the pictures; there is but level 0."""
        if level:
            raise InputError(f"level must be 0, these networks are of one size, got {level}")
        return self.resolution, self.resolution, self.channels

    def check_phase(self, phase: Phase, *, replicas: int = 1) -> None:
        """Raises InputError where networks of this shape cannot be trained in a phase."""
        check_size(self, phase)
        if phase.batch_size % replicas:
            raise InputError(
                f"batch_size must be a multiple of the {replicas} devices, got {phase.batch_size}"
            )
