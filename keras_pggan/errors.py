"""The error that stands for unusable input."""


class InputError(ValueError):
    """What the user gave cannot be used.

    The message is one line: what was found, what was expected, and what to do. Commands print it
    and exit with code 2; as a `ValueError` it reads the same in a notebook.
    """
