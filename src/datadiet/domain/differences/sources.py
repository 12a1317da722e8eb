"""Two things on disk, each a domain's file or data, become a difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from datadiet.data import Dataset, Problem
from datadiet.domain.conditions import Conditions
from datadiet.domain.differences.comparing import difference
from datadiet.domain.differences.result import Difference
from datadiet.domain.domain import Domain
from datadiet.domain.drafting import draft_domain, together
from datadiet.domain.loading import load_domain, parse_domain
from datadiet.domain.samples import conditions_of, joined, read_samples
from datadiet.errors import DomainError, OptionError

__all__ = ["Compared", "compare_sources"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference, and what could not be read or told of the data."""

    difference: Difference
    problems: tuple[Problem, ...]


Progress = Callable[[int, int], None]


def compare_sources(
    first: str,
    second: str,
    *,
    metadata: str | Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Compared:
    """Compare what two sources cover; data is read by the domain on the other side, else by one drafted from both.

    Args:
        first: a YAML file that declares a domain, or any data.
        second: the same.
        metadata: a table that is joined by file name to each set of data that it names.
        workers: processes that decode images, where attributes are measured.
        progress: called with how many samples are measured, and how many there are.

    Raises:
        InputError: a source cannot be read, or the two have no condition in common.
    """
    sources = _joined([_source(text) for text in (first, second)], metadata)
    declared = [source for source in sources if isinstance(source, Domain)]
    data = [source for source in sources if isinstance(source, Dataset)]
    domain = declared[0] if declared else _drafted(data[0], data[1], workers, progress)
    a, b = (
        one if isinstance(one, Domain) else conditions_of(domain, one, workers=workers, progress=progress)
        for one in sources
    )
    problems = [problem for side in (a, b) if isinstance(side, Conditions) for problem in side.problems]
    found = difference(a, b, names=_names((first, second), sources), domain=domain)
    return Compared(found, tuple(dict.fromkeys(problems)))


def _joined(sources: list[Domain | Dataset], metadata: str | Path | None) -> list[Domain | Dataset]:
    """Join metadata to the sets of data among the sources."""
    if metadata is None:
        return sources
    data = [source for source in sources if isinstance(source, Dataset)]
    if not data:
        raise OptionError("metadata beside two domains", expected="data that it can be joined to")
    with_it = iter(joined(data, metadata))
    return [next(with_it) if isinstance(source, Dataset) else source for source in sources]


def _names(paths: tuple[str, str], sources: Sequence[Domain | Dataset]) -> tuple[str, str]:
    """Call a domain by its name and data by its folder or file; where that is the same, by as much of the path as
    tells them apart."""
    a, b = (
        source.name if isinstance(source, Domain) else Path(path).name
        for path, source in zip(paths, sources, strict=True)
    )
    if a != b:
        return a, b
    parts = [Path(path).parts for path in paths]
    for last in range(1, max(map(len, parts)) + 1):
        a, b = (str(Path(*part[-last:])) for part in parts)
        if a != b:
            return a, b
    return f"{a} (first)", f"{b} (second)"


def _source(text: str) -> Domain | Dataset:
    if Path(text).suffix.lower() in (".yaml", ".yml") and not _is_data(Path(text)):
        return load_domain(text)
    return read_samples(text)


def _is_data(file: Path) -> bool:
    """Say whether a YAML file lists images (YOLO's data.yaml), and does not declare a domain."""
    return file.is_file() and b"domain:" not in file.read_bytes()


def _drafted(first: Dataset, second: Dataset, workers: int, progress: Progress | None) -> Domain:
    """Draft a domain from all samples of both sides together."""
    both = together(first, second)
    try:
        return parse_domain(
            draft_domain(both, name="both", workers=workers, progress=progress), name="drafted from both"
        )
    except DomainError as error:
        raise DomainError(
            f"{first.source} and {second.source} have no condition in common ({error.found})",
            expected="data with the same columns, or images",
        ) from None
