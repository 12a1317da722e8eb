"""Conditions of which nothing is known of any sample: a misspelt name, or data that another domain is for."""

from collections.abc import Sequence

from datadiet.data.spelling import meant
from datadiet.domain.attributes import is_attribute
from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain
from datadiet.errors import DataError

__all__ = ["refuse_untold", "untold"]

MOST = 12
"""Names that are told of the conditions, and of the columns."""


def untold(domain: Domain, known: Conditions) -> list[str]:
    """Return the conditions that exist for some sample and are known of none."""
    absent = domain.absent()
    n = len(known)
    gone = known.frame.select(expr.fill_null(False).sum().alias(name) for name, expr in absent.items())
    everywhere = {name for name in absent if gone[name][0] == n}
    return [x for x in domain.conditions if known.frame[x].null_count() == n and x not in everywhere]


def refuse_untold(domain: Domain, known: Conditions, *, audit: Conditions | None = None) -> None:
    """Refuse data that cannot be judged: no sample has a value for any condition, or for any that data must tell.

    Those that data must tell are the variable conditions that cannot be measured from pixels and annotations.

    Args:
        domain: what it declares.
        known: the conditions of the samples.
        audit: what a person saw, which tells conditions too.

    Raises:
        DataError: it cannot. It names the columns that there are, and which of them may have been meant.
    """
    silent = set(untold(domain, known)) - (
        set() if audit is None else set(domain.conditions) - set(untold(domain, audit))
    )
    told = [variable.name for variable in domain.variables if not is_attribute(variable.name)]
    if not len(known) or not silent:
        return
    if silent == set(domain.conditions):
        raise _nothing(domain.conditions, known, "")
    if told and silent >= set(told):
        raise _nothing(told, known, " that the data itself must tell")


def _nothing(names: Sequence[str], known: Conditions, which: str) -> DataError:
    columns = known.columns
    near = [found for name in names if (found := meant(name, columns))]
    what = "the table's columns are" if known.things == "rows" else "what is written down of them is"
    there = f"{what} {_listed(columns)}" if columns else "nothing is written down of them"
    any_of = f"the condition {names[0]}" if len(names) == 1 else f"any of the {len(names)} conditions {_listed(names)}"
    return DataError(
        f"no sample has a value for {any_of}{which if len(names) > 1 else ''}; {there}",
        expected="data of this domain",
        todo=near[0] if near else "check the names, or join a table that has them with --metadata",
    )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{', '.join(names[:MOST])}{more}"
