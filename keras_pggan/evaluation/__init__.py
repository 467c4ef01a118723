"""How good the pictures of a model are: all measures, each beside its noise floor."""

from keras_pggan.evaluation.evaluate import Evaluation, evaluate
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.evaluation.report import Report

__all__ = ["Evaluation", "EvaluationOptions", "Report", "evaluate"]
