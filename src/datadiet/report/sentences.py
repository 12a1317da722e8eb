"""What the numbers say, in one plain sentence each."""

from datadiet.measure.indistinguishability import NEGLIGIBLE, Indistinguishability
from datadiet.measure.richness import Richness, Saturation
from datadiet.report.formats import count, interval, number, percent

__all__ = ["gap", "indistinguishability", "richness", "saturation"]


def indistinguishability(result: Indistinguishability, things: str) -> str:
    """Say how the two sides lie to each other, with the share that decided it and what chance would give."""
    if "copied" in result.faults:
        return f"Synthetic {things} repeat real ones: {_shares(result)}."
    if "dispersed" in result.faults:
        return f"Synthetic {things} surround the real ones: {_shares(result)}."
    if "collapsed" in result.faults:
        return f"Synthetic {things} huddle inside the real ones: {_shares(result)}."
    if result.verdict == "indistinguishable":
        return f"Synthetic {things} mix with real ones: {_weaker(result)}."
    if result.verdict == "undecided":
        more = "" if result.needed is None else f"; about {count(result.needed)} a side would decide"
        return f"Too few {things} to tell the sides apart or call them alike: {_weaker(result)}{more}."
    return f"Synthetic {things} sit apart from real ones: {_weaker(result)}."


def _weaker(result: Indistinguishability) -> str:
    chance = f"{percent(result.chance_share)} would be chance"
    if result.synthetic_to_real <= result.real_to_synthetic:
        return f"a real neighbour {percent(result.synthetic_to_real_share)} of the time, {chance}"
    share = percent(result.real_to_synthetic_share)
    return f"real ones have a synthetic neighbour {share} of the time, {chance}"


def _shares(result: Indistinguishability) -> str:
    return (
        f"a real neighbour {percent(result.synthetic_to_real_share)} of the time, while real ones have a synthetic "
        f"neighbour {percent(result.real_to_synthetic_share)} of the time; "
        f"{percent(result.chance_share)} would be chance"
    )


def gap(result: Indistinguishability) -> str:
    """Say how far apart the sets are, and how far real data is from itself."""
    held = f"two halves of the real data are {interval(result.gap_detail.control)} apart"
    if result.saturated:
        apart = (
            "The sets are too far apart for mixing to grade them"
            if result.score < NEGLIGIBLE
            else "Neighbours mix, but a classifier tells the sets apart without error"
        )
        return f"{apart}, so read the distance: {number(result.gap)} spreads of the real data; {held}."
    return f"The sets are {number(result.gap)} spreads of the real data apart; {held}."


def richness(result: Richness, things: str) -> str:
    """Say how much ground is covered at equal n, and how much of it is real or new."""
    new = result.novel / result.area_synthetic if result.area_synthetic else 0.0
    return (
        f"{count(result.n_equal)} synthetic {things} cover {number(result.score)} times the ground of as many real "
        f"ones: they reach {percent(result.covered)} of the real ground, and {percent(new)} of their own is new."
    )


def saturation(result: Saturation) -> str:
    """Say whether more of the same would help, and by how much."""
    gain = f"{number(result.next_gain)} discs' worth ({interval(result.next_interval)})"
    return f"{_reached(result.plateau)}: the next {count(result.next_n)} would add {gain}."


def _reached(plateau: int | None) -> str:
    if plateau is None:
        return "Samples still add ground"
    if plateau <= 1:
        return "Hardly any sample adds ground"
    return f"Each sample past {count(plateau)} adds less than a twentieth of a disc"
