"""Value as it is asked for: a synthetic set, and real samples that no training sample was made from."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from datadiet.domain.domain import Domain
from datadiet.engine.progress import Progress
from datadiet.errors import OptionError
from datadiet.scorecard.card import Scorecard
from datadiet.scorecard.options import Options, Valuation
from datadiet.scorecard.scoring import score

__all__ = ["LEAK", "value"]

LEAK = "leak"
"""What `allow` may name beside the faults of a score."""


def value(
    synthetic: Any,
    real_val: Any,
    *,
    labels: str | Path | None = None,
    k: int = Valuation.k,
    resamples: int = Valuation.resamples,
    level: Literal["item", "scene"] = "scene",
    embedder: str = Options.embedder,
    group: str | None = Options.group,
    metadata: str | Path | None = Options.metadata,
    domain: str | Path | Domain | None = Options.domain,
    schema: str | Path | None = Options.schema,
    noise: str = Options.noise,
    allow: Iterable[str] = (),
    seed: int = Options.seed,
    workers: int = Options.workers,
    cache: str | Path | None = Options.cache,
    progress: Progress = Options.progress,
    out: str | Path | None = None,
) -> Scorecard:
    """Say which synthetic samples help, harm, or add nothing to a model that has to work on real ones.

    It is `score` against the real validation samples, with the value of each synthetic sample beside it: its exact
    KNN-Shapley value in the space of the embedder, read against junk that is planted on purpose.

    Args:
        synthetic: as in `score`, with labels.
        real_val: real samples with labels that no synthetic sample was made from, and that will judge no model later.
        labels: a column, or a file with ids and labels; None takes the labels that the data has.
        k: neighbours that vote.
        resamples: how often validation samples are drawn again, for intervals.
        level: what a sample is; at `item`, crops of the annotated boxes are classified.
        embedder: as in `score`.
        group: what is not independent; as in `score`.
        metadata: a table that is joined by file name.
        domain: the domain of operation.
        schema: of a table, what its columns are.
        noise: the change that should not count as new.
        allow: faults that shall fail no gate, and `leak`: real samples may be among the synthetic ones.
        seed: root of all randomness.
        workers: processes that decode and embed.
        cache: folder for vectors.
        progress: called with the stage, how many are done and how many there are.
        out: where to write the run folder.

    Raises:
        DataError: labels are missing, real ones are of one class, no label is on both sides, or copies of validation
            samples are in the synthetic set.
        InputError: the data or an option cannot be used.
        TooFewSamples: there are too few independent real samples.
        OutputError: `out` cannot be written.
    """
    if level not in ("item", "scene"):
        raise OptionError(f"level is '{level}'", expected="item or scene")
    allowed = frozenset(allow)
    return score(
        real_val,
        synthetic,
        embedder=embedder,
        level=level,
        group=group,
        metadata=metadata,
        domain=domain,
        schema=schema,
        noise=noise,
        valuation=Valuation(
            k=k, labels=None if labels is None else str(labels), resamples=resamples, allow_leak=LEAK in allowed
        ),
        allow=allowed - {LEAK},
        seed=seed,
        workers=workers,
        cache=cache,
        progress=progress,
        out=out,
    )
