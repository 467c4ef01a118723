"""Whether an unfinished run is of the same pictures and options."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from keras_pggan.preprocessing.sources import Source


def identity(sources: Sequence[Source]) -> dict[str, Any]:
    """How many pictures there are, and a checksum of what tells them from others."""
    digest = hashlib.sha256()
    for source in sources:
        try:
            state = source.state()
        except OSError:  # a link to nowhere is a source, too
            state = (-1, -1)
        label = [] if source.label is None else [source.label]
        digest.update(json.dumps([source.name, *state, *label]).encode())
    return {"pictures": len(sources), "sha256": digest.hexdigest()}


def differences(before: dict[str, Any], now: dict[str, Any]) -> str:
    """In words, such as `other options (size 128, now 64)`; empty where there are none."""
    olds = before.get("options", {})
    changed = [
        f"{name} {olds.get(name)}, now {value}"
        for name, value in now["options"].items()
        if olds.get(name) != value
    ]
    if changed:
        return f"other options ({'; '.join(changed)})"
    if before.get("sha256") != now["sha256"]:
        return f"other pictures ({before.get('pictures')}, now {now['pictures']}, or changed ones)"
    return ""
