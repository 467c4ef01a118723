"""Generators for programs without this package, one format a module."""

from keras_pggan.export.saved_model import export_saved_model

__all__ = ["export_saved_model"]
