"""How fast the whole command is: a table of `keras-pggan preprocess` against a plain loop of MTCNN.

    python examples/benchmarks/preprocess_command.py                   # photographs out of packages
    python examples/benchmarks/preprocess_command.py --faces FOLDER    # and those of a folder

Both are programs from their start to their end, which take turns on the same pictures. The plain
one makes a detector, and reads every picture whole and calls `detect_faces`; ours reads, finds,
crops and writes the data set, with `--workers 2`. Medians of the rounds. Memory is the largest sum
over all processes of a program, shared pages counted once (PSS), seen every fifth of a second.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mixed_photographs import mixed_photographs
from preprocess import SMALLEST_FACES, WORKERS, plain_finder

QUIET = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
GLANCE = 0.2  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300, help="of photographs")
    parser.add_argument("--faces", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plain:
        find = plain_finder()
        for file in files_of(given.plain):
            find(file)
        return
    with tempfile.TemporaryDirectory() as folder:
        pictures, out = Path(folder, "pictures"), Path(folder, "faces.npz")
        pictures.mkdir()
        mixed_photographs(pictures, given.count, folders=given.faces)
        plain = [sys.executable, __file__, "--plain", pictures]
        ours = [sys.executable, "-m", "keras_pggan", "preprocess", pictures, "--out", out]
        ours += ["--size", "128", "--workers", WORKERS]
        programs = [plain, *([*ours, "--min-face", smallest] for smallest in SMALLEST_FACES)]
        rounds = [[run(program) for program in programs] for _ in range(given.rounds)]
        print_table(len(files_of(pictures)), rounds)


def files_of(folder: Path) -> list[str]:
    return sorted(map(str, folder.iterdir()))


def run(program: list) -> tuple[float, int]:
    """Seconds that a program takes, and its peak memory in MB."""
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        list(map(str, program)),
        env=QUIET,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(GLANCE)
    if process.returncode:
        raise SystemExit(f"a program failed: {' '.join(map(str, program))}")
    return time.perf_counter() - start, peak // 1000


def memory_of(session: int) -> int:
    """Kilobytes of all processes of a session, shared pages counted once."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):  # it may have ended
            if int((process / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                lines = (process / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def print_table(count: int, rounds: list[list[tuple[float, int]]]) -> None:
    names = "plain loop", *(f"ours, --min-face {smallest}" for smallest in SMALLEST_FACES)
    print("| program | seconds | pictures/s | ratio | peak, MB |")
    print("|---|---|---|---|---|")
    for index, name in enumerate(names):
        seconds = statistics.median(each[index][0] for each in rounds)
        ratio = statistics.median(each[0][0] / each[index][0] for each in rounds)
        peak = max(each[index][1] for each in rounds)
        print(f"| {name} | {seconds:.1f} | {count / seconds:.1f} | {ratio:.2f} | {peak} |")


if __name__ == "__main__":
    main()
