"""What the page says of value."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.report.formats import interval, number, percent, plural
from datadiet.report.worth.drawings import histogram, scatter
from datadiet.report.worth.words import cut_words, sentence
from datadiet.scorecard.card import Scorecard
from datadiet.scorecard.valuing.facts import Axis, AxisName, ValueFacts

__all__ = ["WorthSection", "worth_section"]

DRAWN = 1_500
"""Dots in a picture, at most."""
MEANS = {
    "value": "Is its label right, where it lies? What it adds to the votes on real samples.",
    "relevance": "Is it near real samples? 1 is as near as they are to each other.",
    "novelty": "Is it more than another synthetic sample again? 1 is what the noise moves a sample.",
}


@dataclass(frozen=True, slots=True)
class AxisRow:
    """One axis, and how far it can be believed."""

    name: str
    means: str
    against: str
    auc: str
    cut: str
    caught: str
    false_alarms: str
    flagged: str


@dataclass(frozen=True, slots=True)
class WorthSection:
    """All that the page says of value."""

    worth: str
    interval: str
    sentence: str
    cut: str
    figures: tuple[tuple[str, str, str], ...]
    """SVG, title and caption."""
    verdicts: tuple[str, ...]
    """Those that the dots have."""
    axes: tuple[AxisRow, ...]
    planted: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]
    """Kind; on each axis area under the curve, share caught, and whether the axis is there for it."""
    not_valued: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    confirmed: str


def worth_section(card: Scorecard) -> WorthSection | None:
    """Turn what was found of value into what is shown; None where no model was asked."""
    found = card.value
    if found is None:
        return None
    rows = _drawn(card)
    return WorthSection(
        worth=number(found.worth),
        interval=interval(found.worth_interval),
        sentence=sentence(found),
        cut=cut_words(found.axis("value")),
        figures=tuple(_figures(found, rows)),
        verdicts=tuple(rows["verdict"].unique(maintain_order=True).sort()),
        axes=tuple(_axis(axis) for axis in found.axes),
        planted=tuple(_planted(found)),
        not_valued=tuple(
            (plural(each.count, "sample", "samples"), each.reason, ", ".join(each.examples))
            for each in found.not_valued
        ),
        notes=found.notes,
        confirmed=found.confirmed,
    )


def _drawn(card: Scorecard) -> pl.DataFrame:
    """Return the samples that are drawn: all, or some of them, always the same."""
    level = next(iter(card.levels))
    rows = card.verdicts.filter((pl.col("level") == level) & pl.all_horizontal(pl.col(_AXES).is_finite()))
    if rows.height > DRAWN:
        rows = rows[np.linspace(0, rows.height - 1, DRAWN).astype(int).tolist()]
    return rows


_AXES: tuple[AxisName, ...] = ("value", "relevance", "novelty")


def _figures(found: ValueFacts, rows: pl.DataFrame) -> Iterator[tuple[str, str, str]]:
    cuts = {axis.name: axis.cut for axis in found.axes}
    shown = found.histogram
    yield (
        histogram(
            shown.edges,
            shown.samples,
            shown.planted,
            cuts["value"],
            label="Values of samples and of planted wrong labels",
        ),
        "Values.",
        "The area: synthetic samples. The line: the same with wrong labels, planted. Dashed: the cut.",
    )
    if not rows.height:
        return
    value, verdicts = rows["value"].to_numpy(), rows["verdict"].to_list()
    for name in ("relevance", "novelty"):
        label = f"Value across, {name} up, a dot for each sample"
        drawn = scatter(
            value, rows[name].to_numpy(), verdicts, ("value", name), (cuts["value"], cuts[name]), label=label
        )
        yield drawn, f"Value and {name}.", MEANS[name]


def _axis(axis: Axis) -> AxisRow:
    told = axis.cut is not None
    return AxisRow(
        name=axis.name,
        means=MEANS[axis.name],
        against=", ".join(axis.against),
        auc=f"{axis.auc:.2f}",
        cut=number(axis.cut),
        caught=percent(axis.caught) if told else "–",
        false_alarms="–" if axis.false_alarms is None else percent(axis.false_alarms),
        flagged=percent(axis.flagged) if told else "–",
    )


def _planted(found: ValueFacts) -> Iterator[tuple[str, tuple[tuple[str, str, bool], ...]]]:
    for kind in dict.fromkeys(each.kind for each in found.planted):
        cells = [each for each in found.planted if each.kind == kind]
        yield (
            kind,
            tuple((f"{each.auc:.2f}", percent(each.caught), kind in found.axis(each.axis).against) for each in cells),
        )
