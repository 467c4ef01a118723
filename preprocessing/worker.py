"""A process of its own for pictures, because decoders and detectors may take theirs with them."""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import signal
import tempfile
import time
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection

import cv2

from keras_pggan.errors import InputError
from keras_pggan.keras_settings import own_process
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.work import Outcome, open_detector, process
from keras_pggan.stderr import stderr_into
from keras_pggan.words import error_in, reason_of

OF_MANY = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)  # what many take up
ENDING = 10.0  # seconds that a process may take from closing its pipe to its end
BOOTSTRAP = "has finished its bootstrapping phase"  # of a child that begins to start children
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
        self._notes = tempfile.TemporaryFile()  # noqa: SIM115  (its stderr, until `stop`)
        self._process = CONTEXT.Process(target=_serve, args=(theirs, options), daemon=True)
        try:
            resource_tracker.ensure_running()  # outlives the worker, and keeps stderr as it is
            with stderr_into(self._notes):
                self._process.start()
        except OSError as error:
            advice = "; take fewer workers" if error.errno in OF_MANY else ""
            reason = reason_of(error)
            raise InputError(f"a worker process cannot start ({reason}){advice}") from error
        theirs.close()  # else its end would not be noticed
        self._ready, self._said = False, ""
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
        if not overdue:  # it is about to end by itself, and has a code of its own then
            self._process.join(ENDING)
        ending = self._ending()
        self.stop()
        if overdue and not self._ready:
            raise InputError(
                f"a worker process did not start within {self._starts_within:g} seconds"
                + (f" ({ending})" if self._said else "")
            )
        if not self._ready:
            raise InputError(f"a worker process ended while it started: {ending}")
        if self._source is None:
            return None
        if overdue:
            return Reject(self._source.name, Reason.TIMED_OUT, f"over {self.patience:g} seconds")
        return Reject(
            self._source.name, Reason.CRASHED, f"it ended the process that read it: {ending}"
        )

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self.connection.close()
        self._notes.close()

    def _ending(self) -> str:
        """How it ended, and what it said of that."""
        if not self._notes.closed:
            self._notes.seek(0)
            self._said = self._notes.read().decode(errors="replace")
        return ending_in_words(self._process.exitcode, self._said)


def ending_in_words(code: int | None, notes: str) -> str:
    """How a process ended.

    Args:
        code: its exit code; None where it still runs.
        notes: what it wrote to stderr.

    >>> ending_in_words(-9, "")
    'killed (SIGKILL), as systems do when memory runs out'
    >>> ending_in_words(1, "Traceback ...\\nOSError: no space")
    'OSError: no space (exit code 1)'
    """
    if BOOTSTRAP in notes:
        return "a script must call this below `if __name__ == '__main__':`, as workers import it"
    if code == -signal.SIGKILL:
        return "killed (SIGKILL), as systems do when memory runs out"
    if code is None:
        how = "it closed its pipe"
    elif code < 0:
        how = f"signal {signal.Signals(-code).name}"
    else:
        how = f"exit code {code}"
    return f"{error_in(notes)} ({how})" if notes.strip() else how


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
    own_process()
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
            source = connection.recv()
            _forget_notes()
            connection.send(process(source, detector, options))


def _forget_notes() -> None:
    """Decoders and TensorFlow talk; of that, what concerns one picture is kept."""
    os.ftruncate(2, 0)
    os.lseek(2, 0, os.SEEK_SET)
