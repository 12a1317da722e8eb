"""Generate a set: check what is there, make what is missing, and publish the labels of all."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from math import isfinite
from pathlib import Path

from datadiet import engine
from datadiet.data.dataset import Problem
from datadiet.data.locking import locked
from datadiet.data.versions.provenance import write_provenance
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress
from datadiet.errors import DataError, OptionError, OutputError
from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.formats import FORMATS
from datadiet.generate.run import manifest as manifests
from datadiet.generate.run.costs import Cost, Ledger
from datadiet.generate.run.generated import Generated
from datadiet.generate.run.journal import Journal, Making
from datadiet.generate.run.publishing import publish, withdraw
from datadiet.generate.run.source import FromFunction, Source, Traced
from datadiet.generate.twins.rendered import Rendered

__all__ = ["DEFAULT", "HOPELESS", "generate_set"]

DEFAULT = ("coco", "yolo")
HOPELESS = 20
"""Pictures that fail, with none that was made, before the run stops: the rest would fail as well."""
PROBLEMS = "problems.json"


def generate_set(
    make: Callable[[int], Rendered] | Source,
    n: int,
    out: str | Path,
    *,
    seed: int,
    workers: int = 1,
    formats: Sequence[str] = DEFAULT,
    jpeg: int | None = None,
    price_per_hour: float | None = None,
    progress: Progress | None = None,
) -> Generated:
    """Make n pictures with labels in a folder, or what is missing of them.

    Picture i depends on the spec, the seed and i alone: a longer run extends a shorter one, and any number of workers
    gives the same bytes, but for `costs.jsonl`, the seconds and the money that each picture cost. Every picture is
    written whole, with a record behind it, so that a run that was killed goes on where it was; what is there is
    verified first. The labels are written from the records when all pictures are there. One that cannot be made is
    listed, in `problems.json` as well, and tried again by the next run.

    Args:
        make: a source, or a function of the index, in which case the seed and the spec are its own affair.
        n: how many; at least as many as the folder holds.
        out: a new or empty folder, or that of an earlier run with the same source, seed, version and quality.
        seed: of the pictures.
        workers: processes.
        formats: of labels, out of `FORMATS`; those of earlier runs in the folder are kept up to date too.
        jpeg: quality of JPEG, 1 to 100; None for PNG, which keeps every bit.
        price_per_hour: of the machine, in any currency; all workers share it.
        progress: called with stages `checking`, `pictures` and `labels`.

    Raises:
        DataError: not one picture could be made.
        OptionError: an argument is out of range.
        OutputError: the folder holds something else, another run is writing to it, or it cannot be written.
        MissingExtra: the source needs what is not installed.
    """
    _check(n, workers, formats, jpeg, price_per_hour, seed)
    source: Source = make if isinstance(make, Source) else FromFunction(make)
    journal = Journal(Path(out).expanduser().absolute(), ".png" if jpeg is None else ".jpg")
    making = Making(source, journal, seed, jpeg, workers)
    manifests.read(journal.folder)  # a folder of something else is not even locked
    with locked(journal.folder):
        return _generated(making, n, formats, price_per_hour, progress or (lambda stage, done, total: None))


def _generated(making: Making, n: int, formats: Sequence[str], price: float | None, report: Progress) -> Generated:
    journal, source, workers = making.journal, making.source, making.workers
    formats = _opened(journal, manifests.of(source, seed=making.seed, jpeg=making.jpeg), n, formats)
    there = _verified(journal, workers, report)
    missing = sorted(set(range(n)) - set(there))
    if missing:
        withdraw(journal.folder, formats)
    bad = _make(making, missing, there, report)
    done = sorted(set(range(n)) - set(bad))
    catalogue = Catalogue.of(journal.frames(done), declared=source.classes)
    publish(
        journal,
        done,
        catalogue,
        formats=formats,
        seed=making.seed,
        workers=workers,
        progress=lambda at, total: report("labels", at, total),
    )
    if isinstance(source, Traced):
        write_provenance(journal.folder, source.provenance)
    problems = tuple(Problem(f"picture {index}", reason) for index, reason in bad.items())
    _write_problems(journal.folder, problems)
    costs = Ledger(journal.folder).settle(done, price)
    return _result(journal.folder, catalogue, len(missing) - len(bad), problems, formats, _spent(costs, price))


def _check(n: int, workers: int, formats: Sequence[str], jpeg: int | None, price: float | None, seed: int) -> None:
    if n < 1:
        raise OptionError(f"n is {n}", expected="an integer of 1 or more")
    if workers < 1:
        raise OptionError(f"workers is {workers}", expected="an integer of 1 or more")
    if seed < 0:
        raise OptionError(f"seed is {seed}", expected="an integer of 0 or more")
    if unknown := [name for name in formats if name not in FORMATS]:
        raise OptionError(f"there is no format '{unknown[0]}'", expected=f"some of {', '.join(FORMATS)}")
    if jpeg is not None and not 1 <= jpeg <= 100:
        raise OptionError(f"jpeg is {jpeg}", expected="a quality of 1 to 100")
    if price is not None and not (isfinite(price) and price >= 0):
        raise OptionError(f"price_per_hour is {price}", expected="a number of 0 or more")


def _opened(journal: Journal, asked: manifests.Manifest, n: int, formats: Sequence[str]) -> tuple[str, ...]:
    """Make the folder this run's, or find that it is, and return all formats that it shall hold."""
    there = manifests.read(journal.folder)
    if there is not None:
        manifests.same_run(there, asked, journal.folder)
    wanted = {*formats, *(there.formats if there is not None else ())}
    held = tuple(name for name in FORMATS if name in wanted)
    if (last := max(journal.indices(), default=-1)) >= n:
        raise OutputError(
            f"{journal.folder} holds {last + 1} pictures, and {n} are asked for",
            expected=f"n of {last + 1} or more, which keeps what is there",
            todo="choose another folder, or a larger n",
        )
    journal.sweep()
    manifests.write(replace(asked, formats=held), journal.folder)
    return held


