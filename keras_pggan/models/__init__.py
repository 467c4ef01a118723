"""Networks, and the GANs that train them, a folder a family."""

from keras_pggan.models.adversarial.optimizers import paper_optimizer
from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
from keras_pggan.models.progressive.growing_generator import GrowingGenerator
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.models.progressive.progressive_gan import ProgressiveGAN

__all__ = [
    "GrowingDiscriminator",
    "GrowingGenerator",
    "NetworkConfig",
    "ProgressiveGAN",
    "paper_optimizer",
]
