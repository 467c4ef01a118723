"""The process that is connected to a Ray cluster, and ends with it."""

from __future__ import annotations

import os
import pickle
import sys

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.ray_work import connected, work_off


def main() -> None:
    """Takes a job from stdin, and gives what came of each picture, or why none can be, to stdout.

    Both are pickles, by `RayEngine` and for it.
    """
    where, workers, patience, sources, options = pickle.load(sys.stdin.buffer)
    with os.fdopen(os.dup(1), "wb") as outcomes:
        os.dup2(2, 1)  # whatever is printed is none
        try:
            with connected(where, workers):
                for outcome in work_off(sources, options, workers=workers, patience=patience):
                    pickle.dump(outcome, outcomes)
                    outcomes.flush()
        except InputError as error:
            pickle.dump(error, outcomes)
