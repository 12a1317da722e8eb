"""The third I: does a data set fit the declared domain of operation? Relevance, coverage, compliance."""

from dataclasses import dataclass
from typing import Literal as Choice

__all__ = [
    "Check",
    "Compliance",
    "ConditionSummary",
    "Covered",
    "Intentionality",
    "Missing",
    "Pair",
    "Relevance",
    "RuleCount",
    "Verdict",
]

Verdict = Choice["met", "violated", "undecided"]


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule of the domain, and how many samples break it."""

    rule: str
    """In words, such as `light_lux outside 200 to 2,000`."""
    place: str
    """File and line."""
    count: int
    """Samples that break it."""
    unknown: int
    """Samples of which it is not known."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """The share of samples inside the domain (definitions, section 3)."""

    low: float
    """As if all unknown samples were outside."""
    high: float
    """As if all unknown samples were inside."""
    inside: int
    outside: int
    unknown: int
    rules: tuple[RuleCount, ...]
    """The rules that some sample breaks, most broken first; one sample can break several."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A combination of levels with too few samples."""

    levels: dict[str, str]
    """Condition -> level or bin, in words."""
    count: int
    needed: int
    """How many more samples it takes."""
    field_share: float
    """Its share in the field as declared: the list begins with the largest."""
    real: int | None
    """How many real samples it has; None where there are no real ones to compare with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How often the levels of two conditions occur together, for a heat map."""

    first: str
    second: str
    first_levels: tuple[str, ...]
    second_levels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """[first level][second level] synthetic samples inside the domain."""
    real: tuple[tuple[int, ...], ...] | None
    feasible: tuple[tuple[bool, ...], ...]
    needed: int
    """Samples that each feasible combination should have."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The share of feasible combinations of t levels with enough samples (definitions, section 3)."""

    low: float
    high: float
    """As if unknown conditions had whatever value is missing."""
    t: int
    over: tuple[str, ...]
    min_each: int
    feasible: int
    """Combinations that can be."""
    covered: int
    missing: tuple[Missing, ...]
    """The most important ones, 200 at most."""
    n_missing: int
    only_real: tuple[dict[str, str], ...]
    """Combinations that real samples have and synthetic ones do not, most frequent first, 50 at most."""
    n_only_real: int
    only_synthetic: tuple[dict[str, str], ...]
    n_only_synthetic: int
    pairs: tuple[Pair, ...]
    """Of the conditions in `over`, 28 pairs at most."""


@dataclass(frozen=True, slots=True)
class Check:
    """One guarantee, or the minimum of an edge case, and whether it holds."""

    name: str
    kind: Choice["guarantee", "edge case"]
    where: str
    place: str
    basis: str
    verdict: Verdict
    n: int
    """Samples that were looked at: all, or those of the audit."""
    count: int
    """Samples to which it applies."""
    unknown: int
    share: float | None
    """count / (n - unknown), of those of which it is known; None where it is known of none."""
    low: float
    """Of the share: bounds from the unknown samples where it was counted, else the ends from which the verdict follows:
    met where both keep to what is asked, violated where they are beyond it."""
    high: float
    min_share: float
    max_share: float
    min_count: int
    p: float | None
    """Of a sampled basis: Holm-adjusted p-value of the verdict; None where it was counted."""
    confidence: float | None
    """As declared, of a sampled basis; None where it was counted."""
    needed: int | None
    """How many more samples would decide or meet it; None where no number is known."""
    sentence: str
    end_confidence: float | None = None
    """Of each end of a sampled share alone, one-sided: more than `confidence` where several share it (Holm)."""


@dataclass(frozen=True, slots=True)
class Compliance:
    """The share of guarantees and edge-case minima that are met (definitions, section 3)."""

    low: float
    """As if all undecided ones were violated."""
    high: float
    """As if all undecided ones were met."""
    met: int
    violated: int
    undecided: int
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ConditionSummary:
    """How one condition is distributed, level by level or bin by bin."""

    name: str
    kind: Choice["levels", "range", "static"]
    source: str
    """Where it came from: metadata, label, measured, annotations, or missing."""
    unit: str
    bounds: tuple[float, float] | None
    """Of a range, as declared."""
    scale: str
    levels: tuple[str, ...]
    """Level names, or bins in words."""
    edges: tuple[float, ...]
    """Of a range: (levels + 1,) edges of the bins."""
    synthetic: tuple[int, ...]
    """Samples of each level."""
    real: tuple[int, ...] | None
    field: tuple[float, ...] | None
    """Declared shares in the world; None where none are declared."""
    below: int
    """Of a range: synthetic samples under it; of levels: samples with a level that is not declared."""
    above: int
    unknown: int
    absent: int
    """Samples to which it does not apply (`when`)."""
    real_below: int = 0
    """The same four of the real samples; 0 where there are none to compare with."""
    real_above: int = 0
    real_unknown: int = 0
    real_absent: int = 0
    integer: bool = False
    """Of a range: whole numbers only."""


@dataclass(frozen=True, slots=True)
class Intentionality:
    """How well a data set fits a declared domain; without a domain there is no score."""

    score: float | None = None
    """The least of relevance, coverage and compliance, as far as the domain declares them, in [0, 1], higher is
    better; where something is unknown or undecided, the lower bound."""
    high: float | None = None
    """The upper bound; equal to the score where all is known."""
    note: str = "no domain declared"
    domain: str = ""
    domain_file: str = ""
    domain_digest: str = ""
    """SHA-256 of the declaration with all that it extends."""
    level: str = ""
    things: str = ""
    """What the samples are, where the level does not say: `rows` of a table; empty otherwise."""
    open_world: bool = False
    n: int = 0
    n_real: int | None = None
    relevance: Relevance | None = None
    coverage: Covered | None = None
    compliance: Compliance | None = None
    conditions: tuple[ConditionSummary, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def least(self) -> str | None:
        """The name of the part that sets the score."""
        parts = {"relevance": self.relevance, "coverage": self.coverage, "compliance": self.compliance}
        known = {name: part.low for name, part in parts.items() if part is not None}
        return min(known, key=lambda name: known[name]) if known else None
