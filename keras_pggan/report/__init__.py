"""A run on one page, for people."""

from keras_pggan.report.page import ReportOptions, write_report

__all__ = ["ReportOptions", "write_report"]
