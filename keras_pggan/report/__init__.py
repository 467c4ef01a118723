"""A run on one page, for people."""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from keras_pggan.report.options import ReportOptions
    from keras_pggan.report.page import write_report

# On first use: a command's `--help` is made of the options, and needs no TensorFlow.
__getattr__, __dir__, _ = lazy_loader.attach(
    __name__, submod_attrs={"options": ["ReportOptions"], "page": ["write_report"]}
)

__all__ = ["ReportOptions", "write_report"]
