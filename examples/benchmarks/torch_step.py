"""Seconds a step of pro-gan-pth (MIT licence), to compare with; runs where torch is installed.

Arguments: resolution, batch, latent_dim, most filters, filters_base. The networks get the filters
of ours, which that program has no option for.
"""

import statistics
import sys
import time
from unittest import mock

# It saves pictures with torchvision, which is not needed here and must match torch to the build.
for name in ("torchvision", "torchvision.utils", "torchvision.transforms"):
    sys.modules[name] = mock.MagicMock()

import pro_gan_pytorch.networks as networks
import torch
from pro_gan_pytorch.gan import ProGAN
from pro_gan_pytorch.losses import WganGP

# It was written for torch 1.9; since 1.12 this method has one more argument.
transposed = torch.nn.modules.conv._ConvTransposeNd
padding_of = transposed._output_padding
transposed._output_padding = lambda *given, count=2: padding_of(*given, count)

resolution, batch, latent_dim, most, base = map(int, sys.argv[1:6])
depth = resolution.bit_length() - 1
networks.nf = lambda stage, *others: min(base >> stage, most)
gan = ProGAN(networks.Generator(depth, 3, latent_dim), networks.Discriminator(depth, 3, latent_dim))
loss = WganGP()
options = {"lr": 1e-3, "betas": (0.0, 0.99), "eps": 1e-8}
generator_optimizer = torch.optim.Adam(gan.gen.parameters(), **options)
discriminator_optimizer = torch.optim.Adam(gan.dis.parameters(), **options)
reals = torch.rand(batch, 3, resolution, resolution) * 2 - 1


def step() -> float:
    start = time.perf_counter()
    for optimize, optimizer in (
        (gan.optimize_discriminator, discriminator_optimizer),
        (gan.optimize_generator, generator_optimizer),
    ):
        optimize(loss, optimizer, torch.randn(batch, latent_dim), reals, depth, 1.0)
    return time.perf_counter() - start


step()
print(statistics.median(step() for _ in range(3)))
