"""Where a store is: found as Git finds its own, or made."""

import os
from pathlib import Path

from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole
from datadiet.errors import DataError, OptionError

__all__ = ["STORE", "find_store", "make_store"]

STORE = ".datadiet"
_IGNORED = "# Git keeps what is small; copies of files belong to DVC, Git LFS, or a disk of their own.\nobjects/\n"
_ATTRIBUTES = "*.parquet binary\nlog.jsonl merge=union\nresults.jsonl merge=union\n"


def find_store(folder: str | Path | None = None) -> Store:
    """Return the store in a folder; None looks in this folder and those above it, as Git does.

    Raises:
        DataError: there is none.
    """
    if folder is not None:
        if not (Path(folder) / "versions").is_dir():
            raise DataError(
                f"{folder} holds no versions",
                expected="a store that datadiet versions add made",
                todo=f"name another one with --store, or make it with: datadiet versions add DATA --store {folder}",
            )
        return Store(Path(os.path.abspath(folder)))
    if (found := _above()) is None:
        raise DataError(
            f"there is no {STORE} in {Path.cwd()} or above it",
            expected="a store of versions",
            todo="make one with: datadiet versions add DATA; or name it with --store",
        )
    return found


def make_store(folder: str | Path | None = None) -> Store:
    """Return the store in a folder, or the one here or above; where there is none, make it in the folder, or here.

    Raises:
        OptionError: the folder holds something else.
        OutputError: it cannot be written.
    """
    if folder is None and (found := _above()) is not None:
        return found
    target = Path(os.path.abspath(folder if folder is not None else STORE))
    if target.exists() and not (target / "versions").is_dir() and (not target.is_dir() or any(target.iterdir())):
        raise OptionError(f"{target} holds something else", expected="a new folder, or a store of versions")
    for name, content in ((".gitignore", _IGNORED), (".gitattributes", _ATTRIBUTES)):
        if not (target / name).exists():
            write_whole(target / name, content)
    (target / "versions").mkdir(exist_ok=True)
    return Store(target)


def _above() -> Store | None:
    here = Path.cwd()
    return next((Store(at / STORE) for at in (here, *here.parents) if (at / STORE / "versions").is_dir()), None)
