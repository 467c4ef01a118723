"""Numbers, lists and errors as people read them."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Sequence
from typing import Any

MOST_LETTERS = 60  # of a value, in a message

LONGEST_REASON = 300  # characters of what others say, in a message
ERROR = re.compile(r"^[\w.]*(Error|Exception): .*\S", re.MULTILINE)


def counted(count: int, noun: str) -> str:
    """Such as `1 face` and `2 faces`.

    >>> counted(1, "face"), counted(0, "face"), counted(38_000, "image")
    ('1 face', '0 faces', '38,000 images')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def short_count(count: int) -> str:
    """A count in six characters at most.

    >>> short_count(8_512), short_count(271_404), short_count(23_079_115)
    ('8,512', '271k', '23.1M')
    """
    if count < 100_000:
        return f"{count:,}"
    return f"{count / 1e3:.0f}k" if count < 999_500 else f"{three_digits(count / 1e6)}M"


def three_digits(number: float) -> str:
    """Three digits, and more only before the point; two after it, where the number is small.

    >>> three_digits(1949.6), three_digits(12.345), three_digits(0.5), three_digits(0.0123)
    ('1,950', '12.3', '0.50', '0.012')
    """
    after = 2 if number < 9.995 else 1 if number < 99.95 else 0
    return f"{number:,.{after}f}" if number >= 0.1 else f"{number:.2g}"


def duration_in_words(seconds: float) -> str:
    """Such as `3 h 20 min`, in two units at most, cut off there.

    >>> duration_in_words(12_000), duration_in_words(59.4), duration_in_words(200_000)
    ('3 h 20 min', '59 s', '2 d 7 h')
    """
    rest, parts = round(seconds), []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        parts.append((count, unit))
    first = next((index for index, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"


def about(seconds: float) -> str:
    """A duration that is not known well, in one unit, of which there are two at least.

    >>> about(12_000), about(6000), about(59.4), about(200_000), about(0.3)
    ('3 h', '100 min', '59 s', '2 d', '1 s')
    """
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{max(1, round(seconds))} s"


def size_in_words(size: float) -> str:
    """Bytes, such as `1.5 GiB`; in a smaller unit below a tenth, with a decimal below 10 of it.

    >>> size_in_words(3 * 2**29), size_in_words(2**24), size_in_words(300_000), size_in_words(9000)
    ('1.5 GiB', '16 MiB', '0.3 MiB', '8.8 KiB')
    """
    if size >= 2**30 / 10:
        return f"{size / 2**30:,.1f} GiB"
    for unit, each in (("MiB", 2**20), ("KiB", 2**10)):
        if size >= each / 10:
            return f"{size / each:.{1 if size < 9.95 * each else 0}f} {unit}"
    return counted(round(size), "byte")


def listed(names: Sequence[str], *, most: int, separator: str = ", ") -> str:
    """The first few names, and how many more there are.

    >>> listed(["cat", "dog"], most=2), listed(["cat", "dog", "hen"], most=2)
    ('cat, dog', 'cat, dog, and 1 more')
    """
    shown = list(names[:most])
    more = len(names) - len(shown)
    return separator.join([*shown, *([f"and {more:,} more"] if more else [])])


def shortened(value: object, most: int = 100) -> str:
    """A value as text, its middle left out where it is long.

    >>> shortened("cat"), shortened("0123456789" * 9, most=15)
    ('cat', '01234 ... 56789')
    """
    text = str(value)
    if len(text) <= most:
        return text
    end = (most - 5) // 2
    return f"{text[: most - 5 - end]} ... {text[len(text) - end :]}"


def reason_of(error: BaseException) -> str:
    """The first line of what an error says, if it is a long one shortened; else its kind.

    >>> reason_of(ValueError("no such key\\nsee the manual")), reason_of(KeyError())
    ('no such key', 'KeyError')
    >>> reason_of(FileNotFoundError(2, "No such file or directory", "a.npz"))
    'there is no such file'
    >>> reason_of(FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"))
    'no temporary file can be written; make room, or set TMPDIR to a folder on another disk'
    """
    if isinstance(error, FileNotFoundError) and "temporary directory" in str(error.strerror):
        return (
            "no temporary file can be written; make room, or set TMPDIR to a folder on another disk"
        )
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    said = getattr(error, "strerror", None) or str(error)
    return shortened((said.strip() or type(error).__name__).splitlines()[0], LONGEST_REASON)


def unreadable(error: OSError) -> str:
    """Why a file cannot be read.

    >>> unreadable(FileNotFoundError()), unreadable(PermissionError(13, "Permission denied"))
    ('there is no such file', 'it cannot be read (Permission denied)')
    """
    reason = reason_of(error)
    return reason if isinstance(error, FileNotFoundError) else f"it cannot be read ({reason})"


def kind_and_reason(error: BaseException) -> str:
    """The same with the kind, for errors that say little without it.

    >>> kind_and_reason(KeyError("serving_default"))
    "KeyError: 'serving_default'"
    """
    kind, reason = type(error).__name__, reason_of(error)
    return reason if reason == kind else f"{kind}: {reason}"


def lacking(error: ImportError, what: str, packages: Sequence[str], install: str) -> str:
    """That a package is to be installed, where it is not there; else why it cannot be imported.

    >>> lacking(ModuleNotFoundError(name="ray"), "the engine ray", ["ray"], "ray[data]")
    "the engine ray needs the package ray: pip install 'ray[data]'"
    >>> lacking(ImportError("libcuda.so: not found"), "a report", ["matplotlib"], "")
    'a report is not possible: ImportError: libcuda.so: not found'
    """
    if isinstance(error, ModuleNotFoundError) and error.name in packages:
        install = f"'{install}'" if "[" in install else install
        return f"{what} needs the package {error.name}: pip install {install}"
    return f"{what} is not possible: {kind_and_reason(error)}"


def error_in(text: str) -> str:
    """The first error that is named in what a program said, which may be pages, or its last line.

    >>> error_in("Traceback (most recent call last):\\n  ...\\nOSError: no space\\nbye")
    'OSError: no space'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = ERROR.search(text)
    said = found[0] if found else lines[-1] if lines else "it does not say why"
    return shortened(said, LONGEST_REASON)


def brief(value: Any) -> str:
    """A value as Python writes it, in one line that does not grow with it.

    >>> brief("8"), brief(list(range(1000)))
    ("'8'", '[0, 1, 2, 3, 4, 5, ...]')
    >>> brief(np.zeros((64, 8, 8, 3), "uint8"))
    'an array uint8 (64, 8, 8, 3)'
    """
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    if shape and dtype is not None:
        return f"an array {getattr(dtype, 'name', dtype)} {tuple(shape)}"
    short = reprlib.Repr()
    short.maxother = short.maxstring = short.maxlong = MOST_LETTERS
    short.maxlevel = 2  # lists of lists of lists are pictures
    told = " ".join(short.repr(value).split())
    return told if len(told) <= 2 * MOST_LETTERS else f"{told[:MOST_LETTERS]}..."
