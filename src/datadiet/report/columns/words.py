"""What was fitted to a column, in sentences."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from datadiet.distributions.fitting import Candidate, Fit
from datadiet.distributions.fitting.wording import NAMES
from datadiet.generate.tables.storage import Told
from datadiet.report.formats import count, percent
from datadiet.schema import Column

__all__ = ["fitted", "masses", "values"]

_EPOCH = datetime(1970, 1, 1)
_NOT_MADE = {
    "id": "An id is made anew: no two rows have the same.",
    "constant": "A constant is repeated.",
    "text": "Free text is left out: it cannot be made from numbers, and would give people away.",
}
_BADGES = {"id": "made anew", "constant": "repeated", "text": "left out"}
_PLACES = re.compile(r"\b(low|high|mean|location|median) (-?\d[\d.]*(?:e[-+]?\d+)?)")
"""Parameters that are places, not spreads: of dates they are dates."""


def fitted(column: Column, made: bool, fit: Fit | None, told: Told) -> tuple[str, str, str]:
    """Return in sentences what was fitted to a column, a word for it, and its tone."""
    if column.name in told.schema.sums:
        return f"Computed: {told.schema.sums[column.name]}.", "computed", ""
    if not made:
        return _NOT_MADE.get(column.kind, "It is not made."), _BADGES.get(column.kind, "not made"), ""
    if fit is None:
        return (
            f"{len(column.levels):,} levels, as often as they were seen." if column.levels else "No value.",
            "levels",
            "",
        )
    told_by = _not_gone_by(told)
    said = (_dated(fit.words()) if column.kind == "datetime" else fit.words()) + told_by
    if fit.chosen == "masses":
        return said, "listed", ""
    if fit.chosen == "empirical":
        return said, "as seen", ""
    if not fit.fits:
        return said, "no family fits", "unsure"
    tested = next(each for each in fit.candidates if each.state == "chosen").p is not None
    return said, "fits" if tested else "untested", "good" if tested else ""


def _dated(words: str) -> str:
    """Write places of a law over seconds since 1970 as dates."""

    def date(found: re.Match[str]) -> str:
        try:
            return f"{found[1]} {(_EPOCH + timedelta(seconds=float(found[2]))).date()}"
        except OverflowError:
            return found[0]

    return f"{_PLACES.sub(date, words)} Spreads are in seconds."


def _not_gone_by(told: Told) -> str:
    """Say where the generator does not draw a column from the distribution that is shown."""
    if told.facts.get("by"):
        return f" The generator fits it within each level of {told.facts['by']}."
    return "" if told.method in ("copula", "vine", "hybrid") else f" The {told.method} does not go by it."


def masses(fit: Fit, unsplit: list[Candidate]) -> tuple[str, ...]:
    """Say why single values were split off, and what would have become of families otherwise."""
    if fit.chosen == "masses":
        return ()
    said = [f"{mass.value:g} is split off: {mass.reason}." for mass in fit.masses]
    left = " and ".join(f"{mass.value:g}" for mass in fit.masses if mass.value in fit.bounds)
    for each in unsplit:
        off = "" if each.ks is None else f" (its cdf would be off by {each.ks:.2g})"
        said.append(f"With {left} left in, the {NAMES[each.family]} would be vetoed: {each.reason}{off}.")
    return tuple(said)


def values(seen: Mapping[str, Any]) -> str:
    """Say how many values there are, and how many are missing."""
    if not seen:
        return ""
    gone = f", {percent(seen['missing'])} missing ({percent(seen['model_missing'])} in the generator's rows)"
    return f"{count(seen['n'])} values" + (gone if seen["missing"] or seen["model_missing"] else "")
