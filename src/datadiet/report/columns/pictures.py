"""Pictures of one column: its values with the fitted law and the generator's rows, and quantiles against quantiles."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from datadiet.distributions.fitting import Fit
from datadiet.report.columns.light import apart, light
from datadiet.report.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["histogram", "levels", "quantiles"]

_POINTS = 120
_SIZE = {"width": 3.9, "height": 2.5}
_MOST = 12
_TICKS = 5
"""Numbers below a picture, at most: of six digits no more stand side by side."""
_LONGEST = 22
_YEAR = 365.2425 * 86_400


def histogram(name: str, place: int, facts: Mapping[str, Any], fit: Fit | None, *, dates: bool) -> str:
    """Return a histogram as SVG: bars of real values, steps of the generator's, a line of the fitted law.

    Args:
        name: of the column.
        place: number of the picture on the page.
        facts: `edges`, and `real` and `model` shares.
        fit: of the column, where there is one.
        dates: whether values are seconds since 1970, shown as years.
    """
    edges = np.asarray(facts["edges"])
    shown = _years(edges) if dates else edges
    with style.sheet(f"datadiet-bars-{place}", **_SIZE) as (figure, axes):
        axes.stairs(facts["real"], shown, fill=True, color=style.REAL, alpha=0.35, label="real")
        axes.stairs(facts["model"], shown, color=style.SYNTHETIC, linewidth=1.4, label="generator")
        if fit is not None and fit.chosen != "masses":
            _draw_law(axes, edges, shown, fit)
        axes.set_ylabel("share of values")
        axes.set_xlabel("year" if dates else name if len(name) <= 2 * _LONGEST else "value")
        axes.locator_params(axis="x", nbins=_TICKS)
        axes.legend(loc="best", handlelength=1.4)
        return light(figure, prefix=f"bars-{place}", label=f"Histogram of {name}")


def _years(seconds: np.ndarray) -> np.ndarray:
    return np.asarray(1970 + seconds / _YEAR)


def _draw_law(axes: "Axes", edges: np.ndarray, shown: np.ndarray, fit: Fit) -> None:
    """Draw the law as the share that falls into a bar's width around each place; of whole numbers, into each bar."""
    width = edges[1] - edges[0]
    if fit.whole:
        middles, places = (edges[1:] + edges[:-1]) / 2, (shown[1:] + shown[:-1]) / 2
        style_ = {"marker": "o", "markersize": 3, "linewidth": 0.8}
    else:
        middles = np.linspace(edges[0] + width / 2, edges[-1] - width / 2, _POINTS)
        places = np.interp(middles, edges, shown)
        style_ = {"linewidth": 1.4}
    law = fit.distribution
    share = law.cdf(middles + width / 2) - law.cdf(middles - width / 2)
    axes.plot(places, share, color=style.INK, label="fitted", **style_)  # type: ignore[arg-type]


def quantiles(name: str, place: int, fit: Fit, *, dates: bool) -> str:
    """Return observed against expected quantiles as SVG, with the band that holds 95 % of each if the law is right."""
    found = fit.quantiles
    assert found is not None
    parts = [np.asarray(part) for part in (found.expected, found.observed, found.low, found.high)]
    expected, observed, low, high = (_years(part) for part in parts) if dates else parts
    with style.sheet(f"datadiet-quantiles-{place}", **_SIZE) as (figure, axes):
        band = apart(expected, low + high)
        axes.fill_between(
            expected[band], low[band], high[band], color=style.BAND, alpha=0.35, linewidth=0, label="95 % band"
        )
        axes.plot(expected[[0, -1]], expected[[0, -1]], color=style.MUTED, linewidth=0.8)
        spread = float(observed[-1] - observed[0]) or 1.0
        seen = apart(expected, observed)
        axes.plot(expected[seen], observed[seen], ".", color=style.REAL, markersize=3, label="observed")
        axes.set_ylim(float(observed[0]) - 0.08 * spread, float(observed[-1]) + 0.08 * spread)
        axes.locator_params(axis="x", nbins=_TICKS)
        axes.set_xlabel("expected by the fitted law")
        axes.set_ylabel("observed")
        axes.legend(loc="upper left", handlelength=1.4)
        return light(figure, prefix=f"quantiles-{place}", label=f"Quantiles of {name} against those of the fitted law")


def levels(name: str, place: int, facts: Mapping[str, Any]) -> str:
    """Return shares of levels as SVG: real above, the generator's below."""
    rows = sorted(facts["levels"], key=lambda row: -row[1]) if len(facts["levels"]) > _MOST else facts["levels"]
    rows, rest = rows[:_MOST], rows[_MOST:]
    count, *others = facts.get("others", (0, 0.0, 0.0))
    if rest or count:
        sums = [sum(row[k + 1] for row in rest) + others[k] for k in (0, 1)]
        rows = [*rows, (f"{len(rest) + count} more", *sums)]
    at = np.arange(len(rows))
    with style.sheet(f"datadiet-levels-{place}", width=3.9, height=0.95 + 0.3 * len(rows)) as (figure, axes):
        axes.barh(at - 0.19, [row[1] for row in rows], 0.36, color=style.REAL, alpha=0.6, label="real")
        axes.barh(at + 0.19, [row[2] for row in rows], 0.36, color=style.SYNTHETIC, alpha=0.8, label="generator")
        axes.set_yticks(at, [_short(row[0]) for row in rows])
        axes.invert_yaxis()
        axes.set_xlabel("share of values")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2, handlelength=1)
        return light(figure, prefix=f"levels-{place}", label=f"Levels of {name}")


def _short(word: str) -> str:
    return word if len(word) <= _LONGEST else word[: _LONGEST - 1] + "…"
