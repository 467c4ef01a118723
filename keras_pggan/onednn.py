"""Whether TensorFlow computes by oneDNN, which is decided before it is loaded."""

from __future__ import annotations

import os

VARIABLE = "TF_ENABLE_ONEDNN_OPTS"


def choose_onednn(begun_with: bool | None = None) -> bool:
    """Turns oneDNN on, or has it as it was, for TensorFlow that is loaded later in this process.

    TensorFlow itself leaves it off on processors without AVX-512, where it saves a good part of a
    training step; results differ in the last bits. What the environment says counts, unless
    something was begun with the other.

    Args:
        begun_with: what is continued was computed so; None where nothing is, or it is not known.

    Returns:
        whether it is on; TensorFlow passes over it where it was built without.
    """
    said = os.environ.get(VARIABLE)
    on = begun_with if begun_with is not None else said != "0"
    os.environ[VARIABLE] = str(int(on))
    return on
