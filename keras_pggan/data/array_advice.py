"""What to do with an array that is not as the .npz contract has pictures."""

from __future__ import annotations

import numpy as np

CHANNELS = (1, 3, 4)


def of_shape(shape: tuple[int, ...]) -> str:
    """What follows on a shape; empty where nothing is wrong with it.

    >>> of_shape((60000, 28, 28))
    '; gray pictures have one channel: array[..., None]'
    """
    if 0 in shape:
        return ": it is empty"
    if len(shape) == 4 and shape[-1] in CHANNELS:
        return ""
    if len(shape) == 4 and shape[1] in CHANNELS:
        return "; channels come last: array.transpose(0, 2, 3, 1)"
    if len(shape) == 3 and shape[-1] not in CHANNELS:
        return "; gray pictures have one channel: array[..., None]"
    return f"; channels are {', '.join(map(str, CHANNELS[:-1]))} or {CHANNELS[-1]}, and come last"


def of_range(array: np.ndarray) -> str:
    """The range of numbers, and how they become bytes, such as ` from 0.0 to 1.0; multiply by ...`.

    Empty where they are no numbers, or there are none.
    """
    if array.dtype.kind not in "biuf" or not array.size:
        return ""
    least, most = array.min(), array.max()
    whole = array.dtype.kind in "iu"
    return f" from {least} to {most}; {_to_bytes(float(least), float(most), whole=whole)}"


def _to_bytes(least: float, most: float, *, whole: bool) -> str:
    if not np.isfinite((least, most)).all():
        return "not all are numbers; make them uint8 of 0 to 255"
    if least >= 0 and most <= 1 and not whole:
        return "multiply by 255, round, and make them uint8"
    if least >= -1 and most <= 1 and not whole:
        return "add 1, multiply by 127.5, round, and make them uint8"
    inside = least >= 0 and most <= 255
    if whole:
        return "make them uint8" if inside else "scale them to 0 to 255, and make them uint8"
    return f"{'round' if inside else 'scale them to 0 to 255, round'}, and make them uint8"
