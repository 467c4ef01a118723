"""Pictures that hold next to nothing."""

from __future__ import annotations

import numpy as np

from keras_pggan.data.images import Images

LOOKED_AT = 64  # pictures, evenly over all
BLACK = 2  # of 255


def black_in_words(images: Images) -> str | None:
    """A sentence on pictures that are black, as those are that were cast from floats of 0 to 1."""
    pictures = images.pictures.images
    some = np.unique(np.linspace(0, pictures.shape[0] - 1, LOOKED_AT).astype(np.int64))
    brightest = int(pictures[some].max(initial=0))
    if brightest > BLACK:
        return None
    return (
        f"the pictures are black, with no value above {brightest} of 255: floats of 0 to 1 must be "
        "multiplied by 255 before they become uint8; make the data anew"
    )
