"""The finished pictures of a run become a data set."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np

from keras_pggan.data.chunks import Chunks
from keras_pggan.data.npz import write_npz
from keras_pggan.data.shard_writer import ShardWriter
from keras_pggan.errors import InputError
from keras_pggan.files import check_new_folder, check_writable, unfinished_of
from keras_pggan.preprocessing.classes import labels_of
from keras_pggan.preprocessing.finished import noted_finished
from keras_pggan.preprocessing.journal import Journal
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.results import Results


@dataclasses.dataclass(frozen=True)
class Output:
    """Where a data set goes, and in which form.

    Args:
        path: an .npz, or with `shards` a folder, new or empty.
        shards: how many shards there are to be at most; None for an .npz.

    Raises:
        InputError: the form and the name do not fit.
    """

    path: Path
    shards: int | None = None

    def __post_init__(self) -> None:
        if self.shards is not None and self.path.suffix.lower() == ".npz":
            raise InputError(f"{self.path}: shards go to a folder, this is the name of an .npz")
        if self.shards is None and (self.path.suffix.lower() != ".npz" or self.path.is_dir()):
            raise InputError(
                f"{self.path}: a file name that ends in .npz is expected, or a folder and the "
                "number of shards (--shards)"
            )

    @property
    def place(self) -> Path:
        """`path`, or the folder for shards that it is a link to."""
        return self.path if self.shards is None else Path(os.path.realpath(self.path))

    def check(self) -> None:
        """Raises InputError where it could not be written, before any work is done for it."""
        if self.shards is None:
            check_writable(self.path)
        else:
            unfinished = unfinished_of(os.path.abspath(self.place))
            if not noted_finished(unfinished, self.place):  # else it is our own
                check_new_folder(self.path)

    def write(self, results: Results, journal: Journal, options: FaceOptions) -> None:
        """Writes the crops of a run; memory is taken for those of one part of its journal.

        They are written in the folder of the journal, and take their place when they are whole.

        Args:
            results: what is written, one crop at least.
            journal: that of the run.
            options: those of the run.
        """
        names = [crop.name for crop in results.crops]
        labels, class_names = None, None
        kinds = [crop.kind for crop in results.crops]
        if options.labels_from_folders:
            labels, class_names = labels_of(kinds)
        elif any(kinds):
            labels = np.array(kinds, np.int64)
        written = journal.path / f"result{self.path.suffix}"
        if self.shards is None:
            images = Chunks((len(names), *options.image_shape), results.images())
            write_npz(written, images, labels=labels, names=names, class_names=class_names)
        else:
            per_shard = -(-len(names) // self.shards)
            with ShardWriter(written, per_shard=per_shard, class_names=class_names) as writer:
                for index, picture in enumerate(results.pictures()):
                    label = None if labels is None else int(labels[index])
                    writer.add(picture, label=label, name=names[index])
        journal.place(written, results.summary)
