"""Packages of others that write and run exports."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from keras_pggan.errors import InputError
from keras_pggan.words import lacking

PACKAGES = ["ai_edge_litert", "tf2onnx", "onnx", "onnxruntime", "openvino"]  # of the extra


@contextlib.contextmanager
def needed(what: str) -> Iterator[None]:
    """Says in a line which package is to be installed, where one is missing that is imported.

    Args:
        what: is not possible without, such as `the format onnx`.

    Raises:
        InputError: in place of an ImportError.
    """
    try:
        yield
    except ImportError as error:
        raise InputError(lacking(error, what, PACKAGES, "keras_pggan[export]")) from error


@contextlib.contextmanager
def without_prints() -> Iterator[None]:
    """Lets what converters print of their progress go nowhere."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield
