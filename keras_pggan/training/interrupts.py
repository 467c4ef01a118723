"""Signals that ask a run to stop, held until its state is saved."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

HANGUP = getattr(signal, "SIGHUP", None)  # a terminal was closed; Windows does not tell
SIGNALS = tuple(filter(None, (signal.SIGINT, signal.SIGTERM, HANGUP)))
ASKS = {
    signal.SIGINT: "stopping after this step and saving; press Ctrl-C again to leave without "
    "saving",
    signal.SIGTERM: "stopping after this step and saving, as SIGTERM asks; a second one leaves "
    "without saving",
    HANGUP: "stopping after this step and saving, as SIGHUP asks",
}
# Seconds within which another signal is the same one: a terminal sends it to a whole group of
# processes, of which one may hand it on.
SAME = 1.0
LIVE_LINES = 3  # of a display on a terminal, which erases as many where it draws itself again


class StoppedError(KeyboardInterrupt):
    """A run stopped because a signal asked for it, after it saved a checkpoint.

    A `KeyboardInterrupt`, so that programs that end on Ctrl-C end on it.

    Args:
        number: the signal.
        saved: False where another worker had gone before all could save together.
    """

    def __init__(self, number: int, *, saved: bool = True):
        after = (
            "after a checkpoint" if saved else "as another worker was; the last checkpoint is kept"
        )
        super().__init__(f"stopped by {signal.Signals(number).name}, {after}")
        self.number = number


class StopRequest:
    """Whether a signal came; `number` is it.

    Python runs a handler between two of its own instructions, and a step may take minutes without
    one. So signals are read, and answered, in a thread of their own.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self.moment = 0.0
        self._again = False
        self._lock = threading.RLock()  # a handler may come in the middle of another

    def __call__(self, number: int, frame: object) -> None:
        """Takes the first signal as a request; a second one, a second later, ends the run."""
        self._take()
        self.asked()

    def asked(self) -> int | None:
        """The signal that came, if one did.

        Raises:
            KeyboardInterrupt: it came again.
        """
        if self._again:
            self._again = False
            raise KeyboardInterrupt
        return self.number

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Reads signals while the block runs, in the main thread."""
        self._terminals = [each for each in (1, 2) if os.isatty(each)]
        self._read, write = socket.socketpair()
        self._read.setblocking(False)
        with self._read, signals_heard(write, self._watch):
            yield

    def _watch(self) -> None:
        while True:
            select.select([self._read], [], [])
            if not self._take():
                return

    def _take(self) -> bool:
        """Reads what signals came, and answers the first; False where none can come any more."""
        with self._lock, contextlib.suppress(BlockingIOError):
            numbers = self._read.recv(64)
            for number in numbers:
                self._came(number, time.monotonic())
            return bool(numbers)
        return True

    def _came(self, number: int, now: float) -> None:
        if number not in SIGNALS:
            return  # a program's own handlers may be for others
        if number == HANGUP:
            _leave(self._terminals)
        if self.number is None:
            self.number, self.moment = number, now
            _tell(ASKS[signal.Signals(number)])
        elif now - self.moment >= SAME:
            self._again = True


@contextlib.contextmanager
def signals_heard(write: socket.socket, watch: Callable[[], object]) -> Iterator[None]:
    """Has a thread hear of signals while the block runs, in the main thread.

    Args:
        write: gets the number of each, a byte; it is closed at the end.
        watch: what the thread does, reading from the other end until there is nothing any more.
    """
    write.setblocking(False)
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    before = signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        write.close()  # which ends the thread
        thread.join()


def _leave(terminals: list[int]) -> None:
    """Lets what is printed from now on go nowhere: a closed terminal fails who writes to it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for each in terminals:
        os.dup2(nowhere, each)
    os.close(nowhere)


def _tell(line: str) -> None:
    """Writes a line to stderr past Python, whose buffers may be in use."""
    text = f"{line}\n"
    if os.isatty(2):  # after what the terminal shows of the key, and clear of a live display
        text = f"\n{text}" + "\n" * LIVE_LINES
    with contextlib.suppress(OSError):
        os.write(2, text.encode())


@contextlib.contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Collects Ctrl-C, SIGTERM and SIGHUP while the block runs, and answers the first in a line.

    Inside another such block the request is that one's. Outside the main thread, where Python
    allows no handlers, nothing is collected.
    """
    request = signal.getsignal(signal.SIGTERM)
    if isinstance(request, StopRequest):
        yield request
        return
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return
    with request.watching():
        asking = [each for each in SIGNALS if not _is_ignored_hangup(each)]
        before = {number: signal.signal(number, request) for number in asking}
        try:
            yield request
        finally:
            if request.number is not None:  # what comes in this second is the same request
                time.sleep(max(0.0, request.moment + SAME - time.monotonic()))
            for number, handler in before.items():
                signal.signal(number, handler)


def _is_ignored_hangup(number: int) -> bool:
    """Whether it is that of a terminal that was to go on without it, as by `nohup`."""
    return number == HANGUP and signal.getsignal(number) is signal.SIG_IGN
