"""How a filter is trained."""

from __future__ import annotations

import dataclasses

from keras_pggan.options import check, described, option


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class FilterOptions:
    """Options of `train_filter`.

    Raises:
        InputError: a value out of range.
    """

    held_back: float = option(
        0.2, "Share of the pictures that is kept from training, and measured.", least=0.05, most=0.5
    )
    epochs: int = option(40, "Times that each of the other pictures is seen.", least=1)
    batch_size: int = option(16, "Pictures of a step.", least=1)
    learning_rate: float = option(1e-3, "Of Adam, at first; it falls to 0.", above=0)
    seed: int = option(0, "Of the weights, the order, and what is held back.", least=0)

    def __post_init__(self) -> None:
        check(self)
