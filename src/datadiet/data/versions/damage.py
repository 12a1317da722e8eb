"""Which lines of a store cannot be read: everything goes on without them, and they stay as they are."""

from pathlib import Path

from datadiet.data.versions.lines import Damaged
from datadiet.data.versions.log import scan_log
from datadiet.data.versions.results import scan_results
from datadiet.data.versions.store import Store

__all__ = ["damaged_lines"]


def damaged_lines(store: Store) -> list[tuple[Path, Damaged]]:
    """Return the file and the line of each that cannot be read, of the log and of the results.

    Raises:
        DataError: one of these files cannot be read at all.
    """
    found = ((store.log_file, scan_log(store.log_file)[1]), (store.results_file, scan_results(store)[1]))
    return [(file, one) for file, damaged in found for one in damaged]
