"""A check of labels on disk: facts as JSON, rows as Parquet, and the list for a person as CSV."""

from dataclasses import fields
from pathlib import Path

from pydantic import TypeAdapter

from datadiet.data.whole import write_whole
from datadiet.errors import OutputError
from datadiet.loop.labels.audit import AUDIT, audit_rows
from datadiet.loop.labels.results import ClassCheck, LabelCheck, Share
from datadiet.randomness import stream

__all__ = ["CHECK", "check_json", "write_check"]

CHECK, SAMPLES = "labels.json", "labels.parquet"


def check_json(check: LabelCheck) -> bytes:
    """Return the facts as indented JSON, the same bytes for the same check."""
    plain = {each.name: getattr(check, each.name) for each in fields(check) if each.name != "rows"}
    adapter: TypeAdapter[dict[str, str | int | float | Share | tuple[ClassCheck, ...] | object | None]] = TypeAdapter(
        dict[str, object]
    )
    return adapter.dump_json(plain, indent=2) + b"\n"


def write_check(check: LabelCheck, folder: str | Path, *, audit: int) -> Path:
    """Write `labels.json`, `labels.parquet` and `audit.csv` of so many samples, and return the folder.

    An audit that is there stays: a person may have filled it in.

    Raises:
        OutputError: the folder cannot be written.
    """
    to = Path(folder)
    try:
        to.mkdir(exist_ok=True)
        check.rows.write_parquet(to / f".{SAMPLES}")
        (to / f".{SAMPLES}").replace(to / SAMPLES)
    except OSError as error:
        raise OutputError(f"{to} cannot be written ({error.strerror})", todo="choose another folder") from error
    if not (to / AUDIT).exists():
        listed = audit_rows(check.rows, audit, rng=stream(check.seed, "labels", "audit"))
        write_whole(to / AUDIT, listed.write_csv())
    write_whole(to / CHECK, check_json(check))
    return to
