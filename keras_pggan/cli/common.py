"""What all commands share: how errors end, and how options are described."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

import typer

from keras_pggan.errors import InputError

USAGE_ERROR = 2
INTERRUPTED = 130  # 128 + SIGINT


@contextlib.contextmanager
def friendly_errors(on_interrupt: str) -> Iterator[None]:
    """Turns what the user can mend into one line and exit code 2, Ctrl-C into 130.

    Args:
        on_interrupt: what is kept and how to go on, told after Ctrl-C.
    """
    try:
        yield
    except InputError as error:
        stop(str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        stop(f"{where}{error.strerror or error}")
    except KeyboardInterrupt:
        typer.echo(f"\ninterrupted: {on_interrupt}", err=True)
        raise typer.Exit(INTERRUPTED) from None


@contextlib.contextmanager
def _stderr_kept_back() -> Iterator[None]:
    """Holds back what is written to the process's stderr; shows it if the block fails."""
    saved = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        except BaseException:
            kept.seek(0)
            os.write(saved, kept.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def load_tensorflow() -> None:
    """Imports TensorFlow and finds the devices, without its notes on libraries that it lacks."""
    with _stderr_kept_back():
        import tensorflow as tf

        tf.config.list_logical_devices()


def counted(count: int, noun: str) -> str:
    """Such as `1 face` and `2 faces`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def stop(message: str) -> None:
    """Prints one line and ends with exit code 2."""
    typer.echo("error: " + " ".join(message.split()), err=True)
    raise typer.Exit(USAGE_ERROR) from None
