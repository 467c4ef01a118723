"""What Ctrl-C, SIGTERM and SIGHUP do while a phase trains, as a person sees it."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time

import pytest

from keras_pggan.training import interrupts
from keras_pggan.training.interrupts import stop_requests

CTRL_C = "stopping after this step and saving; press Ctrl-C again to leave without saving\n"
TERMINATED = (
    "stopping after this step and saving, as SIGTERM asks; a second one leaves without saving\n"
)


@pytest.fixture
def same(monkeypatch):
    """A tenth of the second within which two signals are one."""
    monkeypatch.setattr(interrupts, "SAME", 0.1)
    return 0.1


@pytest.mark.parametrize(
    ("number", "told"), [(signal.SIGINT, CTRL_C), (signal.SIGTERM, TERMINATED)]
)
def test_the_first_signal_is_a_request_and_answered_once(number, told, capfd, monkeypatch):
    monkeypatch.setattr(interrupts, "SAME", 3)  # on a slow machine, too; as long is waited after it
    with stop_requests() as request:
        assert request.asked() is None
        for _ in range(3):
            signal.raise_signal(number)
        assert request.asked() == number
    assert capfd.readouterr().err == told


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_one_that_comes_later_leaves_at_once(second, same, capfd):
    def train():
        with stop_requests():
            signal.raise_signal(signal.SIGINT)
            time.sleep(1.1 * same)
            signal.raise_signal(second)
            time.sleep(60)

    with pytest.raises(KeyboardInterrupt):
        train()
    assert capfd.readouterr().err == CTRL_C


def test_one_that_comes_right_after_the_block_is_still_the_same(same):
    came = []
    before = signal.signal(signal.SIGINT, lambda *_: came.append(time.monotonic()))
    try:
        with stop_requests():
            start = time.monotonic()
            signal.raise_signal(signal.SIGINT)
            threading.Timer(same / 2, signal.raise_signal, [signal.SIGINT]).start()
        assert time.monotonic() - start >= same
        assert came == []
        signal.raise_signal(signal.SIGINT)
        assert len(came) == 1
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_signals_of_a_program_are_its_own_and_its_way_to_hear_of_them_is_given_back(capfd):
    came, (read, write) = [], os.pipe()
    os.set_blocking(write, False)
    handler = signal.signal(signal.SIGUSR1, lambda *_: came.append(1))
    waking = signal.set_wakeup_fd(write)
    try:
        with stop_requests() as request:
            signal.raise_signal(signal.SIGUSR1)
            assert request.asked() is None
        assert came == [1]
        assert signal.set_wakeup_fd(write) == write
    finally:
        signal.set_wakeup_fd(waking)
        signal.signal(signal.SIGUSR1, handler)
        os.close(read)
        os.close(write)
    assert capfd.readouterr().err == ""


def test_another_thread_collects_nothing():
    found = []

    def run():
        with stop_requests() as request:
            found.append(request.asked())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [None]


def test_a_step_that_python_cannot_interrupt_does_not_delay_the_answer():
    """On a terminal: the line is below what the key leaves, and above a display of three lines."""
    script = (
        "import sqlite3, sys\n"
        "from keras_pggan.training.interrupts import stop_requests\n"
        "with stop_requests() as request:\n"
        "    print('begun', flush=True)\n"
        # One call of C that lets other threads run, as TensorFlow's steps do.
        "    many = 'with recursive n(i) as (select 1 union all select i + 1 from n limit {0})'\n"
        "    sqlite3.connect(':memory:').execute(\n"
        "        many.format(6_000_000) + ' select sum(i) from n').fetchone()\n"
        "    print('step done', request.asked(), flush=True)\n"
    )
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    try:
        text = b""
        while not text.endswith(b"\n"):  # a terminal may give a line in parts
            text += os.read(master, 1000)
        assert text == b"begun\r\n"
        process.send_signal(signal.SIGINT)
        answer = b""
        while not answer.endswith(b"\r\n" * (1 + interrupts.LIVE_LINES)):
            answer += os.read(master, 1000)
        assert answer.decode().replace("\r", "") == "\n" + CTRL_C + "\n" * interrupts.LIVE_LINES
        rest = b""
        while not rest.endswith(b"\n"):
            rest += os.read(master, 1000)
        assert rest == b"step done 2\r\n"
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)


def test_a_terminal_that_is_closed_asks_and_is_not_written_to_any_more(tmp_path):
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from keras_pggan.training.interrupts import stop_requests\n"
        "with stop_requests() as request:\n"
        "    print('begun', flush=True)\n"
        "    while request.asked() is None:\n"
        "        time.sleep(0.01)\n"
        "    print('step done', flush=True)\n"
        "    Path(sys.argv[1]).write_text(f'saved after {request.asked()}')\n"
    )
    owns = "import fcntl, signal, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    owns += "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # these tests may run by nohup
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", owns + script, tmp_path / "state"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        assert os.read(master, 1000).startswith(b"begun")
        os.close(master)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert (tmp_path / "state").read_text() == "saved after 1"


def test_a_hangup_that_is_ignored_stays_ignored(capfd):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with stop_requests() as request:
            signal.raise_signal(signal.SIGHUP)
            assert request.asked() is None
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert capfd.readouterr().err == ""
