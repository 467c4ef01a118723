"""Seconds a step of pro-gan-pth (MIT licence), to compare with; runs where torch is installed.

Arguments: resolution, batch, latent_dim, most filters, filters_base, and, for a GPU, a precision
and `channels-last`. The networks get the filters of ours, which that program has no option for.
"""

import json
import statistics
import sys
import time

import torch
from torch_peer import ProGAN, WganGP, networks_of

SECONDS = 1.5  # of timed steps, at most

resolution, batch, latent_dim, most, base = map(int, sys.argv[1:6])
precision, *layout = sys.argv[6:] or ["float32"]
gpu = torch.cuda.is_available()
device = torch.device("cuda:0" if gpu else "cpu")
torch.backends.cudnn.benchmark = True  # as that program's own command has it
torch.backends.cuda.matmul.allow_tf32 = True  # as TensorFlow; convolutions have it anyway
depth = resolution.bit_length() - 1
both = networks_of(depth, 3, latent_dim, base, most)
if layout:
    both = tuple(network.to(memory_format=torch.channels_last) for network in both)
gan = ProGAN(*both, device=device)
loss = WganGP()
options = {"lr": 1e-3, "betas": (0.0, 0.99), "eps": 1e-8}
generator_optimizer = torch.optim.Adam(gan.gen.parameters(), **options)
discriminator_optimizer = torch.optim.Adam(gan.dis.parameters(), **options)
reals = torch.rand(batch, 3, resolution, resolution, device=device) * 2 - 1
if layout:
    reals = reals.to(memory_format=torch.channels_last)


def step() -> float:
    """Each update ends with its loss as a number, which waits for the device."""
    start = time.perf_counter()
    half = getattr(torch, precision)
    with torch.autocast(device.type, dtype=half, enabled=precision != "float32"):
        for optimize, optimizer in (
            (gan.optimize_discriminator, discriminator_optimizer),
            (gan.optimize_generator, generator_optimizer),
        ):
            noise = torch.randn(batch, latent_dim, device=device)
            optimize(loss, optimizer, noise, reals, depth, 1.0)
    return time.perf_counter() - start


warm = [step() for _ in range(4)]
count = max(3, min(100, round(SECONDS / warm[-1])))
seconds = statistics.median(step() for _ in range(count))
if gpu:
    peak = torch.cuda.max_memory_allocated()
    print(json.dumps({"seconds": seconds, "first": warm[0], "peak": peak}))
else:
    print(seconds)
