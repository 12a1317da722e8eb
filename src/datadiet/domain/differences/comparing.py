"""Two domains, or a domain and data, or two sets of data: what one covers and the other does not, both ways."""

from dataclasses import replace

from datadiet.domain.conditions import Conditions
from datadiet.domain.differences.data import data_against_data, domain_against_data
from datadiet.domain.differences.domains import domain_against_domain
from datadiet.domain.differences.result import Difference, Found, Row
from datadiet.domain.domain import Domain
from datadiet.errors import OptionError

__all__ = ["difference"]


def difference(
    first: Domain | Conditions,
    second: Domain | Conditions,
    *,
    names: tuple[str, str] | None = None,
    domain: Domain | None = None,
) -> Difference:
    """Compare two domains, a domain and data, or two sets of data.

    Of two domains: conditions, levels, ranges, rules and coverage. Of a domain and data: declared levels, bins and
    pairs of them that the data does not have, and values of the data that lie outside. Of two sets of data: levels,
    bins and pairs that one has and the other does not.

    Args:
        first: a domain, or the conditions of data as `read_conditions` gives them.
        second: the same.
        names: what they are called; None takes the names of domains, and `first` and `second` for data.
        domain: what both sets of data were read by, such as a draft from both; needed for them alone.

    Raises:
        OptionError: two sets of data are compared without a domain, or were read by another one.
        DomainError: nothing can be in a domain.
    """
    called = names or _names(first, second)
    if isinstance(first, Domain) and isinstance(second, Domain):
        parts = domain_against_domain(first, second, called)
    elif isinstance(first, Domain) and isinstance(second, Conditions):
        parts = domain_against_data(first, second, called)
    elif isinstance(first, Conditions) and isinstance(second, Domain):
        found = domain_against_data(second, first, (called[1], called[0]))
        parts = Found(_turned(found.only_second), _turned(found.only_first), _turned(found.changed), found.notes)
    elif isinstance(first, Conditions) and isinstance(second, Conditions):
        if domain is None:
            raise OptionError("two sets of data and no domain", expected="the domain by which both were read")
        parts = data_against_data(first, second, domain, called)
    else:
        raise OptionError(f"{type(first).__name__} and {type(second).__name__}", expected="domains or conditions")
    rows = tuple(parts.only_first), tuple(parts.only_second), tuple(parts.changed)
    return Difference(*called, *rows, tuple(parts.notes))


def _names(first: Domain | Conditions, second: Domain | Conditions) -> tuple[str, str]:
    a = first.name if isinstance(first, Domain) else "first"
    b = second.name if isinstance(second, Domain) else "second"
    return (a, b) if a != b else (f"{a} (first)", f"{b} (second)")


def _turned(rows: list[Row]) -> list[Row]:
    return [replace(row, first=row.second, second=row.first) for row in rows]
