"""Augmentations that move the pixels of a picture."""

from __future__ import annotations

import dataclasses
import functools
import operator

from keras import ops

from keras_pggan.augmentation.augmentation import Augmentation
from keras_pggan.augmentation.warping import REFLECTED, warped


@dataclasses.dataclass(frozen=True)
class Geometric(Augmentation):
    """Base of augmentations that are affine maps of the plane.

    A subclass implements `sources`. Where it takes pixels to pixels, between which nothing is to
    be interpolated, it says `exact`.
    """

    exact = False
    padding = REFLECTED  # what is beyond the edges: the picture in a mirror, or zeros (grey)

    def sources(self, strength, numbers, height, width):
        """Where each pixel comes from.

        Args:
            strength, numbers: as `apply` takes them.
            height, width: of the pictures, in pixels.

        Returns:
            matrices (batch, 3, 3) that take (y, x, 1), in pixels from the centre of a picture, to
            the place in the picture as it was before.
        """
        raise NotImplementedError

    def apply(self, images, strength, numbers):
        sources = self.sources(strength, numbers, *images.shape[1:3])
        return warped(images, sources, self.padding, exact=self.exact)


@dataclasses.dataclass(frozen=True)
class Composed(Geometric):
    """Several maps, one after the other, that are interpolated once for all.

    Args:
        parts: the maps in their order; beyond the edges, pictures are reflected.
    """

    parts: tuple[Geometric, ...]

    @property
    def needs(self) -> int:  # type: ignore[override]
        return sum(part.needs for part in self.parts)

    @property
    def exact(self) -> bool:  # type: ignore[override]
        return all(part.exact for part in self.parts)

    def sources(self, strength, numbers, height, width):
        found, start = [], 0
        for part in self.parts:
            own = numbers[:, start : start + part.needs]
            found.append(part.sources(strength, own, height, width))
            start += part.needs
        return functools.reduce(product, found)


def matrix(*, yy=1.0, yx=0.0, xy=0.0, xx=1.0, y=0.0, x=0.0):
    """Matrices (batch, 3, 3) of `(yy Y + yx X + y, xy Y + xx X + x, 1)`; entries (batch,)."""
    entries = (yy, yx, y, xy, xx, x, 0.0, 0.0, 1.0)
    zeros = functools.reduce(operator.add, [0.0 * each for each in entries if ops.is_tensor(each)])
    return ops.reshape(ops.stack([each + zeros for each in entries], axis=-1), (-1, 3, 3))


def product(first, second):
    """Of matrices (batch, 3, 3); not by `matmul`, which GPUs may round to ten bits."""
    return ops.sum(first[:, :, :, None] * second[:, None, :, :], axis=2)
