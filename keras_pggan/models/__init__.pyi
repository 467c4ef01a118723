from .adversarial.adversarial_gan import AdversarialGAN as AdversarialGAN
from .adversarial.optimizers import paper_optimizer as paper_optimizer
from .progressive.growing_discriminator import GrowingDiscriminator as GrowingDiscriminator
from .progressive.growing_generator import GrowingGenerator as GrowingGenerator
from .progressive.network_config import NetworkConfig as NetworkConfig
from .progressive.progressive_gan import ProgressiveGAN as ProgressiveGAN
