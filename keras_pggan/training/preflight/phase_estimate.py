"""What one phase of a run takes."""

from __future__ import annotations

import dataclasses

from keras_pggan.schedule import Phase
from keras_pggan.training.preflight.costs import NetworkCost
from keras_pggan.training.preflight.memory import Need
from keras_pggan.training.preflight.step_time import StepTime

# Seconds for samples and the checkpoint at the end of a phase; small networks on one core took 1.8.
ENDING = 1.8


@dataclasses.dataclass(frozen=True, kw_only=True)
class PhaseEstimate:
    """What one phase of a run takes.

    Args:
        phase: the phase.
        generator, discriminator: costs of its networks.
        flops: floating-point operations of one training step, for each image of the batch.
        host: main memory, as a function of the batch of all devices; with that of the networks,
            where they have none of their own.
        gpu: memory of each GPU, as a function of the batch of all; None without GPUs.
        step: how long one of its steps takes, by arithmetic.
        measured: seconds of a step, if it was measured, or followed from what was.
        compiling: seconds before the first step, likewise.
    """

    phase: Phase
    generator: NetworkCost
    discriminator: NetworkCost
    flops: float
    host: Need
    step: StepTime
    gpu: Need | None = None
    measured: float | None = None
    compiling: float | None = None

    @property
    def host_bytes(self) -> int:
        """Main memory for its batch."""
        return self.host.at(self.phase.batch_size)

    @property
    def gpu_bytes(self) -> int | None:
        """Memory of each GPU for its batch."""
        return None if self.gpu is None else self.gpu.at(self.phase.batch_size)

    @property
    def expected(self) -> StepTime:
        """How long a step takes, as measured or else as estimated."""
        if self.measured is None or self.compiling is None:
            return self.step
        by = self.measured / self.step.seconds
        return StepTime(self.step.overhead * by, self.step.work * by, self.compiling)

    @property
    def seconds_per_image(self) -> float:
        """Of training, compiling left out."""
        return self.expected.seconds / self.phase.batch_size

    @property
    def seconds(self) -> float:
        """How long the phase takes, with compiling before it and what is written after it."""
        return self.expected.compiling + self.expected.seconds * self.phase.steps + ENDING
