"""One condition: the synthetic shares over the real ones, what was declared of the field, and what lies outside."""

from typing import TYPE_CHECKING, Any

from datadiet.report.figures import style
from datadiet.report.intention.conditions import Distribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["TIP", "draw_condition", "height"]

TIP = "tip"
"""Marks what can be hovered over: `tip-0` is the first of the distribution's tips."""
TICKS = 5
"""At most so many edges have a number."""
ACROSS = 40
"""Letters of all numbers and the gaps between them."""
LETTERS = 22


def height(shown: Distribution) -> float:
    """Return the height of the figure in inches."""
    return 2.0 if shown.is_range else 0.55 + 0.27 * max(2, _places(shown))


def _places(shown: Distribution) -> int:
    """Return how many rows the levels take, with one for what is not declared."""
    return len(shown.synthetic) + (shown.outside[0] > 0)


def draw_condition(axes: "Axes", shown: Distribution) -> None:
    """Draw a range as a histogram over its bins, levels as bars with their names."""
    if shown.is_range:
        _draw_range(axes, shown)
    else:
        _draw_levels(axes, shown)


def _draw_range(axes: "Axes", shown: Distribution) -> None:
    """Every bin is one wide: that is equal widths on the declared scale."""
    n = len(shown.synthetic)
    edges = list(range(n + 1))
    if shown.real is not None:
        axes.stairs(shown.real, edges, fill=True, color=style.REAL, alpha=0.4, linewidth=0)
    else:
        axes.stairs(shown.synthetic, edges, fill=True, color=style.SYNTHETIC, alpha=0.22, linewidth=0)
    axes.stairs(shown.synthetic, edges, color=style.SYNTHETIC, linewidth=1.8, baseline=None)
    if shown.field is not None:
        axes.hlines(shown.field, edges[:-1], edges[1:], color=style.INK, linewidth=1.6)
    reach = _draw_outside(axes, shown.outside, n)
    for edge in (0, n):
        axes.axvline(edge, color=style.MUTED, linewidth=1.0)
    top = 1.12 * max((*shown.synthetic, *(shown.real or ()), *(shown.field or ()), *shown.outside, 0.01))
    axes.set(xlim=reach, ylim=(0, top))
    _tips(
        axes,
        shown,
        [(k, 0.0, 1.0, top) for k in range(n)] + [(reach[0], 0.0, -reach[0], top), (n, 0.0, reach[1] - n, top)],
    )
    at = _numbered(shown.labels)
    axes.set_xticks(at, labels=[shown.labels[k] for k in at], parse_math=False)
    _percent(axes.yaxis)


def _numbered(labels: "Sequence[str]") -> list[int]:
    """Return which edges have a number: the first, the last, and as many between them as can be read."""
    n = len(labels) - 1
    for step in range(-(-n // TICKS), n + 1):
        at = sorted({*range(0, n - step // 2, step), n})
        if sum(len(labels[k]) + 2 for k in at) <= ACROSS:
            return at
    return [0, n]


def _draw_outside(axes: "Axes", outside: tuple[float, float], n: int) -> tuple[float, float]:
    """Draw what is beyond the bounds as hatched bars outside of them, and return the limits of the axis."""
    width = 0.07 * n
    for share, left in ((outside[0], -1.4 * width), (outside[1], n + 0.4 * width)):
        if share:
            axes.bar(left, share, width, align="edge", hatch="/////", **_HATCHED)
    return (-1.8 * width if outside[0] else -0.02 * n, n + 1.8 * width if outside[1] else 1.02 * n)


_HATCHED: dict[str, Any] = {"facecolor": "none", "edgecolor": style.SYNTHETIC, "linewidth": 1.0}


def _draw_levels(axes: "Axes", shown: Distribution) -> None:
    n, places = len(shown.synthetic), _places(shown)
    rows = list(range(n))
    if shown.real is not None:
        axes.barh(rows, shown.real, height=0.78, color=style.REAL, alpha=0.4, linewidth=0)
    axes.barh(rows, shown.synthetic, height=0.4, color=style.SYNTHETIC, alpha=0.9, linewidth=0)
    if shown.field is not None:
        axes.vlines(shown.field, [k - 0.42 for k in rows], [k + 0.42 for k in rows], color=style.INK, linewidth=1.6)
    if shown.outside[0]:
        axes.barh([n], [shown.outside[0]], height=0.4, hatch="/////", **_HATCHED)
    right = 1.08 * max((*shown.synthetic, *(shown.real or ()), *(shown.field or ()), *shown.outside, 0.01))
    axes.set(xlim=(0, right), ylim=(places - 0.5, -0.5))
    _tips(axes, shown, [(0.0, k - 0.5, right, 1.0) for k in range(places)])
    names = [_short(name) for name in shown.labels] + ["(not declared)"] * (places - n)
    axes.set_yticks(range(places), labels=names, parse_math=False)
    axes.tick_params(axis="y", length=0)
    _percent(axes.xaxis)


def _percent(axis: object) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(3, min_n_ticks=2))  # type: ignore[attr-defined]
    axis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))  # type: ignore[attr-defined]


def _tips(axes: "Axes", shown: Distribution, boxes: "Sequence[tuple[float, float, float, float]]") -> None:
    """Lay an invisible box (left, bottom, width, height) over each place, to be hovered over."""
    from matplotlib.patches import Rectangle

    for k, (left, bottom, width, tall) in enumerate(boxes[: len(shown.tips)]):
        axes.add_patch(Rectangle((left, bottom), width, tall, fill=False, linewidth=0, gid=f"{TIP}-{k}"))


def _short(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return printable if len(printable) <= LETTERS else printable[: LETTERS - 1] + "…"
