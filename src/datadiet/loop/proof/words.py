"""What a comparison says, in sentences."""

from collections.abc import Mapping, Sequence
from math import ceil

from datadiet.data.dataset import Problem
from datadiet.data.spelling import plural
from datadiet.loop.proof.results import Difference, Needed, Side
from datadiet.measure.mcnemar import McNemar

__all__ = [
    "about_words",
    "chance_words",
    "corrected_words",
    "figure",
    "mended_words",
    "missing_words",
    "needed_words",
    "ranked_boxes",
    "ranked_labels",
    "sentence",
    "signed",
    "swap_note",
    "swap_sentence",
    "unusable_words",
]

SEEDS = 3
"""Training seeds of each side, from which on a verdict is about the data."""
_MUCH = 100


def figure(value: float | None) -> str:
    """Write a score with three digits after the point."""
    return "–" if value is None else f"{value:.3f}"


def signed(value: float | None) -> str:
    """Write a difference with its sign."""
    return "–" if value is None else f"{0.0 if abs(value) < 5e-4 else value:+.3f}"


def sentence(main: Difference, *, same: bool) -> str:
    """Return the verdict in one sentence."""
    if same:
        return f"A and B made the same predictions: {main.measure} {figure(main.a)}, difference 0."
    beside = f"{main.measure} {figure(main.b)} against {figure(main.a)}, {signed(main.difference)}"
    if main.interval is None:
        return f"Undecided: {beside}, and {main.note}."
    span = f"{beside} [{signed(main.interval[0])}, {signed(main.interval[1])}] at 95 %"
    words = {"better": "B is better than A", "worse": "B is worse than A", "same": "B scores just as A does"}
    return f"{words.get(main.verdict, 'Undecided')}: {span}."


def about_words(a: Side, b: Side, share: float | None) -> str:
    """Say whether the verdict is about two models or about the data that they were trained on."""
    if share is None:
        alone = "One training seed of each" if a.seeds == b.seeds == 1 else "One training seed of one side"
        return (
            f"{alone}: this is about these models, and not about the data they were trained on, which another seed "
            f"could turn round. To judge the data, train at least {SEEDS} seeds of each."
        )
    few = f" {SEEDS} are the least that is advised." if min(a.seeds, b.seeds) < SEEDS else ""
    count = f"{a.seeds} training seeds of each" if a.seeds == b.seeds else f"{a.seeds} and {b.seeds} training seeds"
    return (
        f"{count}: {100 * share:.0f} % of the uncertainty is due to seeds, the rest to the images. The interval allows "
        f"for further seeds too.{few}"
    )


def needed_words(needed: Needed, side: Side, groups: int, *, seeds_known: bool) -> str:
    """Say what would tell a difference of the size seen, or that none worth telling is left."""
    left = f"No difference larger than {needed.largest:.3f} is left in either direction."
    images = needed.images if needed.images is not None and needed.images <= _MUCH * groups else None
    seeds = needed.seeds if needed.seeds is not None and needed.seeds <= _MUCH else None
    ways = []
    if images is not None and images > groups:
        ways.append(f"about {_rounded(images):,} independent images (now {groups:,})")
    if seeds_known and seeds is not None and seeds > side.seeds:
        ways.append(f"about {seeds} seeds of each (now {side.seeds})")
    if not ways:
        more = "more images and more seeds together" if seeds_known else f"over {_MUCH} times as many images"
        return f"{left} A difference as small as the one seen would take {more}."
    return f"{left} To tell a difference of the size seen (95 %, with a chance of 80 %): {', or '.join(ways)}."


def _rounded(count: int) -> int:
    """Round up to two digits: it is an estimate."""
    unit = 10 ** max(len(str(count)) - 2, 0)
    return ceil(count / unit) * unit


def chance_words(found: McNemar) -> str:
    """Say what McNemar's test finds."""
    return (
        f"Only A is right on {plural(found.only_a, 'sample')} and only B on {found.only_b:,}: McNemar's test "
        f"p = {found.mid_p:.2g} (mid-p; exact binomial {found.exact:.2g})."
    )


def missing_words(name: str, missing: int, whole: int, *, seeds: int, boxes: bool) -> str:
    """Say how many samples have no prediction, of one seed at least, and how they count."""
    noun, one, many = (
        ("image", "nothing is found on it", "nothing is found on them")
        if boxes
        else ("sample", "it counts as wrong", "they count as wrong")
    )
    who = " by one seed or more" if seeds > 1 else ""
    return f"{name} says nothing of {missing:,} of {plural(whole, noun)}{who}: {one if missing == 1 else many}."


