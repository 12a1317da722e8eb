"""The rules of a domain in words, under keys by which those of two domains find each other."""

from dataclasses import dataclass

from datadiet.domain.domain import Domain, Share

__all__ = ["Declared", "rules_of"]


@dataclass(frozen=True, slots=True)
class Declared:
    """One rule."""

    what: str
    """Which one it is, in words."""
    says: str
    """What it demands, in words."""
    means: str
    """The same, however it is written: by this it is compared."""


def rules_of(domain: Domain) -> dict[str, Declared]:
    """Return all rules of a domain: those about the same part of the data have the same key in both domains."""
    found: dict[str, Declared] = {}
    for constraint in domain.constraints:
        _put(
            found, f"constraint {constraint.where.canonical}", Declared("constraint", f"always {constraint.where}", "")
        )
    for exclusion in domain.exclude:
        most = f"at most {_percent(exclusion.max_share)} of the data" if exclusion.max_share else "none in the data"
        rule = Declared(f"exclusion of {exclusion.where}", most, most)
        _put(found, f"exclude {exclusion.where.canonical}", rule)
    for case in domain.edge_cases:
        least = f", {case.min_count:,} samples or more" if case.min_count else ""
        wanted = f"{_bounds(case.share)}{least}"
        rule = Declared(f"edge case {case.name}", f"{case.where}: {wanted}", f"{case.where.canonical}: {wanted}")
        _put(found, f"edge case {case.name}", rule)
    for guarantee in domain.guarantees:
        sampled = "" if guarantee.basis == "metadata" else f" at {guarantee.confidence:.12g}"
        says = f"{_bounds(guarantee.share)}, by {guarantee.basis}{sampled}"
        rule = Declared(f"guarantee on {guarantee.where}", says, says)
        _put(found, f"guarantee {guarantee.where.canonical}", rule)
    if domain.coverage is not None:
        asked = domain.coverage
        over = ", ".join(sorted(asked.over))
        says = f"all combinations of {asked.t} of {over}, {asked.min_each} samples each"
        found["coverage"] = Declared("coverage", says, says)
    return found


def _put(found: dict[str, Declared], key: str, rule: Declared) -> None:
    """Add a rule; a second one about the same is another one, unless it says the same."""
    number = 1
    unique = key
    while unique in found and found[unique].means != rule.means:
        number += 1
        unique = f"{key} ({number})"
    found[unique] = rule


def _bounds(share: Share) -> str:
    parts = [f"{_percent(share.min)} or more" if share.min > 0 else "", f"{_percent(share.max)} or less"]
    said = [part for part in parts if part and not (part is parts[1] and share.max >= 1)]
    return " and ".join(said) or "any share"


def _percent(share: float) -> str:
    return f"{100 * share:.6g} %"
