"""What was drawn, in a few lines and as JSON."""

import json
from dataclasses import asdict

from datadiet.domain.sampling.sampled import QuotaShare, Sampled

__all__ = ["as_json", "lines", "unmet"]


def lines(made: Sampled) -> list[str]:
    """Say what was drawn, the share of every quota, and what n is too small for."""
    n = made.rows.height
    found = [f"{n:,} rows of {made.rows.width - 3} conditions."]
    if made.shares:
        found.append("How much of them falls under each rule:")
    for quota in made.shares:
        mark = "" if quota.met else ", NOT MET"
        found.append(
            f"  {quota.name}: {quota.count:,} rows, {_percent(quota.share)} (asked for: {_asked(quota)}; "
            f"in the field: {_percent(quota.field)}){mark}"
        )
    return [*found, *(f"Too few rows: {text}." for text in made.shortfalls), *made.notes]


def unmet(made: Sampled) -> str:
    """Say which rules the rows do not hold, and that they are there all the same; empty where they hold all."""
    names = [quota.name for quota in made.shares if not quota.met]
    if not names:
        return ""
    return f"{made.rows.height:,} rows are too few for {', '.join(names)}: they are written all the same."


def _asked(quota: QuotaShare) -> str:
    asked = [f"at least {_percent(quota.min_share)}"] if quota.min_share > 0 else []
    asked += [f"at most {_percent(quota.max_share)}"] if quota.max_share < 1 else []
    asked += [f"at least {quota.min_count:,} rows"] if quota.min_count else []
    return " and ".join(asked) or "nothing"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def as_json(made: Sampled) -> bytes:
    """Return the rows and what is said of them as JSON."""
    facts = {
        "rows": made.rows.to_dicts(),
        "shares": [asdict(quota) for quota in made.shares],
        "shortfalls": list(made.shortfalls),
        "notes": list(made.notes),
    }
    return json.dumps(facts, indent=1, ensure_ascii=False).encode() + b"\n"
