"""Which lines of a store cannot be read: everything goes on without them, and they stay as they are."""

from contextlib import suppress
from pathlib import Path

from datadiet.data.versions.lines import Damaged
from datadiet.data.versions.log import scan_log
from datadiet.data.versions.results import scan_results
from datadiet.data.versions.store import Store
from datadiet.errors import DataError

__all__ = ["damaged_lines"]


def damaged_lines(store: Store) -> list[tuple[Path, Damaged]]:
    """Return the file and the line of each that cannot be read, of the log and of the results.

    Of a file that cannot be read at all nothing is said here: what needs it raises DataError.
    """
    found: list[tuple[Path, Damaged]] = []
    with suppress(DataError):
        found += [(store.log_file, one) for one in scan_log(store.log_file)[1]]
    with suppress(DataError):
        found += [(store.results_file, one) for one in scan_results(store)[1]]
    return found
