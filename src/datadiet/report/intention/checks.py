"""Guarantees and edge cases as rows: what was asked for, what was found, and what is still needed."""

from dataclasses import dataclass

from datadiet.domain.intentionality import Check, Compliance
from datadiet.report.formats import count, portion
from datadiet.report.intention import words
from datadiet.report.scales import Bar, linear
from datadiet.report.trio import Tone

__all__ = ["TONES", "CheckRow", "check_rows"]

TONES: dict[str, Tone] = {"met": "good", "violated": "bad", "undecided": "unsure"}
COUNTED = "metadata"
BASES = {
    "metadata": ("counted", "Every sample was counted: the share is a fact."),
    "audit": ("audit", "Inferred from a random sample that a person labelled."),
    "generator": ("generator", "Inferred from a sample of what the generator makes."),
    "field": ("field", "Inferred from a sample of the field."),
}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One guarantee or edge case."""

    name: str
    kind: str
    where: str
    place: str
    basis: str
    basis_means: str
    asked: str
    found: str
    interval: str
    bar: Bar | None
    verdict: str
    tone: Tone
    needed: str
    why: str
    """Why there is no share."""


def check_rows(part: Compliance) -> tuple[CheckRow, ...]:
    """Return the rows: violated ones first, the farthest from what is asked at the top, then undecided, then met."""
    met = [check for check in part.checks if check.verdict == "met"]
    return tuple(_row(check) for check in (*words.unmet(part), *met))


def _row(check: Check) -> CheckRow:
    basis, means = BASES.get(check.basis, (check.basis, ""))
    if check.confidence is not None and check.basis != COUNTED:
        means = f"{means} Confidence {portion(check.confidence)}.{_shared(check)}"
    return CheckRow(
        name=check.name,
        kind=check.kind,
        where=check.where,
        place=check.place,
        basis=basis,
        basis_means=means,
        asked=words.asked(check),
        found=words.found(check),
        interval=_interval(check),
        bar=_bar(check),
        verdict=check.verdict,
        tone=TONES[check.verdict],
        needed=_needed(check),
        why=check.sentence[:1].upper() + check.sentence[1:] if check.share is None else "",
    )


def _shared(check: Check) -> str:
    if check.end_confidence is None or check.confidence is None or check.end_confidence <= check.confidence + 1e-9:
        return ""
    return (
        f" Each end of the interval has {portion(check.end_confidence)} (one-sided), for several guarantees share the "
        "chance of an error (Holm)."
    )


def _interval(check: Check) -> str:
    """Say how far the share is known, and why no further."""
    if check.share is None:
        return ""
    limits = f"{portion(check.low)} to {portion(check.high)}"
    if check.basis != COUNTED:
        return limits if check.end_confidence is None else f"{limits}, each end at {portion(check.end_confidence)}"
    if not check.unknown:
        return ""
    return f"{limits}, as {count(check.unknown)} {'is' if check.unknown == 1 else 'are'} unknown"


def _bar(check: Check) -> Bar | None:
    """Place the share on a scale that holds it and what is asked, from 0 to a little beyond both."""
    if check.share is None or (check.min_share == 0 and check.max_share == 1):
        return None
    ceiling = check.max_share if check.max_share < 1 else 0.0
    top = min(1.0, 1.25 * max(check.high, check.share, check.min_share, ceiling)) or 1.0
    band = (check.min_share, min(check.max_share, top))
    return linear(check.share, (check.low, check.high), top=top, band=band, band_means="asked for")


def _needed(check: Check) -> str:
    if check.verdict == "met":
        return "–"
    if check.needed is None:
        return _to_give(check)
    if check.verdict == "undecided" and check.basis != COUNTED:
        return f"about {count(check.needed)} more to look at"
    return f"{count(check.needed)} more"


def _to_give(check: Check) -> str:
    """Say what has to be given before a number can be told, or that no number will do."""
    if check.share is None:
        known = "with known conditions" if check.n else ""
        return {"audit": "--audit FILE", "field": "--real DATA"}.get(check.basis, "samples") + f" {known}".rstrip()
    return "no number of samples would do" if check.basis == COUNTED else "too many to say: the share is at its bound"
