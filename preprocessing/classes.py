"""Classes of pictures, from the folders that they lie in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.sources import Source


def class_of(source: Source) -> str:
    """The name of the outermost folder that a picture lies in, below the place that was given.

    Raises:
        RejectedError: it lies in none.
    """
    folder, _, inside = source.name.partition("/")
    if not inside:
        raise RejectedError(Reason.NO_CLASS, "it lies in no folder that would name its class")
    return str(folder)


def check_classes(sources: Sequence[Source]) -> None:
    """Raises InputError, before any work is done, where pictures lie in fewer than two folders."""
    labels_of([source.name.partition("/")[0] for source in sources if "/" in source.name])


def labels_of(classes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Labels, int64 (count,), and the names of the classes in alphabetical order.

    Raises:
        InputError: there are fewer than two classes.

    >>> [part.tolist() for part in labels_of(["dog", "cat", "dog"])]
    [[1, 0, 1], ['cat', 'dog']]
    """
    names, labels = np.unique(np.asarray(classes, dtype=str), return_inverse=True)
    if len(names) < 2:
        raise InputError(
            f"labels from folders need two folders with faces or more, found {_alone(names)}; put "
            "the pictures of each class into a folder of its own"
        )
    return labels.astype(np.int64), names


def _alone(names: np.ndarray) -> str:
    return f"{names[0]} alone" if names.size else "none"
