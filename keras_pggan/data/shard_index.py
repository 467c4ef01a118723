"""What a folder of shards holds, as its `index.json` says it."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras_pggan.data.array_advice import CHANNELS
from keras_pggan.errors import InputError
from keras_pggan.files import write_json
from keras_pggan.words import kind_and_reason, unreadable

INDEX = "index.json"
FORMAT = "keras_pggan shards"
VERSION = 1
HEADER_BYTES = 12  # of a TFRecord: 8 of the payload's length, little-endian, and their checksum
FOOTER_BYTES = 4  # the payload's checksum


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _shape(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(_whole(size) for size in value)
        and value[2] in CHANNELS
    )


def _class_names(value: Any) -> bool:
    if not isinstance(value, list):
        return value is None
    texts = all(isinstance(name, str) and name for name in value)
    return texts and len(value) == len(set(value)) > 0


def _checksum(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


# By key: whether a value can be used, and what it must be.
EXPECTED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "count": (_whole, "a whole number above 0"),
    "image_shape": (_shape, "[height, width, channels] with 1, 3 or 4 channels"),
    "per_shard": (_whole, "a whole number above 0"),
    "labels": (_truth, "true or false"),
    "names": (_truth, "true or false"),
    "class_names": (_class_names, "null, or texts that differ"),
    "sha256": (_checksum, "64 hexadecimal digits"),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShardIndex:
    """What a folder of shards holds.

    Names of files are never in the index: they follow from numbers.

    Args:
        count: how many pictures there are.
        image_shape: (height, width, channels) of each.
        per_shard: pictures in each shard but the last, which has the rest.
        labels, names: whether the folder has them.
        class_names: the name of each label, or None.
        sha256: checksum of pictures and labels, that of the same pictures in an .npz.

    >>> index = ShardIndex(
    ...     count=5, image_shape=(4, 4, 3), per_shard=2,
    ...     labels=False, names=False, class_names=None, sha256="0" * 64,
    ... )
    >>> index.shard_count, index.shard_bytes(0), index.shard_bytes(2)
    (3, 128, 64)
    """

    count: int
    image_shape: tuple[int, int, int]
    per_shard: int
    labels: bool
    names: bool
    class_names: tuple[str, ...] | None
    sha256: str

    @property
    def payload_bytes(self) -> int:
        """Bytes of a picture."""
        return math.prod(self.image_shape)

    @property
    def record_bytes(self) -> int:
        """Bytes of a picture as a TFRecord."""
        return HEADER_BYTES + self.payload_bytes + FOOTER_BYTES

    @property
    def shard_count(self) -> int:
        """How many shards there are."""
        return -(-self.count // self.per_shard)

    def shard_bytes(self, number: int) -> int:
        """Bytes of a shard."""
        records = min(self.per_shard, self.count - number * self.per_shard)
        return records * self.record_bytes

    def write(self, folder: Path) -> None:
        """Writes `index.json`."""
        values = {"format": FORMAT, "version": VERSION, **dataclasses.asdict(self)}
        write_json(folder / INDEX, values)

    @classmethod
    def read(cls, folder: Path) -> ShardIndex:
        """Reads and checks `index.json`.

        Raises:
            InputError: it is missing, damaged, of another version, or a value is out of range.
        """
        path = folder / INDEX
        values = read_json(path)
        if not isinstance(values, dict) or values.get("format") != FORMAT:
            raise InputError(f'{path}: it must have "format": "{FORMAT}"; make the shards again')
        if values.get("version") != VERSION:
            raise InputError(
                f"{path}: version {VERSION} is expected, found {values.get('version')!r:.40}; "
                "make the shards again with this version of keras_pggan"
            )
        for key, (usable, expected) in EXPECTED.items():
            found = values.get(key)
            if not usable(found):
                raise InputError(
                    f"{path}: `{key}` must be {expected}, found {found!r:.80}; "
                    "make the shards again"
                )
        known: dict[str, Any] = {key: _frozen(values.get(key)) for key in EXPECTED}
        return cls(**known)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def shard_name(number: int) -> str:
    """Such as `shard-00000.tfrecord`."""
    return f"shard-{number:05d}.tfrecord"


def read_json(path: Path) -> Any:
    """What a JSON file of a folder of shards holds.

    Raises:
        InputError: it is missing or no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            f"{path.parent}: a folder of shards has a file {path.name}, this folder has none; "
            "make one with `keras-pggan shard`"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: {unreadable(error)}") from error
    except (ValueError, RecursionError) as error:
        told = f"it is damaged or no JSON ({kind_and_reason(error)}); make the shards again"
        raise InputError(f"{path}: {told}") from error
