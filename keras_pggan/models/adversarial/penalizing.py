"""Penalties on a discriminator's gradients, and what they add to the gradients of its weights."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import tensorflow as tf
from keras import ops

from keras_pggan.losses import GradientPenalty


class Penalized(NamedTuple):
    """What penalties come to in a step.

    Args:
        value: mean over the batch of all that were due, those of every k-th step k times.
        gradients: of that value, scaled, one a weight; None where the weight is not in it.
        norms: by name, the mean length of the gradients that a penalty came from, and 1; where it
            was not due, 0 and 0.
    """

    value: Any
    gradients: list
    norms: dict[str, tuple[Any, Any]]


def penalized(
    penalties: Mapping[str, GradientPenalty],
    given: tuple,
    variables: Sequence[Any],
    *,
    step: Any,
    enlarged: float,
    scaled: Callable[[Any], Any],
) -> Penalized:
    """The penalties that are due in a step, and their gradients by some weights.

    Those of every k-th step are computed, gradients and all, inside of one condition: a tape
    around it would keep what lies between for gradients that most steps have no use for, in a graph
    that is a quarter larger.

    Args:
        penalties: by the names of their norms.
        given: of each, see `GradientPenalty`: score, reals, fakes, mix.
        variables: the weights.
        step: how many steps of the phase were made; a penalty of every k-th is due in step 0.
        enlarged: as each penalty takes it.
        scaled: makes of the value what gradients are taken of.
    """
    value: Any = _zero()
    norms: dict[str, tuple[Any, Any]] = {}
    gradients: list[Any] = [None] * len(variables)
    kinds = sorted(penalties.items(), key=lambda item: item[1].every)
    for every, group in itertools.groupby(kinds, key=lambda item: item[1].every):
        named = dict(group)
        reached: list[int] = []  # by the penalties: indices of weights

        def due(every=every, named=named, reached=reached):
            with tf.GradientTape() as tape:
                found = [each(*given, enlarged=enlarged) for each in named.values()]
                value = ops.mean(sum(each.value for each in found)) * every
                target = scaled(value)
            by_weight = tape.gradient(target, variables)
            reached[:] = [k for k, each in enumerate(by_weight) if each is not None]
            means = [ops.mean(each.gradient_norm) for each in found]
            return value, [by_weight[k] for k in reached], means, ops.ones((), dtype="float32")

        def not_due(named=named, reached=reached):
            zeros = [ops.zeros(variables[k].shape, variables[k].dtype) for k in reached]
            return _zero(), zeros, [_zero() for _ in named], _zero()

        # tf.cond looks at what comes if true first, so `reached` is known when it comes to zeros.
        one = due() if every == 1 else tf.cond(step % every == 0, due, not_due)
        value += one[0]
        for k, gradient in zip(reached, one[1], strict=True):
            gradients[k] = plus(gradients[k], gradient)
        norms |= {name: (norm, one[3]) for name, norm in zip(named, one[2], strict=True)}
    return Penalized(value, gradients, norms)


def _zero():
    return ops.zeros((), dtype="float32")


def plus(one: Any, other: Any) -> Any:
    """The sum of two gradients, each of which may be None for none.

    >>> plus(None, None), plus(None, 2.0), plus(1.0, 2.0)
    (None, 2.0, 3.0)
    """
    if one is None or other is None:
        return other if one is None else one
    return one + other
