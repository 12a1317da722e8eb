"""The figures of a table as they are shown: formatted once, for page and console."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datadiet.report.formats import number, percent, plural
from datadiet.report.scales import Bar, linear
from datadiet.report.trio import Tone
from datadiet.scorecard.card import ColumnRead
from datadiet.scorecard.tables.facts import Fidelity, Figure, PrivacyFacts

__all__ = ["TONES", "FigureRow", "PrivacyWords", "figure_row", "privacy_words", "share", "words_read"]

TONES: dict[str, Tone] = {"as real": "good", "worse": "bad", "undecided": "unsure"}
_BADGES = {"as real": "as real rows", "worse": "worse than real", "undecided": "not judged"}
_SHARES = frozenset({"closest", "copies", "outliers", "missing", "levels", "violations"})
"""Figures that are written as percentages."""
_BETTER = {"higher": "higher is better", "lower": "lower is better", "nearer": "nearer is better"}
_PRIVACY: dict[str, tuple[str, Tone]] = {
    "leaks": ("leaks", "bad"),
    "no leak found": ("no leak found", "good"),
    "undecided": ("undecided", "unsure"),
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure beside its reference."""

    key: str
    name: str
    value: str
    interval: str
    reference: str
    equal: str
    """The figure at as many rows as the reference, where it differs visibly."""
    best: str
    badge: str
    tone: Tone
    n: str
    note: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class PrivacyWords:
    """What is said of privacy."""

    badge: str
    tone: Tone
    sentence: str
    rows: tuple[FigureRow, ...]


def figure_row(figure: Figure) -> FigureRow:
    """Format a figure."""
    written = share if figure.key in _SHARES else number
    value, equal = written(figure.value), written(figure.equal)
    bounds = figure.interval
    return FigureRow(
        key=figure.key,
        name=figure.name[0].upper() + figure.name[1:],
        value=value,
        interval="–" if bounds is None else f"{written(bounds[0])} to {written(bounds[1])}",
        reference=written(figure.reference),
        equal=equal if figure.equal is not None and equal != value else "",
        best=f"{written(figure.best)} ({_BETTER[figure.direction]})",
        badge=_BADGES[figure.judgement],
        tone=TONES[figure.judgement],
        n=figure.n,
        note=figure.note,
        bar=_bar(figure),
    )


def share(value: float | None) -> str:
    """Write a share as a percentage; none as a dash."""
    return "–" if value is None else percent(value)


def _bar(figure: Figure) -> Bar | None:
    if figure.value is None or figure.interval is None:
        return None
    top = 1.0 if figure.key != "ratio" else max(2.0, figure.interval[1])
    if figure.key in ("outliers", "violations", "copies", "missing"):
        top = max(0.2, figure.interval[1])
    band = (
        None if figure.reference is None else (max(0.0, figure.reference - 0.005 * top), figure.reference + 0.005 * top)
    )
    return linear(figure.value, figure.interval, top=top, band=band, band_means="real rows")


def privacy_words(found: PrivacyFacts) -> PrivacyWords:
    """Format what is known of privacy."""
    badge, tone = _PRIVACY[found.verdict]
    return PrivacyWords(badge, tone, found.sentence, tuple(figure_row(figure) for figure in found.figures))


def words_read(columns: Sequence[ColumnRead], found: Fidelity | None) -> str:
    """Say in one line what a table was taken for."""
    if found is None:
        return ""
    compared = {column.name for column in found.columns if column.shape is not None}
    kinds = Counter(column.kind for column in columns if column.name in compared)
    out = [f"{column.name} ({column.kind})" for column in columns if column.name not in compared]
    told = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    left = f"; left out: {', '.join(out[:4])}{', …' if len(out) > 4 else ''}" if out else ""
    return (
        f"Scored as rows of a table with {plural(len(compared), 'column', 'columns')} ({told}){left}. "
        "--schema corrects this; --embedder given takes numbers as embeddings."
    )
