"""The values that pictures of an export have."""

from keras import ops


def to_unit(images):
    """Floats meant for [-1, 1] to [0, 1], clipped."""
    return ops.clip(images * 0.5 + 0.5, 0.0, 1.0)
