"""Pictures under affine maps, differentiable any number of times."""

import numpy as np
from keras import ops

REFLECTED, GREY = PADDINGS = "reflected", "grey"


def warped(images, sources, padding=REFLECTED, *, exact=False):
    """Pictures whose pixels come from other places, interpolated between the four nearest there.

    It is linear in the pictures. TensorFlow's own op for this has a gradient that is that of the
    inverse map, which is another; so this is made of `take`, whose gradients are exact.

    Args:
        images: floats (batch, height, width, channels).
        sources: matrices (batch, 3, 3) that take (y, x, 1) of a pixel, from the centre, to where it
            comes from.
        padding: what is beyond the edges: "reflected", the picture in a mirror, whose edge is not
            repeated, or "grey", zeros.
        exact: all places are those of pixels: the nearest one is taken.
    """
    batch, height, width, channels = images.shape
    y, x = _places(sources, height, width)
    rows, columns = _lines(y, height, padding, exact=exact), _lines(x, width, padding, exact=exact)
    starts = np.arange(batch, dtype="int32").reshape(-1, 1, 1) * (height * width)
    corners = [
        (row * width + column + starts, of_row * of_column)
        for row, of_row in rows
        for column, of_column in columns
    ]
    indices = ops.stack([index for index, _ in corners])
    weights = ops.stack([weight for _, weight in corners])
    pixels = ops.take(ops.reshape(images, (-1, channels)), indices, axis=0)
    return ops.sum(pixels * weights[..., None], axis=0)


def _places(sources, height, width):
    """Rows and columns (batch, height, width) that pixels come from, counted from the first."""
    middle_y, middle_x = (height - 1) / 2, (width - 1) / 2
    y = (np.arange(height, dtype="float32") - middle_y)[None, :, None]
    x = (np.arange(width, dtype="float32") - middle_x)[None, None, :]
    entries = sources[:, :2, :, None, None]
    found = entries[:, :, 0] * y + entries[:, :, 1] * x + entries[:, :, 2]
    return found[:, 0] + middle_y, found[:, 1] + middle_x


def _lines(places, count, padding, *, exact):
    """Pairs (index, weight) of the lines that are interpolated between, along one axis."""
    if exact:
        near = ops.round(places)
        return [_inside(near, ops.ones_like(near), count, padding)]
    low = ops.floor(places)
    part = places - low
    return [
        _inside(low, 1.0 - part, count, padding),
        _inside(low + 1.0, part, count, padding),
    ]


def _inside(line, weight, count, padding):
    if padding == GREY:
        inside = ops.logical_and(line >= 0.0, line < count)
        weight = ops.where(inside, weight, 0.0)
        line = ops.clip(line, 0.0, count - 1.0)
    elif count == 1:
        line = ops.zeros_like(line)
    else:  # there and back again
        period = 2.0 * (count - 1)
        line = (count - 1) - ops.abs(ops.mod(line, period) - (count - 1))
    return ops.cast(line, "int32"), weight
