"""A check of labels as text for the terminal."""

from collections.abc import Iterator

import polars as pl

from datadiet.loop.labels import ClassCheck, LabelCheck
from datadiet.loop.labels.results import Share
from datadiet.report.formats import percent

__all__ = ["instead", "lines", "span"]

_SHOWN = 5


def lines(check: LabelCheck) -> Iterator[str]:
    """Yield the lines, without colours."""
    yield check.sentence
    yield (
        f"Judge: {check.judge}; {check.n:,} synthetic samples, {check.real:,} real ones in {check.groups:,} "
        "independent groups."
    )
    yield from (f"Note: {note}" for note in check.notes)
    yield ""
    wide = max(5, *(len(each.name) for each in check.classes))
    figures = f"{'n':>6}  {'real':>6}  {'agree':>6}  {'real agree':>10}  {'wrong':>6}  {'95 % interval':15}"
    yield f"{'class':{wide}}  {figures}  verdict"
    for each in check.classes:
        agree, control = (_share(share) for share in (each.agreement, each.control))
        yield (
            f"{each.name:{wide}}  {each.n:>6,}  {each.real:>6,}  {agree:>6}  {control:>10}  {_share(each.wrong):>6}  "
            f"{span(each.wrong):15}  {each.verdict}: {each.why}{instead(each)}"
        )
    if suspects := check.rows.filter(pl.col("suspect")).height:
        yield ""
        yield f"{suspects:,} labels are hard to believe, such as:"
        for row in check.rows.filter(pl.col("suspect")).head(_SHOWN).iter_rows(named=True):
            said = f"labelled {row['label']}, real samples say {row['judged']}"
            yield f"  {row['id']}: {said} (p {row['p_corrected']:.2g})"


def span(share: Share | None) -> str:
    """Return the interval of a share as text."""
    return "" if share is None else f"{percent(share.low)} to {percent(share.high)}"


def instead(each: ClassCheck) -> str:
    """Say what the wrongly labelled samples of a class seem to be."""
    if not each.instead or each.verdict == "right":
        return ""
    return "; they seem to be " + ", ".join(f"{name} ({percent(share)})" for name, share in each.instead)


def _share(share: Share | None) -> str:
    return "–" if share is None else percent(share.value)
