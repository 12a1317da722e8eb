"""Who names the samples? Their nearest real ones, or, of tables, a model that was trained on the real rows."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from datadiet.curate.labels import neighbour_votes
from datadiet.engine.progress import Progress
from datadiet.errors import DataError
from datadiet.loop.training.material import Material
from datadiet.loop.training.probe.vectors import groups_of, image_vectors, row_space, row_vectors

__all__ = ["Judged", "judge"]

FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """n synthetic and m real samples, as a judge sees them who knows the real ones; no sample judges its own group."""

    synthetic: pl.DataFrame
    """(n rows) the samples that could be judged."""
    real: pl.DataFrame
    """(m rows)."""
    votes: np.ndarray
    """(n, c) how strongly each class is voted for, each row of sum 1."""
    real_votes: np.ndarray
    """(m, c)."""
    nearest: np.ndarray
    """(n,) row of the nearest real sample."""
    distance: np.ndarray
    """(n,) how far it is, and:"""
    real_distance: np.ndarray
    """(m,) how far the nearest one of another group is."""
    groups: np.ndarray
    """(n,)."""
    real_groups: np.ndarray
    """(m,)."""
    name: str
    notes: tuple[str, ...]


def judge(
    synthetic: Material,
    human: Material,
    classes: tuple[str, ...],
    *,
    embedder: str,
    k: int,
    rng: np.random.Generator,
    progress: Progress,
) -> Judged:
    """Let real samples name the synthetic ones, and each other.

    Raises:
        DataError: one side is a table and the other is not, or vectors of the sides do not go together.
    """
    if (synthetic.table is None) != (human.table is None):
        raise DataError(
            f"{synthetic.source} and {human.source} are not of one kind", expected="images on both sides, or tables"
        )
    if human.table is not None:
        return _by_model(synthetic, human, classes, k=k, rng=rng)
    sides = []
    for material in (synthetic, human):
        vectors, ids, fingerprint = image_vectors(material, embedder, progress)
        samples = pl.DataFrame({"id": ids}).join(material.data.samples, on="id", maintain_order="left")
        sides.append((vectors, samples, fingerprint, len(material) - len(ids)))
    (vectors, samples, name, lost), (real, real_samples, real_name, real_lost) = sides
    if name != real_name or vectors.shape[1] != real.shape[1]:
        raise DataError(f"the sides were embedded by {name} and {real_name}", expected="one embedder")
    notes = tuple(
        f"{count} {side} samples cannot be read and are left out."
        for count, side in ((lost, "synthetic"), (real_lost, "real"))
        if count
    )
    found = _by_neighbours(vectors, samples, real, real_samples, classes, k=k)
    return replace(found, name=f"the {k} nearest real samples in the space of {name}", notes=notes)


def _by_neighbours(
    vectors: np.ndarray,
    samples: pl.DataFrame,
    real: np.ndarray,
    real_samples: pl.DataFrame,
    classes: tuple[str, ...],
    *,
    k: int,
) -> Judged:
    groups, real_groups = groups_of(samples), groups_of(real_samples)
    codes = _codes(real_samples, classes)
    votes, index, distance = neighbour_votes(vectors, real, codes, len(classes), k=k)
    own = (real_groups, real_groups)
    real_votes, _, real_distance = neighbour_votes(real, real, codes, len(classes), k=k, own=own)
    return Judged(
        samples, real_samples, votes, real_votes, index[:, 0], distance, real_distance, groups, real_groups, "", ()
    )


def _by_model(
    synthetic: Material, human: Material, classes: tuple[str, ...], *, k: int, rng: np.random.Generator
) -> Judged:
    """Train on the real rows: all of them for synthetic ones, the other folds for real ones."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import GroupKFold

    space = row_space(human)
    real, vectors = row_vectors(human, space), row_vectors(synthetic, space)
    found = _by_neighbours(vectors, synthetic.data.samples, real, human.data.samples, classes, k=k)
    codes, seed = _codes(found.real, classes), int(rng.integers(2**31))
    folds = min(FOLDS, len(np.unique(found.real_groups)))
    if folds < 2:
        raise DataError("all real rows are of one group", expected="independent rows, to see how far the judge errs")

    def trained(rows: np.ndarray, asked: np.ndarray) -> np.ndarray:
        model = HistGradientBoostingClassifier(random_state=seed, early_stopping=False, max_iter=60)
        votes = np.zeros((len(asked), len(classes)))
        known = np.unique(codes[rows])
        if len(known) < 2:
            votes[:, known] = 1.0
        else:
            votes[:, known] = model.fit(real[rows], codes[rows]).predict_proba(asked)
        return votes

    real_votes = np.zeros((len(real), len(classes)))
    for fitted, tested in GroupKFold(folds, shuffle=True, random_state=seed).split(real, codes, found.real_groups):
        real_votes[tested] = trained(fitted, real[tested])
    votes = trained(np.arange(len(real)), vectors)
    return replace(found, votes=votes, real_votes=real_votes, name="boosted trees trained on the real rows")


def _codes(samples: pl.DataFrame, classes: tuple[str, ...]) -> np.ndarray:
    return np.array([classes.index(label) for label in samples["label"]])
