"""A result that was attached by mistake is taken away again."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.versions.attaching import content_of, files_of
from datadiet.data.versions.canonical import sha256
from datadiet.data.versions.lines import drop
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.results import Result, called, scan_results
from datadiet.data.versions.saying import Side
from datadiet.data.versions.store import Store
from datadiet.data.versions.tags import HEX
from datadiet.errors import DataError, OutputError

__all__ = ["Detached", "detach"]

_SHOWN = 5
_WHOLE = re.compile("[0-9a-f]{64}")
Lines = Sequence[tuple[int, Result]]


@dataclass(frozen=True, slots=True)
class Detached:
    """What was taken away."""

    results: tuple[Result, ...]
    copies: tuple[str, ...]
    """SHA-256 of the stored copies that went, too: no other line names them."""


def detach(store: Store, version: Version, what: str | Path, *, side: Side | None = None) -> Detached:
    """Take a result away from a version, and the stored copy of its file where nothing else names it.

    The other lines of `results.jsonl` stay as they are, those that cannot be read among them.

    Args:
        store: what holds the version.
        version: from which it is taken; a result holds of every version with the same samples, and goes from all.
        what: the file or folder that was attached, the name that the result has, or 7 digits or more of the SHA-256.
        side: of a proof, only as the model of this side.

    Raises:
        DataError: nothing of the version is meant, or several different results are, which are named.
        OutputError: the store cannot be written.
    """
    with store.writing():
        every = [(number, one) for number, one in scan_results(store)[0] if one.data == version.data]
        found = _meant([(number, one) for number, one in every if side in (None, one.side)], what)
        if not found:
            raise _nothing(store, version, every, what, side)
        left = drop(store.results_file, {number for number, _ in found})
        digests = dict.fromkeys(one.digest for _, one in found)
        # A damaged line may name a copy, too; and a digest that is none must not lead to another file.
        gone = tuple(each for each in digests if _WHOLE.fullmatch(each) and each.encode() not in left)
        for digest in gone:
            _remove(store.result_file(digest))
    return Detached(tuple(one for _, one in found), gone)


def _meant(there: Lines, what: str | Path) -> Lines:
    """Return the lines that are meant, by the file that is there, else by digest or name; DataError if several are."""
    digests = _digests(what)
    if by_file := [(number, one) for number, one in there if one.digest in digests]:
        return _one_side(by_file, what)
    text = str(what)
    named = [
        (number, one)
        for number, one in there
        if one.name == text or (HEX.fullmatch(text) and one.digest.startswith(text))
    ]
    if len({one.digest for _, one in named}) > 1:
        raise DataError(
            f"'{what}' may be {_listed(named)}", expected="one result", todo="name it by the digits of its SHA-256"
        )
    return _one_side(named, what)


def _digests(what: str | Path) -> set[str]:
    """Return the SHA-256 of the file that is meant, or of those of all seeds; none where there is no such file."""
    with suppress(DataError):
        return {sha256(content_of(file)) for file in files_of(what)}
    return set()


def _one_side(found: Lines, what: str | Path) -> Lines:
    if len({one.side for _, one in found}) > 1:
        raise DataError(
            f"'{what}' is attached as the proof of both sides, a and b", expected="one result", todo="say --side a or b"
        )
    return found


def _nothing(store: Store, version: Version, there: Lines, what: str | Path, side: Side | None) -> DataError:
    as_side = f" as side {side} of a proof" if side is not None else ""
    return DataError(
        f"'{what}' is no result of {store.name_of(version.id)}{as_side}",
        expected=_listed(there) if there else "a result that is attached, and none is",
        todo="see datadiet versions results",
    )


def _listed(lines: Lines) -> str:
    several = list(dict.fromkeys(f"{called(one)} ({short(one.digest)})" for _, one in lines))
    more = f" and {len(several) - _SHOWN:,} more" if len(several) > _SHOWN else ""
    return ", ".join(several[:_SHOWN]) + more


def _remove(copy: Path) -> None:
    try:
        copy.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{copy} cannot be taken away ({error.strerror})", todo="check its rights") from error
