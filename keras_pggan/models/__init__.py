"""Networks: the growing generator and discriminator, and the GAN that trains them."""

from keras_pggan.models.config import NetworkConfig
from keras_pggan.models.discriminator import GrowingDiscriminator
from keras_pggan.models.generator import GrowingGenerator
from keras_pggan.models.optimizers import paper_optimizer
from keras_pggan.models.pggan import ProgressiveGAN

__all__ = [
    "GrowingDiscriminator",
    "GrowingGenerator",
    "NetworkConfig",
    "ProgressiveGAN",
    "paper_optimizer",
]
