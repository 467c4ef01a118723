"""What a run will take, told before its first step: arithmetic, memory and, if measured, time."""

from __future__ import annotations

import dataclasses
import gc

import tensorflow as tf

from keras_pggan.data.images import Images
from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.schedule import Phase
from keras_pggan.training.distribution.workers import Workers
from keras_pggan.training.preflight.costs import network_cost, step_flops, weight_bytes
from keras_pggan.training.preflight.machine import Machine
from keras_pggan.training.preflight.measuring import (
    Measured,
    OnMeasured,
    compiling_scale,
    measure_phases,
    scales_of,
)
from keras_pggan.training.preflight.memory import Need, largest_batch, program_need, training_need
from keras_pggan.training.preflight.phase_estimate import PhaseEstimate
from keras_pggan.training.preflight.step_time import Speed, estimated_step
from keras_pggan.words import size_in_words

WARN_ABOVE = 0.8  # of the memory there is


@dataclasses.dataclass(frozen=True)
class Preflight:
    """What a run takes, phase by phase, and what there is.

    Args:
        phases: an estimate for each phase of the schedule.
        machine: the memory there is.
        multiple: what a batch must be a multiple of: the group of the minibatch standard
            deviation, on each device.
        advice: lines on what would do harm.
        shown: images that the first of these phases has shown by now.
    """

    phases: tuple[PhaseEstimate, ...]
    machine: Machine
    multiple: int
    advice: tuple[str, ...] = ()
    shown: int = 0

    @property
    def images(self) -> int:
        """Images that are still to be shown."""
        return sum(estimate.phase.images_shown for estimate in self.phases) - self.shown

    @property
    def seconds(self) -> float:
        """How long that takes with what phases compile, without checkpoints and pictures."""
        whole = sum(estimate.seconds for estimate in self.phases)
        return whole - (self.shown * self.phases[0].seconds_per_image if self.shown else 0.0)

    @property
    def timed(self) -> bool:
        """Whether that was measured, not estimated."""
        return any(estimate.measured is not None for estimate in self.phases)

    def check_memory(self) -> None:
        """Holds the estimates against the memory there is; what is not known is not refused.

        With a GPU nothing is refused: the estimates were held against one card alone.

        Raises:
            InputError: a phase would not fit; the message has the largest batch that does.
        """
        lacking = self._lacking()
        if lacking and not self.machine.has_gpu:
            raise InputError(f"{lacking[0]}; --no-memory-check tries it nevertheless")

    def warnings(self) -> list[str]:
        """A line for each memory that is too small, or that the largest phase almost fills.

        And those of the advice.
        """
        kind = (
            "an estimate; one GPU took 0.8 to 0.9 times that"
            if self.machine.has_gpu
            else "estimated"
        )
        lines = [f"{line} ({kind})" for line in self._lacking()]
        for has, memory, needs in self._memories():
            phase, need = max(needs, key=lambda pair: pair[1].at(pair[0].batch_size))
            size = need.at(phase.batch_size)
            if WARN_ABOVE * memory < size <= memory:
                sizes = f"{size_in_words(size)} of the {size_in_words(memory)}"
                lines.append(
                    f"{phase.name} with a batch of {phase.batch_size} needs about {sizes} "
                    f"that {has}; it may not fit"
                )
        return [*lines, *self.advice]

    def _memories(self) -> list[tuple[str, int, list[tuple[Phase, Need]]]]:
        """Each memory whose size is known: who has it, how much, and what phases need of it."""
        found = []
        if self.machine.gpu is not None:
            needs = [(part.phase, part.gpu) for part in self.phases if part.gpu is not None]
            found.append(("the GPU has", self.machine.gpu, needs))
        if self.machine.host is not None:
            needs = [(part.phase, part.host) for part in self.phases]
            found.append(("this machine has", self.machine.host, needs))
        return [entry for entry in found if entry[2]]

    def _lacking(self) -> list[str]:
        """A line for each memory that is too small for a phase."""
        lines = []
        for has, memory, needs in self._memories():
            unfit = [(phase, need) for phase, need in needs if need.at(phase.batch_size) > memory]
            if unfit:
                lines.append(self._told(has, memory, unfit))
        return lines

    def _told(self, has: str, memory: int, unfit: list[tuple[Phase, Need]]) -> str:
        phase, need = unfit[0]
        batches = [largest_batch(need, memory, multiple=self.multiple) for _, need in unfit]
        start = (
            f"{phase.name} with a batch of {phase.batch_size} would need about "
            f"{size_in_words(need.at(phase.batch_size))} of memory, {has} {size_in_words(memory)}; "
        )
        if not batches[0]:
            return f"{start}no batch fits, not even one of {self.multiple}"
        if min(batches) == batches[0]:
            return f"{start}the largest batch that fits is {batches[0]}"
        least = min(batches)
        others = f"{least} in all phases" if least else "but not every later phase fits at all"
        return f"{start}the largest batch that fits is {batches[0]}, {others}"


