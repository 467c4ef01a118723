"""How fast pictures are drawn: prints the table of docs/benchmarks.md.

    python examples/benchmarks/generate.py             # every way, in one process
    python examples/benchmarks/generate.py --commands  # whole programs, from start to end

Ways take turns, so that ratios are fair beside other work; the figures are medians, the ratios of
medians, and what a way needs to begin (loading, compiling, a first call) is not timed. All give an
array of NumPy: floats, `pg.generate` bytes. "Direct" is `model(latents, training=False)`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import keras_pggan as pg
from keras_pggan.export import named_formats

# The paper's filters at 256, fewer below, where its networks are as wide as they are deep.
FILTERS = {32: (1024, 128), 64: (2048, 128), 256: (8192, 512)}
BATCHES = (1, 16)
ROUNDS = 7
LEAST = 0.5  # seconds of a turn
FORMATS = ("saved-model", "litert", "onnx", "openvino")
KERAS = ("predict", "predict_on_batch", "direct")
OURS = "pg.generate"
PROGRAMS = {
    "Keras": """
import sys, keras, numpy as np, keras_pggan
from PIL import Image
model = keras.models.load_model(sys.argv[1], compile=False)
latents = np.random.default_rng(0).standard_normal((64, model.input_shape[1]), dtype="float32")
images = np.uint8(255 * np.clip(model.predict(latents, verbose=0) / 2 + 0.5, 0, 1) + 0.5)
for index, image in enumerate(images):
    Image.fromarray(image).save(f"{sys.argv[2]}/{index:04d}.png")
""",
    "ours": """
import sys
from keras_pggan.cli import main
sys.argv[1:] = ["generate", sys.argv[1], "--out", sys.argv[2], "--count", "64"]
main()
""",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--resolutions", type=int, nargs="+", default=list(FILTERS))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--commands", action="store_true")
    given = parser.parse_args()
    if given.commands:
        print_commands(given.resolutions, given.rounds)
    else:
        print_ways(given.resolutions, given.rounds)


def print_ways(resolutions: list[int], rounds: int) -> None:
    names = [*KERAS, OURS, *FORMATS]
    print("| resolution | batch |", *(f"{name} |" for name in names), "ours / fastest of Keras |")
    print(f"|{'---|' * (3 + len(names))}")
    for resolution in resolutions:
        with tempfile.TemporaryDirectory() as folder:
            model = network(resolution)
            drawers = exported(model, Path(folder))
            for batch in BATCHES:
                speeds = in_turns(ways(model, drawers, batch), batch, rounds)
                ratio = speeds[OURS] / max(speeds[name] for name in KERAS)
                cells = [resolution, batch, *(f"{speeds[name]:.3g}" for name in names)]
                print(f"| {' | '.join(map(str, cells))} | {ratio:.2f} |", flush=True)


def network(resolution: int) -> keras.Model:
    base, most = FILTERS[resolution]
    config = pg.NetworkConfig(
        resolution=resolution, filters_base=base, filters_max=most, latent_dim=most
    )
    keras.utils.set_random_seed(0)
    return pg.GrowingGenerator(config).straight_through(config.level_count - 1)


def exported(model: keras.Model, folder: Path) -> dict[str, Callable[..., np.ndarray]]:
    """A model in each of the formats, run by its runtime."""
    drawers = {}
    for name in FORMATS:
        form = named_formats()[name]()
        out = folder / f"{name}{form.suffix}"
        pg.export_model(model, out, format=name)
        drawers[name] = form.drawer(out)
    return drawers


def ways(model: keras.Model, drawers: dict, batch: int) -> dict[str, Callable[[], np.ndarray]]:
    given = pg.latents(batch, model.input_shape[1])
    return {
        "predict": lambda: model.predict(given, batch_size=batch, verbose=0),
        "predict_on_batch": lambda: model.predict_on_batch(given),
        "direct": lambda: np.asarray(model(given, training=False)),
        OURS: lambda: pg.generate(model, batch, batch_size=batch),
        **{name: (lambda draw=draw: draw(given)) for name, draw in drawers.items()},
    }


def in_turns(
    ways: dict[str, Callable[[], np.ndarray]], batch: int, rounds: int
) -> dict[str, float]:
    """Pictures a second of ways that take turns, the medians."""
    for draw in ways.values():
        draw()  # compiles
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, draw in ways.items():
            found[name].append(batch / of_a_call(draw))
    return {name: statistics.median(each) for name, each in found.items()}


def of_a_call(draw: Callable[[], np.ndarray]) -> float:
    """Seconds of a call, of as many as a turn has."""
    start, calls = time.perf_counter(), 0
    while calls == 0 or time.perf_counter() - start < LEAST:
        draw()
        calls += 1
    return (time.perf_counter() - start) / calls


def print_commands(resolutions: list[int], rounds: int) -> None:
    """64 pictures of a .keras file as PNG files, by a program of Keras and by our command."""
    print("| resolution | Keras, s | `keras-pggan generate`, s | ratio |")
    print("|---|---|---|---|")
    for resolution in resolutions:
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder, "model.keras")
            network(resolution).save(model)
            taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
            for turn in range(rounds):
                for name, program in PROGRAMS.items():
                    taken[name].append(seconds(program, model, Path(folder, f"{name}{turn}")))
        plain, ours = (statistics.median(taken[name]) for name in PROGRAMS)
        print(f"| {resolution} | {plain:.1f} | {ours:.1f} | {plain / ours:.2f} |", flush=True)


def seconds(program: str, model: Path, out: Path) -> float:
    out.mkdir()
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program, model, out], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
