"""Makes the data set of Fashion-MNIST, with names of classes: `fashion_mnist.py FOLDER OUT.npz`.

The folder holds `train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte.gz`, as Debian's package
`dataset-fashion-mnist` (MIT) puts them into /usr/share/datasets/fashion-mnist.
"""

import gzip
import sys
from pathlib import Path

import numpy as np

from keras_pggan.data import write_npz

SIDE = 28
CLASSES = (
    *("t-shirt", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "boot"),
)
HEADS = {"images-idx3": 16, "labels-idx1": 8}  # bytes before the numbers, in the format IDX


def main(folder: str, out: str) -> None:
    """Pads the pictures by 2 pixels on each side, so that 4x4 doubles up to them."""
    images = read(Path(folder), "images-idx3").reshape(-1, SIDE, SIDE, 1)
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2), (0, 0)))
    write_npz(out, padded, labels=read(Path(folder), "labels-idx1"), class_names=CLASSES)
    print(f"{len(padded):,} pictures of {len(CLASSES)} classes in {out}")


def read(folder: Path, kind: str) -> np.ndarray:
    """The numbers of one of the two files."""
    with gzip.open(folder / f"train-{kind}-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=HEADS[kind])


if __name__ == "__main__":
    main(*sys.argv[1:])
