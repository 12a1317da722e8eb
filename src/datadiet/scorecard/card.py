"""The result of a run: facts, and one row per sample beside them."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.costs import Cost
from datadiet.data.dataset import Problem
from datadiet.domain.intentionality import Intentionality
from datadiet.measure.aspects import AspectShare
from datadiet.measure.attribution import Attribution
from datadiet.measure.companions import Companion
from datadiet.measure.indistinguishability import Indistinguishability
from datadiet.measure.richness import Richness
from datadiet.measure.slices import Slice
from datadiet.measure.tells import Tell
from datadiet.plugins import REPORTS, find
from datadiet.scorecard.gates import Gate
from datadiet.scorecard.tables.facts import Fidelity
from datadiet.scorecard.valuing.facts import ValueFacts

__all__ = ["ColumnRead", "Facts", "Fidelity", "Gate", "Intentionality", "Level", "Provenance", "Scorecard"]


@dataclass(frozen=True, slots=True)
class Level:
    """All that was found at one level: item, environment or scene (or rows, for vectors and tables)."""

    name: str
    n_real: int
    n_synthetic: int
    indistinguishability: Indistinguishability
    richness: Richness
    companions: tuple[Companion, ...]
    slices: tuple[Slice, ...]
    attributions: tuple[Attribution, ...]
    aspects: tuple[AspectShare, ...]
    """Empty unless asked for with explain."""
    verdicts: dict[str, int]
    """Verdict -> number of synthetic samples."""
    notes: tuple[str, ...]
    """What could not be judged, and why."""


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """What a column of a table was taken for."""

    name: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that is needed to repeat the run."""

    datadiet: str
    command: str
    created: str
    """UTC, ISO 8601."""
    seed: int
    real: str
    synthetic: str
    real_digest: str
    """SHA-256 over the sorted content hashes of the samples."""
    synthetic_digest: str
    embedder: str
    fingerprint: str
    dimensions: int
    reducer: str
    noise: str
    groups: str
    """How groups were declared."""
    versions: dict[str, str]
    """Python and the libraries that numbers depend on."""
    seconds: dict[str, float]
    """Wall seconds of each stage."""
    real_format: str = ""
    """How it was read; empty where it came from memory."""
    synthetic_format: str = ""
    columns: tuple[ColumnRead, ...] = ()
    """How each column of a table was read."""
    options: dict[str, str] = field(default_factory=dict)
    """Target, held-out rows, protected columns and schema, where given."""
    synthetic_set: str = ""
    """SHA-256 by which `keep` knows the synthetic set again: of images over ids, bytes and boxes in their order, else
    of the file; empty where it came from memory."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What scorecard.json holds; its JSON Schema is published in docs/scorecard.schema.json."""

    schema: int
    sentence: str
    """One plain line of verdict."""
    next_command: str
    """The exact next command to try."""
    indistinguishability: Indistinguishability
    """Of the leading level: the first of `levels`."""
    richness: Richness
    intentionality: Intentionality
    verdicts: dict[str, int]
    levels: tuple[Level, ...]
    tells: tuple[Tell, ...]
    gates: tuple[Gate, ...]
    problems: tuple[Problem, ...]
    provenance: Provenance
    fidelity: Fidelity | None = None
    """Of a table of rows; None for images and vectors."""
    value: ValueFacts | None = None
    """What samples are worth for a model; None where none was asked."""
    cost: Cost | None = None
    """What the synthetic samples cost to make; None where their folder does not say it."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The facts of a run, with one row per sample beside them.

    `points` has one row per sample of either side and per level, in the order of `embeddings[level]`:
    level, id, origin, uri, left, top, right, bottom (the crop, null for whole images), label, group,
    x, y (the plane), dx, dy (displacement by the noise on the plane), split into at most a few condition columns
    prefixed `condition.`; plus, for synthetic rows, verdict, reason, realism.

    `verdicts` has one row per synthetic sample and per level:
    level, id, uri, left, top, right, bottom, label, group, verdict, reason, realism (conformal p), realism_adjusted
    (Benjamini-Hochberg), distance (to the k-th nearest real), rank (1 = most realistic),
    nearest_real (id), nearest_real_uri, nearest_real_distance, nearest_synthetic (id), nearest_synthetic_distance,
    uniqueness (exclusive area in discs, 0 to 1), uniqueness_full (distance to the nearest other synthetic over
    radius_full), redundant_with (id or null); and where samples were valued for a model: value (0 is a sample that
    never votes, the mean what the set is worth beyond blind votes), value_low, value_high (95 %), relevance (1 is as
    near as real samples are to each other), novelty (1 is what the noise moves a sample), doubt (0 to 1), turn (place
    in the order in which `keep` takes samples).
    """

    facts: Facts
    verdicts: pl.DataFrame
    points: pl.DataFrame
    embeddings: dict[str, np.ndarray] = field(default_factory=dict)
    """Level -> (n, D) float32, in the order of `points`."""
    noisy: dict[str, np.ndarray] = field(default_factory=dict)
    """Level -> vectors of the noisy copies of the rows whose `noisy_row` in `points` is not null."""

    @property
    def indistinguishability(self) -> Indistinguishability:
        """The first I at the leading level."""
        return self.facts.indistinguishability

    @property
    def richness(self) -> Richness:
        """The second I at the leading level."""
        return self.facts.richness

    @property
    def intentionality(self) -> Intentionality:
        """The third I."""
        return self.facts.intentionality

    @property
    def fidelity(self) -> Fidelity | None:
        """Columns, pairs, usefulness and privacy of a table; None for images and vectors."""
        return self.facts.fidelity

    @property
    def value(self) -> ValueFacts | None:
        """What the synthetic samples are worth for a model; None where none was asked."""
        return self.facts.value

    @property
    def levels(self) -> dict[str, Level]:
        """All that was found, by level."""
        return {level.name: level for level in self.facts.levels}

    @property
    def provenance(self) -> Provenance:
        """Everything that is needed to repeat the run."""
        return self.facts.provenance

    def report(self, path: str | Path) -> Path:
        """Write the report as one HTML file that opens offline, and return its path."""
        written: Path = find(REPORTS, "html")(self, Path(path))
        return written

    def save(self, folder: str | Path) -> Path:
        """Write the run folder: scorecard.json, JUnit XML, Parquet, vectors, figures and report."""
        written: Path = find(REPORTS, "run")(self, Path(folder))
        return written

    def _repr_html_(self) -> str:
        shown: str = find(REPORTS, "notebook")(self)
        return shown
