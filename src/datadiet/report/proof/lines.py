"""A comparison as text for the terminal."""

from collections.abc import Iterator, Sequence

from datadiet.data.spelling import plural
from datadiet.loop.proof import Change, Difference, Proof
from datadiet.loop.proof.swapping import Swap
from datadiet.loop.proof.words import corrected_words, figure, signed

__all__ = ["lines", "name", "net_words", "span", "swap_lines"]

_WIDEST = 32
_IMAGES = 3


def lines(proof: Proof) -> Iterator[str]:
    """Yield the lines, without colours."""
    yield proof.sentence
    yield from proof.more
    yield ""
    yield f"A: {proof.a.source} ({_seeds(proof.a.seeds)})"
    yield f"B: {proof.b.source} ({_seeds(proof.b.seeds)})"
    yield from (f"Note: {note}" for note in proof.notes)
    for title, rows in (("", proof.overall), ("By class", proof.classes), ("By slice", proof.slices)):
        if rows:
            yield ""
            yield from _table(title, rows)
    if proof.ranked_by:
        yield ""
        yield proof.ranked_by
    for title, changes in (("B is better on", proof.gained), ("B is worse on", proof.lost)):
        if changes:
            yield f"{title}:"
            yield from (f"  {_change(each, proof.task == 'detection')}" for each in changes[:_IMAGES])


def _seeds(count: int) -> str:
    return plural(count, "training seed")


def _table(title: str, rows: Sequence[Difference]) -> Iterator[str]:
    names = [_short(name(row)) for row in rows]
    wide = max(len(each) for each in (title, *names))
    yield f"{title:{wide}}  {'n':>7}  {'A':>6}  {'B':>6}  {'B - A':>7}  {'95 % interval':18}  verdict"
    for label, row in zip(names, rows, strict=True):
        figures = (
            f"{row.images:>7,}  {figure(row.a):>6}  {figure(row.b):>6}  {signed(row.difference):>7}  {span(row):18}"
        )
        note = f" ({row.note})" if row.note else ""
        yield f"{label:{wide}}  {figures}  {row.verdict}{note}"


def name(row: Difference) -> str:
    """Return what a row is about."""
    return row.measure if not row.column else row.value if row.column == "class" else f"{row.column} = {row.value}"


def span(row: Difference) -> str:
    """Return the interval of a difference as text."""
    return "" if row.interval is None else f"[{signed(row.interval[0])}, {signed(row.interval[1])}]"


def _short(word: str) -> str:
    return word if len(word) <= _WIDEST else word[: _WIDEST - 1] + "…"


def _change(each: Change, boxed: bool) -> str:
    net = f", B {net_words(each)}" if boxed else ""
    return f"{each.id} ({each.truth}{net}): A {each.a}; B {each.b}"


def net_words(change: Change) -> str:
    """Return how much better B is on an image of detection, with its sign."""
    return f"{change.difference:+.0f}" if change.difference.is_integer() else f"{change.difference:+.1f}"


def swap_lines(swap: Swap) -> Iterator[str]:
    """Yield the lines of a swap ablation."""
    yield swap.sentence
    images = plural(swap.images, "real image" if swap.measure.startswith("AP") else "real sample")
    yield f"{swap.samples:,} samples of each, {_seeds(len(swap.recipes[0].seeds))} of each, {images}"
    yield ""
    for recipe in swap.recipes:
        seeds = ", ".join(figure(value) for value in recipe.seeds)
        score = f"{swap.measure} {figure(recipe.score)} (seeds {seeds})"
        yield f"{recipe.name:6} {score}, {recipe.seconds:,.1f} s: {recipe.source}"
    yield ""
    for pair in swap.pairs:
        row = pair.difference
        chance = f" ({corrected_words(row)})" if corrected_words(row) else ""
        yield f"{pair.b:6} against {pair.a:3} {signed(row.difference)} {span(row)} {row.verdict}{chance}"
    yield from (f"Note: {note}" for note in swap.notes)
