"""What was drawn, in a few lines and as JSON."""

import json
from dataclasses import asdict

from datadiet.domain.sampling.sampled import Sampled

__all__ = ["as_json", "lines"]


def lines(made: Sampled) -> list[str]:
    """Say what was drawn, the share of every quota, and what n is too small for."""
    found = [f"{made.rows.height:,} rows of {made.rows.width - 3} conditions."]
    for quota in made.shares:
        asked = [f"at least {quota.min_share:.3g}"] if quota.min_share > 0 else []
        asked += [f"at most {quota.max_share:.3g}"] if quota.max_share < 1 else []
        asked += [f"at least {quota.min_count:,} rows"] if quota.min_count else []
        mark = "" if quota.met else ", not met"
        found.append(
            f"  {quota.name}: {quota.count:,} rows, {quota.share:.3g} (asked for: {' and '.join(asked) or 'nothing'}; "
            f"in the field {quota.field:.2g}){mark}"
        )
    return [*found, *(f"Too few rows: {text}." for text in made.shortfalls), *made.notes]


def as_json(made: Sampled) -> bytes:
    """Return the rows and what is said of them as JSON."""
    facts = {
        "rows": made.rows.to_dicts(),
        "shares": [asdict(quota) for quota in made.shares],
        "shortfalls": list(made.shortfalls),
        "notes": list(made.notes),
    }
    return json.dumps(facts, indent=1, ensure_ascii=False).encode() + b"\n"
