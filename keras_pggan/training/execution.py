"""How a GAN is made ready for a phase, and how many steps run between two returns to Python."""

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.schedule import Phase
from keras_pggan.training.callbacks.history import tick_steps

# By height of the pictures. Below 64 pixels, starting a step costs as much as a good part of it;
# above, nothing is gained, and a request to stop would wait longer.
STEPS_BY_HEIGHT = {8: 32, 16: 16, 32: 4}


def steps_per_execution(phase: Phase, *, replicas: int = 1) -> int:
    """`steps_per_execution` of Keras for a phase.

    More than one step only on one device (with several, Keras fails to), and never more than
    lie between two rows of the history.

    >>> long = dict(level=0, fade_in=False, images=100_000, batch_size=16)
    >>> steps_per_execution(Phase(height=4, width=4, **long))
    32
    >>> steps_per_execution(Phase(height=64, width=64, **long))
    1
    """
    if replicas > 1:
        return 1
    fitting = [steps for height, steps in STEPS_BY_HEIGHT.items() if phase.height <= height]
    return min(fitting[0] if fitting else 1, tick_steps(phase))


def enter(gan: AdversarialGAN, phase: Phase, *, most: int | None = None) -> int:
    """Makes a GAN ready to be fitted in a phase; returns its `steps_per_execution`, or `most`."""
    strategy = gan.distribute_strategy
    steps = steps_per_execution(phase, replicas=strategy.num_replicas_in_sync)
    steps = steps if most is None else min(steps, most)
    with strategy.scope():
        gan.enter(phase)
        gan.compile(steps_per_execution=steps)
    return steps


def set_rates(gan: AdversarialGAN) -> None:
    """Gives the optimizers of a phase its learning rates, but for those that have their own."""
    optimizers = gan.generator_optimizer, gan.discriminator_optimizer
    given = gan.optimizer_tables.values()
    for optimizer, table, rate in zip(optimizers, given, gan.stage.phase.rates, strict=True):
        if table is None:
            optimizer.learning_rate = rate
