"""Pictures that lie in a folder, one a file, as other tools leave them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from keras_pggan.data.folders import preprocess_command
from keras_pggan.data.images import Images
from keras_pggan.data.npz import Pictures
from keras_pggan.errors import InputError
from keras_pggan.memory import check_room
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.words import counted


class PictureFolder(Images):
    """The pictures in a folder and in those inside it, as `preprocess` reads them; all of one size.

    They have one channel where all of them are gray, else three. Files that are no
    pictures are left out, and counted in `told`, which says how all was read.

    Args:
        path: the folder.

    Raises:
        InputError: fewer than two pictures, several sizes, or more than there is memory for.
    """

    def __init__(self, path: Path):
        images, others = _read(path)
        gray = bool((images == images[..., :1]).all())
        super().__init__(Pictures(images[..., :1] if gray else images), str(path))
        height, width, _ = self.image_shape
        left_out = f"; {counted(others, 'other file')} left out" if others else ""
        self.told = (
            f"{path}: {counted(len(self), 'picture')} of {height}x{width}, one a file{left_out}"
        )


def of_channels(images: Images, count: int) -> Images:
    """A folder of gray pictures with three channels where that is wanted; others as they are."""
    if not isinstance(images, PictureFolder) or (count, images.image_shape[2]) != (3, 1):
        return images
    return Images(Pictures(np.repeat(np.asarray(images.pictures.images), 3, axis=3)), images.source)


def _read(path: Path) -> tuple[np.ndarray, int]:
    """All pictures, uint8 (count, height, width, 3), and how many other files there are."""
    pictures: list[np.ndarray] = []
    sources, first, others = find_sources([path]), "", 0
    for source in sources:
        try:
            picture = read_picture(source.path)
        except RejectedError as error:
            if error.reason is Reason.NEEDS_PACKAGE:
                raise InputError(f"{path}: {source.name}: {error.detail}") from error
            others += 1
            continue
        if not pictures:
            first = source.name
            check_room(f"the pictures in {path}", len(sources) * picture.nbytes, "measure fewer")
        elif picture.shape != pictures[0].shape:
            sizes = [f"{each.shape[0]}x{each.shape[1]}" for each in (pictures[0], picture)]
            command = preprocess_command(path, min(pictures[0].shape[:2]))
            raise InputError(
                f"{path}: pictures of one size are expected, {first} is {sizes[0]}, {source.name} "
                f"{sizes[1]}; `{command} --no-detect` makes them alike"
            )
        pictures.append(picture)
    return np.stack(pictures) if pictures else np.zeros((0, 1, 1, 3), np.uint8), others
