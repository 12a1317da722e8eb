"""What was found at each level becomes one scorecard: facts, gates, words, rows and provenance."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from datadiet import __version__
from datadiet.data import Problem
from datadiet.data.costs import made_for
from datadiet.domain.domain import Domain
from datadiet.measure.rules import Value
from datadiet.measure.tells import Tell, tells
from datadiet.randomness import stream
from datadiet.scorecard import gates
from datadiet.scorecard.card import ColumnRead, Facts, Provenance, Scorecard
from datadiet.scorecard.intention import Intention
from datadiet.scorecard.level import ScoredLevel
from datadiet.scorecard.options import Options
from datadiet.scorecard.provenance import command_line, digest, set_digest, versions
from datadiet.scorecard.sides import Pair, Side, Sides
from datadiet.scorecard.tables.facts import Fidelity
from datadiet.scorecard.words import Asked, next_command, sentence

__all__ = ["assemble"]

SCHEMA = 1
"""Version of scorecard.json; it grows when a field changes its meaning or goes."""


def assemble(
    pair: Pair,
    scored: Sequence[ScoredLevel],
    intention: Intention,
    options: Options,
    *,
    fidelity: Fidelity | None = None,
) -> Scorecard:
    """Put the levels together; the first one leads."""
    lead = scored[0]
    levels = tuple(level.facts for level in scored)
    told, problems = _tells(lead, options), _problems(scored, intention)
    judged = gates.check(
        levels,
        intention.facts,
        fail_under=options.fail_under,
        fail_over=options.fail_over,
        allow=options.allow,
        fidelity=fidelity,
    )
    facts = Facts(
        schema=SCHEMA,
        sentence=sentence(lead.facts, intention.facts, told, judged, problems, fidelity, lead.value),
        next_command=next_command(lead.facts, _asked(pair, options)),
        indistinguishability=lead.facts.indistinguishability,
        richness=lead.facts.richness,
        intentionality=intention.facts,
        verdicts=lead.facts.verdicts,
        levels=levels,
        tells=told,
        gates=judged,
        problems=problems,
        provenance=_provenance(pair, scored, options),
        fidelity=fidelity,
        value=lead.value,
        cost=made_for(pair.synthetic),
    )
    return Scorecard(
        facts=facts,
        verdicts=pl.concat([level.verdicts for level in scored], how="diagonal_relaxed"),
        points=pl.concat([level.points for level in scored], how="diagonal_relaxed"),
        embeddings={level.facts.name: level.vectors for level in scored},
        noisy={level.facts.name: level.noisy for level in scored},
    )


def _tells(lead: ScoredLevel, options: Options) -> tuple[Tell, ...]:
    real, synthetic = (_file_facts(side) for side in lead.sides.both)
    if not real:
        return ()
    found = tells(real, synthetic, rng=stream(options.seed, "tells"))
    if not any(tell.fact == "file format" for tell in found):
        return found
    # A PNG has no JPEG quality: that is the same tell once more.
    return tuple(tell for tell in found if tell.fact != "JPEG quality")


def _file_facts(side: Side) -> dict[str, list[Value]]:
    """Return one entry a file, not one a crop."""
    first = np.unique(side.data.samples["uri"].to_numpy(), return_index=True)[1] if side.facts else ()
    facts = [side.facts[row] for row in first]
    if not facts:
        return {}
    return {
        "resolution": [f"{fact.width}×{fact.height}" for fact in facts],
        "number of pixels": [fact.width * fact.height for fact in facts],
        "aspect ratio": [fact.width / fact.height for fact in facts],
        "file format": [fact.format for fact in facts],
        "channels": [fact.mode for fact in facts],
        "JPEG quality": [fact.jpeg_quality for fact in facts],
        "EXIF": [fact.exif for fact in facts],
        "colour profile": [fact.icc for fact in facts],
        "borders": [fact.border for fact in facts],
    }


def _asked(pair: Pair, options: Options) -> Asked:
    return Asked(
        real=pair.real.source,
        synthetic=pair.synthetic.source,
        run=str(options.out or "datadiet-run"),
        explained=options.explain,
        more=_repeated(options),
        annotated=all(len(side.annotations) > 0 for side in (pair.real, pair.synthetic)),
        images=pair.embedder is not None,
        valued=options.valuation is not None,
    )


def _repeated(options: Options) -> tuple[str, ...]:
    """Return the options that a further command has to repeat."""
    given = (
        ("--embedder", options.embedder, "patches"),
        ("--group", options.group, None),
        ("--metadata", options.metadata, None),
        ("--domain", options.domain.path if isinstance(options.domain, Domain) else options.domain, None),
        *_of_table(options).items(),
    )
    return tuple(str(word) for name, value, *rest in given if value != (rest or [None])[0] for word in (name, value))


def _of_table(options: Options) -> dict[str, str]:
    """Return the options of tables that were given, by name."""
    holdout = options.holdout
    given = {
        "--holdout": str(holdout) if isinstance(holdout, str | Path) else "a frame" if holdout is not None else "",
        "--target": options.target or "",
        "--schema": str(options.schema or ""),
        "--protected": ", ".join(options.protected),
    }
    return {name: value for name, value in given.items() if value}


def _of_value(options: Options) -> dict[str, str]:
    """Return what value was asked for with, by name."""
    asked = options.valuation
    if asked is None:
        return {}
    given = {"--k": str(asked.k), "--labels": asked.labels or "", "--allow": "leak" if asked.allow_leak else ""}
    return {name: value for name, value in given.items() if value}


def _problems(scored: Sequence[ScoredLevel], intention: Intention) -> tuple[Problem, ...]:
    of_levels = [problem for level in scored for side in level.sides.both for problem in side.problems]
    return tuple(dict.fromkeys((*of_levels, *intention.problems)))


def _provenance(pair: Pair, scored: Sequence[ScoredLevel], options: Options) -> Provenance:
    lead = scored[0]
    return Provenance(
        datadiet=__version__,
        command=command_line(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=options.seed,
        real=pair.real.source,
        synthetic=pair.synthetic.source,
        real_digest=digest(lead.sides.real.content),
        synthetic_digest=digest(lead.sides.synthetic.content),
        embedder=pair.embedder.name if pair.embedder else "rows of a table" if pair.rows else "given vectors",
        fingerprint=_fingerprint(pair, lead),
        dimensions=int(lead.vectors.shape[1]),
        reducer=options.reducer,
        noise=options.noise,
        groups=options.group or _grouping(lead.sides),
        versions=versions(),
        seconds={level.facts.name: round(level.seconds, 2) for level in scored},
        real_format=pair.real.format,
        synthetic_format=pair.synthetic.format,
        columns=tuple(ColumnRead(each.name, each.kind, each.why) for each in pair.rows.schema.columns)
        if pair.rows
        else (),
        options=_of_table(options) | _of_value(options),
        synthetic_set=set_digest(pair.synthetic, _hashes(scored)),
    )


def _hashes(scored: Sequence[ScoredLevel]) -> dict[str, str]:
    """Return the SHA-256 of the synthetic files that were decoded: that of a crop begins with it."""
    sides = [level.sides.synthetic for level in scored if level.sides.synthetic.facts]
    return {
        uri: content.partition("+")[0]
        for side in sides
        for uri, content in zip(side.data.samples["uri"], side.content, strict=True)
    }


def _fingerprint(pair: Pair, lead: ScoredLevel) -> str:
    if pair.embedder:
        return pair.embedder.fingerprint
    return pair.rows.fingerprint if pair.rows else f"given:{lead.vectors.shape[1]}"


def _grouping(sides: Sides) -> str:
    """Say what the groups of the leading level are, where none were asked for."""
    if all(int(side.groups.max()) + 1 == len(side) for side in sides.both):
        return "each sample its own"
    return "the items of one image" if sides.level == "item" else "as the data declares"