def _verified(journal: Journal, workers: int, report: Progress) -> list[int]:
    """Return which pictures are there and whole."""
    indices = journal.indices()
    whole: list[int] = []
    for done, (index, fine) in enumerate(
        zip(indices, engine.stream(journal.whole, indices, workers=workers), strict=True), 1
    ):
        whole += [index] * fine
        report("checking", done, len(indices))
    return whole


def _make(making: Making, missing: Sequence[int], there: Sequence[int], report: Progress) -> dict[int, str]:
    """Make the missing pictures and return why some could not be: index -> reason."""
    bad: dict[int, str] = {}
    ledger = Ledger(making.journal.folder)
    with closing(engine.stream(making, missing, workers=making.workers)) as results:
        for done, made in enumerate(results, 1):
            if made.reason is None:
                ledger.add(made.index, Cost(made.seconds, making.workers))
            else:
                bad[made.index] = made.reason
            if not there and len(bad) == done and (done >= HOPELESS or done == len(missing)):
                raise _hopeless(making.source.name, bad, len(missing))
            report("pictures", done, len(missing))
    return bad


def _hopeless(name: str, bad: dict[int, str], n: int) -> DataError:
    first = next(iter(bad.values()))
    tried = f"all {n}" if len(bad) == n else f"the first {len(bad)} of {n}"
    return DataError(
        f"{tried} pictures of {name} could not be made; the first because of {first}",
        expected="at least one picture",
        todo="correct what makes them, and start the same run again",
    )


def _write_problems(folder: Path, problems: Sequence[Problem]) -> None:
    entries = [{"where": problem.where, "reason": problem.reason} for problem in problems]
    if entries:
        write_whole(folder / PROBLEMS, json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
    else:
        (folder / PROBLEMS).unlink(missing_ok=True)


def _spent(costs: Mapping[int, Cost], price: float | None) -> tuple[int, float, float | None]:
    """Return of how many pictures it is known what they cost, and their seconds and money."""
    money = None if price is None else sum(cost.money(price) for cost in costs.values())
    return len(costs), sum(cost.seconds for cost in costs.values()), money


def _result(
    folder: Path,
    catalogue: Catalogue,
    made: int,
    problems: tuple[Problem, ...],
    formats: tuple[str, ...],
    spent: tuple[int, float, float | None],
) -> Generated:
    notes = []
    known, seconds, money = spent
    if known < catalogue.images:
        lost = catalogue.images - known
        notes.append(f"The cost of {lost:,} of the pictures is not known: the run that made them was killed.")
    if catalogue.empty:
        notes.append(f"{catalogue.empty:,} of {catalogue.images:,} pictures show no labelled item.")
    if catalogue.redrawn:
        notes.append(
            f"{catalogue.redrawn:,} of {catalogue.images:,} pictures were drawn again, as they did not meet what the "
            f"twin requires: 'tries' in metadata.parquet."
        )
    if catalogue.crowded:
        notes.append(
            f"In {catalogue.crowded:,} of {catalogue.images:,} pictures some items found no place: columns ending in "
            f"'.dropped' in metadata.parquet say how many."
        )
    if absent := [name for name, count in catalogue.counts.items() if not count]:
        notes.append(f"No item of {', '.join(absent)} is seen in any picture.")
    return Generated(
        folder=folder,
        n=catalogue.images,
        made=made,
        bad=problems,
        seconds=seconds,
        money=money,
        classes=dict(catalogue.counts),
        redrawn=catalogue.redrawn,
        formats=formats,
        notes=tuple(notes),
    )
