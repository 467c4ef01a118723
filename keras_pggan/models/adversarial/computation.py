"""How TensorFlow computes while a GAN is fitted."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import tensorflow as tf

RETRACED = "one_step_on_iterator", "multi_step_on_iterator"  # what Keras compiles for `fit`


@contextlib.contextmanager
def training_computation() -> Iterator[None]:
    """Options of TensorFlow for `fit`, taken back afterwards.

    TensorFlow's graph optimizer fails to fuse gradients of leaky ReLUs, and says so at length.
    Without trying, steps took 7 % longer at 4 pixels, 4 % less at 64, and the same time between.

    It also counts how often a function of the same source is traced, and takes it for a mistake
    that each phase has one of its own, where phases are short; of `fit`'s, that is not told.
    """
    before = tf.config.optimizer.get_experimental_options().get("remapping", True)
    logger = tf.get_logger()
    tf.config.optimizer.set_experimental_options({"remapping": False})
    logger.addFilter(_not_of_fit)
    try:
        yield
    finally:
        logger.removeFilter(_not_of_fit)
        tf.config.optimizer.set_experimental_options({"remapping": before})


def _not_of_fit(record: logging.LogRecord) -> bool:
    told = record.getMessage()
    return "triggered tf.function retracing" not in told or not any(
        name in told for name in RETRACED
    )
