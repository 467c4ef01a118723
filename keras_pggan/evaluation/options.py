"""What is measured, and on how many pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from keras_pggan.evaluation.measure import Measure
from keras_pggan.evaluation.measures import is_ours, named_measures
from keras_pggan.options import check, check_names, described, option

# Those of this package: users' own are measured where they are asked for.
OURS = [each for each in named_measures().values() if is_ours(type(each))]
METRICS = tuple(each.name for each in OURS)
OF_PICTURES = tuple(each.name for each in OURS if not each.of_features)
MOST_REPEATS = 10


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class EvaluationOptions:
    """Options of `evaluate`.

    Raises:
        InputError: a value out of range.
    """

    metrics: tuple[str, ...] = option(
        (),
        f"Some of {', '.join(METRICS)}, with commas between.",
        default=f"{','.join(OF_PICTURES)}; all with --extractor or --inception-weights",
    )
    count: int = option(
        16_384,
        "Pictures of each set; fewer where the data have less than twice as many, which the noise "
        "floor needs.",
        least=2,
    )
    seed: int = option(0, "Of latents and of what is drawn.", least=0)
    repeats: int = option(
        3, "All anew with other draws, for an interval.", least=1, most=MOST_REPEATS
    )
    per_class: bool = option(False, "Each class by itself, too.")
    extractor: Path | str | None = option(
        None, "A model for the features, .keras or SavedModel.", default="Inception-v3"
    )
    inception_weights: Path | str | None = option(
        None, "A file of its weights.", default="Keras downloads them"
    )

    def __post_init__(self) -> None:
        check(self)
        if not self.metrics:
            # Nothing is downloaded that was not asked for.
            own = self.extractor is not None or self.inception_weights is not None
            object.__setattr__(self, "metrics", METRICS if own else OF_PICTURES)
        check_names("metrics", self.metrics, named_measures())

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What `metrics` names."""
        known = named_measures()
        return tuple(known[name] for name in self.metrics)

    @property
    def needs_features(self) -> bool:
        """Whether a metric is of features."""
        return any(each.of_features for each in self.measures)
