"""What all augmentations have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import keras

from keras_pggan.options import check


@dataclasses.dataclass(frozen=True)
class Augmentation:
    """Base of augmentations: one change of pictures each, by random numbers.

    A picture is changed with the probability `strength`, by numbers of its own; where it is not, it
    stays as it is, to the last bit. All is made of `keras.ops` that can be differentiated any
    number of times: generators learn through it, and penalties are gradients through it.

    A subclass sets `name` and `needs`, and implements `apply`. Its fields are numbers.
    """

    # Without annotations, so that they are no fields of the dataclass.
    name = ""  # what it is called
    needs = 1  # numbers that a picture takes; the first decides whether it is changed at all

    def __post_init__(self) -> None:
        check(self)

    def __call__(self, images, strength, draw: Callable):
        """Pictures, changed at random.

        Args:
            images: floats meant for [-1, 1], (batch, height, width, channels) with 1, 3 or 4
                channels, of a shape that is known.
            strength: the probability of a change, from 0 to 1.
            draw: a distribution, such as `keras.random.uniform`, and a shape to random numbers.
        """
        numbers = draw(keras.random.uniform, (images.shape[0], self.needs))
        return self.apply(images, strength, numbers)

    def apply(self, images, strength, numbers):
        """The same by numbers that were drawn: (batch, needs), evenly from [0, 1)."""
        raise NotImplementedError
