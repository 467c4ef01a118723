"""Augmentations that change colours, and leave pixels where they are."""

from __future__ import annotations

import dataclasses

from keras import ops

from keras_pggan.augmentation.augmentation import Augmentation

COLOURS = 3  # a fourth channel is no colour


@dataclasses.dataclass(frozen=True)
class Colour(Augmentation):
    """Base of augmentations of colours: of the first three channels, or of the only one.

    A subclass implements `recoloured`. Where it does nothing to grey, it says `of_hues`, and
    pictures of one channel stay as they are.
    """

    of_hues = False

    def recoloured(self, images, strength, numbers):
        """Pictures of one channel or three; `apply` tells the rest."""
        raise NotImplementedError

    def apply(self, images, strength, numbers):
        channels = images.shape[-1]
        if channels < COLOURS:
            return images if self.of_hues else self.recoloured(images, strength, numbers)
        colours = self.recoloured(images[..., :COLOURS], strength, numbers)
        if channels == COLOURS:
            return colours
        return ops.concatenate([colours, images[..., COLOURS:]], axis=-1)


def of_pictures(values):
    """Values (batch,) as (batch, 1, 1, 1)."""
    return values[:, None, None, None]


def grey_of(images):
    """The mean of a pixel's channels, (batch, height, width, 1)."""
    return ops.mean(images, axis=-1, keepdims=True)
