"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def written_whole(path: Path | str) -> Iterator[Path]:
    """Gives a temporary name beside `path`; renames it to `path` if the block succeeds.

    The block writes a file or a folder there. When it fails, or is interrupted, the temporary is
    removed and what stood at `path` before stays. A folder at `path` is replaced. The temporary
    keeps the suffix of `path`, because many writers choose their format by it.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield temporary
        if path.is_dir():
            shutil.rmtree(path)
        os.replace(temporary, path)
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary)
        else:
            temporary.unlink(missing_ok=True)
