"""How TensorFlow computes gradients, and while a GAN is fitted."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import tensorflow as tf

RETRACED = "one_step_on_iterator", "multi_step_on_iterator"  # what Keras compiles for `fit`


@contextlib.contextmanager
def unfused_gradients() -> Iterator[None]:
    """Keeps TensorFlow from fusing operations while the block runs.

    Its graph optimizer fails to fuse gradients of leaky ReLUs, and says so at length. Without
    trying, steps of training took 7 % longer at 4 pixels, 4 % less at 64, and the same time
    between.
    """
    before = tf.config.optimizer.get_experimental_options().get("remapping", True)
    tf.config.optimizer.set_experimental_options({"remapping": False})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"remapping": before})


@contextlib.contextmanager
def training_computation() -> Iterator[None]:
    """Options of TensorFlow for `fit`, taken back afterwards; see `unfused_gradients`.

    TensorFlow also counts how often a function of the same source is traced, and takes it for a
    mistake that each phase has one of its own, where phases are short; of `fit`'s, that is not
    told.
    """
    logger = tf.get_logger()
    logger.addFilter(_not_of_fit)
    try:
        with unfused_gradients():
            yield
    finally:
        logger.removeFilter(_not_of_fit)


def _not_of_fit(record: logging.LogRecord) -> bool:
    told = record.getMessage()
    return "triggered tf.function retracing" not in told or not any(
        name in told for name in RETRACED
    )
