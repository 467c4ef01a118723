"""Signals that ask a run to stop, held until its state is saved."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

SIGNALS = (signal.SIGINT, signal.SIGTERM)


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
    """Whether a signal came; `number` is it."""

    def __init__(self) -> None:
        self.number: int | None = None

    def __call__(self, number: int, frame: object) -> None:
        """Takes the first signal as a request; a second one ends the run at once."""
        if self.number is not None:
            raise KeyboardInterrupt
        self.number = number

    def asked(self) -> int | None:
        """The signal that came, if one did."""
        return self.number


@contextlib.contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Collects Ctrl-C and SIGTERM while the block runs.

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
    before = {number: signal.signal(number, request) for number in SIGNALS}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
