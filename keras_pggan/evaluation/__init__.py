"""How good the pictures of a model are: all measures, each beside its noise floor.

Names load on first use: what can be measured is known without TensorFlow.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keras_pggan.evaluation.evaluation import Evaluation
    from keras_pggan.evaluation.evaluator import Evaluator, evaluate
    from keras_pggan.evaluation.measure import Better, Measure, OneSetMeasure, TwoSetMeasure
    from keras_pggan.evaluation.measures import named_measures
    from keras_pggan.evaluation.options import EvaluationOptions

_HOMES = {
    "Better": "measure",
    "Evaluation": "evaluation",
    "EvaluationOptions": "options",
    "Evaluator": "evaluator",
    "Measure": "measure",
    "OneSetMeasure": "measure",
    "TwoSetMeasure": "measure",
    "evaluate": "evaluator",
    "named_measures": "measures",
}

__all__ = [
    "Better",
    "Evaluation",
    "EvaluationOptions",
    "Evaluator",
    "Measure",
    "OneSetMeasure",
    "TwoSetMeasure",
    "evaluate",
    "named_measures",
]


def __getattr__(name: str):
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
