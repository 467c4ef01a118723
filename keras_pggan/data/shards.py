"""A data set in a folder, for more pictures than fit into memory.

The folder holds `index.json`; `shard-00000.tfrecord` and so on, each record the bytes of one
picture; `labels.npy` and `names.json`, where there are labels and names; and `levels/`, which can
be deleted at any time.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from keras_pggan.data.levels import Levels
from keras_pggan.data.npz import DAMAGE, check_labels, check_names
from keras_pggan.data.shard_index import ShardIndex, read_json
from keras_pggan.data.shard_pictures import ShardPictures
from keras_pggan.errors import InputError
from keras_pggan.files import as_path

LABELS = "labels.npy"
NAMES = "names.json"


class Shards:
    """An opened folder of shards: what `Pictures` is in memory.

    Opening it reads the index and the labels, and holds the sizes of all files against the index.
    Checksums of what they contain are taken where a smaller size is made, which reads it anyway.

    Args:
        path: the folder.

    Raises:
        InputError: the index is missing, damaged or of another version; a shard is missing, cut
            short or another one; labels that break the .npz contract.
    """

    def __init__(self, path: Path | str):
        self.path = as_path(path)
        self.index = ShardIndex.read(self.path)
        names = self.index.class_names
        self.class_names = None if names is None else np.array(names)
        self.images = ShardPictures(self.path, self.index)
        self.labels = self._read_labels() if self.index.labels else None
        self._levels = Levels(self.images, self.labels)

    @property
    def names(self) -> np.ndarray | None:
        """The name of each picture, read anew each time, or None."""
        if not self.index.names:
            return None
        path = self.path / NAMES
        names = read_json(path)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise InputError(f"{path}: a list of texts is expected; make the shards again")
        array = np.array(names, np.str_)
        check_names(array, self.index.count, str(path))
        return array

    def checksum(self) -> str:
        """SHA-256 of pictures and labels, as the index has it."""
        return self.index.sha256

    def shrunk(self, height: int, width: int) -> np.ndarray:
        """All pictures, uint8 (count, height, width, channels), shrunk by the mean over boxes."""
        return self._levels.at(height, width)

    def _read_labels(self) -> np.ndarray:
        path = self.path / LABELS
        try:
            with path.open("rb") as file:
                labels = np.lib.format.read_array(file, allow_pickle=False)
        except FileNotFoundError as error:
            raise InputError(
                f"{path}: there is no such file; copy the folder again, or make the shards again"
            ) from error
        except DAMAGE as error:
            raise InputError(f"{path}: it is damaged or no .npy file") from error
        check_labels(labels, self.index.count, self.class_names, str(path))
        return labels.astype(np.int64)
