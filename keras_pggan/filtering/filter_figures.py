"""How well a filter tells pictures that it was not trained with."""

from __future__ import annotations

import dataclasses

import numpy as np

from keras_pggan.filtering.picture_filter import SCORE
from keras_pggan.words import counted


@dataclasses.dataclass(frozen=True)
class FilterFigures:
    """Figures of pictures that were held back.

    Args:
        trained: how many others the filter was trained with.
        count: how many were held back.
        good: how many of these a person marked as good.
        right: how many have a score of 0.5 or more where they are good, and of less where not.
        passing: how many reach the score of 0.95.
        passing_good: how many of these are good.
    """

    trained: int
    count: int
    good: int
    right: int
    passing: int
    passing_good: int

    @classmethod
    def of(cls, scores: np.ndarray, good: np.ndarray, trained: int) -> FilterFigures:
        """Of scores (count,), and whether each picture is good."""
        passing = scores >= SCORE
        right = int(np.sum((scores >= 0.5) == good))
        counts = int(good.sum()), right, int(passing.sum()), int((passing & good).sum())
        return cls(trained, len(good), *counts)

    @property
    def accuracy(self) -> float:
        """The share that is told right, 0 to 1."""
        return self.right / self.count

    @property
    def precision(self) -> float | None:
        """The share of good ones among those that reach the score; None where none does."""
        return self.passing_good / self.passing if self.passing else None

    def in_words(self) -> list[str]:
        """A few lines for a reader.

        >>> for line in FilterFigures(80, 20, 12, 17, 8, 8).in_words():
        ...     print(line)
        trained with 80 pictures; held back: 20 pictures, 12 of them good
        accuracy 0.85 (17 of 20 told right; all taken for good would be 0.60)
        8 of 20 reach the score 0.95, 8 of these are good: precision 1.00
        """
        usual, kind = max((self.good, "good"), (self.count - self.good, "bad"))
        precision = "" if self.precision is None else f": precision {self.precision:.2f}"
        passing = f"{self.passing:,} of {self.count:,} reach the score {SCORE:g}"
        return [
            f"trained with {counted(self.trained, 'picture')}; held back: "
            f"{counted(self.count, 'picture')}, {self.good:,} of them good",
            f"accuracy {self.accuracy:.2f} ({self.right:,} of {self.count:,} told right; all taken "
            f"for {kind} would be {usual / self.count:.2f})",
            f"{passing}, {self.passing_good:,} of these are good{precision}"
            if self.passing
            else passing,
        ]
