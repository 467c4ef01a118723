"""How fast training steps are, and what they take: prints the tables of docs/benchmarks.md.

    python examples/benchmarks/train_step.py            # steps, input, checkpoints
    python examples/benchmarks/train_step.py --memory   # one step of the paper's networks each
    python examples/benchmarks/train_step.py --torch .torch/bin/python    # against pro-gan-pth

Programs that are compared take turns; the figures are medians, the ratios of medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf
from plain_gan import PlainGAN

import keras_pggan as pg
from keras_pggan.models.progressive.fusing import with_chosen_levels
from keras_pggan.runs.checkpoints import Checkpoints, Position
from keras_pggan.runs.config import RunOptions
from keras_pggan.training.execution import steps_per_execution
from keras_pggan.training.preflight.costs import network_cost, step_flops

BATCH = 16
FILTERS_BASE = {4: 1024, 8: 1024, 16: 1024, 32: 1024, 64: 2048, 128: 4096}
FILTERS_MAX = LATENT_DIM = 128
MATRIX = 2048
ROUNDS = 5
SECONDS = 2.0  # of each program in each round
PAPER_PHASE = 600_000  # images
HERE = Path(__file__).parent

Measure = Callable[[], float]  # seconds a step, of about SECONDS of them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resolutions", type=int, nargs="+", default=[4, 8, 16, 32, 64])
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--torch", type=Path, help="Python with pro-gan-pth")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one_paper_step(given.one)))
    elif given.memory:
        print_memory(given.resolutions)
    elif given.torch:
        print_against_torch(given.torch, given.resolutions)
    else:
        print_steps(given.resolutions)


def print_steps(resolutions: list[int]) -> None:
    print("| resolution | plain, s | ours, s | ratio | GFLOP/s | of a matmul | input | saving |")
    print("|---|---|---|---|---|---|---|---|")
    for resolution in resolutions:
        print(row(resolution), flush=True)


def row(resolution: int) -> str:
    config = network(resolution)
    phase = last_phase(config)
    gan, ours = our_step(config, phase)
    seconds, plain_seconds, flop_seconds = in_turns([ours, plain_step(config, phase), matmul])
    stage = gan.stage
    flops = BATCH * step_flops(network_cost(stage.generator), network_cost(stage.discriminator))
    with tempfile.TemporaryDirectory() as folder:
        saved = timed(lambda: Checkpoints(Path(folder)).save(gan, Position()))
    saves = PAPER_PHASE / RunOptions().checkpoint_images
    phase_seconds = seconds * PAPER_PHASE / BATCH
    cells = (
        resolution,
        f"{plain_seconds:.4f}",
        f"{seconds:.4f}",
        f"{plain_seconds / seconds:.2f}",
        f"{flops / seconds / 1e9:.1f}",
        f"{flops / seconds * flop_seconds:.2f}",
        f"{input_seconds(phase) / seconds:.2%}",
        f"{saves * saved / phase_seconds:.3%}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def network(resolution: int, **others) -> pg.NetworkConfig:
    values = {
        "resolution": resolution,
        "filters_base": FILTERS_BASE[resolution],
        "filters_max": FILTERS_MAX,
        "latent_dim": LATENT_DIM,
        **others,
    }
    return with_chosen_levels(pg.NetworkConfig(**values))


def last_phase(config: pg.NetworkConfig, batch: int = BATCH) -> pg.Phase:
    side = config.resolution
    return pg.Phase(
        level=config.level_count - 1,
        height=side,
        width=side,
        fade_in=False,
        images=PAPER_PHASE,
        batch_size=batch,
    )


def our_step(config: pg.NetworkConfig, phase: pg.Phase) -> tuple[pg.ProgressiveGAN, Measure]:
    keras.utils.set_random_seed(0)
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    gan.enter(phase)
    gan.compile(steps_per_execution=steps_per_execution(phase))
    return gan, stepper(gan, phase, steps_per_execution(phase))


def plain_step(config: pg.NetworkConfig, phase: pg.Phase) -> Measure:
    keras.utils.set_random_seed(0)
    gan = PlainGAN(config, phase.level)
    gan.compile()
    return stepper(gan, phase, 1)


def stepper(gan: keras.Model, phase: pg.Phase, steps: int) -> Measure:
    """Measures steps as `fit` runs them, without its start."""
    shape = (phase.batch_size, phase.height, phase.width, 3)
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    batches = tf.data.Dataset.from_tensors(pictures).repeat()

    def measure(executions: int) -> float:
        clock = Clock()
        gan.fit(batches, steps_per_epoch=(executions + 1) * steps, callbacks=[clock], verbose=0)
        return (clock.ends[-1] - clock.ends[0]) / (executions * steps)

    measure(1)  # compiles
    executions = max(1, round(SECONDS / (measure(2) * steps)))
    return lambda: measure(executions)


class Clock(keras.callbacks.Callback):
    """Notes when executions end."""

    def __init__(self):
        super().__init__()
        self.ends = []

    def on_train_batch_end(self, batch, logs=None):
        for value in (logs or {}).values():
            np.asarray(value)  # waits for it
        self.ends.append(time.perf_counter())


def matmul() -> float:
    """Seconds for each floating-point operation of a large float32 product."""
    matrix = tf.random.stateless_normal((MATRIX, MATRIX), seed=(0, 0))
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS / 3:
        tf.matmul(matrix, matrix).numpy()
        count += 1
    return (time.perf_counter() - start) / (count * 2 * MATRIX**3)


def in_turns(measures: list[Measure]) -> Iterator[float]:
    """Medians of programs that take turns."""
    rounds = [[measure() for measure in measures] for _ in range(ROUNDS)]
    return (statistics.median(column) for column in zip(*rounds, strict=True))


def timed(action: Callable) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def input_seconds(phase: pg.Phase) -> float:
    """Seconds that the data set takes for a batch, with nothing to overlap it."""
    shape = (4096, phase.height, phase.width, 3)
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    batches = iter(pg.data.Images(pg.data.Pictures(pictures)).dataset(phase))
    for _ in range(20):
        next(batches)
    return timed(lambda: [next(batches) for _ in range(200)]) / 200


def print_memory(resolutions: list[int]) -> None:
    print("| resolution | batch | seconds | peak memory, GiB |")
    print("|---|---|---|---|")
    for resolution in resolutions:
        command = [sys.executable, __file__, "--one", str(resolution)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"| {resolution} | | ended with {done.returncode} | |", flush=True)
            continue
        found = json.loads(done.stdout.splitlines()[-1])
        print(
            f"| {resolution} | {found['batch']} | {found['seconds']:.1f} | {found['gib']:.1f} |",
            flush=True,
        )


def one_paper_step(resolution: int) -> dict:
    """One step of the paper's networks at the authors' batch (at most 16), compiled."""
    import resource

    config = with_chosen_levels(pg.NetworkConfig(resolution=resolution))
    batch = min(16, pg.Schedule.paper(config)[-1].batch_size)
    phase = last_phase(config, batch)
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    gan.enter(phase)
    gan.compile()
    shape = (batch, resolution, resolution, 3)
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    seconds = timed(lambda: gan.fit(tf.data.Dataset.from_tensors(pictures), verbose=0))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"batch": batch, "seconds": seconds, "gib": peak}


def print_against_torch(python: Path, resolutions: list[int]) -> None:
    """Ours and pro-gan-pth with the same filters, in turns."""
    print("| resolution | pro-gan-pth, ms | ours, ms | ratio |")
    print("|---|---|---|---|")
    for resolution in resolutions:
        config = network(resolution)
        _, ours = our_step(config, last_phase(config))
        sizes = (resolution, BATCH, LATENT_DIM, FILTERS_MAX, FILTERS_BASE[resolution])
        command = [str(python), str(HERE / "torch_step.py"), *map(str, sizes)]
        seconds, torch_seconds = in_turns([ours, partial(_seconds_of, command)])
        cells = f"{1e3 * torch_seconds:.1f} | {1e3 * seconds:.1f}"
        print(f"| {resolution} | {cells} | {torch_seconds / seconds:.2f} |", flush=True)


def _seconds_of(command: list[str]) -> float:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
