"""What was changed in a run while it was under way."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from keras_pggan.words import counted, shortened

OF_PHASE = re.compile(r"phases\[(\d+)\]\.(.+)")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change:
    """A value of a run's configuration that became another.

    Args:
        images_seen: images that the run had shown by then.
        key: such as `averaging` or `phases[2].batch_size`, where 2 is the third; `phases` where
            there are more or fewer of them.
        before, now: the values, in plain form; None where there was none, or is none any more.
    """

    images_seen: int
    key: str
    before: Any = None
    now: Any = None


def changes_between(before: dict[str, Any], now: dict[str, Any], images_seen: int) -> list[Change]:
    """What differs between two configurations as `flat` gives them.

    >>> changes_between({"seed": 1, "phases[0].images": 8}, {"seed": 2}, 64)
    [Change(images_seen=64, key='seed', before=1, now=2), \
Change(images_seen=64, key='phases', before=1, now=0)]
    """
    counts = [
        len({match[1] for key in each if (match := OF_PHASE.match(key))}) for each in (before, now)
    ]
    found = []
    for key in {**before, **now}:
        match = OF_PHASE.match(key)
        if match and int(match[1]) >= min(counts):
            continue  # a phase that one of them does not have
        if before.get(key) != now.get(key):
            found.append(
                Change(images_seen=images_seen, key=key, before=before.get(key), now=now.get(key))
            )
    if counts[0] != counts[1]:
        found.append(Change(images_seen=images_seen, key="phases", before=counts[0], now=counts[1]))
    return found


def changes_in_words(changes: list[Change], but: str = "now") -> list[str]:
    """A line for each change, and one for the same change of phases in a row.

    Where something of another name is there or asked for, such as a loss, its options go without
    saying.

    Args:
        changes: what was changed, or is not.
        but: what stands between the value before and the other one.

    >>> changed = [Change(images_seen=0, key=f"phases[{k}].batch_size", before=8, now=4)
    ...     for k in (2, 3)]
    >>> changes_in_words([Change(images_seen=0, key="averaging", before=0.9, now=0.99), *changed])
    ['averaging: 0.9, now 0.99', 'phases 3 to 4, batch_size: 8, now 4']
    >>> loss = [Change(images_seen=0, key="loss.name", before="hinge", now="mine"),
    ...     Change(images_seen=0, key="loss.gamma", before=None, now=2)]
    >>> changes_in_words(loss, "not")
    ['loss.name: hinge, not mine']
    """
    named = {each.key.removesuffix(".name") for each in changes if each.key.endswith(".name")}
    lines: list[str] = []
    of_phases: dict[tuple[str, str, str], list[int]] = {}
    for each in changes:
        before = value_in_words(each.before)
        now = "none" if each.now is None else value_in_words(each.now)
        match = OF_PHASE.match(each.key)
        table, _, option = each.key.rpartition(".")
        if table in named and option != "name":
            continue
        if each.key == "data_sha256":
            lines.append("the pictures are others")
        elif each.key.startswith("network.fused_levels"):
            continue  # computes the same
        elif match:
            of_phases.setdefault((match[2], before, now), []).append(int(match[1]) + 1)
        elif each.key == "phases":
            lines.append(f"{counted(int(each.before), 'phase')}, {but} {each.now}")
        else:
            lines.append(f"{each.key}: {before}, {but} {now}")
    for (key, before, now), numbers in of_phases.items():
        lines.append(f"{_numbered(numbers)}, {key}: {before}, {but} {now}")
    return lines


def _numbered(numbers: list[int]) -> str:
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return f"phase {first}"
    if numbers == list(range(first, last + 1)):
        return f"phases {first} to {last}"
    return f"phases {', '.join(map(str, numbers))}"


def value_in_words(value: Any) -> str:
    """A value of a configuration, as its file has it, numbers in groups of three digits.

    >>> value_in_words(None), value_in_words(True), value_in_words(20000), value_in_words("hinge")
    ('not given', 'true', '20,000', 'hinge')
    """
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:,}" if isinstance(value, int) else shortened(value)