def preflight(
    config: TrainConfig,
    images: Images,
    *,
    strategy: tf.distribute.Strategy | None = None,
    on_measured: OnMeasured | None = None,
    memory_check: bool = True,
    gan: AdversarialGAN | None = None,
) -> Preflight:
    """What a run would take, from networks that are built for this and thrown away.

    Nothing of a run changes, but for the seeds of Python, numpy and Keras, which `build_gan` sets.
    A GAN that is at hand may lend its networks, unless it would have to train.

    Args:
        config: networks and phases.
        images: the training set.
        strategy: the devices, as `choose_strategy` gives them.
        on_measured: told of each phase that is tried for a few steps on random pictures, for the
            time; None to try none, and estimate it.
        memory_check: whether phases are refused that would not fit; else they are warned of.
        gan: of the configuration, in no phase that is still needed; None builds one.

    Raises:
        InputError: a phase would not fit in the memory there is.
    """
    if gan is None or on_measured:
        gan = build_gan(config, strategy)
    machine, workers = Machine.here(), Workers(gan.distribute_strategy)
    speed = Speed(*map(workers.of_chief, Speed.here()))
    replicas = gan.distribute_strategy.num_replicas_in_sync
    estimates = [
        _estimate(gan, phase, _program(gan, images, phase, index + 1), machine, speed)
        for index, phase in enumerate(config.schedule)
    ]
    result = Preflight(tuple(estimates), machine, config.network.group_size * replicas)
    if memory_check:
        result.check_memory()
    if on_measured:
        result = dataclasses.replace(result, phases=_timed(gan, result.phases, on_measured))
    gan.leave()
    del gan
    gc.collect()  # models and layers refer to each other in circles
    return result


def _program(gan: AdversarialGAN, images: Images, phase: Phase, phases: int) -> Need:
    image = phase.height * phase.width * gan.network.channels
    return program_need(images.memory_at(phase.height, phase.width), image, phases=phases)


def _timed(
    gan: AdversarialGAN, phases: tuple[PhaseEstimate, ...], on_measured: OnMeasured
) -> tuple[PhaseEstimate, ...]:
    """With what was measured; of other phases, what follows from that."""
    steps = [part.step for part in phases]
    found = measure_phases(gan, [part.phase for part in phases], steps, on_measured)
    if not found:
        return phases
    scales, compiling = scales_of(steps, found), compiling_scale(steps, found)
    follows = {
        index: Measured(scales.seconds(step), compiling * step.compiling)
        for index, step in enumerate(steps)
    }
    best = follows | found
    return tuple(
        dataclasses.replace(part, measured=best[index].step, compiling=best[index].compiling)
        for index, part in enumerate(phases)
    )


def _estimate(
    gan: AdversarialGAN, phase: Phase, program: Need, machine: Machine, speed: Speed
) -> PhaseEstimate:
    with gan.distribute_strategy.scope():
        gan.enter(phase)
    generator, discriminator = (
        network_cost(model) for model in (gan.stage.generator, gan.stage.discriminator)
    )
    flops = step_flops(generator, discriminator, gan.adversarial_loss)
    replicas = gan.distribute_strategy.num_replicas_in_sync
    # Replicas on one CPU share its cores, too.
    sharing = replicas if machine.has_gpu else Workers(gan.distribute_strategy).count
    networks = (gan.generator, gan.discriminator, gan.averaged_generator)
    all_weights = sum(weight_bytes(network.weights) for network in networks)
    if machine.has_gpu:
        host = program
        gpu = training_need(generator, discriminator, all_weights, replicas=replicas)
    else:
        # Replicas on one CPU share its memory: the weights are there for each, the batch once.
        training = training_need(generator, discriminator, all_weights)
        local = len(gan.distribute_strategy.extended.worker_devices) if replicas > 1 else 1
        training = Need(
            fixed=training.fixed * local, per_image=training.per_image * local // replicas
        )
        host, gpu = program + training, None
    return PhaseEstimate(
        phase=phase,
        generator=generator,
        discriminator=discriminator,
        flops=flops,
        step=estimated_step(
            (generator, discriminator), flops, phase.batch_size, speed=speed, replicas=sharing
        ),
        host=host,
        gpu=gpu,
    )
