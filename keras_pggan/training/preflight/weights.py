"""Whether the weights of networks fit in memory, told before they are made."""

from __future__ import annotations

from keras_pggan.errors import InputError
from keras_pggan.memory import host_memory
from keras_pggan.models.building import family_of
from keras_pggan.runs.config import TrainConfig
from keras_pggan.words import short_count, size_in_words

BYTES = 4  # of a weight, in every precision


def check_weights(config: TrainConfig, memory: int | None = None) -> None:
    """Raises InputError where the weights alone would not fit in main memory.

    All else that training needs is estimated from networks that were built. Weights are made in
    main memory, on machines with GPUs, too. Families that cannot tell are not refused.

    Args:
        config: of the run.
        memory: bytes there are; by default, what this machine has.
    """
    counts = family_of(config.family).parameters_of(config.network)
    memory = host_memory() if memory is None else memory
    if counts is None or memory is None:
        return
    generator, discriminator = counts
    size = BYTES * (2 * generator + discriminator)  # the moving average is another generator
    if size > memory:
        raise InputError(
            f"the networks would have {short_count(generator)} and {short_count(discriminator)} "
            f"parameters, {size_in_words(size)} of weights, and this machine has "
            f"{size_in_words(memory)}; take a smaller --filters-max or --latent-dim"
        )
