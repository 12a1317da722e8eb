"""What the third I says, in plain sentences: which part sets it, and what weighs most."""

from datadiet.domain.intentionality import Check, Compliance, Covered, Intentionality, Missing, Relevance
from datadiet.report.formats import SPACE, count, plural, portion
from datadiet.report.nouns import counted, noun

__all__ = [
    "BOUNDS",
    "OPEN_WORLD",
    "asked",
    "combinations",
    "compliance",
    "coverage",
    "declared",
    "found",
    "levels",
    "notes",
    "relevance",
    "sentence",
    "short_place",
    "things",
    "things_noun",
    "unmet",
    "world",
]

OPEN_WORLD = (
    "The world is declared open: coverage and guarantees bind only what is declared, and what was not thought of is "
    "not judged."
)
BOUNDS = "lower to upper bound"
COMBINATIONS = {
    1: ("level", "levels"),
    2: ("pair of levels", "pairs of levels"),
    3: ("triple of levels", "triples of levels"),
}


def short_place(place: str) -> str:
    """Return a file and line without the folders."""
    return place.replace("\\", "/").rsplit("/", 1)[-1]


def declared(result: Intentionality) -> bool:
    """Say whether there is a domain at all."""
    return bool(result.domain) or result.score is not None


def things(result: Intentionality) -> str:
    """Return what the samples are: the level of the domain, or the rows of a table."""
    return result.things or result.level


def things_noun(result: Intentionality) -> str:
    """Return what the samples are called, in the plural."""
    return noun(things(result))


def world(result: Intentionality) -> str:
    """Say what an open world means, in the words of the result where it has any; empty where it is closed."""
    if not result.open_world:
        return ""
    return next((note for note in result.notes if _on_the_world(note)), OPEN_WORLD)


def notes(result: Intentionality) -> tuple[str, ...]:
    """Return what else is to be known, without what `world` says."""
    own = (result.note,) if result.note and result.score is not None and result.note != Intentionality().note else ()
    return tuple(
        dict.fromkeys(note for note in (*own, *result.notes) if not (result.open_world and _on_the_world(note)))
    )


def _on_the_world(note: str) -> bool:
    return "world" in note.lower() and "open" in note.lower()


def sentence(result: Intentionality) -> str:
    """Say whether the data is what was asked for; below 1, which part says so and its largest cause."""
    if result.score is None:
        hint = "" if declared(result) else " Without one, nobody can say whether this data is what was meant."
        return f"Not scored: {result.note.rstrip('.')}.{hint}"
    if result.score >= 1:
        return _all_well(result)
    told = {
        "relevance": lambda: relevance(result.relevance, things(result)) if result.relevance else "",
        "coverage": lambda: coverage(result.coverage, things(result)) if result.coverage else "",
        "compliance": lambda: compliance(result.compliance) if result.compliance else "",
    }
    least = result.least or "relevance"
    return f"{least.capitalize()} sets it: {told[least]()}"


def _all_well(result: Intentionality) -> str:
    parts = []
    if result.relevance:
        parts.append(f"all {counted(result.relevance.inside, things(result))} are inside the domain")
    if result.coverage:
        parts.append(
            f"each of {plural(result.coverage.feasible, *combinations(result.coverage.t))} occurs often enough"
        )
    if result.compliance:
        parts.append(_of_checks(result.compliance, result.compliance.met, "met"))
    return f"Everything that was declared holds: {', '.join(parts)}."


def relevance(part: Relevance, level: str) -> str:
    """Say how many samples are outside or unknown, and which rule most of them break."""
    total = part.inside + part.outside + part.unknown
    if part.low >= 1:
        return f"all {counted(total, level)} are inside the domain."
    said = []
    if part.outside:
        verb = "is" if part.outside == 1 else "are"
        said.append(f"{count(part.outside)} of {counted(total, level)} {verb} outside the domain{_most(part)}")
    if part.unknown:
        verb = "has a condition that is" if part.unknown == 1 else "have conditions that are"
        said.append(f"{count(part.unknown)} of {counted(total, level)} {verb} not known")
    return "; ".join(said) + "."


def _most(part: Relevance) -> str:
    broken = [rule for rule in part.rules if rule.count]
    if not broken:
        return ""
    worst = max(broken, key=lambda rule: rule.count)
    some = "" if len(broken) == 1 and worst.count == part.outside else f" {count(worst.count)} of them"
    return f",{some} because {_reason(worst.rule)}"


