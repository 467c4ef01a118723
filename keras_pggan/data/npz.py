"""The one file format between preparing pictures, training, and generating: the .npz contract.

An .npz holds `images`, uint8 (count, height, width, channels) with 1, 3 or 4 channels, RGB order,
0 to 255; optionally `labels`, int64 (count,), 0 or more; optionally `names`, text (count,). It is
read without unpickling, so a file from a stranger cannot run code.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import written_whole

CHANNELS = (1, 3, 4)
KEYS = ("images", "labels", "names")


class Pictures(NamedTuple):
    """What an .npz of the contract holds."""

    images: np.ndarray
    labels: np.ndarray | None = None
    names: np.ndarray | None = None


def read_npz(path: Path | str) -> Pictures:
    """Reads and checks an .npz of the contract.

    Raises:
        InputError: there is no such file, it is not an .npz, or its content breaks the contract;
            the message says what was found and what is expected.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"{path}: there is no such file")
    try:
        with np.load(path, allow_pickle=False) as archive:
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise InputError(f"{path}: this is one array; an .npz with `images` is expected")
            if "images" not in archive:
                found = ", ".join(archive.files) or "nothing"
                raise InputError(f"{path}: an array `images` is expected, found {found}")
            pictures = Pictures(**{key: archive[key] for key in KEYS if key in archive})
    except InputError:
        raise
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError) as error:
        if "allow_pickle" in str(error):
            reason = "it holds Python objects, which are never unpickled; store plain arrays"
        elif isinstance(error, PermissionError | IsADirectoryError):
            reason = f"it cannot be read ({error.strerror})"
        else:
            reason = "it is damaged or no .npz file"
        raise InputError(f"{path}: {reason}") from error
    check_pictures(pictures, str(path))
    return pictures


def write_npz(
    path: Path | str,
    images: np.ndarray,
    *,
    labels: np.ndarray | None = None,
    names: Sequence[str] | np.ndarray | None = None,
) -> None:
    """Writes an .npz of the contract under a temporary name, then renames it.

    Raises:
        InputError: what is to be written breaks the contract.
    """
    names_array = None if names is None else np.asarray(names, dtype=np.str_)
    labels_array = None if labels is None else np.asarray(labels, dtype=np.int64)
    pictures = Pictures(images, labels_array, names_array)
    check_pictures(pictures, str(path))
    arrays = {key: value for key, value in pictures._asdict().items() if value is not None}
    with written_whole(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def check_pictures(pictures: Pictures, where: str) -> None:
    """Holds arrays against the contract.

    Raises:
        InputError: naming `where`, what was found and what is expected.
    """
    images, labels, names = pictures
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] not in CHANNELS:
        raise InputError(
            f"{where}: `images` must be uint8 (count, height, width, channels) with 1, 3 or 4 "
            f"channels, found {images.dtype} {images.shape}"
        )
    if 0 in images.shape:
        raise InputError(f"{where}: `images` is empty, its shape is {images.shape}")
    count = len(images)
    if labels is not None and (
        labels.shape != (count,) or not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0
    ):
        found = f"{labels.dtype} {labels.shape}"
        if labels.size and np.issubdtype(labels.dtype, np.number):
            found += f" from {labels.min()} to {labels.max()}"
        raise InputError(
            f"{where}: `labels` must be {count} integers of 0 or more, one for each picture, "
            f"found {found}"
        )
    if names is not None and (names.shape != (count,) or names.dtype.kind != "U"):
        raise InputError(
            f"{where}: `names` must be {count} texts, one for each picture, "
            f"found {names.dtype} {names.shape}"
        )
