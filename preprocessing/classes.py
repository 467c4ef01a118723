"""Classes of pictures, from the folders that they lie in, or from lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.label_lists import LIST
from keras_pggan.preprocessing.rejects import Reason, RejectedError
from keras_pggan.preprocessing.sources import UNLISTED, Source


def class_of(source: Source) -> str:
    """The name of the outermost folder that a picture lies in, below the place that was given.

    Raises:
        RejectedError: it lies in none.
    """
    folder, _, inside = _name(source).partition("/")
    if not inside:
        raise RejectedError(Reason.NO_CLASS, "it lies in no folder that would name its class")
    return str(folder)


def number_of(source: Source) -> str:
    """The number of a picture's class by a list, in digits; nothing where there is no list.

    Raises:
        RejectedError: the list has not this picture.
    """
    if source.label == UNLISTED:
        raise RejectedError(Reason.NO_CLASS, f"no {LIST} lists it")
    return "" if source.label is None else str(source.label)


def _name(source: Source) -> str:
    """Its path below the place that was given."""
    return source.name.removeprefix(source.within)


def check_classes(sources: Sequence[Source]) -> None:
    """Raises InputError, before any work is done, where pictures lie in fewer than two folders."""
    names = map(_name, sources)
    labels_of([name.partition("/")[0] for name in names if "/" in name])


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
