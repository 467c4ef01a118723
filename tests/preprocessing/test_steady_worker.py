"""A worker that is there whatever pictures do to its process."""

import os
import subprocess
import sys

import pytest
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, LocalEngine
from keras_pggan.preprocessing import worker as worker_module
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.preprocessing.steady_worker import SteadyWorker
from keras_pggan.preprocessing.work import Crops

MIDDLE = FaceOptions(size=8, detect=False)


@pytest.fixture
def steady():
    """Workers that end with the test."""
    made = []

    def make(options, **more):
        made.append(SteadyWorker(options, **more))
        return made[-1]

    yield make
    for worker in made:
        worker.stop()


def test_what_kills_or_holds_up_its_process_costs_itself_alone(
    tmp_path, hopper, steady, killing, hanging
):
    Image.fromarray(hopper[:60, 200:260]).save(tmp_path / "a.png")
    (source,) = find_sources([tmp_path])
    (expected,) = LocalEngine()([source], MIDDLE)
    work = steady(MIDDLE, patience=2.0)
    found = [work(each) for each in (source, killing("k"), hanging("h"), killing("l"), source)]
    assert all(isinstance(each, Crops) for each in (found[0], found[4]))
    assert found[0].images.tobytes() == found[4].images.tobytes() == expected.images.tobytes()
    assert [(each.file, each.reason) for each in found[1:4]] == [
        ("k", Reason.CRASHED),
        ("h", Reason.TIMED_OUT),
        ("l", Reason.CRASHED),
    ]
    assert found[2] == Reject("h", Reason.TIMED_OUT, "over 2 seconds")


def test_a_process_that_cannot_start_is_told(tmp_path, steady, monkeypatch):
    # Where it cannot take what it is given, a process ends before it is ready.
    monkeypatch.setattr(worker_module, "_serve", exit)
    with pytest.raises(InputError) as caught:
        steady(MIDDLE)(find_sources([__file__])[0])
    # What it says of that, and not what it might have been.
    assert str(caught.value) == (
        "a worker process ended while it started: TypeError: Quitter.__call__() takes from 1 to 2 "
        "positional arguments but 3 were given (exit code 1)"
    )


def test_what_a_process_said_before_it_died_is_told(steady, troubled):
    (source,) = find_sources([__file__])
    doomed = troubled("p", os.abort)
    shouting = troubled("q", exec, "import os; os.write(2, b'bad huffman code\\n'); os._exit(3)")
    work = steady(MIDDLE)
    assert work(doomed).detail == "it ended the process that read it: signal SIGABRT"
    assert work(shouting).detail == (
        "it ended the process that read it: bad huffman code (exit code 3)"
    )
    assert isinstance(work(source), Reject)


def test_a_script_without_its_main_guard_is_told_what_it_lacks(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from keras_pggan.preprocessing import FaceOptions, LocalEngine\n"
        "from keras_pggan.preprocessing.sources import find_sources\n"
        f"sources = find_sources([{str(tmp_path)!r} + '/*.py'])\n"
        "print(list(LocalEngine(1)(sources, FaceOptions(detect=False))))\n"
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.stderr.splitlines()[-1].endswith(
        "InputError: a worker process ended while it started: a script must call this below "
        "`if __name__ == '__main__':`, as workers import it"
    )


def test_a_process_that_did_not_start_is_told_again_and_again(steady, monkeypatch):
    monkeypatch.setattr(worker_module, "_serve", exit)
    work = steady(MIDDLE)
    for _ in range(3):  # Ray gives a worker its next pictures
        with pytest.raises(InputError, match="a worker process ended while it started"):
            work(find_sources([__file__])[0])


def test_a_process_that_does_not_get_ready_is_given_up(monkeypatch):
    monkeypatch.setattr(worker_module, "PATIENCE", 0.05)  # it takes a second or more
    sources = find_sources([__file__])
    with pytest.raises(InputError, match=r"did not start within 0\.05 seconds"):
        list(LocalEngine(2, patience=0.01)(sources * 2, MIDDLE))
    worker = SteadyWorker(MIDDLE, patience=0.01)
    with pytest.raises(InputError, match="did not start within"):
        worker(sources[0])


def test_a_process_that_the_system_refuses_is_told(monkeypatch):
    def refuse(process):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(worker_module.CONTEXT.Process, "start", refuse)
    message = r"cannot start \(Resource temporarily unavailable\); take fewer workers"
    with pytest.raises(InputError, match=message):
        list(LocalEngine(2)(find_sources([__file__]), MIDDLE))
