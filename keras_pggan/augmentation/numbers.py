"""From numbers that are even in [0, 1) to those that an augmentation is made of."""

import math

from keras import ops

EVEN, NORMAL = SPREADS = "even", "normal"
SMALLEST = 2.0**-24  # half the distance of even numbers in float32: no normal number is infinite


def where_drawn(numbers, strength, value, otherwise=0.0):
    """A value (batch,) of those pictures whose first number is below the strength."""
    return ops.cast(ops.where(numbers[:, 0] < strength, value, otherwise), numbers.dtype)


def even(number, limit):
    """Evenly from -limit to limit."""
    return (2.0 * number - 1.0) * limit


def normal(number, deviation):
    """Normally distributed around 0.

    >>> float(normal(ops.array(0.5), 2.0)), round(float(normal(ops.array(0.975), 1.0)), 2)
    (0.0, 1.96)
    """
    inside = ops.clip(number, SMALLEST, 1.0 - SMALLEST)
    return deviation * math.sqrt(2.0) * ops.erfinv(2.0 * inside - 1.0)


def whole(number, least, most):
    """Evenly one of the whole numbers from `least` to `most`, as a float.

    >>> [float(whole(ops.array(number), -1, 1)) for number in (0.0, 0.5, 0.9)]
    [-1.0, 0.0, 1.0]
    """
    # Rounding may take a number just below 1 to the end that is not included.
    return ops.minimum(least + ops.floor(number * (most - least + 1)), most)


def offset(number, spread, law):
    """A number around 0: evenly up to `spread`, or normally distributed with it."""
    return normal(number, spread) if law == NORMAL else even(number, spread)


def gain(number, spread, law):
    """A factor less 1, which is 0 where nothing is to change.

    The factor is evenly up to `spread` from 1, or its logarithm to base 2 is normally distributed.

    >>> float(gain(ops.array(0.75), 0.5, "even")), float(gain(ops.array(0.5), 0.5, "normal"))
    (0.25, 0.0)
    """
    if law == NORMAL:
        return 2.0 ** normal(number, spread) - 1.0
    return even(number, spread)
