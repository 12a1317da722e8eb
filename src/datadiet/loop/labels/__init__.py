"""Labels of synthetic samples, held against those that people gave to real ones."""

from datadiet.loop.labels.audit import AUDIT, Audited, read_audit
from datadiet.loop.labels.checking import check_labels
from datadiet.loop.labels.results import ClassCheck, LabelCheck, LabelVerdict
from datadiet.loop.labels.storage import CHECK, check_json, write_check

__all__ = [
    "AUDIT",
    "CHECK",
    "Audited",
    "ClassCheck",
    "LabelCheck",
    "LabelVerdict",
    "check_json",
    "check_labels",
    "read_audit",
    "write_check",
]
