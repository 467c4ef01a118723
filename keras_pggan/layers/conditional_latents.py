"""Latents that say which class is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import keras
from keras import ops

from keras_pggan.errors import InputError


def with_classes(latents, labels, label_count: int):
    """What a generator takes: latents, with one-hot labels beside them where there are classes.

    The labels are float32, as the latents are, whatever type of numbers Keras is set to.

    Args:
        latents: (batch, latent_dim).
        labels: integers (batch,); not looked at where there are no classes.
        label_count: how many classes there are.

    >>> latents = np.zeros((2, 3))
    >>> len(with_classes(latents, [0, 1], 2)), with_classes(latents, None, 0).shape
    (2, (2, 3))
    """
    return [latents, ops.one_hot(labels, label_count, dtype="float32")] if label_count else latents


@keras.saving.register_keras_serializable(package="keras_pggan")
class ConditionalLatents(keras.layers.Layer):
    """Appends one-hot labels to latents, and knows what the classes are called.

    The names change nothing in the result; they travel with a saved generator.

    Args:
        class_names: of the classes, in the order of the labels; empty if they have none.

    Input: a list `[latents, labels]` of (batch, latent_dim) and one-hot (batch, label_count).
    Output: (batch, latent_dim + label_count).

    Raises:
        InputError: not one name for each class.

    >>> ConditionalLatents(["cat", "dog"])([np.zeros((1, 3)), np.ones((1, 2))]).shape
    TensorShape([1, 5])

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A.
    """

    def __init__(self, class_names: Sequence[str] = (), **kwargs):
        super().__init__(**kwargs)
        self.class_names = tuple(class_names)

    def build(self, input_shape):
        label_count = input_shape[1][-1]
        if self.class_names and len(self.class_names) != label_count:
            raise InputError(
                f"{label_count} class names are needed, one for each label, "
                f"got {len(self.class_names)}"
            )

    def call(self, inputs):
        return ops.concatenate(inputs, axis=-1)

    def compute_output_shape(self, input_shape):
        (batch, latent_dim), (_, label_count) = input_shape
        return batch, latent_dim + label_count

    def get_config(self):
        return {**super().get_config(), "class_names": list(self.class_names)}
