"""A Keras model called with arrays, compiled by whatever backend Keras runs on."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np


def calling(model: Any, latent_dim: int, label_count: int) -> Callable[..., np.ndarray]:
    """The `call` of a `Generator`: latents and, where there are classes, labels to pictures.

    Args:
        model: latents, and one-hot labels where there are classes, to pictures.
        latent_dim: length of a latent.
        label_count: how many classes there are; 0 for none.
    """
    import keras

    in_graph = _in_graph if keras.backend.backend() == "tensorflow" else _by_keras
    return in_graph(model, latent_dim, label_count)


def functional(model: Any) -> Any:
    """A network of its own class as a functional model, which tells its shapes; others as they are.

    Such as those of a family: what has a configuration with the length of a latent.
    """
    import keras

    shape: Any = getattr(model, "config", None)
    if hasattr(model, "input_shape") or not hasattr(shape, "latent_dim"):
        return model
    inputs = latents = keras.Input((shape.latent_dim,), name="latents")
    if shape.label_count:
        inputs = [latents, keras.Input((shape.label_count,), name="labels")]
    return keras.Model(inputs, model(inputs), name=model.name)


def in_batches_of(size: int, call: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """The `call` of a `Generator`, of one that makes `size` pictures at a time, never others.

    >>> def double(latents):
    ...     assert len(latents) == 2
    ...     return 2 * latents
    >>> in_batches_of(2, double)(np.arange(3))
    array([0, 2, 4])
    """

    def in_batches(*inputs: np.ndarray) -> np.ndarray:
        count = len(inputs[0])
        picked = np.minimum(np.arange(-(-max(count, 1) // size) * size), max(count - 1, 0))
        filled = [np.asarray(each)[picked] for each in inputs]
        starts = range(0, len(picked), size)
        made = [call(*(each[start : start + size] for each in filled)) for start in starts]
        return np.concatenate(made)[:count]

    return in_batches


def _by_keras(model: Any, latent_dim: int, label_count: int) -> Callable[..., np.ndarray]:
    from keras import ops

    from keras_pggan.layers.conditional_latents import with_classes

    def call(latents: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
        given: Any = latents
        if label_count:
            labels = np.zeros(len(latents), np.int64) if labels is None else labels
            _, classes = with_classes(latents, labels, label_count)
            given = [latents, ops.convert_to_numpy(classes)]
        return np.asarray(model.predict_on_batch(given))

    return call


def _in_graph(model: Any, latent_dim: int, label_count: int) -> Callable[..., np.ndarray]:
    import tensorflow as tf

    graph = _graph_of(model)

    def call(latents: np.ndarray, labels: np.ndarray | None = None) -> np.ndarray:
        given = np.zeros(len(latents), np.int64) if labels is None else labels
        compiled = graph.compiled(model, latent_dim, label_count)
        return compiled(tf.constant(latents), tf.constant(given, tf.int64)).numpy()

    return call


# Tracing takes as long as many pictures do, and would begin anew with every `pg.generate(model)`.
_graphs: weakref.WeakKeyDictionary[Any, Graph] = weakref.WeakKeyDictionary()


def _graph_of(model: Any) -> Graph:
    if model not in _graphs:
        _graphs[model] = Graph()
    return _graphs[model]


class Graph:
    """A model as a graph, made when it is first called.

    It does not hold the model, so that it goes with it.
    """

    def __init__(self) -> None:
        self._made: Any = None

    def compiled(self, model: Any, latent_dim: int, label_count: int) -> Any:
        """Latents and labels to pictures."""
        if self._made is None:
            self._made = _traced(model, latent_dim, label_count)
        return self._made


def _traced(model: Any, latent_dim: int, label_count: int) -> Any:
    import tensorflow as tf

    from keras_pggan.layers.conditional_latents import with_classes

    holder = weakref.ref(model)

    def pictures(latents, labels):
        made: Any = holder()
        return made(with_classes(latents, labels, label_count), training=False)

    # One trace serves every batch size. Made without a call: of those, TensorFlow counts how many
    # trace, and takes several generators for a mistake.
    signature = [tf.TensorSpec((None, latent_dim)), tf.TensorSpec((None,), tf.int64)]
    return tf.function(pictures, signature, autograph=False).get_concrete_function()