def _reason(rule: str) -> str:
    """Write a rule as the reason why a sample is outside."""
    if rule.startswith("against the constraint "):
        return f"{rule.removeprefix('against ')} does not hold"
    if rule.startswith("excluded: "):
        return f"{rule.removeprefix('excluded: ')} is excluded"
    for kind in (" outside ", " other than "):
        rule = rule.replace(kind, f" is{kind}", 1)
    return rule


def coverage(part: Covered, level: str) -> str:
    """Say how many combinations have too few samples, and which of them the field has most of."""
    one, many = combinations(part.t)
    if part.low >= 1:
        return f"each of {plural(part.feasible, one, many)} has at least {counted(part.min_each, level)}."
    have = "has" if part.n_missing == 1 else "have"
    few = f"no {noun(level)}" if part.min_each == 1 else f"fewer than {counted(part.min_each, level)}"
    said = f"{count(part.n_missing)} of {count(part.feasible)} {many} {have} {few}"
    return f"{said}, first {_short(part.missing[0])}." if part.missing else f"{said}."


def _short(missing: Missing) -> str:
    return f"{levels(missing.levels)} ({count(missing.count)}, {count(missing.needed)} more needed)"


def levels(combination: dict[str, str]) -> str:
    """Write a combination of levels."""
    return " with ".join(f"{name} = {level}" for name, level in combination.items())


def combinations(t: int) -> tuple[str, str]:
    """Return what combinations of t levels are called: one, many."""
    return COMBINATIONS.get(t, (f"combination of {t} levels", f"combinations of {t} levels"))


def compliance(part: Compliance) -> str:
    """Say how many promises hold, and which one is farthest from it."""
    if part.low >= 1:
        return f"{_of_checks(part, part.met, 'met')}."
    said = []
    if part.violated:
        said.append(_of_checks(part, part.violated, "violated"))
    if part.undecided:
        verb = "is" if part.undecided == 1 else "are"
        said.append(
            f"{count(part.undecided)} {verb} undecided" if said else _of_checks(part, part.undecided, "undecided")
        )
    worst = unmet(part)[:1]
    first = f"; {worst[0].name}: {found(worst[0])}, asked for: {asked(worst[0])}" if worst else ""
    return f"{', '.join(said)}{first}."


def _of_checks(part: Compliance, n: int, verdict: str) -> str:
    kinds = dict.fromkeys(check.kind for check in part.checks)
    total = len(part.checks)
    if total == 1:
        return f"the only {next(iter(kinds))} is {verdict}"
    names = " and ".join(f"{kind}s" for kind in kinds)
    whole = "both" if n == total == 2 else f"all {count(n)}" if n == total else f"{count(n)} of {count(total)}"
    return f"{whole} {names} {'is' if n == 1 else 'are'} {verdict}"


def unmet(part: Compliance) -> list[Check]:
    """Return what is violated, the farthest from what is asked first, then what is undecided."""
    order = {"violated": 0, "undecided": 1}
    open_ = [check for check in part.checks if check.verdict in order]
    return sorted(open_, key=lambda check: (order[check.verdict], -_shortfall(check)))


def _shortfall(check: Check) -> float:
    """Return how much of what is asked is lacking, or how much of what is left beyond the maximum is used."""
    share = check.share or 0.0
    lacking = [0.0]
    if check.min_share > 0:
        lacking.append((check.min_share - share) / check.min_share)
    if check.min_count > 0:
        lacking.append((check.min_count - check.count) / check.min_count)
    if check.max_share < 1:
        lacking.append((share - check.max_share) / (1 - check.max_share))
    return max(lacking)


def found(check: Check) -> str:
    """Write what was found: a share where one is asked for, and the counts behind it."""
    if check.share is None and check.n:
        return f"known of none of {count(check.n)}"
    counts = f"{count(check.count)} of {count(check.n)}"
    if check.unknown:
        counts = f"{count(check.count)} of {count(check.n - check.unknown)} known, {count(check.unknown)} unknown"
    if check.share is None or not _shares(check):
        return counts
    return f"{portion(check.share, check.min_share, check.max_share)} ({counts.replace(' ', SPACE)})"


def asked(check: Check) -> str:
    """Write what was asked for."""
    low, high = portion(check.min_share), portion(check.max_share)
    said = []
    if check.min_share > 0 and check.max_share < 1:
        said.append(f"exactly {low}" if check.min_share == check.max_share else f"{low} to {high}")
    elif check.min_share > 0:
        said.append(f"at least {low}")
    elif check.max_share < 1:
        said.append("none" if check.max_share == 0 else f"at most {high}")
    if check.min_count:
        said.append(f"at least {counted(check.min_count, '')}")
    return " and ".join(said) or "any share"


def _shares(check: Check) -> bool:
    return check.min_share > 0 or check.max_share < 1
