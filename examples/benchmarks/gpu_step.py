"""Training steps of the paper's networks on a GPU: prints the tables of docs/benchmarks.md.

    python examples/benchmarks/gpu_step.py                             # precisions, compiled or not
    python examples/benchmarks/gpu_step.py --batch 32 --resolutions 256
    python examples/benchmarks/gpu_step.py --torch .torch/bin/python   # pro-gan-pth beside it
    python examples/benchmarks/gpu_step.py --convolutions              # channels last and first

Each program has a process of its own, so that one that runs out of memory ends none but itself.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

PRECISIONS = {"float32": "float32", "float16": "mixed_float16", "bfloat16": "mixed_bfloat16"}
RESOLUTIONS = [64, 128, 256, 512, 1024, 32, 16, 8]
REPEATS = 5
SECONDS = 0.4  # of each
LIMIT = 600  # seconds of a process
GIB = 2**30
HERE = Path(__file__).parent


@dataclasses.dataclass(frozen=True, kw_only=True)
class Program:
    """What is measured: steps of the last phase at a resolution.

    Args:
        batch: None for the paper's.
        fused_from: smallest height of fused levels; None for our choice.
    """

    resolution: int
    batch: int | None = None
    precision: str = "float32"
    jit_compile: bool = False
    fused_from: int | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resolutions", type=int, nargs="+", default=RESOLUTIONS)
    parser.add_argument("--batch", type=int, help="default: the paper's at each resolution")
    parser.add_argument("--precisions", nargs="+", choices=PRECISIONS, default=list(PRECISIONS))
    parser.add_argument("--torch", type=Path, help="Python with pro-gan-pth")
    parser.add_argument("--convolutions", action="store_true")
    parser.add_argument("--one", type=json.loads, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(*prepared(Program(**given.one)))))
    elif given.convolutions:
        print_convolutions()
    else:
        print_steps(given)


def print_steps(given: argparse.Namespace) -> None:
    print("| resolution | batch | program | ms a step | images/s | first step, s | peak, GiB |")
    print("|---|---|---|---|---|---|---|")
    for resolution, precision in itertools.product(given.resolutions, given.precisions):
        for jit in (False, True):
            program = Program(
                resolution=resolution, batch=given.batch, precision=precision, jit_compile=jit
            )
            text = json.dumps(dataclasses.asdict(program))
            found = last_line([sys.executable, __file__, "--one", text])
            print_row(program, f"{precision}{', jit_compile' * jit}", found)
        if given.torch:
            program = Program(resolution=resolution, batch=given.batch)
            found = last_line([str(given.torch), *torch_command(program, precision)])
            print_row(program, f"pro-gan-pth, {precision}", found)


def print_row(program: Program, name: str, found: dict | None) -> None:
    head = f"| {program.resolution} | {batch_of(program)} | {name}"
    if found is None:
        print(f"{head} | ended without | | | |", flush=True)
        return
    rate = batch_of(program) / found["seconds"]
    first, peak = found["first"], found["peak"] / GIB
    print(f"{head} | {found['seconds'] * 1e3:.1f} | {rate:.1f} | {first:.0f} | {peak:.1f} |")


def last_line(command: list[str]) -> dict | None:
    """What a process printed last; None where it failed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else json.loads(done.stdout.splitlines()[-1])


def batch_of(program: Program) -> int:
    from keras_pggan.schedule import paper_batch_size

    return program.batch or paper_batch_size(program.resolution)


def torch_command(program: Program, precision: str, *others: str) -> list[str]:
    """Arguments of Python for the peer's step with the paper's widths."""
    sizes = map(str, (program.resolution, batch_of(program), 512, 512, 8192))
    return [str(HERE / "torch_step.py"), *sizes, precision, *others]


