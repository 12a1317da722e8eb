"""One verdict on each synthetic sample, with the numbers that decided it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.curate.evidence import Evidence
from datadiet.curate.intention import intended
from datadiet.curate.reasons import notes, reason
from datadiet.curate.redundancy import redundant_with
from datadiet.data.dataset import Problem
from datadiet.errors import OptionError
from datadiet.measure.corrections import benjamini_hochberg
from datadiet.measure.realism import LEVEL

__all__ = ["VERDICTS", "Evidence", "Judged", "judge"]

VERDICTS = pl.Schema(
    {
        "level": pl.String,
        "id": pl.String,
        "uri": pl.String,
        "left": pl.Float64,
        "top": pl.Float64,
        "right": pl.Float64,
        "bottom": pl.Float64,
        "label": pl.String,
        "group": pl.String,
        "verdict": pl.String,
        "reason": pl.String,
        "realism": pl.Float64,
        "realism_adjusted": pl.Float64,
        "distance": pl.Float64,
        "rank": pl.Int64,
        "nearest_real": pl.String,
        "nearest_real_uri": pl.String,
        "nearest_real_distance": pl.Float64,
        "nearest_synthetic": pl.String,
        "nearest_synthetic_distance": pl.Float64,
        "uniqueness": pl.Float64,
        "uniqueness_full": pl.Float64,
        "redundant_with": pl.String,
        "value": pl.Float64,
        "value_low": pl.Float64,
        "value_high": pl.Float64,
        "relevance": pl.Float64,
        "novelty": pl.Float64,
        "doubt": pl.Float64,
        "turn": pl.Int64,
    }
)
"""One row per synthetic sample and level; what could not be known is null."""
PRECEDENCE = (
    "unreadable",
    "copied",
    "off-domain",
    "harmful",
    "intended",
    "unrealistic",
    "redundant",
    "helpful",
    "neutral",
    "kept",
)
_SAMPLE = ("id", "uri", "left", "top", "right", "bottom", "label", "group")


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts, and what could not be judged."""

    rows: pl.DataFrame
    """Columns as in `VERDICTS`: the samples with a vector in their order, then the unreadable ones."""
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Verdict -> number of samples, in the order of precedence."""
        found = self.rows["verdict"].value_counts()
        counts = dict(zip(found["verdict"], found["count"], strict=True))
        return {name: counts[name] for name in PRECEDENCE if name in counts}


def judge(
    evidence: Evidence,
    samples: pl.DataFrame,
    real_samples: pl.DataFrame,
    *,
    level: str,
    unreadable: pl.DataFrame | None = None,
    problems: Sequence[Problem] = (),
) -> Judged:
    """Pass a verdict on every synthetic sample; from top to bottom, the first that holds.

    unreadable: it has no vector. copied: it is a copy of a real sample. off-domain: it is outside the declared
    domain. harmful: its value, with its whole interval, is below the cut of planted junk and below 0. intended: it
    would be unrealistic, but belongs to a declared edge case that is not yet over its share (the most realistic
    first), and is kept. unrealistic: its realism is below .05 after Benjamini-Hochberg; withheld where the set is
    saturated. redundant: it lies within the radius of a sample that is kept already, the most valuable or else the
    most realistic first; withheld where the radius cannot tell. helpful: its value, with its whole interval, is
    above the cut of planted junk and above 0, and it is not as far from real samples as planted junk is. neutral: it
    has another value. kept: the rest, and no model was asked whether it helps.

    Args:
        evidence: what is known of the samples that have a vector.
        samples: (n_s rows) their id and uri; crop, label and group where known.
        real_samples: (n_r rows) id and uri of the real samples.
        level: written into each row.
        unreadable: rows like `samples` of the samples without a vector.
        problems: why they have none.

    Raises:
        OptionError: there is not one row for each vector.
    """
    if len(samples) != len(evidence):
        raise OptionError(f"{len(samples)} rows of samples", expected=f"{len(evidence)}, one a vector")
    adjusted = benjamini_hochberg(evidence.realism.p)
    copied = evidence.copied_from >= 0
    outside = evidence.fit.outside & ~copied if evidence.fit else np.zeros(len(evidence), bool)
    harmful, helpful, neutral = _worth(evidence)
    harmful &= ~copied & ~outside
    eligible = ~copied & ~outside & ~harmful
    strange = (adjusted <= LEVEL) & eligible & (not evidence.saturated)
    intended_as = intended(evidence, strange, eligible=eligible)
    unrealistic = strange & (intended_as < 0)
    redundant_to = _redundant(evidence, eligible & ~unrealistic)
    names = ["copied", "off-domain", "harmful", "intended", "unrealistic", "redundant", "helpful", "neutral"]
    found = [copied, outside, harmful, intended_as >= 0, unrealistic, redundant_to >= 0, helpful, neutral]
    verdict = np.select(found, names, default="kept")
    rows = _identity(samples, level).with_columns(
        pl.Series("verdict", verdict.tolist(), dtype=pl.String),
        *_numbers(evidence, adjusted, redundant_to, samples["id"], real_samples),
    )
    reasons = [
        reason(row, at, evidence, real_samples["id"], intended_as) for at, row in enumerate(rows.iter_rows(named=True))
    ]
    parts = [rows.with_columns(pl.Series("reason", reasons, dtype=pl.String))]
    if unreadable is not None:
        parts.append(_unreadable(unreadable, level, problems))
    joined = pl.concat(parts, how="diagonal_relaxed")
    return Judged(joined.select(pl.col(name).cast(kind) for name, kind in VERDICTS.items()), notes(evidence))


def _worth(evidence: Evidence) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which samples are harmful, which are helpful, and which have another value."""
    worth = evidence.worth
    if worth is None:
        return tuple(np.zeros(len(evidence), bool) for _ in range(3))  # type: ignore[return-value]
    harmful, helpful = worth.harmful, worth.helpful
    return harmful, helpful, ~np.isnan(worth.value) & ~harmful & ~helpful


