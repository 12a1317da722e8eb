"""Value in words."""

from datadiet.report.formats import count, number, percent, plural
from datadiet.scorecard.valuing.facts import Axis, ValueFacts

__all__ = ["cut_words", "sentence", "value_words"]


def value_words(found: ValueFacts | None) -> str:
    """Say in a line what the set is worth and how far the cut is to be believed; nothing where no model was asked."""
    if found is None:
        return ""
    axis = found.axis("value")
    cut = "planted wrong labels are not told apart, so nothing is called harmful"
    if axis.cut is not None:
        cut = f"{percent(axis.caught)} of planted wrong labels have values below the cut of harm"
        cut += "" if axis.false_alarms is None else f", and {percent(axis.false_alarms)} of real samples"
        cut += "; fewer are called harmful: those whose whole interval is"
    low, high = found.worth_interval
    return (
        f"Value: {percent(found.worth)} of the votes on real samples are right "
        f"({percent(low)} to {percent(high)}; of blind votes {percent(found.guess)}); {cut}."
    )


def sentence(found: ValueFacts) -> str:
    """Say what the set is worth, and what the value of a sample is."""
    return (
        f"Of the votes of the {found.k} synthetic samples nearest to each of {count(found.validation)} real ones "
        f"({plural(found.groups, 'independent one', 'independent ones')}, {found.classes} classes), "
        f"{percent(found.worth)} are right; blind votes would be right in {percent(found.guess)}. A sample's value "
        "is its share in the difference, in multiples of an even one: 0 is that of a sample that never votes, below "
        "0 it misleads. "
        f"Labels: {found.labels}."
    )


def cut_words(axis: Axis) -> str:
    """Say where harm begins, and how far that is to be believed."""
    if axis.cut is None:
        return "Planted wrong labels are not told from the others by their value: nothing is called harmful."
    alarms = (
        ""
        if axis.false_alarms is None
        else (f", and so have {percent(axis.false_alarms)} of {count(axis.good)} real samples that were put among them")
    )
    return (
        f"Wrong labels were planted on purpose in {count(axis.planted)} copies: {percent(axis.caught)} of them have "
        f"values below {number(axis.cut)}, the cut{alarms}. Harmful is only what has its whole interval below "
        "the cut, and below 0, which is less: what is left undecided is neutral."
    )
