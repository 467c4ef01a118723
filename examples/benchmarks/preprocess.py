"""How fast faces are found: a table of our detection against a plain loop of MTCNN.

    python examples/benchmarks/preprocess.py                     # photographs out of packages
    python examples/benchmarks/preprocess.py --faces FOLDER      # and those of a folder
    python examples/benchmarks/preprocess.py --memory            # over 2,000 pictures

The plain loop reads every picture whole and calls `detect_faces`, in one process with TensorFlow's
own threads. Ours detects in a reduced form and reads whole what has a face, in two processes of one
thread each. The programs take turns on parts of the same pictures; making detectors is not timed.
Recall is the share of the plain loop's faces of the smallest size or more that ours finds too, with
an intersection over union above a half.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mixed_photographs import mixed_photographs

SMALLEST_FACES = 64, 24  # pixels: half of `--size 128`, and MTCNN's own
PARTS = 6  # in which the programs take turns
WORKERS = 2
ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
MEMORY_AT = 500, 1000, 1500, 2000  # pictures

Box = list[float]  # left, top, right, bottom


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300, help="of photographs")
    parser.add_argument("--faces", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("--min-face", type=int, nargs="+", default=SMALLEST_FACES)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--plain", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(plain_finder() if given.plain else our_finder(given.serve))
        return
    with tempfile.TemporaryDirectory() as folder:
        mixed_photographs(Path(folder), given.count, folders=given.faces)
        files = sorted(map(str, Path(folder).iterdir()))
        if given.memory:
            print_memory(files)
        else:
            print_speed(files, given.min_face)


def print_speed(files: list[str], smallest_faces: list[int]) -> None:
    print("| smallest face | plain, pictures/s | ours | ratio | recall | peak, MB: plain | ours |")
    print("|---|---|---|---|---|---|---|")
    for smallest in smallest_faces:
        plain, ours = [Program(smallest, plain=True)], [Program(smallest) for _ in range(WORKERS)]
        seconds, faces = [0.0, 0.0], [{}, {}]
        for part in range(PARTS):
            for which, programs in enumerate((plain, ours)):
                start = time.perf_counter()
                faces[which] |= together(programs, files[part::PARTS])
                seconds[which] += time.perf_counter() - start
        rates = [len(files) / spent for spent in seconds]
        found, wanted = recall(*faces, smallest)
        cells = (
            smallest,
            *(f"{rate:.1f}" for rate in rates),
            f"{rates[1] / rates[0]:.2f}",
            f"{found} of {wanted} ({found / wanted:.1%})",
            *(sum(program.end() for program in programs) for programs in (plain, ours)),
        )
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


def print_memory(files: list[str]) -> None:
    print("| pictures | resident, MB |")
    print("|---|---|")
    program, done = Program(SMALLEST_FACES[0]), 0
    for count in MEMORY_AT:
        wanted = [files[number % len(files)] for number in range(done, count)]
        together([program], wanted)
        pages = int(Path(f"/proc/{program.process.pid}/statm").read_text().split()[1])
        print(f"| {count} | {pages * resource.getpagesize() // 10**6} |", flush=True)
        done = count
    print(f"\npeak: {program.end()} MB")


def recall(plain: dict[str, list[Box]], ours: dict[str, list[Box]], smallest: int):
    """How many faces of the plain loop ours found, and how many there were."""
    wanted = [
        (file, box)
        for file, boxes in plain.items()
        for box in boxes
        if max(box[2] - box[0], box[3] - box[1]) >= smallest
    ]
    found = [any(overlap(box, other) > 0.5 for other in ours[file]) for file, box in wanted]
    return sum(found), len(wanted)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(width, 0) * max(height, 0)
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in (one, other)]
    return common / (sum(areas) - common)


class Program:
    """A process that has made its detector, and waits for lists of files."""

    def __init__(self, smallest: int, *, plain: bool = False):
        command = [sys.executable, __file__, "--serve", str(smallest)] + ["--plain"] * plain
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **({} if plain else ONE_THREAD)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=environment, **pipes)
        self.answer()  # that it is ready

    def ask(self, files: list[str]) -> None:
        self.process.stdin.write(json.dumps(files) + "\n")
        self.process.stdin.flush()

    def answer(self):
        return json.loads(self.process.stdout.readline())

    def end(self) -> int:
        """Its peak memory in MB."""
        self.ask([])
        peak = self.answer()
        self.process.stdin.close()
        self.process.wait()
        return peak


def together(programs: list[Program], files: list[str]) -> dict[str, list[Box]]:
    """The faces of all files, which the programs share among them."""
    for number, program in enumerate(programs):
        program.ask(files[number :: len(programs)])
    return {file: boxes for program in programs for file, boxes in program.answer().items()}


def serve(find) -> None:
    """The life of such a process."""
    print("null", flush=True)
    for line in sys.stdin:
        files = json.loads(line)
        if not files:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000, flush=True)
            continue
        print(json.dumps({file: find(file) for file in files}), flush=True)


def plain_finder():
    import numpy as np
    from mtcnn import MTCNN
    from PIL import Image, ImageOps

    detector = MTCNN()

    def find(file: str) -> list[Box]:
        with Image.open(file) as image:
            picture = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
        boxes = [found["box"] for found in detector.detect_faces(picture)]
        return [[left, top, left + width, top + height] for left, top, width, height in boxes]

    return find


def our_finder(smallest: int):
    import cv2

    from keras_pggan.preprocessing.detect import FaceDetector
    from keras_pggan.preprocessing.reading import Picture

    cv2.setNumThreads(1)
    detector = FaceDetector(smallest)

    def find(file: str) -> list[Box]:
        picture = Picture(file, detector.scale)
        faces = detector.detect(picture.small, size=picture.size)
        if any(face.size >= smallest for face in faces):
            _ = picture.whole
        return [[f.left, f.top, f.left + f.width, f.top + f.height] for f in faces]

    return find


if __name__ == "__main__":
    main()
