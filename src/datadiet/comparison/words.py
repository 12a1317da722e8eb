"""A comparison as JSON for machines, and as a table and sentences for people."""

import shlex

from pydantic import TypeAdapter

from datadiet.comparison.results import Candidate, Comparison, LevelComparison, RunScore

__all__ = ["as_json", "in_words"]

MOST_SLICES = 5


def as_json(comparison: Comparison) -> bytes:
    """Return the facts as indented JSON."""
    return TypeAdapter(Comparison).dump_json(comparison, indent=2) + b"\n"


def in_words(comparison: Comparison) -> str:
    """Return one table a level, then what it comes to and what to do next."""
    lead = comparison.levels[0]
    best = min(lead.runs, key=lambda run: (bool(run.faults), run.gap))
    tables = "\n\n".join(_level(level) for level in comparison.levels)
    return f"{tables}\n\n{_verdict(lead, best)}\nNext: {shlex.join(['datadiet', 'keep', best.name, '--to', 'kept'])}"


def _verdict(lead: LevelComparison, best: RunScore) -> str:
    """Name the nearest run without a fault, and say whether it surely beats the baseline."""
    if best.faults:
        return "Verdict: every run has a fault."
    sure = {candidate.name: candidate.gap.better for candidate in lead.candidates}
    if best.name == lead.runs[0].name:
        return f"Verdict: the baseline {best.name} is nearest to the real data."
    beats = "surely nearer than" if sure[best.name] else "not surely nearer than"
    return f"Verdict: {best.name} is nearest to the real data, and {beats} the baseline {lead.runs[0].name}."


def _level(level: LevelComparison) -> str:
    width = max(len("run"), *(len(run.name) for run in level.runs))
    head = f"{'run':<{width}}  indistinguishability   gap      richness            novel  kept"
    lines = [f"{level.level}, on one shared plane", head, *(_row(run, width) for run in level.runs), ""]
    for candidate in level.candidates:
        lines += [candidate.sentence, *_paid(level, candidate)]
        changed = [where for where in candidate.where if where.p_adjusted < 0.05]
        lines += [
            f"  {where.column} = {where.value}: gap {where.gap.baseline:.3g} -> {where.gap.candidate:.3g}"
            f" ({'better' if where.gap.better else 'worse'}, p = {where.p_adjusted:.2g})"
            for where in changed[:MOST_SLICES]
        ]
    return "\n".join(lines)


def _paid(level: LevelComparison, candidate: Candidate) -> list[str]:
    """Say what the samples of both cost, and each point that the candidate surely gained."""
    of = {run.name: run.cost for run in level.runs if run.cost is not None}
    if candidate.name not in of:
        return []
    spent = ", ".join(f"{name} {_work(cost.seconds, cost.money)}" for name, cost in of.items())
    points = ", ".join(
        f"{_work(paid['seconds'], paid.get('money'))} for each point (0.01) of {measure}"
        for measure, paid in candidate.per_point.items()
    )
    return [f"  made in: {spent}{f'; that is {points}' if points else ''}"]


def _work(seconds: float, money: float | None) -> str:
    return f"{seconds:,.{0 if seconds >= 100 else 2}f} s of work" + (
        "" if money is None else f" and {money:.3g} of money"
    )


def _row(run: RunScore, width: int) -> str:
    (low, high), (poor, rich) = run.interval, run.richness_interval
    faults = f"  {', '.join(run.faults)}" if run.faults else ""
    return (
        f"{run.name:<{width}}  {run.indistinguishability:.2f} [{low:.2f}, {high:.2f}]    {run.gap:<7.3g}"
        f"  {run.richness:.2f} [{poor:.2f}, {rich:.2f}]  {run.novel:>5.1f}  {run.kept} of {run.total}{faults}"
    )
