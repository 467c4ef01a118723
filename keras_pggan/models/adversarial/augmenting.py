"""Augmentation in a training step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras import ops

from keras_pggan.augmentation.policy import STRENGTH
from keras_pggan.models.adversarial.family import Family
from keras_pggan.models.adversarial.replicas import mean_of

STATE = "augment_"  # how the names of its weights and of its metric begin


class Augmenting:
    """Pictures as the policy of a GAN has them seen; as they are, where it has none.

    Args:
        gan: its policy, and the state of that.
        draw: a distribution and a shape to random numbers.
    """

    def __init__(self, gan: Family, draw: Callable):
        self.gan, self.policy, self._draw = gan, gan.augment, draw

    def __call__(self, images):
        """Pictures, augmented by draws of their own."""
        return self.policy(images, self._state, self._draw) if self.policy else images

    def of_one_draw(self, count: int) -> Callable:
        """The same for batches of so many pictures, all by one draw.

        What it draws does not depend on how often the function is called: a penalty that is not
        due calls it never, one with gradients of gradients more than once.
        """
        policy = self.policy
        if policy is None:
            return lambda images: images
        state, numbers = self._state, policy.drawn(count, self._draw)
        return lambda images: policy.apply(images, state, numbers)

    def follow(self, real_scores) -> dict[str, tuple[Any, float]]:
        """Moves the state by the scores of this replica's reals; the strength as a result."""
        if self.policy is None:
            return {}
        strategy = self.gan.distribute_strategy
        images = real_scores.shape[0] * strategy.num_replicas_in_sync
        finite = ops.where(ops.isfinite(real_scores), real_scores, 0.0)
        state = self.policy.next_state(
            self._state, finite, images, lambda value: mean_of(value, strategy)
        )
        for name, value in state.items():
            self.gan.augment_state[name].assign(value)
        return {STATE + STRENGTH: (state[STRENGTH], 1.0)} if self.policy.moves else {}

    @property
    def _state(self) -> dict[str, Any]:
        states = self.gan.augment_state.items()
        return {name: ops.convert_to_tensor(weight) for name, weight in states}
