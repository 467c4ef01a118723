"""pro-gan-pth (MIT licence) as it runs on a PyTorch of today; needs torch and that program."""

import sys
from unittest import mock

# It shows pictures and curves with these, which are not needed here and must match torch.
MISSING = "torchvision", "torchvision.utils", "torchvision.transforms", "torch.utils.tensorboard"
sys.modules.update({name: mock.MagicMock() for name in MISSING})

import pro_gan_pytorch.networks as networks
import torch
from pro_gan_pytorch.custom_layers import update_average as update_average
from pro_gan_pytorch.gan import ProGAN as ProGAN
from pro_gan_pytorch.losses import WganGP as WganGP

# It was written for torch 1.9; since 1.12 this method has one more argument.
transposed = torch.nn.modules.conv._ConvTransposeNd
padding_of = transposed._output_padding
transposed._output_padding = lambda *given, count=2: padding_of(*given, count)


def networks_of(
    depth: int, channels: int, latent_dim: int, base: int, most: int
) -> tuple[torch.nn.Module, torch.nn.Module]:
    """Generator and discriminator with the filters of ours, which it has no option for."""
    networks.nf = lambda stage, *others: min(base >> stage, most)
    shape = depth, channels, latent_dim
    return networks.Generator(*shape), networks.Discriminator(*shape)
