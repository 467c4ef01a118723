"""Which devices a run is spread over."""

from __future__ import annotations

import tensorflow as tf

from keras_pggan.errors import InputError
from keras_pggan.training.distribution.cluster import Cluster, meet
from keras_pggan.training.options import STRATEGIES
from keras_pggan.words import shortened


def choose_strategy(name: str) -> tf.distribute.Strategy | None:
    """The strategy of a name.

    `mirrored` spreads each batch over all GPUs of this machine (over all logical CPU devices,
    where it has no GPU), `none` uses one device, `auto` is `mirrored` where there are two GPUs or
    more. `multiworker` spreads it over the processes that the environment variable `TF_CONFIG`
    names, and waits until all of them are there; it must be chosen before anything else is asked of
    TensorFlow. Results do not depend on it, but for rounding, as long as each device's share of a
    batch holds whole groups of the minibatch standard deviation.

    Returns:
        the strategy, or None for one device.

    Raises:
        InputError: another name, or workers that cannot be used or reached.
    """
    if name not in STRATEGIES:
        raise InputError(f"strategy must be one of {', '.join(STRATEGIES)}, got {shortened(name)}")
    if name == "multiworker":
        meet(Cluster.from_environment())
        return tf.distribute.MultiWorkerMirroredStrategy()
    gpus = tf.config.list_logical_devices("GPU")
    if name == "mirrored" or (name == "auto" and len(gpus) > 1):
        devices = gpus or tf.config.list_logical_devices("CPU")
        return tf.distribute.MirroredStrategy([device.name for device in devices])
    return None
