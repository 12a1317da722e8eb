"""A scorecard on disk: facts as JSON, rows as Parquet, vectors as npy; nothing that runs when it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import numpy as np
import polars as pl
from pydantic import TypeAdapter, ValidationError

from datadiet.errors import DataError, OutputError
from datadiet.scorecard.card import Facts, Scorecard

__all__ = ["check_target", "dump", "facts_json", "facts_schema", "load", "replacing"]

FACTS = "scorecard.json"
VERDICTS = "verdicts.parquet"
POINTS = "points.parquet"
NOISY = "noisy"


def facts_json(facts: Facts) -> bytes:
    """Return the facts as indented JSON, the same bytes for the same facts."""
    return TypeAdapter(Facts).dump_json(facts, indent=2) + b"\n"


def facts_schema() -> dict[str, object]:
    """Return the JSON Schema of `scorecard.json`."""
    return TypeAdapter(Facts).json_schema()


def dump(card: Scorecard, folder: Path) -> None:
    """Write the facts, rows and vectors of a scorecard into an existing folder."""
    (folder / FACTS).write_bytes(facts_json(card.facts))
    card.verdicts.write_parquet(folder / VERDICTS)
    card.points.write_parquet(folder / POINTS)
    for stem, arrays in (("embeddings", card.embeddings), (NOISY, card.noisy)):
        for level, vectors in arrays.items():
            np.save(folder / _array_name(stem, level, card.facts), vectors, allow_pickle=False)


def load(run: str | Path) -> Scorecard:
    """Read a run folder back; DataError where it is not one, or was made by a newer datadiet."""
    folder = Path(run)
    if not (folder / FACTS).is_file():
        raise DataError(
            f"{folder} holds no {FACTS}",
            expected="a run folder written by `datadiet score`",
            todo="run `datadiet score REAL SYNTHETIC --out RUN` first",
        )
    facts = _read_facts(folder / FACTS)
    return Scorecard(
        facts=facts,
        verdicts=_read_rows(folder / VERDICTS),
        points=_read_rows(folder / POINTS),
        embeddings=_read_arrays(folder, "embeddings", facts),
        noisy=_read_arrays(folder, NOISY, facts),
    )


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `target` that takes its place when the block ends well, and vanishes if not.

    An earlier run at the same place is replaced; any other folder that is not empty is refused.
    """
    target = target.absolute()
    temporary = _beside(target)
    try:
        yield temporary
        _take_place(temporary, target)
    except OSError as error:
        raise OutputError(
            f"{target} could not be written ({error})", todo="free some space, or choose another --out"
        ) from error
    finally:
        rmtree(temporary, ignore_errors=True)


def check_target(target: Path) -> None:
    """Raise OutputError where a run could not be written, before anything is computed."""
    _beside(target.absolute()).rmdir()


def _beside(target: Path) -> Path:
    """Make the temporary folder that will take the place of `target`."""
    if target.exists() and not _replaceable(target):
        raise OutputError(
            f"{target} exists and is not a run folder",
            expected="a new folder, or an earlier run to be replaced",
            todo="choose another --out",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(
            f"{target.parent} cannot be written ({error.strerror})", todo="choose another --out"
        ) from error


def _take_place(temporary: Path, target: Path) -> None:
    temporary.chmod(0o755)
    old = temporary.with_name(temporary.name + "-old")
    if target.exists():
        target.rename(old)
    try:
        temporary.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    rmtree(old, ignore_errors=True)


def _replaceable(target: Path) -> bool:
    return target.is_dir() and ((target / FACTS).is_file() or not any(target.iterdir()))


def _array_name(stem: str, level: str, facts: Facts) -> str:
    """The leading level has the plain name, the others carry theirs."""
    return f"{stem}.npy" if level == facts.levels[0].name else f"{stem}-{level}.npy"


def _read_facts(path: Path) -> Facts:
    try:
        return TypeAdapter(Facts).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(
            f"{path} does not follow the schema: {where}: {first['msg']}",
            expected="a scorecard.json written by this version of datadiet",
            todo="score the data again",
        ) from error


def _read_rows(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DataError(f"{path} cannot be read ({error})", todo="score the data again") from error


def _read_arrays(folder: Path, stem: str, facts: Facts) -> dict[str, np.ndarray]:
    paths = {level.name: folder / _array_name(stem, level.name, facts) for level in facts.levels}
    return {level: np.load(path, allow_pickle=False) for level, path in paths.items() if path.is_file()}
