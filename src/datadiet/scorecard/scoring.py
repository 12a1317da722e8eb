"""READ THIS FIRST: two data sets -> embeddings -> three I's -> verdicts -> Scorecard."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from datadiet.domain.domain import Domain
from datadiet.engine.progress import Progress
from datadiet.scorecard.assembly import assemble
from datadiet.scorecard.card import Scorecard
from datadiet.scorecard.embedding import embed_sides
from datadiet.scorecard.intention import intend
from datadiet.scorecard.level import measure_rows, score_level
from datadiet.scorecard.options import LevelName, Options, Reducer, Valuation
from datadiet.scorecard.sides import read_sides
from datadiet.scorecard.store import check_target

__all__ = ["score"]


def score(
    real: Any,
    synthetic: Any,
    *,
    embedder: str = Options.embedder,
    level: LevelName = Options.level,
    group: str | None = Options.group,
    metadata: str | Path | None = Options.metadata,
    domain: str | Path | Domain | None = Options.domain,
    audit: str | Path | None = Options.audit,
    holdout: Any = Options.holdout,
    target: str | None = Options.target,
    protected: Iterable[str] = Options.protected,
    schema: str | Path | None = Options.schema,
    reducer: Reducer = Options.reducer,
    noise: str = Options.noise,
    explain: bool = Options.explain,
    paper: bool = Options.paper,
    valuation: Valuation | None = Options.valuation,
    fail_under: Mapping[str, float] | None = None,
    fail_over: Mapping[str, float] | None = None,
    allow: Iterable[str] = Options.allow,
    seed: int = Options.seed,
    workers: int = Options.workers,
    cache: str | Path | None = Options.cache,
    progress: Progress = Options.progress,
    out: str | Path | None = None,
) -> Scorecard:
    """Score synthetic data against real data.

    Args:
        real: a folder of images, an annotation file, a table, a `.npy` of vectors, an array or a data frame.
        synthetic: the same, in any of these formats; both sides must be images, or both vectors.
        embedder: `patches`, `timm:NAME`, `onnx:FILE` or `MODULE:OBJECT`, for images; `given` says that the numbers of
            a table are embeddings, to be compared as they are.
        level: what a sample is: an annotated `item`, the `environment` around the items, the whole `scene`, or `all`.
        group: what is not independent: a column, a regular expression on the path, `folder`, `auto`, or None.
        metadata: a table that is joined by file name; its columns become conditions.
        domain: the domain of operation, as a YAML file or a `Domain`; without one there is no intentionality.
        audit: a table with what a person saw in a random part of the synthetic samples, for guarantees of the domain
            whose basis is `audit`.
        holdout: of a table, real rows that no generator has seen: the reference of every figure, and what privacy is
            measured with.
        target: of a table, the column that models learn to predict from synthetic rows, to be tested on real ones.
        protected: of a table, columns whose groups are compared: their shares, and with a target a model's errors.
        schema: of a table, a YAML file that says what its columns are, and what holds of each row.
        reducer: how the plane is made on which ground is measured: `pca`, `umap` or `tsne`.
        noise: the change that should not count as new; its size sets the radius of a sample's disc.
        explain: embed again with one aspect removed at a time, to say which makes the gap.
        paper: add the published score, on one UMAP plane.
        valuation: value the synthetic samples for a model that the real ones try; see `value`.
        fail_under: gates, such as `{"indistinguishability": 0.6}`.
        fail_over: gates, such as `{"gap": 0.3}`.
        allow: faults that shall fail no gate.
        seed: root of all randomness; equal seeds give equal bytes.
        workers: processes that decode and embed; the result does not depend on it.
        cache: folder for vectors; None is the user's cache folder.
        progress: called with the stage, how many are done and how many there are.
        out: where to write the run folder; None writes nothing.

    Raises:
        InputError: the data or an option cannot be used.
        TooFewSamples: there are too few independent samples for any score.
        OutputError: `out` cannot be written.
    """
    options = Options(
        embedder=embedder,
        level=level,
        group=group,
        metadata=Path(metadata) if metadata else None,
        domain=Path(domain) if isinstance(domain, str) else domain,
        audit=Path(audit) if audit else None,
        holdout=holdout,
        target=target,
        protected=tuple(protected),
        schema=Path(schema) if schema else None,
        reducer=reducer,
        noise=noise,
        explain=explain,
        paper=paper,
        valuation=valuation,
        fail_under=fail_under or {},
        fail_over=fail_over or {},
        allow=frozenset(allow),
        seed=seed,
        workers=workers,
        cache=Path(cache) if cache else None,
        progress=progress,
        out=Path(out) if out else None,
    )
    if options.out:
        check_target(options.out)
    pair = read_sides(real, synthetic, options)
    intention = intend(pair, options)
    scored = [score_level(embed_sides(pair, name, options), intention, options) for name in pair.levels]
    fidelity = measure_rows(pair, scored, intention, options)
    card = assemble(pair, scored, intention, options, fidelity=fidelity)
    if options.out:
        card.save(options.out)
    return card
