"""What an extractor sees in pictures."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from keras_pggan.data.npz import DAMAGE
from keras_pggan.errors import InputError
from keras_pggan.files import as_path, written_whole

FORMAT = "keras_pggan features 1"


@dataclasses.dataclass(frozen=True)
class FeatureSet:
    """Features of pictures, in the order of the pictures.

    Args:
        extractor: the name of what made them; those of different extractors are never compared.
        values: float32 (count, features).
        probabilities: of classes, float32 (count, classes); None where the extractor has none.
    """

    extractor: str
    values: np.ndarray
    probabilities: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.values)

    def statistics(self) -> FeatureStatistics:
        """Mean and covariance of the features, which are calculated once.

        Raises:
            InputError: there are fewer than two pictures.
        """
        return self._statistics

    @functools.cached_property
    def _statistics(self) -> FeatureStatistics:
        if len(self) < 2:
            raise InputError(f"a covariance needs 2 pictures or more, got {len(self)}")
        return streamed_statistics([self])


@dataclasses.dataclass(frozen=True)
class FeatureStatistics:
    """What the Fréchet distance needs of a set of pictures; may be saved, and used again.

    Args:
        extractor: the name of what made the features.
        count: of pictures.
        mean: float64 (features,).
        covariance: float64 (features, features), with `count - 1` in its denominator.
        source: what the pictures are called, such as the path of their file.
    """

    extractor: str
    count: int
    mean: np.ndarray
    covariance: np.ndarray
    source: str = ""

    def save(self, path: Path | str) -> None:
        """Writes an .npz."""
        with written_whole(path) as temporary, temporary.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                format=np.array(FORMAT),
                extractor=np.array(self.extractor),
                source=np.array(self.source),
                count=np.array(self.count),
                mean=self.mean,
                covariance=self.covariance,
            )

    @classmethod
    def load(cls, path: Path | str) -> FeatureStatistics:
        """Reads what `save` wrote.

        Raises:
            InputError: there is no such file, or it is another one.
        """
        try:
            with np.load(as_path(path), allow_pickle=False) as arrays:
                good = str(arrays["format"]) == FORMAT
                found = cls(
                    str(arrays["extractor"]),
                    int(arrays["count"]),
                    arrays["mean"],
                    arrays["covariance"],
                    str(arrays["source"]),
                )
        except FileNotFoundError as error:
            raise InputError(f"{path}: there is no such file") from error
        except (*DAMAGE, TypeError) as error:
            raise InputError(f"{path}: not a file of feature statistics") from error
        size = len(found.mean) if found.mean.ndim == 1 else -1
        good = good and found.count >= 2 and found.covariance.shape == (size, size)
        if not good or not all(
            array.dtype == np.float64 and np.isfinite(array).all()
            for array in (found.mean, found.covariance)
        ):
            raise InputError(f"{path}: not a file of feature statistics")
        return found


def streamed_statistics(sets: Iterable[FeatureSet], *, source: str = "") -> FeatureStatistics:
    """Mean and covariance of the features of many sets together, which need not be held at once.

    Args:
        sets: of one extractor, such as those of a batch of pictures each.
        source: what the pictures are called.

    Raises:
        InputError: there are fewer than two pictures, or sets of different extractors.

    Source: Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing
    sample variances, 1979.
    """
    first, count = None, 0
    mean = scatter = np.zeros(())
    for each in sets:
        first = first or each
        check_same_extractor(first, each)
        if not len(each):
            continue
        values = each.values.astype(np.float64)
        own = values.mean(axis=0)
        centred, apart = values - own, own - mean
        total = count + len(each)
        scatter = scatter + centred.T @ centred
        scatter += np.multiply.outer(apart, apart) * (count * len(each) / total)
        mean = mean + apart * (len(each) / total)
        count = total
    if first is None or count < 2:
        raise InputError(f"a covariance needs 2 pictures or more, got {count}")
    return FeatureStatistics(first.extractor, count, mean, scatter / (count - 1), source)


def check_same_extractor(
    one: FeatureSet | FeatureStatistics, other: FeatureSet | FeatureStatistics
) -> None:
    """Raises InputError for features that cannot be compared."""
    if one.extractor != other.extractor:
        raise InputError(
            "features of one extractor are expected, got those of "
            f"{one.extractor} and of {other.extractor}"
        )
