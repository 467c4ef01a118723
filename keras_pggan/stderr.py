"""What libraries write past Python to the process's stderr."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import IO


@contextlib.contextmanager
def stderr_into(file: IO[bytes]) -> Iterator[None]:
    """Has the process's stderr written to a file; processes that are started inside keep it so."""
    saved = os.dup(2)
    os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


@contextlib.contextmanager
def stderr_kept_back() -> Iterator[None]:
    """Holds back what is written to the process's stderr; shows it if the block has an error."""
    saved = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        except Exception:  # Ctrl-C is none
            kept.seek(0)
            os.write(saved, kept.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
