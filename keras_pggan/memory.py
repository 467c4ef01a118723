"""The main memory of this machine, and what would not fit into it."""

from __future__ import annotations

import contextlib
import functools
import os
from pathlib import Path, PurePosixPath

from keras_pggan.errors import InputError
from keras_pggan.words import size_in_words

# Names of the file of a control group that holds its limit, by the folder of the controller.
LIMIT_FILES = {"": "memory.max", "memory": "memory.limit_in_bytes"}  # versions 2 and 1


def check_room(what: str, size: int, advice: str) -> None:
    """Raises InputError where something of that many bytes is larger than main memory.

    Args:
        what: what it is, in the plural.
        size: bytes.
        advice: what to do.
    """
    memory = host_memory()
    if memory is not None and size > memory:
        raise InputError(
            f"{what} would take {size_in_words(size)} of memory, this machine has "
            f"{size_in_words(memory)}; {advice}"
        )


@functools.cache  # a dozen files, which take as long to look for as a small picture to draw
def host_memory() -> int | None:
    """What `memory_below` finds on this machine when it is first asked."""
    return memory_below(Path("/"))


def memory_below(root: Path) -> int | None:
    """Main memory in bytes: what is built in, or less where a control group allows less.

    Args:
        root: where `proc` and `sys` are looked for.

    Returns:
        bytes, or None where the system does not tell.
    """
    sizes = group_limits(root)
    # A name that the system does not have; or, on Windows, no such function.
    with contextlib.suppress(ValueError, OSError, AttributeError):
        sizes.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return min(sizes, default=None)


def group_limits(root: Path) -> list[int]:
    """The limits in bytes of this process's control group and of all above it."""
    # In a container, the path of the group is often that outside, and its files are at the top.
    groups = {("", "/"), ("memory", "/")}
    for line in _text(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if not controllers or "memory" in controllers.split(","):
            groups.add(("memory" if controllers else "", path))
    found = []
    for controller, path in sorted(groups):
        group = PurePosixPath(path)
        for folder in (group, *group.parents):
            below = root / "sys/fs/cgroup" / controller / str(folder).lstrip("/")
            text = _text(below / LIMIT_FILES[controller]).strip()
            if text.isdigit():  # not "max"
                found.append(int(text))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
