"""How fast the sliced Wasserstein distance is: a table of ours against a plain NumPy calculation.

    python examples/benchmarks/metrics.py             # 2,048 pictures of 64x64
    python examples/benchmarks/metrics.py --memory    # peak memory, 16,384 pictures of 128x128

The plain calculation is the definition, with SciPy's convolutions and NumPy's own threads: whole
sets at once, patches by indexing, sorting along the first axis. Both take turns. The pictures are
pieces of photographs out of packages.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import cv2
import numpy as np
from scipy import ndimage
from skimage import data as photographs

from keras_pggan.metrics import ms_ssim, sliced_wasserstein

BINOMIAL = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])[None, :, :, None] / 256.0
MEMORY_AT = 16_384, 128  # pictures, pixels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2048, help="of pictures in each set")
    parser.add_argument("--side", type=int, default=64, help="of the pictures, in pixels")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    if given.memory:
        print_memory(*MEMORY_AT)
    else:
        print_speed(given.count, given.side, given.rounds)


def print_speed(count: int, side: int, rounds: int) -> None:
    reals, fakes = (pieces(count, side, seed=seed) for seed in (0, 1))
    calculations = {"plain NumPy": plain_distance, "ours": our_distance}
    seconds: dict[str, list[float]] = {name: [] for name in calculations}
    results = {}
    our_distance(reals[:16], fakes[:16])  # compiles
    for _, (name, calculate) in itertools.product(range(rounds), calculations.items()):
        start = time.perf_counter()
        results[name] = calculate(reals, fakes)
        seconds[name].append(time.perf_counter() - start)
    ratio = statistics.median(
        plain / ours for plain, ours in zip(seconds["plain NumPy"], seconds["ours"], strict=True)
    )
    print("| calculation | seconds | average distance |\n|---|---|---|")
    for name, found in results.items():
        print(f"| {name} | {statistics.median(seconds[name]):.1f} | {found:.3f} |")
    print(f"\n{ratio:.1f} times as fast")


def print_memory(count: int, side: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sets = [pieces(count, side, seed=seed, folder=Path(folder)) for seed in (0, 1)]
        print("| measure | seconds | peak, MB |\n|---|---|---|")
        measures = {
            "MS-SSIM": lambda: ms_ssim(sets[1]),
            "sliced Wasserstein": lambda: sliced_wasserstein(*sets),
        }
        for name, measure in measures.items():
            start = time.perf_counter()
            measure()
            spent = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 10**6
            print(f"| {name} | {spent:.1f} | {peak} |", flush=True)


def pieces(count: int, side: int, *, seed: int, folder: Path | None = None):
    """Pieces of photographs, uint8 (count, side, side, 3); with a folder, in a file there."""
    random = np.random.default_rng(seed)
    sources = [photographs.astronaut(), photographs.coffee(), photographs.chelsea()]
    shape = (count, side, side, 3)
    found = np.empty(shape, np.uint8) if folder is None else OnDisk(folder / f"{seed}", shape)
    for number in range(count):
        source = sources[number % len(sources)]
        length = random.integers(side, 280)
        top, left = (random.integers(full - length) for full in source.shape[:2])
        piece = source[top : top + length, left : left + length]
        found[number] = cv2.resize(piece, (side, side), interpolation=cv2.INTER_AREA)
    return found


class OnDisk:
    """Pictures in a file, of which those that are asked for are read."""

    dtype = np.dtype(np.uint8)

    def __init__(self, path: Path, shape: tuple[int, ...]):
        self.shape = shape
        self._size = int(np.prod(shape[1:]))
        self._file = path.open("w+b")

    def __setitem__(self, index: int, picture: np.ndarray) -> None:
        os.pwrite(self._file.fileno(), picture.tobytes(), index * self._size)

    def __getitem__(self, indices: np.ndarray) -> np.ndarray:
        self._file.flush()
        descriptor = self._file.fileno()
        read = [os.pread(descriptor, self._size, int(index) * self._size) for index in indices]
        return np.frombuffer(b"".join(read), np.uint8).reshape(-1, *self.shape[1:])


def our_distance(reals: np.ndarray, fakes: np.ndarray) -> float:
    return sliced_wasserstein(reals, fakes).average


def plain_distance(reals: np.ndarray, fakes: np.ndarray) -> float:
    distances = []
    for level, (one, other) in enumerate(zip(pyramid(reals), pyramid(fakes), strict=True)):
        random = np.random.default_rng((0, level))
        first, second = plain_descriptors(one, random), plain_descriptors(other, random)
        directions = random.standard_normal((512, first.shape[1])).astype(np.float32)
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        apart = []
        for some in np.split(directions, 4):
            sorted_ones, sorted_others = (
                np.sort(each @ some.T, axis=0) for each in (first, second)
            )
            apart.append(np.abs(sorted_ones - sorted_others).mean())
        distances.append(1000 * np.mean(apart))
    return float(np.mean(distances))


def pyramid(pictures: np.ndarray) -> list[np.ndarray]:
    levels = [pictures.astype(np.float32)]
    while levels[-1].shape[1] > 16:
        levels.append(ndimage.convolve(levels[-1], BINOMIAL, mode="mirror")[:, ::2, ::2])
    for level, smaller in enumerate(levels[1:]):
        spread = np.zeros_like(levels[level])
        spread[:, ::2, ::2] = smaller
        levels[level] -= ndimage.convolve(spread, 4 * BINOMIAL, mode="mirror")
    return levels


def plain_descriptors(pictures: np.ndarray, random: np.random.Generator) -> np.ndarray:
    count, height, width, channels = pictures.shape
    places = random.integers((height - 6, width - 6), size=(count, 128, 2), dtype=np.int32)
    inside = np.arange(7)
    rows = places[..., 0, None, None] + inside[:, None]
    columns = places[..., 1, None, None] + inside
    patches = pictures[np.arange(count)[:, None, None, None], rows, columns]
    patches = patches.reshape(-1, 7, 7, channels)
    patches -= patches.mean(axis=(0, 1, 2), dtype=np.float64)
    patches /= patches.std(axis=(0, 1, 2), dtype=np.float64)
    return patches.reshape(len(patches), -1)


if __name__ == "__main__":
    main()
