"""Small pictures of columns and pairs as SVG, in the colours of the page."""

from collections.abc import Sequence

__all__ = ["heat_map", "steps"]

_WIDE, _HIGH = 240.0, 72.0
_CELL = 10.0
_LETTER = 4.1
_LETTERS = 17


def steps(real: Sequence[float], synthetic: Sequence[float], *, label: str) -> str:
    """Return a histogram: real rows as a filled area, synthetic ones as an outline.

    Args:
        real: share of the rows in each bin.
        synthetic: likewise.
        label: what a screen reader says.
    """
    from markupsafe import escape

    top = max(*real, *synthetic, 1e-9) * 1.06
    width = _WIDE / len(real)
    bars = "".join(
        f'<rect x="{k * width:.2f}" y="{_HIGH * (1 - share / top):.2f}" width="{width:.2f}" '
        f'height="{_HIGH * share / top:.2f}"/>'
        for k, share in enumerate(real)
        if share
    )
    points = [f"M0 {_HIGH:.2f}"]
    for k, share in enumerate(synthetic):
        y = _HIGH * (1 - share / top)
        points.append(f"L{k * width:.2f} {y:.2f}L{(k + 1) * width:.2f} {y:.2f}")
    line = "".join([*points, f"L{_WIDE:.2f} {_HIGH:.2f}"])
    return (
        f'<svg class="steps" viewBox="0 -2 {_WIDE:g} {_HIGH + 4:g}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}"><g fill="var(--real)" fill-opacity="0.42">{bars}</g>'
        f'<path d="{line}" fill="none" stroke="var(--synthetic)" stroke-width="1.8" '
        'vector-effect="non-scaling-stroke"/></svg>'
    )


def heat_map(
    columns: Sequence[str], values: Sequence[Sequence[float]], *, difference: bool = False, label: str = ""
) -> str:
    """Return a square of cells, the stronger the colour the larger the value: -1 to 1, or a difference of 0 to 2.

    Args:
        columns: names along both sides.
        values: (d, d).
        difference: whether they are differences, in one colour whatever their sign, full at 0.5.
        label: what a screen reader says.
    """
    from markupsafe import escape

    d = len(columns)
    room = 8 + _LETTER * max(len(_short(name)) for name in columns)
    cells = []
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            strength = min(1.0, abs(value) * (2 if difference else 1))
            if i == j or strength < 0.02:
                continue
            colour = "apart" if difference else "plus" if value > 0 else "minus"
            cells.append(
                f'<rect class="{colour}" x="{room + j * _CELL:.1f}" y="{room + i * _CELL:.1f}" '
                f'fill-opacity="{strength:.2f}"><title>{escape(columns[i])}, {escape(columns[j])}: {value:.2f}</title>'
                "</rect>"
            )
    names = "".join(
        f'<text x="{room - 3:g}" y="{room + k * _CELL + 7.4:g}" text-anchor="end">{escape(_short(name))}</text>'
        f'<text transform="translate({room + k * _CELL + 7.4:g} {room - 3:g}) rotate(-90)">{escape(_short(name))}'
        "</text>"
        for k, name in enumerate(columns)
    )
    size = room + d * _CELL
    return (
        f'<svg class="heat" style="max-width:{2.4 * size:.0f}px" viewBox="0 0 {size:g} {size:g}" role="img" '
        f'aria-label="{escape(label)}">'
        f'<rect class="ground" x="{room:g}" y="{room:g}" style="width:{d * _CELL:g}px;height:{d * _CELL:g}px"/>'
        f"{''.join(cells)}{names}</svg>"
    )


def _short(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return printable if len(printable) <= _LETTERS else printable[: _LETTERS - 1] + "…"
