"""Training pictures to lay beside samples."""

from __future__ import annotations

import numpy as np

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.evaluation.picture_folder import of_channels
from keras_pggan.generators.generation import Generator
from keras_pggan.metrics.neighbours import Shrunk

WHITE = 255


def beside(images: Images, generator: Generator, count: int, *, seed: int = 0) -> np.ndarray:
    """Pictures of a data set, drawn by chance, as many and as large as those of a generator.

    Where the generator has the classes of the data, each place has the class that a sample there
    has; a class that has no picture is white. Of fewer pictures there are those.

    Args:
        images: the data set.
        generator: whose pictures they are shown beside.
        count: how many.
        seed: of what is drawn.

    Returns:
        uint8 (count, height, width, channels) of the generator's pictures.

    Raises:
        InputError: the pictures are smaller, or have another form or other channels.
    """
    height, width, channels = generator.image_shape
    images = of_channels(images, channels)
    images.check_fits(height, width)
    if images.image_shape[2] != channels:
        raise InputError(
            f"{images.source}: its pictures have {images.image_shape[2]} channels, those of "
            f"{generator.source} {channels}"
        )
    pictures = Shrunk(images.pictures.images, height, width)
    order = np.random.default_rng(seed).permutation(len(images))
    wanted, labels = generator.labels(count), images.labels
    if wanted is None or labels is None or images.label_count != generator.label_count:
        return pictures[order[:count]]
    found = np.full((count, height, width, channels), WHITE, np.uint8)
    for label in np.unique(wanted):
        places, of_class = np.flatnonzero(wanted == label), order[labels[order] == label]
        if len(of_class):
            found[places] = pictures[np.resize(of_class, len(places))]
    return found
