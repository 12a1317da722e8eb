"""The facts of a fitted generator, as page and terminal show them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datadiet.distributions.fitting import Candidate, Fit
from datadiet.distributions.fitting.wording import NAMES
from datadiet.generate.tables.methods import WORDS
from datadiet.generate.tables.storage import Told
from datadiet.report.columns.chance import by_chance
from datadiet.report.columns.tried import TriedMethods, tried_methods
from datadiet.report.columns.words import fitted, masses, values
from datadiet.report.formats import count, number
from datadiet.schema import Column

__all__ = ["ColumnShown", "ModelShown", "PairRow", "Row", "summed"]

ALIKE = 0.9
"""Below it a column of the generator is called unlike the real one."""
_PAIRS = 10
_RAW = re.compile(r"\b(that of|told from) (\w+)")
"""Families as files call them, in reasons."""
_STATES = {"chosen": "good", "alternative": "", "rejected": "unsure", "vetoed": "bad"}


@dataclass(frozen=True, slots=True)
class Row:
    """One family that was tried, with its figures as text."""

    family: str
    parameters: str
    figures: tuple[str, ...]
    """AIC, held-out likelihood, KS, AD, p."""
    state: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column."""

    name: str
    kind: str
    why: str
    values: str
    """How many there are, and how many are missing."""
    fitted: str
    """In a sentence or two."""
    badge: str
    tone: str
    alike: float | None
    """Its shape among the generator's rows, beside the real one."""
    masses: tuple[str, ...]
    """Why single values were split off, and what would have become of families otherwise."""
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    fit: Fit | None
    facts: Mapping[str, Any]

    @property
    def alike_text(self) -> str:
        """The shape as text."""
        return "–" if self.alike is None else number(self.alike)

    @property
    def vetoed(self) -> tuple[Row, ...]:
        """Families whose fit is degenerate."""
        return tuple(row for row in self.rows if row.state == "vetoed")

    @property
    def rejected(self) -> tuple[Row, ...]:
        """Families that fit worse, or not at all."""
        return tuple(row for row in self.rows if row.state == "rejected")


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two columns that go together differently in the generator."""

    first: str
    second: str
    real: float
    model: float


@dataclass(frozen=True, slots=True)
class ModelShown:
    """A generator."""

    name: str
    sentence: str
    sizes: str
    tone: str
    columns: tuple[ColumnShown, ...]
    tried: TriedMethods | None
    pairs: Mapping[str, Any] | None
    """`names`, and `real` and `model` associations."""
    differing: tuple[PairRow, ...]
    """Pairs that differ most, the worst first."""
    rules: tuple[str, ...]
    """Constraints, sums and uniqueness."""
    notes: tuple[str, ...]


def summed(told: Told, name: str) -> ModelShown:
    """Return what is shown of a generator called `name`."""
    facts = told.facts
    made = {column.name for column in told.columns}
    columns = tuple(_column(column, column.name in made, facts, told) for column in told.schema.columns)
    known = [column for column in columns if column.alike is not None]
    unlike = [column.name for column in known if (column.alike or 0) < min(ALIKE, by_chance(column.facts))]
    unfitted = sum(column.fit is not None and not column.fit.fits for column in columns)
    pairs = facts.get("pairs")
    method = str(facts.get("method", told.method))
    by = f", fitted within each level of {facts['by']} by itself" if facts.get("by") else ""
    called = method.upper() if method in ("vae", "gan") else method.capitalize()
    said = f"{called}: {WORDS.get(method, method)}{by}. "
    said += f"{_listed(unlike)} {'is' if len(unlike) == 1 else 'are'} unlike the real ones. " if unlike else ""
    said += (
        f"No family fits {unfitted} of {len(columns)} columns: those are drawn from a smoothed body with fitted tails."
        if unfitted
        else ""
    )
    return ModelShown(
        name=name,
        sentence=said.strip(),
        sizes=f"{count(int(facts.get('rows', 0)))} rows, {count(len(columns))} columns, seed {facts.get('seed', '–')}",
        tone="unsure" if unlike else "good",
        columns=columns,
        tried=tried_methods(facts["auto"]) if facts.get("auto") else None,
        pairs=pairs if pairs and len(pairs["names"]) > 1 else None,
        differing=_differing(pairs) if pairs else (),
        rules=_rules(told),
        notes=(*told.schema.notes, *facts.get("notes", ())),
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more columns" if len(names) > 5 else "")


def _rules(told: Told) -> tuple[str, ...]:
    schema = told.schema
    return (
        *schema.constraints,
        *(f"{name} = {text}" for name, text in schema.sums.items()),
        *(f"{' + '.join(group)} is unique" for group in schema.unique),
    )


def _column(column: Column, made: bool, facts: Mapping[str, Any], told: Told) -> ColumnShown:
    fit = Fit.from_dict(facts["fits"][column.name]) if column.name in facts.get("fits", {}) else None
    seen = facts.get("columns", {}).get(column.name, {})
    unsplit = [Candidate(**each) for each in facts.get("unsplit", {}).get(column.name, ())]
    said, badge, tone = fitted(column, made, fit, told)
    return ColumnShown(
        name=column.name,
        kind=column.kind + (f", in {column.unit}" if column.unit and column.kind != "datetime" else ""),
        why=column.why,
        values=values(seen),
        fitted=said,
        badge=badge,
        tone=tone,
        alike=seen.get("shape"),
        masses=masses(fit, unsplit) if fit else (),
        notes=fit.notes if fit else (),
        rows=tuple(_row(each) for each in fit.candidates) if fit else (),
        fit=fit,
        facts=seen,
    )


def _row(each: Candidate) -> Row:
    parameters = ", ".join(f"{name} {value:.4g}" for name, value in each.parameters.items())
    figures = tuple(_figure(value) for value in (each.aic, each.heldout, each.ks, each.ad, each.p))
    reason = _RAW.sub(lambda found: f"{found[1]} {NAMES.get(found[2], found[2])}", each.reason)
    return Row(NAMES[each.family], parameters, figures, each.state, _STATES[each.state], reason)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"


def _differing(pairs: Mapping[str, Any]) -> tuple[PairRow, ...]:
    names, real, model = pairs["names"], pairs["real"], pairs["model"]
    found = [
        PairRow(names[i], names[j], real[i][j], model[i][j])
        for i in range(len(names))
        for j in range(i + 1, len(names))
    ]
    return tuple(sorted(found, key=lambda row: -abs(row.real - row.model))[:_PAIRS])
