"""Files with evaluations are tied to the version that they are about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.versions.about import check
from datadiet.data.versions.adding import now
from datadiet.data.versions.canonical import sha256
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.results import SEED, Result, read_results, write_result
from datadiet.data.versions.saying import FILES, MOST, Side, body_of, kind_of, said
from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole
from datadiet.errors import DataError

__all__ = ["Attached", "attach", "attach_all", "content_of", "files_of"]

_SEED = re.compile(rf"{SEED}(\d+)")


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of a file."""

    result: Result
    new: bool
    """Whether it was not attached yet."""
    unchecked: str
    """Why nobody can say whether it is about the version's data; empty where it is."""


def attach(store: Store, version: Version, path: str | Path, *, side: Side = "b", force: bool = False) -> Attached:
    """Tie a scorecard, a model or a proof to a version.

    Args:
        store: what holds the version.
        version: what the file is about.
        path: `scorecard.json`, `model.json`, `proof.json`, or a folder with one.
        side: of a proof, the model that was trained on the version.
        force: also where the file says that it is about other data.

    Raises:
        DataError: it is none of these, says nothing that can be compared, or is about other data; or the folder holds
            several seeds, which `attach_all` takes.
    """
    files = files_of(path)
    if len(files) > 1:
        raise DataError(
            f"{path} holds {', '.join(file.parent.name for file in files)}",
            expected="one result",
            todo=f"attach each of them, such as {files[0].parent}; or take attach_all",
        )
    return attach_all(store, version, path, side=side, force=force)[0]


def attach_all(
    store: Store, version: Version, path: str | Path, *, side: Side = "b", force: bool = False
) -> tuple[Attached, ...]:
    """Do as `attach`, and of a model that was trained with several seeds, tie each of them to the version; or none.

    Args:
        store: as in `attach`.
        version: as in `attach`.
        path: the same, or a folder of `seed-0`, `seed-1`, …
        side: as in `attach`.
        force: as in `attach`.

    Raises:
        DataError: as `attach`, or a seed has no result.
    """
    found = [_result(store, version, file, side, force) for file in files_of(path)]
    with store.writing():
        return tuple(_kept(store, content, result) for content, result in found)


def files_of(path: str | Path) -> list[Path]:
    """Return the result that is meant: a file, that in a folder, or those of the seeds in it; DataError where none is.

    Seeds are in the order of their numbers.
    """
    folder = Path(path)
    if not folder.is_dir():
        return [folder]
    if own := _in(folder):
        return own[:1]
    seeds = sorted((int(found[1]), each) for each in folder.iterdir() if (found := _SEED.fullmatch(each.name)))
    there = {each.name: _in(each) for _, each in seeds}
    if bare := [name for name, own in there.items() if not own]:
        raise DataError(
            f"{folder}: {', '.join(bare)} {'holds' if len(bare) == 1 else 'hold'} no result",
            expected=f"one of {', '.join(FILES)} in each seed",
            todo="let the training end, or attach those that are whole one by one: datadiet versions attach VERSION "
            f"{folder / next((name for name, own in there.items() if own), f'{SEED}N')}",
        )
    if not there:
        raise DataError(f"{folder} holds no result", expected=f"one of {', '.join(FILES)}")
    return [own[0] for own in there.values()]


def _in(folder: Path) -> list[Path]:
    return [folder / name for name in FILES if (folder / name).is_file()]


def content_of(file: Path) -> bytes:
    """Return the bytes of a result; DataError where it cannot be read, or is too large to be one."""
    try:
        if file.stat().st_size > MOST:
            raise DataError(f"{file} is larger than {MOST >> 20} MiB", expected=f"one of {', '.join(FILES)}")
        return file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read ({error.strerror})", expected=f"one of {', '.join(FILES)}") from error


def _result(store: Store, version: Version, file: Path, side: Side, force: bool) -> tuple[bytes, Result]:
    """Return the bytes of a file, and what is to be written down of it."""
    content = content_of(file)
    body: Mapping[str, Any] = body_of(content, file)
    kind = kind_of(body, file)
    figures = said(kind, body, side)
    if not figures.measures and not figures.cost:
        raise DataError(
            f"{file} says nothing that can be compared",
            expected="scores, what a model reached, or what its training cost",
        )
    found = check(store, version, kind, body, file, side=side, force=force)
    return content, Result(
        version=version.id,
        data=version.data,
        kind=kind,
        name=_name(file),
        at=now(),
        digest=sha256(content),
        measures=figures.measures,
        intervals=figures.intervals,
        cost=figures.cost,
        checked=not found.why,
        unchecked=found.why,
        forced=found.other,
        side=side if kind == "proof" else "",
        test=figures.test,
        test_source=figures.test_source,
    )


def _name(file: Path) -> str:
    """Return what a result is called: as its folder, and a seed as the folder of all seeds, too."""
    if file.name not in FILES:
        return file.stem
    folder = file.absolute().parent
    return f"{folder.parent.name}/{folder.name}" if _SEED.fullmatch(folder.name) else folder.name


def _kept(store: Store, content: bytes, result: Result) -> Attached:
    same = _same(read_results(store), result)
    if same is not None:
        return Attached(same, False, result.unchecked)
    write_whole(store.result_file(result.digest), content)
    write_result(store, result)
    return Attached(result, True, result.unchecked)


def _same(there: Sequence[Result], result: Result) -> Result | None:
    wanted = (result.data, result.digest, result.measures)
    fits = (one for one in there if (one.data, one.digest, one.measures) == wanted)
    return next((one for one in fits if one.side in ("", result.side)), None)
