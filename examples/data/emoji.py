"""Makes the data set of emoji, 64x64 on white: `emoji.py PACKAGE.tgz OUT.npz`.

The package is what `npm pack emoji-datasource-google` fetches: the Noto emoji (Apache-2.0) as PNG
files of 64x64 with transparency, every colour of skin its own picture.
"""

import io
import sys
import tarfile

import numpy as np
from PIL import Image

from keras_pggan.data import write_npz
from keras_pggan.pictures.colours import as_rgb

FOLDER = "package/img/google/64/"


def main(package: str, out: str) -> None:
    """Writes the pictures in the order of their names, which are code points of Unicode."""
    with tarfile.open(package) as archive:
        files = [each for each in archive if each.name.startswith(FOLDER) and each.isfile()]
        files.sort(key=lambda each: each.name)
        pictures = [on_white(archive.extractfile(each).read()) for each in files]
    write_npz(out, np.stack(pictures))
    print(f"{len(pictures):,} emoji in {out}")


def on_white(png: bytes) -> np.ndarray:
    """A picture without its transparency."""
    return as_rgb(np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")))


if __name__ == "__main__":
    main(*sys.argv[1:])
