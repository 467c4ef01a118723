"""Pictures that lie in a folder, one a file, as other tools leave them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from keras_pggan.data.folders import preprocess_command
from keras_pggan.data.images import Images
from keras_pggan.data.npz import Pictures
from keras_pggan.errors import InputError
from keras_pggan.memory import check_room
from keras_pggan.pictures.channels import OPAQUE, with_channels
from keras_pggan.pictures.colours import as_rgb
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.words import counted


class PictureFolder(Images):
    """The pictures in a folder and in those inside it, as `preprocess` reads them; all of one size.

    They have four channels where one of them is transparent, one where all are gray, else three.
    Files that are no pictures are left out, and counted in `told`, which says how all was read.

    Args:
        path: the folder.

    Raises:
        InputError: fewer than two pictures, several sizes, or more than there is memory for.
    """

    def __init__(self, path: Path):
        images, others = _read(path)
        transparent = images.shape[3] == 4
        super().__init__(Pictures(images if transparent else _gray_if_all(images)), str(path))
        height, width, _ = self.image_shape
        kept = " with transparency (on white where the others have none)" if transparent else ""
        left_out = f"; {counted(others, 'other file')} left out" if others else ""
        self.told = (
            f"{path}: {counted(len(self), 'picture')} of {height}x{width}{kept}, one a file"
            f"{left_out}"
        )


def of_channels(images: Images, count: int) -> Images:
    """A folder of pictures with so many channels, if it can have them; others as they are.

    Gray has colours where these are wanted, what is transparent is laid on white where it must not
    be, and what is not is opaque. Of colours no gray is made.
    """
    have = images.image_shape[2]
    if not isinstance(images, PictureFolder) or count == have:
        return images
    pictures = np.asarray(images.pictures.images)
    found = np.empty((*pictures.shape[:3], 3), np.uint8)
    for number, picture in enumerate(pictures):  # at once, they would take several times their room
        found[number] = as_rgb(picture)
    if count == 4:
        found = np.concatenate([found, np.full_like(found[..., :1], OPAQUE)], axis=3)
    elif count == 1:
        found = _gray_if_all(found)
    return Images(Pictures(found), images.source) if found.shape[3] == count else images


def _gray_if_all(images: np.ndarray) -> np.ndarray:
    """One channel of pictures whose channels are all alike; others as they are."""
    gray = bool((images == images[..., :1]).all())
    return images[..., :1] if gray else images


def _read(path: Path) -> tuple[np.ndarray, int]:
    """All pictures, uint8 (count, height, width, 3 or 4), and how many other files there are."""
    pictures: list[np.ndarray] = []
    sources, first, others = find_sources([path]), "", 0
    for source in sources:
        try:
            picture = _without_opaque(read_picture(source.path, transparency=True))
        except RejectedError as error:
            if error.reason is Reason.NEEDS_PACKAGE:
                raise InputError(f"{path}: {source.name}: {error.detail}") from error
            others += 1
            continue
        if not pictures:
            first = source.name
            check_room(f"the pictures in {path}", len(sources) * picture.nbytes, "measure fewer")
        elif picture.shape[:2] != pictures[0].shape[:2]:
            sizes = [f"{each.shape[0]}x{each.shape[1]}" for each in (pictures[0], picture)]
            command = preprocess_command(path, min(pictures[0].shape[:2]))
            raise InputError(
                f"{path}: pictures of one size are expected, {first} is {sizes[0]}, {source.name} "
                f"{sizes[1]}; `{command} --no-detect` makes them alike"
            )
        pictures.append(picture)
    if not pictures:
        return np.zeros((0, 1, 1, 3), np.uint8), others
    channels = max(picture.shape[2] for picture in pictures)
    return np.stack([with_channels(picture, channels) for picture in pictures]), others


def _without_opaque(picture: np.ndarray) -> np.ndarray:
    """A picture of four channels without that of transparency, if there is none in it."""
    opaque = bool((picture[..., 3] == OPAQUE).all())
    return with_channels(picture, 3).copy() if opaque else picture
