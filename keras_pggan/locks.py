"""One process at a time where two would write over each other's files."""

from __future__ import annotations

import contextlib
import datetime
import errno
import json
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock

from keras_pggan.errors import InputError

LOCK = ".lock"
OWNER_SUFFIX = ".owner"
MOST_TRIES = 100  # where others take and leave it at the same time
BETWEEN_TRIES = 0.2  # seconds
# What the file systems say that have no flock: of some clusters, of NFS without its lock service.
NO_FLOCK = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)


class Lock:
    """Held by one process, or one thread, at a time; names its owner to the others.

    The file at `path` is locked by `flock`. The kernel lets go of it when its owner ends, however
    it ends, so the next one takes over what a kill or a power cut left behind. Over NFS the server
    does so, for all machines that mount it, once it has given the owner's machine up. A file system
    without `flock` has the mere presence of the file for a lock: there an owner that died on this
    machine is known as dead and taken over, one on another machine counts as alive, and the error
    names the file to delete.

    Missing folders are made, and what was made is deleted at the end. In a folder that cannot be
    written to nobody needs a lock, and none is taken.

    Args:
        path: the file; `path` with `.owner` appended says whose it is meanwhile.
        busy: what to say where another has it, such as `runs/a: another process trains this run`.
        advice: what to do then.
    """

    def __init__(self, path: Path, *, busy: str, advice: str):
        self.path, self.busy, self.advice = path, busy, advice
        self.owner = path.with_name(path.name + OWNER_SUFFIX)
        self._held: filelock.BaseFileLock | None = None
        self._made: list[Path] = []  # folders

    @property
    def names(self) -> tuple[str, str]:
        """What its files are called, for those who look at the folder."""
        return self.path.name, self.owner.name

    @property
    def is_held(self) -> bool:
        """Whether this object holds it."""
        return self._held is not None

    def take(self) -> None:
        """Takes it.

        Raises:
            InputError: another process or thread has it.
        """
        if not self._try():
            raise InputError(f"{self.busy} ({self._told()}); {self.advice}{self._to_delete()}")

    def wait(self, on_wait: Callable[[str], object]) -> None:
        """Takes it, as soon as who has it lets go.

        Args:
            on_wait: told once, before it waits, what it waits for.
        """
        if self._try():
            return
        on_wait(f"{self.busy} ({self._told()}); waiting for it{self._to_delete()}")
        while not self._try():
            time.sleep(BETWEEN_TRIES)

    def release(self) -> None:
        """Lets go of it, if it is held, and deletes its files."""
        held, self._held = self._held, None
        if held is None:
            return
        with contextlib.suppress(OSError):  # a disk that is read-only by now
            self.owner.unlink(missing_ok=True)
        if not isinstance(held, filelock.SoftFileLock):  # which deletes it
            with contextlib.suppress(OSError):  # on Windows, where it is open
                self.path.unlink()  # while it is held: who opened it meanwhile looks again
        held.release()
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):  # there is something in it by now
                folder.rmdir()

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Holds it for a block."""
        self.take()
        try:
            yield
        finally:
            self.release()

    def _try(self) -> bool:
        folder = self.path.parent
        if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
            return True
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        self._made = [*reversed(missing)]
        try:
            self._held = _acquired(self.path)
        except filelock.Timeout:
            return False
        with contextlib.suppress(OSError):  # on a full disk; what is written next tells of that
            self.owner.write_text(json.dumps(_this_process()), encoding="utf-8")
        return True

    def _told(self) -> str:
        """Such as `process 1234 on host x, since 12:31`."""
        for _ in range(5):  # an owner says who it is right after it became one
            try:
                owner = json.loads(self.owner.read_text(encoding="utf-8"))
                since = datetime.datetime.fromtimestamp(float(owner["since"]))
                return f"process {owner['process']} on {owner['host']}, since {_moment(since)}"
            except (OSError, ValueError, KeyError, TypeError):
                time.sleep(BETWEEN_TRIES / 5)
        return "it does not say which"

    def _to_delete(self) -> str:
        return "" if _has_flock(self.path.parent) else f" (if it is gone, delete {self.path})"


def _acquired(path: Path) -> filelock.BaseFileLock:
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            has_flock = _has_flock(path.parent)  # of a folder that is there
            lock = filelock.FileLock(path) if has_flock else filelock.SoftFileLock(path)
            lock.acquire(blocking=False)
        except FileNotFoundError:  # who had it deleted the folder, too, which is made again
            if not tries_left:
                raise
            continue
        if path.exists():
            return lock
        lock.release()  # it was deleted by who had it; there may be another by now
    raise filelock.Timeout(str(path))


def _has_flock(folder: Path) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows has other locks, and filelock takes those
        return True
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in NO_FLOCK
    return True


def _this_process() -> dict[str, object]:
    return {"process": os.getpid(), "host": socket.gethostname(), "since": time.time()}


def _moment(since: datetime.datetime) -> str:
    today = since.date() == datetime.datetime.now().date()
    return f"{since:%H:%M}" if today else f"{since:%Y-%m-%d %H:%M}"
