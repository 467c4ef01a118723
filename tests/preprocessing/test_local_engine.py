"""Processes give what one gives, in the same order, whatever happens to them."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, LocalEngine, local_engine
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.preprocessing.work import Crops

MIDDLE = FaceOptions(size=8, detect=False)


@pytest.fixture(scope="module")
def sources(tmp_path_factory, hopper):
    """40 pictures, the first of which takes by far the longest, and a file that is none."""
    folder = tmp_path_factory.mktemp("pictures")
    Image.fromarray(np.tile(hopper, (6, 6, 1))).save(folder / "00.png", compress_level=1)
    for k in range(1, 40):
        Image.fromarray(hopper[4 * k : 4 * k + 60, 200:260]).save(folder / f"{k:02}.png")
    (folder / "07.png").write_text("no picture")
    return find_sources([folder])


def same(one, other):
    if isinstance(one, Reject) or isinstance(other, Reject):
        return one == other
    return one.crops == other.crops and np.array_equal(one.images, other.images)


def names(outcomes):
    return [
        outcome.file if isinstance(outcome, Reject) else outcome.crops[0].name
        for outcome in outcomes
    ]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_processes_give_what_one_gives_in_the_order_of_the_pictures(sources, workers):
    expected = list(LocalEngine()(sources, MIDDLE))
    found = list(LocalEngine(workers)(sources, MIDDLE))
    assert names(expected) == [f"{k:02}.png" for k in range(40)]
    assert all(map(same, expected, found))
    assert len(found) == len(expected)


def test_faces_do_not_depend_on_the_number_of_processes(tmp_path, astronaut, hopper):
    for k, picture in enumerate((astronaut, hopper, astronaut[:, ::-1], hopper[::2, ::2])):
        Image.fromarray(picture).save(tmp_path / f"{k}.png")
    found, options = find_sources([tmp_path]), FaceOptions(size=32, min_face=40)
    one, two = (list(LocalEngine(count)(found, options)) for count in (0, 2))
    assert all(isinstance(each, Crops) for each in one)
    assert all(map(same, one, two))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_picture_that_kills_its_process_costs_itself_alone(sources, killing, workers):
    expected = list(LocalEngine()(sources, MIDDLE))
    given = [*sources[:3], killing("a"), *sources[3:20], killing("b"), killing("c"), *sources[20:]]
    found = list(LocalEngine(workers)(given, MIDDLE))
    dead = [outcome for outcome in found if names([outcome])[0] in "abc"]
    assert [(each.file, each.reason) for each in dead] == [(k, Reason.CRASHED) for k in "abc"]
    assert dead[0].detail == (
        "it ended the process that read it: killed (SIGKILL), as systems do when memory runs out"
    )
    assert names(found) == names([Reject(each.name, "", "") for each in given])
    assert all(map(same, expected, [each for each in found if names([each])[0] not in "abc"]))


def test_a_picture_that_hangs_costs_itself_alone(sources, hanging):
    given = [sources[1], hanging("slow"), *sources[2:6]]
    start = time.monotonic()
    found = list(LocalEngine(2, patience=1.0)(given, MIDDLE))
    assert time.monotonic() - start < 30
    assert found[1] == Reject("slow", Reason.TIMED_OUT, "over 1 seconds")
    assert all(map(same, LocalEngine()(sources[2:6], MIDDLE), found[2:]))


@pytest.mark.parametrize(
    ("bounds", "most"), [({"AHEAD": 16}, 31), ({"AHEAD_BYTES": 20 * 8 * 8 * 3}, 20)]
)
def test_a_slow_picture_holds_back_the_rest_before_they_fill_the_memory(
    sources, hanging, monkeypatch, bounds, most
):
    for name, value in bounds.items():
        monkeypatch.setattr(local_engine, name, value)
    given = [hanging("slow"), *(sources[1:7] + sources[8:]) * 3]
    outcomes = LocalEngine(2, patience=4.0)(given, MIDDLE)
    assert next(outcomes).reason is Reason.TIMED_OUT
    assert len(outcomes.gi_frame.f_locals["done"]) == most
    assert names(outcomes) == names([Reject(each.name, "", "") for each in given[1:]])


def test_processes_end_with_whoever_takes_their_results(sources):
    outcomes = LocalEngine(2)(sources, MIDDLE)
    next(outcomes)
    processes = [worker._process for worker in outcomes.gi_frame.f_locals["pool"]]
    assert [process.exitcode for process in processes] == [None, None]
    outcomes.close()
    assert [process.exitcode for process in processes] == [-signal.SIGKILL] * 2


def test_processes_end_when_the_one_that_started_them_is_killed(sources):
    folder = sources[0].path.parent
    code = (
        "from keras_pggan.preprocessing import FaceOptions, LocalEngine\n"
        "from keras_pggan.preprocessing.sources import find_sources\n"
        "if __name__ == '__main__':\n"
        f"    found = LocalEngine(2)(find_sources([{str(folder)!r}]), FaceOptions(detect=False))\n"
        "    next(found)\n"
        "    print(*(w._process.pid for w in found.gi_frame.f_locals['pool']), flush=True)\n"
        "    input()\n"
    )
    script = folder.parent / "script.py"
    script.write_text(code)
    parent = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 30
    while any(map(_runs, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_runs, children))


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"  # its new parent may not wait
    except FileNotFoundError:
        return False


def test_a_process_that_cannot_start_ends_the_run(sources, tmp_path):
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from keras_pggan.preprocessing import FaceOptions, LocalEngine\n"
        "from keras_pggan.preprocessing.sources import find_sources\n"
        f"sources = find_sources([{str(sources[0].path.parent)!r}])\n"
        "list(LocalEngine(2)(sources, FaceOptions(detect=False)))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "below `if __name__ == '__main__':`" in done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_a_package_that_is_missing_is_told_as_in_one_process(sources, tmp_path):
    (tmp_path / "mtcnn.py").write_text("raise ModuleNotFoundError(name='mtcnn')\n")
    script = tmp_path / "script.py"
    script.write_text(
        "from keras_pggan.preprocessing import FaceOptions, LocalEngine\n"
        "from keras_pggan.preprocessing.sources import find_sources\n"
        "if __name__ == '__main__':\n"
        f"    sources = find_sources([{str(sources[0].path.parent)!r}])\n"
        "    list(LocalEngine(2)(sources, FaceOptions()))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, env=environment
    )
    assert "pip install 'keras_pggan[faces]'" in done.stderr.splitlines()[-1]


def test_fewer_workers_than_none_are_refused():
    with pytest.raises(InputError, match="workers must be 0 or more, got -1"):
        LocalEngine(-1)
