"""Ctrl-C where there is nothing to save, answered at once."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator

from keras_pggan.cli.common import SIGNALLED
from keras_pggan.training.interrupts import signals_heard

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def left_at_once(told: str) -> Iterator[None]:
    """Ends this process with a line where Ctrl-C or SIGTERM comes in the block.

    Python raises `KeyboardInterrupt` between two of its own instructions, and a step of training
    may take half a minute without one; so a thread waits for the signal. Nothing is cleaned up:
    only for what writes nothing, in a program whose process is its own.

    Args:
        told: what follows "interrupted: ".
    """
    if threading.current_thread() is not threading.main_thread():  # where Python tells of none
        yield
        return
    read, write = socket.socketpair()

    def wait() -> None:
        while number := read.recv(1):
            if number[0] in SIGNALS:
                os.write(2, f"\ninterrupted: {told}\n".encode())
                os._exit(SIGNALLED + number[0])

    with read, signals_heard(write, wait):
        yield
