"""One process at a time, whatever becomes of it, and the others are told which."""

import datetime
import errno
import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from keras_pggan.errors import InputError
from keras_pggan.locks import Lock

OWNER = """
import sys, time
from pathlib import Path
from keras_pggan.locks import Lock
lock = Lock(Path(sys.argv[1]), busy="x", advice="y")
lock.take()
print("has it", flush=True)
time.sleep(600)
"""


def lock_of(path):
    return Lock(path, busy=f"{path.parent}: busy", advice="wait")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs" / "a" / ".lock"


@pytest.fixture
def other(path):
    """Another process that has the lock."""
    process = subprocess.Popen([sys.executable, "-c", OWNER, path], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"has it\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_owner_is_refused_and_told_who_the_first_is(path):
    with lock_of(path).taken():
        since = time.strftime("%H:%M")
        with pytest.raises(InputError) as told:
            lock_of(path).take()
    assert re.sub(r"\d\d:\d\d", "TIME", str(told.value)) == (
        f"{path.parent}: busy (process {os.getpid()} on {socket.gethostname()}, since TIME); wait"
    )
    assert since in str(told.value) or time.strftime("%H:%M") != since


def test_an_owner_of_another_day_is_told_with_the_date(path):
    with lock_of(path).taken():
        since = datetime.datetime(1977, 7, 20, 8, 5).timestamp()
        owner = {"process": 7, "host": "moon", "since": since}
        path.with_name(".lock.owner").write_text(json.dumps(owner))
        with pytest.raises(
            InputError, match=r"\(process 7 on moon, since 1977-07-20 08:05\); wait"
        ):
            lock_of(path).take()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"process": 1, "host": "x", "since": "noon"}'])
def test_an_owner_that_does_not_say_who_it_is_is_one(path, text):
    with lock_of(path).taken():
        path.with_name(".lock.owner").write_text(text)
        with pytest.raises(InputError, match=r"busy \(it does not say which\); wait$"):
            lock_of(path).take()


def test_nothing_is_left_of_it_and_it_may_be_taken_again(tmp_path, path):
    for _ in range(2):
        lock = lock_of(path)
        with lock.taken():
            assert lock.is_held
            assert sorted(each.name for each in path.parent.iterdir()) == list(lock.names)
        assert not lock.is_held
        assert list(tmp_path.iterdir()) == []


def test_a_folder_that_came_to_hold_something_stays(path):
    with lock_of(path).taken():
        (path.parent / "note").write_text("kept")
    assert [each.name for each in path.parent.iterdir()] == ["note"]


def test_a_block_that_fails_lets_go_of_it(path):
    with pytest.raises(KeyboardInterrupt), lock_of(path).taken():
        raise KeyboardInterrupt
    with lock_of(path).taken():
        pass


def test_a_thread_is_kept_out_as_a_process_is(path):
    refused = []

    def other():
        try:
            lock_of(path).take()
        except InputError as error:
            refused.append(error)

    with lock_of(path).taken():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(refused) == 1


def test_an_owner_that_was_killed_is_taken_over(path, other):
    with pytest.raises(InputError, match=rf"\(process {other.pid} on "):
        lock_of(path).take()
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert path.exists()
    with lock_of(path).taken():
        assert json.loads(path.with_name(".lock.owner").read_text())["process"] == os.getpid()


def test_who_waits_says_so_once_and_gets_it_as_soon_as_the_owner_is_gone(path, other):
    told = []
    threading.Timer(0.5, other.kill).start()
    lock = lock_of(path)
    lock.wait(told.append)
    assert lock.is_held
    lock.release()
    assert len(told) == 1
    assert re.fullmatch(
        rf"{re.escape(str(path.parent))}: busy \(process {other.pid} on .*, since \d\d:\d\d\); "
        "waiting for it",
        told[0],
    )
    lock.wait(told.append)  # nobody has it
    lock.release()
    assert len(told) == 1


def test_in_a_folder_that_cannot_be_written_to_no_lock_is_needed(tmp_path, monkeypatch):
    # The mode of a folder does not hold the administrator back, whom tests may run as.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    lock = lock_of(tmp_path / ".lock")
    with lock.taken():
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
class TestWithoutFlock:
    """Where the presence of the file is the lock."""

    @pytest.fixture(autouse=True)
    def _no_flock(self, monkeypatch, code):
        def missing(*_):
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(fcntl, "flock", missing)

    def test_a_second_owner_is_refused_and_nothing_is_left(self, tmp_path, path):
        for _ in range(2):
            with lock_of(path).taken():
                with pytest.raises(InputError) as told:
                    lock_of(path).take()
                assert f"process {os.getpid()} on " in str(told.value)
                assert str(told.value).endswith(f"; wait (if it is gone, delete {path})")
            assert list(tmp_path.iterdir()) == []

    def test_a_dead_owner_of_this_machine_is_taken_over(self, path, code):
        ends = OWNER.replace("time.sleep(600)", "import os; os._exit(0)")
        missing = f"def missing(*_): raise OSError({code}, 'x')"
        script = f"import fcntl\n{missing}\nfcntl.flock = missing\n{ends}"
        subprocess.run([sys.executable, "-c", script, path], check=True, capture_output=True)
        assert path.exists()
        with lock_of(path).taken():
            pass

    def test_an_owner_on_another_machine_counts_as_alive(self, path, monkeypatch):
        real = socket.gethostname
        monkeypatch.setattr(socket, "gethostname", lambda: "moon")
        lock = lock_of(path)
        lock.take()
        monkeypatch.setattr(socket, "gethostname", real)
        with pytest.raises(
            InputError, match=r"on moon, since .*\(if it is gone, delete .*\.lock\)"
        ):
            lock_of(path).take()
        path.unlink()  # as it says
        with lock_of(path).taken():
            pass
