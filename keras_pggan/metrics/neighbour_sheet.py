"""Samples beside their nearest training pictures, to be looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_pggan.data.images import PictureArray
from keras_pggan.metrics.neighbours import Memorisation
from keras_pggan.pictures import grid

SHOWN = 16  # samples, a row each
LEAST_HEIGHT = 64  # pixels of a row


def neighbour_sheet(
    samples: np.ndarray, pictures: PictureArray, found: Sequence[Memorisation]
) -> np.ndarray:
    """A row for each of the first 16 samples: the sample, then its nearest by each measure.

    White columns part them. Small pictures are enlarged by a whole factor.

    Args:
        samples: uint8 (count, height, width, channels).
        pictures: the training pictures, of that size.
        found: what `memorisation` told of them, for each measure.

    Returns:
        uint8 (height, width, channels).
    """
    rows = min(SHOWN, len(samples))
    white = np.full_like(samples[:1], 255)
    shown: list[np.ndarray] = []
    for row in range(rows):
        shown.append(samples[row : row + 1])
        for each in found:
            shown += [white, np.asarray(pictures[each.neighbours.indices[row]])]
    images = np.concatenate(shown)
    return grid(images, len(images) // rows, least_height=LEAST_HEIGHT * rows)