def prepared(program: Program):
    """A GAN of the paper's widths in the last phase, and a function that fits so many executions
    and returns when each ended."""
    import keras
    import numpy as np
    import tensorflow as tf

    import keras_pggan as pg
    from keras_pggan.models.progressive.fusing import with_chosen_levels
    from keras_pggan.training.execution import steps_per_execution

    class Clock(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            for value in (logs or {}).values():
                np.asarray(value)  # waits for it
            ends.append(time.perf_counter())

    side, batch, ends = program.resolution, batch_of(program), []
    config = with_levels(pg.NetworkConfig(resolution=side), program.fused_from)
    config = with_chosen_levels(config)
    keras.utils.set_random_seed(0)
    policy = PRECISIONS[program.precision]
    gan = pg.ProgressiveGAN(
        pg.GrowingGenerator(config, dtype=policy), pg.GrowingDiscriminator(config, dtype=policy)
    )
    level = config.level_count - 1
    sizes = {"height": side, "width": side, "batch_size": batch}
    phase = pg.Phase(level=level, fade_in=False, images=600_000, **sizes)
    gan.enter(phase)
    steps = steps_per_execution(phase)
    gan.compile(steps_per_execution=steps, jit_compile=program.jit_compile)
    pictures = np.random.default_rng(0).integers(0, 256, (batch, side, side, 3), np.uint8)
    batches = tf.data.Dataset.from_tensors(pictures).repeat()

    def run(executions: int) -> list[float]:
        ends.clear()
        gan.fit(batches, steps_per_epoch=executions * steps, callbacks=[Clock()], verbose=0)
        return list(ends)

    return run, steps


def with_levels(config, fused_from: int | None):
    if fused_from is None:
        return config
    levels = range(1, config.level_count)
    fused = tuple(level for level in levels if config.image_shape(level)[0] >= fused_from)
    return dataclasses.replace(config, fused_levels=fused)


def measured(run: Callable[[int], list[float]], steps: int) -> dict:
    """Seconds of a step and before the first, bytes at most, and those of steps alone."""
    import tensorflow as tf

    start = time.perf_counter()
    ends = run(4)
    executions = max(1, round(SECONDS / (ends[-1] - ends[-2])))
    first, compiled = ends[0] - start, tf.config.experimental.get_memory_info("GPU:0")["peak"]
    tf.config.experimental.reset_memory_stats("GPU:0")
    ends = run(1 + REPEATS * executions)[::executions]
    times = [(b - a) / (executions * steps) for a, b in itertools.pairwise(ends)]
    peak = tf.config.experimental.get_memory_info("GPU:0")["peak"]
    return {
        "seconds": statistics.median(times),
        "slowest": max(times),
        "first": first,
        "peak": max(compiled, peak),
        "peak_of_steps": peak,
    }


def print_convolutions() -> None:
    """3x3 convolutions of the paper's levels, forward and for both gradients."""
    print("| side | batch | filters | precision | channels last, ms | channels first, ms |")
    print("|---|---|---|---|---|---|")
    for side, precision in itertools.product((64, 128, 256, 512, 1024), PRECISIONS):
        batch, filters = batch_of(Program(resolution=side)), min(512, 16384 // side)
        both = [
            convolution_seconds(side, batch, filters, precision, form) for form in ("NHWC", "NCHW")
        ]
        cells = " | ".join(f"{seconds * 1e3:.3f}" for seconds in both)
        print(f"| {side} | {batch} | {filters} | {precision} | {cells} |", flush=True)


def convolution_seconds(side: int, batch: int, filters: int, precision: str, form: str) -> float:
    import tensorflow as tf

    tf.config.optimizer.set_experimental_options({"layout_optimizer": False})
    shape = (batch, side, side, filters) if form == "NHWC" else (batch, filters, side, side)
    images = tf.cast(tf.random.stateless_normal(shape, seed=(0, 0)), precision)
    kernel = tf.random.stateless_normal((3, 3, filters, filters), seed=(0, 1))
    kernel = tf.cast(kernel, precision)

    @tf.function
    def step(images, kernel):
        with tf.GradientTape() as tape:
            tape.watch((images, kernel))
            out = tf.nn.conv2d(images, kernel, 1, "SAME", data_format=form)
        return tape.gradient(out, (images, kernel), output_gradients=images)

    def seconds(count: int) -> float:
        start = time.perf_counter()
        for _ in range(count):
            found = step(images, kernel)
        found[1].numpy()
        return (time.perf_counter() - start) / count

    seconds(5)
    return statistics.median(seconds(20) for _ in range(REPEATS))


if __name__ == "__main__":
    main()