def _identity(samples: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return level, id, uri, crop, label and group; what the samples do not have is null."""
    known = [name for name in _SAMPLE if name in samples.columns]
    missing = [pl.lit(None, dtype=VERDICTS[name]).alias(name) for name in _SAMPLE if name not in known]
    return samples.select(pl.lit(level).alias("level"), *known, *missing)


def _redundant(evidence: Evidence, candidates: np.ndarray) -> np.ndarray:
    if not evidence.redundancy_judged:
        return np.full(len(evidence), -1)
    last = np.zeros(len(evidence), bool) if evidence.core is None else ~evidence.core
    worse = np.zeros(len(evidence)) if evidence.worth is None else -np.nan_to_num(evidence.worth.value, nan=-np.inf)
    order = np.lexsort((evidence.realism.distance, worse, last))
    return redundant_with(
        evidence.vectors,
        evidence.synthetic_index,
        evidence.synthetic_distance,
        order[candidates[order]],
        radius=evidence.radius,
    )


def _numbers(
    evidence: Evidence, adjusted: np.ndarray, redundant_to: np.ndarray, ids: pl.Series, real: pl.DataFrame
) -> list[pl.Series]:
    realism = evidence.realism
    rank = np.empty(len(evidence), np.int64)
    rank[np.argsort(realism.distance, kind="stable")] = np.arange(1, len(evidence) + 1)
    apart = evidence.synthetic_distance[:, 0].astype(np.float64)
    apart = np.where(np.isinf(apart), np.nan, apart)
    relative = apart / evidence.radius if evidence.radius > 0 else np.full(len(evidence), np.nan)
    return [
        _float("realism", realism.p),
        _float("realism_adjusted", adjusted),
        _float("distance", realism.distance),
        pl.Series("rank", rank),
        _looked_up("nearest_real", real["id"], evidence.nearest_real),
        _looked_up("nearest_real_uri", real["uri"], evidence.nearest_real),
        _float("nearest_real_distance", evidence.nearest_real_distance),
        _looked_up("nearest_synthetic", ids, evidence.synthetic_index[:, 0]),
        _float("nearest_synthetic_distance", apart),
        _float("uniqueness", evidence.uniqueness),
        _float("uniqueness_full", relative),
        _looked_up("redundant_with", ids, redundant_to),
        *_of_worth(evidence),
    ]


def _of_worth(evidence: Evidence) -> list[pl.Series]:
    worth = evidence.worth
    names = ("value", "value_low", "value_high", "relevance", "novelty", "doubt")
    if worth is None:
        unknown = np.full(len(evidence), np.nan)
        return [*(_float(name, unknown) for name in names), pl.Series("turn", [None] * len(evidence), dtype=pl.Int64)]
    novelty = np.where(np.isinf(worth.novelty), np.nan, worth.novelty)
    known = (worth.value, worth.low, worth.high, worth.relevance, novelty, worth.doubt)
    turns = pl.Series("turn", worth.turn)
    return [
        *(_float(name, values) for name, values in zip(names, known, strict=True)),
        pl.select(pl.when(turns > 0).then(turns).alias("turn")).to_series(),
    ]


def _float(name: str, values: np.ndarray) -> pl.Series:
    return pl.Series(name, np.asarray(values, dtype=np.float64)).fill_nan(None)


def _looked_up(name: str, names: pl.Series, rows: np.ndarray) -> pl.Series:
    known = pl.Series(np.where(rows >= 0, rows, 0)).cast(pl.UInt32)
    found = names.gather(known).to_list()
    return pl.Series(name, [text if row >= 0 else None for text, row in zip(found, rows, strict=True)], dtype=pl.String)


def _unreadable(samples: pl.DataFrame, level: str, problems: Sequence[Problem]) -> pl.DataFrame:
    why = {problem.where: problem.reason for problem in problems}
    reasons = [
        f"It could not be read: {(why.get(id) or why.get(uri) or 'it has no vector').rstrip('.')}."
        for id, uri in samples.select("id", "uri").iter_rows()
    ]
    return _identity(samples, level).with_columns(
        pl.lit("unreadable").alias("verdict"), pl.Series("reason", reasons, dtype=pl.String)
    )
