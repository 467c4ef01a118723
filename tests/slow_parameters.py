"""Parameters of which some are among the slow tests."""

import pytest


def with_slow(values, slow):
    """All values in their order; those that are in `slow`, too, are marked so."""
    return [pytest.param(each, marks=pytest.mark.slow) if each in slow else each for each in values]
