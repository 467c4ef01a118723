"""Whether pictures, networks and phases fit each other, told before anything is written."""

from typing import Any

from keras_pggan.data.as_images import as_images
from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.runs.config import TrainConfig
from keras_pggan.schedule import Schedule
from keras_pggan.training.callbacks.distance import MIN_REALS
from keras_pggan.words import brief, counted


def as_arguments(gan: Any, images: Any, schedule: Any) -> tuple[AdversarialGAN, Images, Schedule]:
    """What `pg.train` was given, as training has it.

    Args:
        gan: a GAN.
        images: a training set in any form that `as_images` takes.
        schedule: a `Schedule`, or phases in a list.

    Raises:
        InputError: one of them is something else; what came and what is wanted.
    """
    if not isinstance(gan, AdversarialGAN):
        raise InputError(
            "pg.train takes a GAN, such as pg.ProgressiveGAN(generator, discriminator), got "
            f"{brief(gan)}"
        )
    if not isinstance(schedule, Schedule):
        schedule = Schedule(tuple(schedule) if isinstance(schedule, list | tuple) else (schedule,))
    found = as_images(images, size=gan.network.resolution)
    if isinstance(images, tuple) and found.labels is not None and not gan.network.label_count:
        raise InputError(
            "labels were given, and the networks have no classes; leave them out, or make networks "
            f"with label_count={found.label_count}"
        )
    return gan, found, schedule


def check_run(config: TrainConfig, images: Images, *, replicas: int = 1) -> None:
    """Holds pictures and phases against the networks, before anything is built or written.

    Args:
        config: networks and phases.
        images: the training set.
        replicas: devices that share a batch.

    Raises:
        InputError: the first thing that does not fit.
    """
    network = config.network
    _, _, channels = images.image_shape
    if channels != network.channels:
        raise InputError(
            f"{images.source}: the pictures have {counted(channels, 'channel')}, "
            f"the networks {network.channels}; set the networks' channels to {channels}"
        )
    if network.label_count:
        _check_labels(network.label_count, images)
    if config.metrics_every and len(images) < MIN_REALS:
        raise InputError(
            f"{images.source}: measuring samples needs {MIN_REALS} pictures or more, found "
            f"{len(images)}; set metrics_every to 0, or give more"
        )
    if config.precision == "float16" and replicas > 1:
        raise InputError(
            f"precision float16 is for one device, there are {replicas}: each would decide by "
            "itself which steps have finite gradients, and their weights would part; use bfloat16, "
            "or one device (--strategy none)"
        )
    for phase in config.schedule:
        network.check_phase(phase, replicas=replicas)
    images.check_fits(*network.image_shape(config.schedule[-1].level)[:2])


def _check_labels(label_count: int, images: Images) -> None:
    if images.labels is None:
        raise InputError(
            f"{images.source}: the networks have {label_count} classes, the pictures no labels; "
            "add an array `labels`, or set label_count to 0 (--no-labels)"
        )
    if images.label_count > label_count:
        raise InputError(
            f"{images.source}: the labels go up to {images.labels.max()}, the networks have "
            f"{label_count} classes; set label_count to {images.label_count} or more"
        )
