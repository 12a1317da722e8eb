"""The third I of a run: both sides against the declared domain, and what it says of each sample."""

from dataclasses import dataclass, field

import numpy as np

from datadiet.curate.evidence import EdgeCaseEvidence, Fit
from datadiet.data import Dataset, Problem, levels
from datadiet.domain.checking import Checked, check_domain
from datadiet.domain.conditions import Conditions, read_conditions
from datadiet.domain.domain import Domain
from datadiet.domain.intentionality import Intentionality
from datadiet.domain.loading import load_domain
from datadiet.domain.relevance import OUTSIDE
from datadiet.domain.samples import read_audit
from datadiet.scorecard.options import Options
from datadiet.scorecard.sides import ROWS, Pair, Side

__all__ = ["Intention", "intend"]


@dataclass(frozen=True, slots=True)
class Intention:
    """What the domain says of the synthetic side; without a domain, nothing."""

    facts: Intentionality = field(default_factory=Intentionality)
    checked: Checked | None = None
    known: Conditions | None = None
    problems: tuple[Problem, ...] = ()
    domain: Domain | None = None

    def fit(self, side: Side, level: str) -> Fit | None:
        """Return how the samples of a level fit; None where the domain was not declared for this level."""
        if self.checked is None or self.known is None or _scene(level) != self.facts.level:
            return None
        place = {id: row for row, id in enumerate(self.known.frame["id"])}
        rows = np.array([place[id] for id in side.data.samples["id"]], dtype=np.int64)
        standing = self.checked.standing
        return Fit(
            outside=standing.state[rows] == OUTSIDE,
            reasons=tuple(standing.reason[row] for row in rows),
            edge_cases=tuple(
                EdgeCaseEvidence(case.name, case.members[rows], case.quota) for case in self.checked.edge_cases
            ),
        )


def intend(pair: Pair, options: Options) -> Intention:
    """Check both sides against the domain that the options name."""
    if options.domain is None:
        return Intention()
    domain = options.domain if isinstance(options.domain, Domain) else load_domain(options.domain)
    real, synthetic = (_conditions(domain, side, options) for side in (pair.real, pair.synthetic))
    audit = None if options.audit is None else read_audit(domain, synthetic, options.audit)
    checked = check_domain(domain, synthetic, real=real, audit=audit)
    return Intention(checked.intentionality, checked, synthetic, checked.problems, domain)


def _conditions(domain: Domain, data: Dataset, options: Options) -> Conditions:
    every = levels.at_level(data, "item") if domain.level == "item" else data

    def progress(done: int, total: int) -> None:
        options.progress(f"conditions of {data.origin} samples", done, total)

    return read_conditions(domain, every, whole=data, workers=options.workers, cache=options.cache, progress=progress)


def _scene(level: str) -> str:
    return "scene" if level == ROWS else level
