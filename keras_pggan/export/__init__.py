"""Generators for programs without this package, one format a module."""

from keras_pggan.export.export_format import ExportFormat, named_formats
from keras_pggan.export.exporting import export
from keras_pggan.export.saved_model import SavedModel, export_saved_model

__all__ = ["ExportFormat", "SavedModel", "export", "export_saved_model", "named_formats"]
