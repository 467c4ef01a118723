"""What need not be saved is left at once."""

import signal
import subprocess
import sys
import threading

import pytest

from keras_pggan.cli.leaving import left_at_once

# One call of C that lets other threads run, as TensorFlow's steps do; it would take minutes.
SCRIPT = """
import sqlite3, sys
from keras_pggan.cli.leaving import left_at_once
many = "with recursive n(i) as (select 1 union all select i + 1 from n limit 2000000000)"
with left_at_once("nothing was written"):
    print("begun", flush=True)
    sqlite3.connect(":memory:").execute(many + " select sum(i) from n").fetchone()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_call_that_python_cannot_interrupt_is_left_in_the_middle(number, code):
    # Both have Python's handlers, as commands have.
    handled = "import signal\n" + "".join(
        f"signal.signal({int(each)}, signal.default_int_handler)\n"
        for each in (signal.SIGINT, signal.SIGTERM)
    )
    process = subprocess.Popen(
        [sys.executable, "-c", handled + SCRIPT], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(number)
    told = process.communicate(timeout=60)[1]
    assert (process.returncode, told) == (code, b"\ninterrupted: nothing was written\n")


def test_after_the_block_signals_are_heard_as_before():
    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    with left_at_once("nothing was written"):
        pass
    assert signal.set_wakeup_fd(before) == before
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, handler)


def test_another_thread_hears_of_none():
    heard = []

    def run():
        with left_at_once("nothing was written"):
            heard.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert heard == [True]
