"""How much memory a phase needs, and the largest batch for which there is enough.

The numbers here were fitted to the peak resident size of training on a CPU in float32, with
TensorFlow 2.21 and Keras 3.15; `docs/memory.md` has what was measured.
"""

from __future__ import annotations

import dataclasses

from keras_pggan.training.preflight.costs import NetworkCost

RUNTIME = 800 * 2**20  # Python and TensorFlow
COMPILED = 40 * 2**20  # the functions that TensorFlow compiles for a phase, and keeps after it
SLOTS = 2  # moments that Adam keeps of each weight
WEIGHT_COPIES = 5  # gradients and scaled kernels of the weights that a phase trains
ACTIVATIONS = 3  # how often the outputs of all layers are in memory at a time; 2.1 to 2.7 measured
BATCHES_AHEAD = 4  # batches of bytes that wait for the device


@dataclasses.dataclass(frozen=True, kw_only=True)
class Need:
    """Memory in bytes, as a function of the batch: `fixed + per_image * batch`."""

    fixed: int
    per_image: int

    def at(self, batch: int) -> int:
        """Bytes for a batch."""
        return self.fixed + self.per_image * batch

    def __add__(self, other: Need) -> Need:
        return Need(fixed=self.fixed + other.fixed, per_image=self.per_image + other.per_image)


def largest_batch(need: Need, memory: int, *, multiple: int = 1) -> int:
    """The largest batch that fits, a multiple of `multiple`; 0 where not even that fits.

    >>> need = Need(fixed=100, per_image=10)
    >>> largest_batch(need, 180, multiple=4), largest_batch(need, 139, multiple=4)
    (8, 0)
    """
    groups = (memory - need.fixed) // (max(need.per_image, 1) * multiple)
    return max(0, groups) * multiple


def training_need(
    generator: NetworkCost, discriminator: NetworkCost, all_weights: int, *, replicas: int = 1
) -> Need:
    """Memory of one device for a phase.

    Weights of all levels are there from the start; optimizers keep their moments of those only
    that the phase trains.

    Args:
        generator, discriminator: costs of the networks of the phase.
        all_weights: bytes of all levels of both networks and of the averaged generator.
        replicas: devices that share a batch; the need is one device's, for the batch of all.
    """
    trained = generator.parameter_bytes + discriminator.parameter_bytes
    image = ACTIVATIONS * (generator.activation_bytes + discriminator.activation_bytes)
    return Need(
        fixed=all_weights + (SLOTS + WEIGHT_COPIES) * trained,
        per_image=-(-image // replicas),
    )


def program_need(pictures: int, image: int, *, phases: int = 1) -> Need:
    """Main memory for everything but the networks.

    Args:
        pictures: bytes of the data set in memory.
        image: bytes of one picture at the size of the phase.
        phases: how many were compiled when this one trains, itself included.
    """
    return Need(fixed=RUNTIME + phases * COMPILED + pictures, per_image=BATCHES_AHEAD * image)
