"""What happens to real pictures before the discriminator sees them."""

from keras import ops


def to_floats(images):
    """Bytes 0..255 to floats in [-1, 1]."""
    return ops.cast(images, "float32") / 127.5 - 1.0


def mirrored(reals, coins):
    """Pictures turned left to right where their coin, (batch, 1, 1, 1) in [0, 1), is below 1/2."""
    return ops.where(coins < 0.5, ops.flip(reals, axis=2), reals)
