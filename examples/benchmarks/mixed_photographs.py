"""Photographs of many sizes, made out of a few by cropping, scaling and turning."""

from __future__ import annotations

import importlib.resources
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import RejectedError

SIDES = 128, 2400  # of the longer side, in pixels
CROP = 0.6, 1.0  # of each side of the original
TURNED, MOST_DEGREES = 0.3, 20.0
# Most collections are JPEGs as cameras and programs write them.
FORMATS = {"jpg": 0.8, "png": 0.1, "webp": 0.1}
QUARTERS = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}
ORIENTATION = 0x0112  # the EXIF tag

# Photographs that packages carry: with a face, and without one.
PACKAGED = (
    ("skimage.data", "astronaut.png"),
    ("skimage.data", "camera.png"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
    ("skimage.data", "chelsea.png"),
    ("skimage.data", "coffee.png"),
    ("skimage.data", "rocket.jpg"),
    ("sklearn.datasets", "images/china.jpg"),
    ("sklearn.datasets", "images/flower.jpg"),
)


def mixed_photographs(out: Path, count: int, *, folders: Iterable[Path] = (), seed: int = 0):
    """Writes `count` pictures that depend on the originals and the seed alone."""
    originals = [Image.fromarray(picture) for picture in _originals(folders)]
    random = np.random.default_rng(seed)
    for number in range(count):
        picture = _varied(originals[number % len(originals)], random)
        _save(picture, out / f"{number:04d}", random)


def _originals(folders: Iterable[Path]) -> Iterable[np.ndarray]:
    for package, name in PACKAGED:
        yield read_picture(importlib.resources.files(package) / name)
    for folder in folders:
        for path in sorted(folder.iterdir()):
            try:
                yield read_picture(path)
            except RejectedError:  # it would be no photograph for either program
                continue


def _varied(picture: Image.Image, random: np.random.Generator) -> Image.Image:
    if random.random() < TURNED:
        degrees = random.uniform(-MOST_DEGREES, MOST_DEGREES)
        picture = picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    width, height = (
        round(side * share)
        for side, share in zip(picture.size, random.uniform(*CROP, size=2), strict=True)
    )
    left = random.integers(picture.width - width + 1)
    top = random.integers(picture.height - height + 1)
    longer = np.exp(random.uniform(*np.log(SIDES)))
    size = [max(1, round(side * longer / max(width, height))) for side in (width, height)]
    box = (left, top, left + width, top + height)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box)


def _save(picture: Image.Image, stem: Path, random: np.random.Generator) -> None:
    suffix = random.choice(list(FORMATS), p=list(FORMATS.values()))
    orientation = int(random.choice(list(QUARTERS), p=[0.8, 0.1, 0.1]))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if QUARTERS[orientation] is not None:
        picture = picture.transpose(QUARTERS[orientation])
    picture.save(stem.with_suffix(f".{suffix}"), quality=90, exif=exif)
