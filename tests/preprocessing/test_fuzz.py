"""Damaged files give crops or a row of the rejects each, and never end or hold up a run."""

import csv
import io

import numpy as np
import pytest
from PIL import Image

from keras_pggan.data import read_npz
from keras_pggan.preprocessing import FaceOptions, LocalEngine, WorkOptions, make_face_data_set
from keras_pggan.preprocessing.rejects import Reason

FILES = 500
FORMATS = ("jpeg", "png", "gif", "bmp", "tiff", "webp", "ppm", "jpeg2000")
DAMAGE = ("flipped", "cut", "renamed", "random", "swapped", "empty")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory, hopper, astronaut):
    """500 files, each damaged in one of six ways."""
    folder, throw = tmp_path_factory.mktemp("damaged"), np.random.default_rng(500)
    wholes = {}
    for name in FORMATS:
        for number, picture in enumerate((hopper[::5, ::5], astronaut[::4, ::4])):
            file = io.BytesIO()
            Image.fromarray(picture).save(file, format=name)
            wholes[name, number] = file.getvalue()
    for k in range(FILES):
        kind = FORMATS[k % len(FORMATS)]
        data = _harm(wholes[kind, k % 2], DAMAGE[k % len(DAMAGE)], throw)
        suffix = FORMATS[(k + 3) % len(FORMATS)] if k % len(DAMAGE) == 2 else kind
        (folder / f"{k:03}.{suffix}").write_bytes(data)
    return folder


def _harm(whole: bytes, damage: str, throw: np.random.Generator) -> bytes:
    data = np.frombuffer(whole, np.uint8).copy()
    if damage == "flipped":
        places = throw.integers(0, len(data), size=throw.integers(1, 30))
        data[places] ^= (1 << throw.integers(0, 8, size=len(places))).astype(np.uint8)
    elif damage == "cut":
        data = data[: throw.integers(1, len(data))]
    elif damage == "random":
        data = throw.integers(0, 256, size=throw.integers(1, 5000)).astype(np.uint8)
    elif damage == "swapped":  # parts of the file, after a head that is whole
        half = len(data) // 2
        data[half // 2 : half] = data[half : half + half - half // 2]
    elif damage == "empty":
        data = data[:0]
    return data.tobytes()


@pytest.mark.filterwarnings("ignore")  # Pillow's, of damage
def test_500_damaged_files_give_500_accounted_rows(tmp_path, damaged):
    out, rejects = tmp_path / "all.npz", tmp_path / "rejects.csv"
    work = WorkOptions(engine=LocalEngine(2, patience=30), rejects=rejects)
    options = FaceOptions(size=16, detect=False)
    summary = make_face_data_set([damaged], out, options, work=work)
    with rejects.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [*read_npz(out).names.tolist(), *(row["file"] for row in rows)]
    assert sorted(names) == sorted(path.name for path in damaged.iterdir())
    assert len(names) == FILES
    assert {row["reason"] for row in rows} <= set(Reason)
    assert all(row["detail"] for row in rows)
    # What is merely renamed is whole, what is random or empty is no picture.
    whole = {f"{k:03}" for k in range(FILES) if k % len(DAMAGE) == 2}
    none = {f"{k:03}" for k in range(FILES) if k % len(DAMAGE) in (3, 5)}
    assert whole <= {name.split(".")[0] for name in names[: summary.faces]}
    assert none <= {row["file"].split(".")[0] for row in rows}
    assert not {Reason.CRASHED, Reason.TIMED_OUT} & {row["reason"] for row in rows}
