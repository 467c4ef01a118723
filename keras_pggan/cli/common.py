"""What all commands share: how errors end, and how options are described."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from keras_pggan.errors import InputError, TrainingError
from keras_pggan.files import NO_ROOM, FullDiskError, as_path
from keras_pggan.keras_settings import NEEDED, backend_name, check_backend, import_keras
from keras_pggan.stderr import stderr_kept_back
from keras_pggan.words import counted, reason_of

USAGE_ERROR = 2
SIGNALLED = 128  # plus the number of the signal, as shells have it
GOES_ON = "same command goes on"  # how what was kept is told, where it is no loss to start again
BROKEN_PIPE = SIGNALLED + 13  # of SIGPIPE, which Windows lacks
GeneratorPlace = Annotated[
    Path,
    typer.Argument(
        help="A run, a preset (a folder, or a pretrained model's name, see `keras-pggan presets`), "
        "a .keras file, or an exported SavedModel folder."
    ),
]


@contextlib.contextmanager
def friendly_errors(
    on_interrupt: Callable[[], str], command: Callable[..., None] | None = None
) -> Iterator[None]:
    """Turns what the user can mend into one line and exit code 2, Ctrl-C into 130.

    SIGTERM, by which schedulers and containers end programs, works as Ctrl-C, and ends in 143.

    Args:
        on_interrupt: gives what is kept and how to go on, told after Ctrl-C.
        command: whose options messages are to name where they begin with the parameters of these.
    """
    try:
        with _sigterm_interrupts():
            yield
    except InputError as error:
        stop(in_options(str(error), command) if command else str(error))
    except TrainingError as error:
        stop(str(error), code=1)
    except BrokenPipeError:
        # Who reads what is printed, such as `head`, has enough; the rest goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None
    except OSError as error:
        if error.errno in NO_ROOM:
            where = error.filename or "what is printed"
            full = FullDiskError(error.errno, error.strerror, where)
            kept = on_interrupt()
            stop(f"{full.told if GOES_ON in kept else full}; {kept}")
        where = f"{error.filename}: " if error.filename else ""
        gone = not error.filename and _is_folder_gone()
        stop("the current folder was deleted; change to one" if gone else where + reason_of(error))
    except KeyboardInterrupt as interrupt:
        typer.echo(f"\ninterrupted: {on_interrupt()}", err=True)
        raise typer.Exit(SIGNALLED + getattr(interrupt, "number", signal.SIGINT)) from None


def _is_folder_gone() -> bool:
    """Whether the current folder was deleted, of which the system says that something is not."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


class TerminatedError(KeyboardInterrupt):
    """SIGTERM came."""

    number = signal.SIGTERM


@contextlib.contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    def interrupt(number: int, frame: object) -> None:
        raise TerminatedError

    if threading.current_thread() is not threading.main_thread():  # where Python allows no handlers
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def with_home(command: Callable[..., None]) -> Callable[..., None]:
    """A command to which a `~` at the beginning of any of its paths is the user's home.

    Shells expand it, but not after `=`, as in `--out=~/runs`, nor in quotes.
    """

    @functools.wraps(command)
    def at_home(**values: object) -> None:
        paths = {key: as_path(each) for key, each in values.items() if isinstance(each, Path)}
        command(**values | paths)

    return at_home


def load_tensorflow(*, find_devices: bool = True, keras: bool = True) -> None:
    """Imports TensorFlow and finds the devices, without its notes on libraries that it lacks.

    Args:
        find_devices: False before the workers of one run have found each other.
        keras: whether Keras is imported, too.

    Raises:
        InputError: Keras is set to what cannot be used.
    """
    if keras:
        check_backend()
    with stderr_kept_back():
        import tensorflow as tf

        for device in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(device, True)
        if find_devices:
            tf.config.list_logical_devices()
    if keras:
        import_keras()


def load_keras() -> None:
    """Imports Keras on the backend that it is set to, for commands that need no other.

    Raises:
        InputError: that backend is not there, or the settings keep Keras from being imported.
    """
    if backend_name() == NEEDED:
        load_tensorflow()
    else:
        import_keras(any_backend=True)


def device_in_words() -> str:
    """What TensorFlow computes on, such as `2 GPUs` or `the CPU (no GPU was found)`."""
    import tensorflow as tf

    gpus = len(tf.config.list_logical_devices("GPU"))
    return counted(gpus, "GPU") if gpus else "the CPU (no GPU was found)"


def in_options(message: str, command: Callable[..., None]) -> str:
    """A message with the options of a command for the parameters that it begins with.

    A message on a key of a file begins with the path, and stays as it is.

    >>> def command(min_face: int) -> None: ...
    >>> in_options("min_face must be 1 or more, got 0", command)
    '--min-face must be 1 or more, got 0'
    >>> in_options("a.toml: min_face must be 1 or more, got 0", command)
    'a.toml: min_face must be 1 or more, got 0'
    """
    subject, verb, rest = message.partition(" must be ")
    names = subject.split(" and ")
    if not verb or not set(names) <= set(inspect.signature(command).parameters):
        return message
    return " and ".join(f"--{name.replace('_', '-')}" for name in names) + verb + rest


def stop(message: str, code: int = USAGE_ERROR) -> None:
    """Prints one line and ends with an exit code."""
    typer.echo("error: " + " ".join(message.split()), err=True)
    raise typer.Exit(code) from None
