from .options import ReportOptions as ReportOptions
from .page import write_report as write_report
