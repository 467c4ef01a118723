"""A process of its own for pictures, because decoders and detectors may take theirs with them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection

import cv2

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Outcome, open_detector, process

PATIENCE = 300.0  # seconds for one picture; one of 100 megapixels takes about ten
# TensorFlow's threads do not survive a fork.
CONTEXT = multiprocessing.get_context("spawn")
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


class Worker:
    """A process with a detector that takes one picture after the other.

    Its pipe is shared with no other, so that it can die at any moment without harm to others; it
    ends by itself when this process does.

    Args:
        options: what is taken out of each picture.
        patience: seconds after which a picture counts as one that hangs.
    """

    def __init__(self, options: FaceOptions, *, patience: float = PATIENCE):
        self.patience = patience
        self.connection, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_serve, args=(theirs, options), daemon=True)
        try:
            self._process.start()
        except OSError as error:
            raise InputError(
                f"a worker process cannot start ({error.strerror or error}); take fewer workers"
            ) from error
        theirs.close()  # else its end would not be noticed
        self._ready = False
        self._source: Source | None = None
        self._starts_within = max(patience, PATIENCE)
        self._deadline = time.monotonic() + self._starts_within

    @property
    def idle(self) -> bool:
        """Whether it waits for a picture."""
        return self._ready and self._source is None

    @property
    def time_left(self) -> float:
        """Seconds until its picture, or its start, counts as one that hangs; many if it is idle."""
        return min(max(0.0, self._deadline - time.monotonic()), self._starts_within)

    def give(self, source: Source) -> None:
        """Hands it a picture."""
        self._source, self._deadline = source, time.monotonic() + self.patience
        with contextlib.suppress(OSError):  # where it died meanwhile, its answer will show it
            self.connection.send(source)

    def answer(self) -> Outcome | None:
        """What came of its picture, or None where it only says that it is ready; waits for it.

        Raises:
            EOFError: it died, or it hangs.
            InputError: it cannot work with these options.
        """
        try:
            if not self.connection.poll(self.time_left):
                raise EOFError
            answer: Outcome | InputError | None = self.connection.recv()
        except OSError as error:  # the pipe broke in the middle of an answer, or before
            raise EOFError from error
        if isinstance(answer, InputError):
            raise answer
        self._ready, self._source, self._deadline = True, None, float("inf")
        return answer

    def post_mortem(self) -> Reject | None:
        """Why the picture that it died on is rejected; None where it died on none.

        Raises:
            InputError: it never got as far as to take a picture, so that another would not either.
        """
        overdue = not self.time_left
        self.stop()
        code = self._process.exitcode
        if overdue and not self._ready:
            raise InputError(
                f"a worker process did not start within {self._starts_within:g} seconds; "
                "take fewer workers"
            )
        if not self._ready:
            raise InputError(
                f"a worker process ended while it started (exit code {code}); take fewer workers, "
                "and call this below `if __name__ == '__main__':` where it is called by a script"
            )
        if self._source is None:
            return None
        if overdue:
            return Reject(self._source.name, Reason.TIMED_OUT, f"over {self.patience:g} seconds")
        return Reject(
            self._source.name, Reason.CRASHED, f"it ended the process that read it ({code})"
        )

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def use_one_thread() -> None:
    """Has TensorFlow, which must not have started yet, compute in one thread, unless told else.

    Sums then have one order, so that results do not depend on how many processes there are; and
    processes do not fight for cores.
    """
    for name in THREADS:
        os.environ.setdefault(name, "1")


def _serve(connection: Connection, options: FaceOptions) -> None:
    """The life of a worker process."""
    for number in (signal.SIGINT, signal.SIGTERM):  # reach all; whoever started this decides
        signal.signal(number, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # decoders and TensorFlow talk
    use_one_thread()
    cv2.setNumThreads(1)
    # MTCNN runs on the CPU, but TensorFlow would take all memory of a GPU.
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    try:
        detector = open_detector(options)
    except InputError as error:
        connection.send(error)
        return
    with contextlib.suppress(EOFError, OSError):  # whoever started this has ended
        connection.send(None)
        while True:
            connection.send(process(connection.recv(), detector, options))
