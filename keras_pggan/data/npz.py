"""The one file format between preparing pictures, training, and generating: the .npz contract.

An .npz holds `images`, uint8 (count, height, width, channels) with 1, 3 or 4 channels, RGB order,
0 to 255; optionally `labels`, int64 (count,), 0 or more; optionally `names`, text (count,);
optionally `class_names`, text (classes,), the name of each label. It is read without unpickling, so
a file from a stranger cannot run code.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from keras_pggan.data.array_advice import CHANNELS, of_range, of_shape
from keras_pggan.data.chunks import Chunks
from keras_pggan.data.downsample import box_downsample
from keras_pggan.errors import InputError
from keras_pggan.files import as_path, written_whole
from keras_pggan.words import kind_and_reason, listed, shortened, unreadable

KEYS = ("images", "labels", "names", "class_names")
LARGEST_LABEL = np.iinfo(np.int64).max
ZIP_ADVICE = "; `keras-pggan preprocess` makes an .npz of a zip of pictures"
NPY_MAGIC = b"\x93NUMPY"
# What zipfile and numpy raise for damaged archives; MemoryError for a header that claims too much.
DAMAGE = (
    ValueError,
    OSError,
    EOFError,
    KeyError,
    RuntimeError,
    MemoryError,
    OverflowError,
    SyntaxError,
    zipfile.BadZipFile,
    zlib.error,
)


class Pictures(NamedTuple):
    """What an .npz of the contract holds."""

    images: np.ndarray
    labels: np.ndarray | None = None
    names: np.ndarray | None = None
    class_names: np.ndarray | None = None

    def checksum(self) -> str:
        """SHA-256 of pictures and labels, in hexadecimal."""
        digest = started_checksum(self.images.shape[1:])
        for array in (self.images, self.labels):
            if array is not None:
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def shrunk(self, height: int, width: int) -> np.ndarray:
        """All pictures, uint8 (count, height, width, channels), shrunk by the mean over boxes."""
        return box_downsample(self.images, height, width)


def started_checksum(image_shape: tuple[int, ...]) -> hashlib._Hash:
    """A checksum of pictures of a shape; their bytes, then those of the labels, are to follow."""
    return hashlib.sha256(repr(image_shape).encode())


def read_npz(path: Path | str) -> Pictures:
    """Reads and checks an .npz of the contract.

    Raises:
        InputError: there is no such file, it is not an .npz, or its content breaks the contract;
            the message says what was found and what is expected.
    """
    path = as_path(path)
    with opened_npz(path) as file:
        pictures = Pictures(**read_arrays(file, KEYS, str(path)))
    check_pictures(pictures, str(path))
    if pictures.labels is not None:
        pictures = pictures._replace(labels=pictures.labels.astype(np.int64))
    return pictures


@contextlib.contextmanager
def opened_npz(path: Path) -> Iterator[IO[bytes]]:
    """Opens an .npz; what is wrong with it, in the block too, is raised as InputError."""
    if not path.exists():
        raise InputError(f"{path}: there is no such file")
    try:
        with path.open("rb") as file:
            if file.read(len(NPY_MAGIC)) == NPY_MAGIC:
                raise InputError(f"{path}: this is one array; an .npz with `images` is expected")
            yield file
    except InputError:
        raise
    except DAMAGE as error:
        raise InputError(f"{path}: {_reason(error)}") from error


def read_arrays(file: IO[bytes], keys: Sequence[str], where: str) -> dict[str, Any]:
    """Those of the named arrays that an archive has.

    Raises:
        InputError: naming `where`, that it has no array `images`.
        ValueError: a name is that of something else.
    """
    with zipfile.ZipFile(file) as archive, np.load(file, allow_pickle=False) as arrays:
        names = [name.removesuffix(".npy") for name in archive.namelist()]
        if "images" not in names:
            found = listed(names, most=5) or "nothing"
            advice = ZIP_ADVICE if where.lower().endswith(".zip") else ""
            raise InputError(f"{where}: an array `images` is expected, found {found}{advice}")
        read = {name: arrays[name] for name in names if name in keys}
    strange = [key for key in keys if key in read and not isinstance(read[key], np.ndarray)]
    if strange:
        raise ValueError(f"`{strange[0]}` is not an array")
    return read


def _reason(error: BaseException) -> str:
    if isinstance(error, ValueError) and "allow_pickle" in str(error):
        return "it holds Python objects, which are never unpickled; store plain arrays"
    if isinstance(error, PermissionError | IsADirectoryError):
        return unreadable(error)
    return f"it is damaged or no .npz file ({kind_and_reason(error)})"


def write_npz(
    path: Path | str,
    images: np.ndarray | Chunks,
    *,
    labels: Sequence[int] | np.ndarray | None = None,
    names: Sequence[str] | np.ndarray | None = None,
    class_names: Sequence[str] | np.ndarray | None = None,
) -> None:
    """Writes an .npz of the contract under a temporary name, then renames it.

    Raises:
        InputError: what is to be written breaks the contract.
    """
    chunks = images if isinstance(images, Chunks) else None
    whole = chunks.stand_in if chunks else np.asarray(images)
    pictures = Pictures(whole, *map(as_array, (labels, names, class_names)))
    check_pictures(pictures, str(path))
    if pictures.labels is not None:
        pictures = pictures._replace(labels=pictures.labels.astype(np.int64))
    arrays = {key: value for key, value in pictures._asdict().items() if value is not None}
    with written_whole(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for key, value in arrays.items():
            with archive.open(f"{key}.npy", "w", force_zip64=True) as member:
                if key == "images" and chunks:
                    chunks.write(member)
                else:
                    np.lib.format.write_array(member, value, allow_pickle=False)


def as_array(values: Any) -> np.ndarray | None:
    """An array as numpy understands the values; one of objects, which is refused, if it cannot."""
    if values is None:
        return None
    try:
        return np.asarray(values)
    except Exception:  # whatever an object does that is to become one
        return np.asarray([None])


def check_pictures(pictures: Pictures, where: str) -> None:
    """Holds arrays against the contract.

    Raises:
        InputError: naming `where`, what was found and what is expected.
    """
    images, labels, names, class_names = pictures
    check_images(images, where)
    check_class_names(class_names, where)
    check_labels(labels, len(images), class_names, where)
    check_names(names, len(images), where)


def check_images(images: np.ndarray, where: str) -> None:
    """Raises InputError unless `images` are as the contract has them."""
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[-1] not in CHANNELS:
        raise InputError(
            f"{where}: `images` must be uint8 (count, height, width, channels) with 1, 3 or 4 "
            f"channels, found {images.dtype} {images.shape}"
            f"{of_shape(images.shape) or of_range(images)}"
        )
    if 0 in images.shape:
        raise InputError(f"{where}: `images` is empty, its shape is {images.shape}")


def check_labels(
    labels: np.ndarray | None, count: int, class_names: np.ndarray | None, where: str
) -> None:
    """Raises InputError unless `labels` are as the contract has them, or None."""
    if labels is None:
        return
    if (
        labels.shape != (count,)
        or not np.issubdtype(labels.dtype, np.integer)
        or labels.min() < 0
        or labels.max() > LARGEST_LABEL
    ):
        found = f"{labels.dtype} {labels.shape}"
        if labels.size and np.issubdtype(labels.dtype, np.number):
            found += f" from {labels.min()} to {labels.max()}"
        raise InputError(
            f"{where}: `labels` must be {count} integers of 0 or more, one for each picture, "
            f"found {found}"
        )
    if class_names is not None and labels.max() >= len(class_names):
        raise InputError(
            f"{where}: `labels` must be below {len(class_names)}, the number of `class_names`, "
            f"found {labels.max()}"
        )


def check_names(names: np.ndarray | None, count: int, where: str) -> None:
    """Raises InputError unless `names` are as the contract has them, or None."""
    if names is not None and (names.shape != (count,) or names.dtype.kind != "U"):
        raise InputError(
            f"{where}: `names` must be {count} texts, one for each picture, "
            f"found {names.dtype} {names.shape}"
        )


def check_class_names(class_names: np.ndarray | None, where: str) -> None:
    """Raises InputError unless `class_names` are as the contract has them, or None."""
    if class_names is None:
        return
    if class_names.ndim != 1 or class_names.dtype.kind != "U" or not class_names.size:
        raise InputError(
            f"{where}: `class_names` must be texts, one for each class, "
            f"found {class_names.dtype} {class_names.shape}"
        )
    names, counts = np.unique(class_names, return_counts=True)
    if counts.max() > 1 or "" in names:
        raise InputError(
            f"{where}: `class_names` must differ and not be empty, "
            f"found {shortened(repr(str(names[counts.argmax()])))} {counts.max()}x"
        )
