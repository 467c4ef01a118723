"""What is measured, and on how many pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from keras_pggan.errors import InputError
from keras_pggan.evaluation.measure import Measure
from keras_pggan.evaluation.measures import is_ours, named_measures

# Those of this package: users' own are measured where they are asked for.
METRICS = tuple(name for name, each in named_measures().items() if is_ours(type(each)))
MOST_REPEATS = 10


@dataclasses.dataclass(frozen=True, kw_only=True)
class EvaluationOptions:
    """Options of `evaluate`.

    Args:
        metrics: names of measures, see `named_measures`; all of ours by default.
        count: pictures of each set; the paper's 16,384 by default. There are fewer where the data
            have less than twice as many, which the noise floor needs.
        seed: of latents and of whatever else is drawn; repeat r has `seed + r`.
        repeats: how often all is measured anew, with other draws, for an interval; 1 to 10.
        per_class: whether each class is measured by itself, too.
        extractor: a model for the features, see `open_extractor`; Inception-v3 by default.
        inception_weights: a file of its weights, in place of the one that Keras downloads.

    Raises:
        InputError: a value out of range.
    """

    metrics: tuple[str, ...] = METRICS
    count: int = 16_384
    seed: int = 0
    repeats: int = 3
    per_class: bool = False
    extractor: Path | str | None = None
    inception_weights: Path | str | None = None

    def __post_init__(self) -> None:
        known = named_measures()
        unknown = [name for name in self.metrics if name not in known]
        if unknown or not self.metrics:
            raise InputError(
                f"metrics must be some of {', '.join(known)}, got {', '.join(unknown) or 'none'}"
            )
        if len(set(self.metrics)) < len(self.metrics):
            raise InputError(f"metrics must be named once each, got {', '.join(self.metrics)}")
        if self.count < 2:
            raise InputError(f"count must be 2 or more, got {self.count}")
        if self.seed < 0:
            raise InputError(f"seed must be 0 or more, got {self.seed}")
        if not 1 <= self.repeats <= MOST_REPEATS:
            raise InputError(f"repeats must be 1 to {MOST_REPEATS}, got {self.repeats}")

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What `metrics` names."""
        known = named_measures()
        return tuple(known[name] for name in self.metrics)

    @property
    def needs_features(self) -> bool:
        """Whether a metric is of features."""
        return any(each.of_features for each in self.measures)
