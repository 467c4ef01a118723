"""What a plan is warned of that would be trained without an error, and come to nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from keras_pggan.data.black import black_in_words
from keras_pggan.data.images import Images
from keras_pggan.models.adversarial.gan_config import GanConfig
from keras_pggan.models.adversarial.network_shape import NetworkShape
from keras_pggan.runs.config import TrainConfig
from keras_pggan.schedule import Phase, Schedule, paper_batch_size
from keras_pggan.training.preflight.preflight import Preflight
from keras_pggan.words import about, counted, listed

# How often a picture may be shown. The paper's run showed 30,000 pictures 400 times each; without
# augmentation the distance rises again in the end, the sooner the fewer pictures there are (Karras
# et al. 2020, figure 1).
SHOWN = 500
# How many times as often with augmentation: that paper showed 2,000 pictures 12,500 times each.
AUGMENTED = 20
# On a CPU: the estimate may be off by a factor of two, and a night or two is what people wait.
LONG = 2 * 86_400  # seconds
CPU_OPTIONS = "--recipe small"
TRIAL = 1000  # steps of a run, below which nobody looks at the pictures
TOLD = 5  # classes or phases, by name


def with_advice(
    found: Preflight, config: TrainConfig, images: Images, *, begun: bool = False
) -> Preflight:
    """A plan with a line for each thing that would do harm, and with what to type instead.

    Args:
        found: what the phases take that are left.
        config: of the whole run.
        images: the training set.
        begun: whether some of it is trained, which no option changes any more.
    """
    network, schedule = config.network, config.schedule
    lines = [
        few_pictures(
            len(images),
            schedule,
            mirror=config.mirror,
            augmented=config.augment is not None,
            begun=begun,
        ),
        too_slow(found.seconds, has_gpu=found.machine.has_gpu, family=config.family),
        single_groups(found.multiple, schedule),
        black_in_words(images),
        empty_classes(network.label_count, network.class_names, images.labels),
        None if begun else sudden_levels(schedule),
        untrained_levels(network, schedule),
    ]
    return dataclasses.replace(found, advice=tuple(line for line in lines if line))


def few_pictures(
    pictures: int,
    schedule: Schedule,
    *,
    mirror: bool = False,
    augmented: bool = False,
    begun: bool = False,
) -> str | None:
    """Where each picture is shown so often that it is learned by heart.

    Args:
        pictures: of the training set.
        schedule: of the whole run.
        mirror, augmented: whether it does so to pictures, which may be shown more often then.
        begun: see `with_advice`.
    """
    times = schedule.total_images / pictures
    most = SHOWN * (2 if mirror else 1) * (AUGMENTED if augmented else 1)
    if times <= most:
        return None
    # In each phase, so that all together show each as often as is good.
    images = max(1, pictures * most // len(schedule))
    augment = "" if augmented else ", augment them (--augment ada)"
    shorter = "" if begun else f"{augment}, or train shorter (--phase-images {images})"
    return (
        f"each of the {counted(pictures, 'picture')} is shown {times:,.0f} times; from about "
        f"{most:,} times on they are learned by heart, and the generator copies them or falls "
        f"apart; give more pictures{shorter}"
    )


def too_slow(seconds: float, *, has_gpu: bool, family: str) -> str | None:
    """Where a CPU would train for days."""
    if has_gpu or seconds <= LONG:
        return None
    smaller = f"({CPU_OPTIONS})" if family == GanConfig.family else "(see docs/options.md)"
    return (
        f"this takes about {about(seconds)} on a CPU; train on a GPU, or smaller networks for a "
        f"shorter time {smaller}"
    )


def single_groups(group: int, schedule: Schedule) -> str | None:
    """Where a batch is one group of the minibatch deviation, and the paper's is not.

    Args:
        group: what a batch must be a multiple of.
        schedule: the phases.
    """
    if group == 1 or sum(phase.steps for phase in schedule) < TRIAL:
        return None
    found = [
        phase
        for phase in schedule
        if phase.batch_size == group < paper_batch_size(max(phase.height, phase.width))
    ]
    if not found:
        return None
    return (
        f"{_names(found)}: a batch of {group} is one group of the "
        "minibatch deviation, so that the discriminator compares no groups, and a step sees few "
        f"pictures; training is noisier and slower (--batch-size {4 * group})"
    )


def empty_classes(
    label_count: int, class_names: Sequence[str], labels: np.ndarray | None
) -> str | None:
    """Where there are classes without a picture."""
    if not label_count or labels is None:
        return None
    counts = np.bincount(labels, minlength=label_count)
    empty = [
        class_names[label] if label < len(class_names) else str(label)
        for label in np.flatnonzero(counts == 0).tolist()
    ]
    if not empty:
        return None
    return (
        f"classes without a picture: {len(empty):,} of {label_count:,} "
        f"({listed(empty, most=TOLD)}); the generator is trained to draw what it never sees; "
        "number the classes without gaps, or train without (label_count 0, --no-labels)"
    )


def sudden_levels(schedule: Schedule) -> str | None:
    """Where a fade-in is one batch long."""
    found = [phase for phase in schedule if phase.fade_in and phase.steps == 1]
    if not found:
        return None
    return (
        f"{_names(found)}: one batch is shown, so that alpha stays 0 "
        "and the new level then comes in at once; show more "
        f"(--phase-images {100 * max(phase.batch_size for phase in found)}), or smaller batches"
    )


def untrained_levels(network: NetworkShape, schedule: Schedule) -> str | None:
    """Where the networks have levels that no phase trains."""
    last, top = schedule[-1], network.level_count - 1
    if last.level >= top:
        return None
    size, (height, width, _) = f"{last.height}x{last.width}", network.image_shape(top)
    return (
        f"the networks reach {height}x{width}, the phases end at {size}: what is above is never "
        f"trained, and pictures have {size}; take smaller networks (--resolution {last.height}), "
        "or add phases"
    )


def _names(phases: Sequence[Phase]) -> str:
    return listed([phase.name for phase in phases], most=TOLD)
