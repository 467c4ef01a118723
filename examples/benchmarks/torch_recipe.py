"""Pictures of pro-gan-pth (MIT licence) after so many minutes, to compare recipes with.

    python examples/benchmarks/torch_recipe.py pictures.npz --out peer --minutes 10

Runs where torch and that program are installed; one thread. Its own recipe (WGAN-GP, both rates
0.003, Adam with 0 and 0.99, the average of 0.999 a step) with the networks, the batch and the
phases of `recipes.py`; the time counts the processor's seconds of training alone. Writes
`own-SEED.npz` by its own average and `0.995-SEED.npz` by one that follows faster, which
`keras-pggan evaluate` and `recipes.py --made` take.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch_peer import ProGAN, WganGP, networks_of, update_average

BATCH, SHORT = 16, 3_200  # as in recipes.py
BASE, MOST, LATENT, RATE = 512, 64, 64, 0.003
FAST = 0.995
COUNT = 4_096


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    with np.load(given.data) as file:
        pictures = torch.from_numpy(file["images"]).permute(0, 3, 1, 2).contiguous()
    depth = pictures.shape[-1].bit_length() - 1
    both = networks_of(depth, pictures.shape[1], LATENT, BASE, MOST)
    gan = ProGAN(*both, device=torch.device("cpu"))
    fast = copy.deepcopy(gan.gen)
    options = {"lr": RATE, "betas": (0.0, 0.99), "eps": 1e-8}
    optimizers = [torch.optim.Adam(each.parameters(), **options) for each in (gan.dis, gan.gen)]
    loss, draws = WganGP(), np.random.default_rng(given.seed)
    start, shown = (time.monotonic(), time.process_time()), 0
    for level in range(2, depth + 1):
        shown_here = 0
        while True:
            fading = level > 2 and shown_here < SHORT
            if level < depth and shown_here >= SHORT * (1 if level == 2 else 2):
                break
            if time.process_time() - start[1] >= 60 * given.minutes:
                break
            alpha = shown_here / SHORT if fading else 1.0
            reals = pictures[draws.integers(len(pictures), size=BATCH)].float() / 127.5 - 1
            noise = torch.randn(BATCH, LATENT)
            gan.optimize_discriminator(loss, optimizers[0], noise, reals, level, alpha)
            gan.optimize_generator(loss, optimizers[1], noise, reals, level, alpha)
            update_average(gan.gen_shadow, gan.gen, beta=gan.ema_beta)
            update_average(fast, gan.gen, beta=FAST)
            shown, shown_here = shown + BATCH, shown_here + BATCH
    told = {
        "seed": given.seed,
        "minutes": round((time.monotonic() - start[0]) / 60, 2),
        "cpu_minutes": round((time.process_time() - start[1]) / 60, 2),
        "images": shown,
    }
    given.out.mkdir(parents=True, exist_ok=True)
    for name, generator in (("own", gan.gen_shadow), ("0.995", fast)):
        made = np.concatenate([_made(generator, depth) for _ in range(COUNT // 64)])
        np.savez(given.out / f"{name}-{given.seed}.npz", images=made)
    (given.out / f"{given.seed}.json").write_text(json.dumps(told))
    print(told, flush=True)


@torch.no_grad()
def _made(generator: torch.nn.Module, depth: int) -> np.ndarray:
    made = generator(torch.randn(64, LATENT), depth, 1.0).permute(0, 2, 3, 1).numpy()
    return np.clip(np.rint((made + 1) * 127.5), 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
