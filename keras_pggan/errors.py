"""The errors that a user is told in one line."""


class InputError(ValueError):
    """What the user gave cannot be used.

    The message is one line: what was found, what was expected, and what to do. Commands print it
    and exit with code 2; as a `ValueError` it reads the same in a notebook.
    """


class TrainingError(RuntimeError):
    """A run cannot go on, though its input could be used: its weights became NaN, say.

    The message is one line: what was seen, where, and from what training can be continued.
    Commands print it and exit with code 1.
    """
