"""Two things on disk, each a domain's file or data, become a difference."""

from collections.abc import Callable
from pathlib import Path

from datadiet.data import Dataset
from datadiet.domain.conditions import Conditions
from datadiet.domain.differences.comparing import difference
from datadiet.domain.differences.result import Difference
from datadiet.domain.domain import Domain
from datadiet.domain.drafting import draft_domain, together
from datadiet.domain.loading import load_domain, parse_domain
from datadiet.domain.samples import conditions_of, read_samples
from datadiet.errors import DomainError

__all__ = ["compare_sources"]

Progress = Callable[[int, int], None]


def compare_sources(first: str, second: str, *, workers: int = 1, progress: Progress | None = None) -> Difference:
    """Compare what two sources cover; data is read by the domain on the other side, else by one drafted from both.

    Args:
        first: a YAML file that declares a domain, or any data.
        second: the same.
        workers: processes that decode images, where attributes are measured.
        progress: called with how many samples are measured, and how many there are.

    Raises:
        InputError: a source cannot be read, or the two have no condition in common.
    """
    sources = [_source(text) for text in (first, second)]
    declared = [source for source in sources if isinstance(source, Domain)]
    data = [source for source in sources if isinstance(source, Dataset)]
    domain = declared[0] if declared else _drafted(data[0], data[1], workers, progress)

    def known(source: Domain | Dataset) -> Domain | Conditions:
        if isinstance(source, Domain):
            return source
        return conditions_of(domain, source, workers=workers, progress=progress)

    names = None if all(isinstance(source, Domain) for source in sources) else (first, second)
    return difference(known(sources[0]), known(sources[1]), names=names, domain=domain)


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
