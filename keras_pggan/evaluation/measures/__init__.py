"""What can be measured, one measure a module, which is found by being here."""

from __future__ import annotations

import importlib
import pkgutil

from keras_pggan.evaluation.measure import Measure
from keras_pggan.registry import named_subclasses

for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")


def named_measures() -> dict[str, Measure]:
    """All measures that were defined, by name: ours, then those of users.

    Those of pictures stand before those of features, and of these distances first.

    >>> named_measures()["fid"].label
    'Fréchet distance'
    """
    kinds = sorted(
        named_subclasses(Measure).values(),
        key=lambda kind: (not is_ours(kind), kind.of_features, kind.better, kind.name),
    )
    return {kind.name: kind() for kind in kinds}


def is_ours(kind: type[Measure]) -> bool:
    """Whether it is one of this folder."""
    return kind.__module__.startswith(f"{__name__}.")
