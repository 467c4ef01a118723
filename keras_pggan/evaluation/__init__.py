"""How good the pictures of a model are: all measures, each beside its noise floor."""

from keras_pggan.evaluation.evaluate import evaluate
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.evaluation.report import Report

__all__ = ["EvaluationOptions", "Report", "evaluate"]
