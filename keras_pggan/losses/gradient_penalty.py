"""What a loss makes a discriminator pay for its gradients."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

from keras_pggan.losses.gradients import guarded_root, squared_gradient
from keras_pggan.options import option

REALS, FAKES, MIXTURES = "reals", "fakes", "mixtures"
CURRENT, FINAL = "current", "final"


def gradients_at_option() -> Any:
    """The field of a loss by which its penalties get their `gradients_at`."""
    return option(
        CURRENT,
        "Where gradients are taken: at the pictures of the level that is trained (current), or at "
        "these enlarged to the full size, as in the authors' program (final), where they are f "
        "times shorter, for f times as many pixels on a side.",
        choices=(CURRENT, FINAL),
    )


class Penalty(NamedTuple):
    """A penalty per sample, and the gradient norm that it came from, both (batch,)."""

    value: Any
    gradient_norm: Any


@dataclasses.dataclass(frozen=True)
class GradientPenalty:
    """A penalty on the gradients of scores with respect to pictures.

    Args:
        at: which pictures: `reals`, `fakes`, or `mixtures`, `real + (fake - real) * mix`.
        formula: squared lengths and lengths of the gradients, both (batch,), to penalties (batch,);
            the length is over height, width and channels.
        every: the penalty is computed in every k-th step and multiplied by k there.
        gradients_at: by which pictures scores are differentiated: those of the level that is
            trained (`current`), or the same at full size (`final`), as if the discriminator took
            those and shrank them by means. With f times as many pixels on a side, each of the f^2
            that stand for one has an f^2-th of its gradient: the length of all is an f-th.

    >>> r1 = GradientPenalty(REALS, lambda squared, norm: 5.0 * squared)
    >>> value, norm = r1(lambda x: ops.sum(3.0 * x, axis=(1, 2, 3)), ops.ones((1, 1, 1, 1)))
    >>> float(value[0]), float(norm[0])
    (45.0, 3.0)

    Source: in every k-th step: Karras et al. 2020 (arXiv 1912.04958), section 3.1. The authors of
    growing (Karras et al. 2018, arXiv 1710.10196) take gradients at the full size throughout.
    """

    at: str
    formula: Callable[[Any, Any], Any]
    every: int = 1
    gradients_at: str = CURRENT

    def __call__(
        self, score: Callable, reals, fakes=None, mix=None, *, enlarged: float = 1.0
    ) -> Penalty:
        """The penalty, once.

        Args:
            score: pictures (batch, height, width, channels) to scores (batch,).
            reals, fakes: pictures.
            mix: (batch, 1, 1, 1) in [0, 1); 0 is the real, 1 the fake.
            enlarged: side of the full-size pictures by that of these.
        """
        squared = squared_gradient(score, self._pictures(reals, fakes, mix))
        if self.gradients_at == FINAL:
            squared = squared / enlarged**2
        norm = guarded_root(squared)
        return Penalty(self.formula(squared, norm), norm)

    def _pictures(self, reals, fakes, mix):
        if self.at == MIXTURES:
            return reals + (fakes - reals) * mix
        return {REALS: reals, FAKES: fakes}[self.at]
