"""Crops the birds of Caltech-UCSD Birds 200-2011: `birds.py FOLDER OUT.npz [SIDE]`.

FOLDER is the unpacked `CUB_200_2011`, with `images.txt` (a number and a path below `images/` on
each line), `bounding_boxes.txt` (the number, then left, top, width and height in pixels) and
`images/`. Each bird comes twice, as it is and mirrored, in squares of SIDE pixels (192, the size of
the preset `birds_192`). A square has the middle of the bird's box and 1.2 times its longer side; it
is moved into the picture where it leaves it, and where it is larger than that, the picture is
mirrored at its borders.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from keras_pggan.data import write_npz
from keras_pggan.errors import InputError
from keras_pggan.generators.fitted_pictures import fitted
from keras_pggan.generators.found_latents import check_npz
from keras_pggan.memory import check_room
from keras_pggan.preprocessing.reading import read_picture
from keras_pggan.preprocessing.rejects import RejectedError

USAGE = "birds.py FOLDER OUT.npz [SIDE] is expected"
SIDE = 192
MARGIN = 1.2  # of the box's longer side

Box = tuple[float, float, float, float]  # left, top, width, height


def main(folder: str, out: str, side: str = str(SIDE)) -> None:
    """Writes each bird and its mirror image, in the order of `images.txt`."""
    if not (side.isdecimal() and int(side)):
        raise InputError(f"SIDE must be a whole number of pixels, got {side}; {USAGE}")
    check_npz(out)
    birds, pixels = listed(Path(folder)), int(side)
    check_room("the birds", 2 * len(birds) * 3 * pixels**2, "take a smaller side")
    pictures = np.empty((2 * len(birds), pixels, pixels, 3), np.uint8)
    names = []
    for number, (name, box) in enumerate(birds):
        picture = opened(Path(folder, "images", name))
        if not touches(picture, box):
            raise InputError(
                f"{Path(folder, 'bounding_boxes.txt')}: the box of {name} lies outside it, "
                f"which is {picture.shape[1]} pixels wide and {picture.shape[0]} high"
            )
        bird = fitted(cropped(picture, box), (pixels, pixels, 3))
        pictures[2 * number], pictures[2 * number + 1] = bird, bird[:, ::-1]
        names += [name, f"{name}#2"]  # as further crops of one file are called
    write_npz(out, pictures, names=names)
    print(f"{len(birds):,} birds, {len(pictures):,} pictures of {pixels}x{pixels} in {out}")


def listed(folder: Path) -> list[tuple[str, Box]]:
    """The path below `images/` and the box of each bird."""
    boxes = rows(folder / "bounding_boxes.txt", 5)
    found = []
    for number, (name,) in rows(folder / "images.txt", 2).items():
        if number not in boxes:
            raise InputError(f"{folder / 'bounding_boxes.txt'}: it has no box of {number}, {name}")
        try:
            left, top, width, height = box = tuple(map(float, boxes[number]))
        except ValueError:
            box = ()
        if not (box and np.isfinite(box).all() and min(width, height) > 0):
            raise InputError(
                f"{folder / 'bounding_boxes.txt'}: left, top, width and height are expected for "
                f"{number}, got {' '.join(boxes[number])}"
            )
        found.append((name, (left, top, width, height)))
    return found


def rows(path: Path, columns: int) -> dict[str, list[str]]:
    """The further columns of a table without a heading, by the first."""
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; the folder CUB_200_2011 is expected")
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split(maxsplit=columns - 1)
        if len(cells) != columns:
            raise InputError(f"{path}, line {number}: {columns} columns are expected, got {line!r}")
        found[cells[0]] = cells[1:]
    if not found:
        raise InputError(f"{path}: it is empty")
    return found


def opened(path: Path) -> np.ndarray:
    """A picture, uint8 (height, width, 3)."""
    try:
        return read_picture(path)
    except RejectedError as error:
        raise InputError(f"{path}: it cannot be read as a picture ({error.detail})") from error


def touches(picture: np.ndarray, box: Box) -> bool:
    """Whether some of a box is in its picture."""
    (left, top, width, height), (rows, columns) = box, picture.shape[:2]
    return left < columns and top < rows and left + width > 0 and top + height > 0


def cropped(picture: np.ndarray, box: Box) -> np.ndarray:
    """The square around a box, uint8 (pixels, pixels, 3)."""
    left, top, width, height = box
    side = max(1, round(MARGIN * max(width, height)))
    first = []
    for size, middle in zip(picture.shape, (top + height / 2, left + width / 2), strict=False):
        start = round(middle - side / 2)
        # Inside, where it fits; else the picture lies inside the square.
        first.append(int(np.clip(start, *sorted((0, size - side)))))
    before = [max(0, -start) for start in first]
    after = [max(0, start + side - size) for start, size in zip(first, picture.shape, strict=False)]
    framed = cv2.copyMakeBorder(
        picture, before[0], after[0], before[1], after[1], cv2.BORDER_REFLECT_101
    )
    y, x = (start + pad for start, pad in zip(first, before, strict=True))
    return framed[y : y + side, x : x + side]


if __name__ == "__main__":
    try:
        if len(sys.argv) not in (3, 4):
            raise InputError(f"{USAGE}, got {len(sys.argv) - 1} of these")
        main(*sys.argv[1:])
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