def unusable_words(name: str, problems: Sequence[Problem], *, of: int) -> str:
    """Say how many detections of a side can match nothing, and that they count as false."""
    how = (
        "has no area or is outside its image, and counts"
        if len(problems) == 1
        else ("have no area or are outside their image, and count")
    )
    return f"{name}: {len(problems):,} of {plural(of, 'detection')} {how} as false{_first(problems)}."


def mended_words(problems: Sequence[Problem]) -> str:
    """Say what of the test set is left out or mended."""
    entries = "entry is" if len(problems) == 1 else "entries are"
    return f"The test set: {len(problems):,} {entries} left out or mended{_first(problems)}."


def _first(problems: Sequence[Problem]) -> str:
    return f"{': ' if len(problems) == 1 else '; the first is '}{problems[0].where}, {problems[0].reason.rstrip('.')}"


def ranked_boxes(overlap: float, a: Sequence[float | None], b: Sequence[float | None], *, differs: bool) -> str:
    """Say what images of detection are ranked by.

    Args:
        overlap: at which a detection finds an object.
        a: of each seed, the score from which on detections count; None where there are none.
        b: likewise.
        differs: whether there is an image on which they differ.
    """
    mean, whose = (", mean over the seeds", "each seed") if max(len(a), len(b)) > 1 else ("", "its model")
    what = f"objects found less false alarms, at an overlap (IoU) of {overlap:g}"
    head = f"Images are ranked by {what}, B less A{mean}" if differs else f"No image differs in {what}{mean}"
    scores = [", ".join("none" if least is None else f"{least:.2g}" for least in side) for side in (a, b)]
    rule = f"A detection counts from the score on at which {whose} has its best F1"
    return f"{head}. {rule}: {scores[0]} (A), {scores[1]} (B)."


def ranked_labels(a: int, b: int, *, sure: bool, differs: bool) -> str:
    """Say what samples of classification are ranked by: a and b are the seeds of both sides."""
    several = max(a, b) > 1
    if not differs:
        return f"No sample is told rightly by {'more seeds of one side' if several else 'just one of the two'}."
    first = "then those that the models are surest of" if sure else "then the order of the test set"
    if several:
        return f"Samples are ranked by the share of seeds that tell them rightly, B less A; {first}."
    rest = ", those first that the two are surest of" if sure else ""
    return f"Samples that one tells rightly and the other does not{rest}."


def swap_sentence(pairs: Mapping[tuple[str, str], Difference], measure: str) -> str:
    """Say which version made the better model, and what half of each gives."""
    told = pairs["v1", "v2"]
    span = "" if told.interval is None else f" [{signed(told.interval[0])}, {signed(told.interval[1])}]"
    chance = f" ({corrected_words(told)})" if corrected_words(told) else ""
    beside = f"{measure} {figure(told.b)} against {figure(told.a)}"
    figures = f"{beside}, {signed(told.difference)}{span} at equal size{chance}"
    said = {
        "better": f"v2 made the better model: {figures}",
        "worse": f"v1 made the better model: v2 has {figures}",
        "same": f"v1 and v2 made models that predict the same: {figures}",
    }.get(told.verdict, f"Undecided which of v1 and v2 made the better model: v2 has {figures}")
    return f"{said}. {_half_of_each(pairs['v1', 'v1+v2'], pairs['v2', 'v1+v2'])}"


def corrected_words(told: Difference) -> str:
    """Say the p-value of a pair of a swap, alone and corrected; '' where nothing differs, or nothing is known."""
    if told.p is None or told.p_adjusted is None or told.verdict == "same":
        return ""
    return f"p {_chance(told.p)}, {_chance(told.p_adjusted)} corrected for three comparisons"


def swap_note(told: Difference) -> str:
    """Say beside a pair of a swap, where it stands alone, what the swap makes of it; '' as `corrected_words`."""
    said = corrected_words(told)
    if not said:
        return ""
    return (
        "This comparison is one of three of a swap, and is judged here as if it were the only one. The swap corrects "
        f"for three comparisons (Benjamini-Hochberg), and its verdict on B is: {told.verdict} ({said})."
    )


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= 5e-4 else "below 0.001"


def _half_of_each(first: Difference, second: Difference) -> str:
    score = figure(first.b)
    if first.verdict == second.verdict == "better":
        return f"Half of each ({score}) is better than either alone: they complement each other."
    if first.verdict == "worse" and second.verdict == "worse":
        return f"Half of each ({score}) is worse than either alone."
    beaten = [name for name, each in (("v1", first), ("v2", second)) if each.verdict == "better"]
    behind = [name for name, each in (("v1", first), ("v2", second)) if each.verdict == "worse"]
    words = [f"better than {name} alone" for name in beaten] + [f"worse than {name} alone" for name in behind]
    return f"Half of each ({score}) is {' and '.join(words) if words else 'not told from either alone'}."
