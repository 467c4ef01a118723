"""What an extractor sees in pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from keras_pggan.data.npz import DAMAGE
from keras_pggan.errors import InputError
from keras_pggan.files import written_whole

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
        """Mean and covariance of the features.

        Raises:
            InputError: there are fewer than two pictures.
        """
        if len(self) < 2:
            raise InputError(f"a covariance needs 2 pictures or more, got {len(self)}")
        values = self.values.astype(np.float64)
        covariance = np.atleast_2d(np.cov(values, rowvar=False))
        return FeatureStatistics(self.extractor, len(self), values.mean(axis=0), covariance)


@dataclasses.dataclass(frozen=True)
class FeatureStatistics:
    """What the Fréchet distance needs of a set of pictures; may be saved, and used again.

    Args:
        extractor: the name of what made the features.
        count: of pictures.
        mean: float64 (features,).
        covariance: float64 (features, features), with `count - 1` in its denominator.
    """

    extractor: str
    count: int
    mean: np.ndarray
    covariance: np.ndarray

    def save(self, path: Path | str) -> None:
        """Writes an .npz."""
        with written_whole(path) as temporary, temporary.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                format=np.array(FORMAT),
                extractor=np.array(self.extractor),
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
            with np.load(path, allow_pickle=False) as arrays:
                good = str(arrays["format"]) == FORMAT
                found = cls(
                    str(arrays["extractor"]),
                    int(arrays["count"]),
                    arrays["mean"],
                    arrays["covariance"],
                )
        except FileNotFoundError as error:
            raise InputError(f"{path}: there is no such file") from error
        except (*DAMAGE, TypeError) as error:
            raise InputError(f"{path}: not a file of feature statistics") from error
        count = len(found.mean) if found.mean.ndim == 1 else -1
        if not good or found.covariance.shape != (count, count):
            raise InputError(f"{path}: not a file of feature statistics")
        return found


def check_same_extractor(
    one: FeatureSet | FeatureStatistics, other: FeatureSet | FeatureStatistics
) -> None:
    """Raises InputError for features that cannot be compared."""
    if one.extractor != other.extractor:
        raise InputError(
            "features of one extractor are expected, got those of "
            f"{one.extractor} and of {other.extractor}"
        )
