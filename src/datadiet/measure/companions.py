"""Well-known measures beside the headline, each with its real-against-real reference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.classifier import Kind, two_sample_auc
from datadiet.measure.design import Groups, halves
from datadiet.measure.frechet import frechet_distance
from datadiet.measure.kernel import PERMUTATIONS, mmd, mmd_squared
from datadiet.measure.pairwise import blocks
from datadiet.measure.prdc import NEIGHBOURS, prdc

__all__ = ["LIMIT", "MIXING", "Companion", "companions", "mixing"]

Interval = tuple[float, float]

MIXING = (3, 5, 10)
LIMIT = 1000
_CLASSIFIERS: dict[Kind, str] = {
    "linear": "A linear classifier that has not seen them picks",
    "boosting": "Boosted trees that have not seen them pick",
}


@dataclass(frozen=True, slots=True)
class Companion:
    """One row of the companions' table."""

    name: str
    value: float
    interval: Interval | None
    control: float | None
    """The same between two halves of the real set, at the same size."""
    best: float
    """The value that a perfect set would have."""
    direction: str
    """`higher`, `lower` or `nearer` (to best)."""
    n: int
    note: str
    """What it says, in one plain sentence; and its p-value where it has one."""


@dataclass(frozen=True, slots=True)
class _Draw:
    """Independent samples, m each: two disjoint real sets and a synthetic one."""

    real: np.ndarray
    other_real: np.ndarray
    synthetic: np.ndarray

    @property
    def m(self) -> int:
        return len(self.real)


def companions(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    real_groups: np.ndarray | None = None,
    synthetic_groups: np.ndarray | None = None,
    limit: int = LIMIT,
) -> tuple[Companion, ...]:
    """Measure the sets in the ways that others report, beside what two real sets of the same size would get.

    Everything is taken on one draw: a random member of each of m groups a side, m = min(G_r/2, G_s, limit), and m more
    real groups for the control. A measure that needs more samples than there are is left out.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        rng: draws the members, the folds of the classifiers and the permutations.
        real_groups: (n_r,) group of each real sample; by default each is its own.
        synthetic_groups: (n_s,) likewise.
        limit: most samples a side.

    Raises:
        TooFewSamples: there are fewer than four real or two synthetic groups.
    """
    draw_rng, *rngs = rng.spawn(6)
    draw = _draw(real, synthetic, real_groups, synthetic_groups, limit, draw_rng)
    rows = [*_mixing(draw)]
    for position, kind in enumerate(_CLASSIFIERS):
        rows.append(_classifier(draw, kind, rngs[2 * position], rngs[2 * position + 1]))
    rows.append(_discrepancy(draw, rngs[4]))
    rows.append(_frechet(draw))
    return (*rows, *_prdc(draw))


def mixing(first: np.ndarray, second: np.ndarray, *, k: Sequence[int] = MIXING) -> np.ndarray:
    """Return the share of the k nearest neighbours that lie on the other side, over what chance gives.

    Self is excluded by its place; neighbours that are equally far share the credit.

    Args:
        first: (m, D) vectors.
        second: (m, D) vectors, as many.
        k: numbers of neighbours, each at most 2m - 1.

    Returns:
        (len(k), 2) for the samples of the first set and of the second: 0 apart, 1 by chance, above 1 surrounded.

    Source: Schilling 1986, one side at a time.
    """
    chance = len(first) / (2 * len(first) - 1)
    return np.stack([_foreign_shares(first, second, k), _foreign_shares(second, first, k)], axis=1) / chance


def _draw(
    real: np.ndarray,
    synthetic: np.ndarray,
    real_groups: np.ndarray | None,
    synthetic_groups: np.ndarray | None,
    limit: int,
    rng: np.random.Generator,
) -> _Draw:
    reals, synthetics = Groups.read(real_groups, len(real)), Groups.read(synthetic_groups, len(synthetic))
    m = min(reals.count // 2, synthetics.count, limit)
    if m < 2:
        raise TooFewSamples(
            f"{reals.count} independent real and {synthetics.count} independent synthetic samples",
            expected="at least four real and two synthetic ones",
            todo="add samples, or declare finer groups",
        )
    first, second = halves(reals, m, rng=rng)
    rows = synthetics.member(rng.permutation(synthetics.count)[:m], rng=rng)
    return _Draw(real[first], real[second], synthetic[rows])


def _foreign_shares(own: np.ndarray, other: np.ndarray, k: Sequence[int]) -> np.ndarray:
    pool = np.concatenate([own, other])
    totals = np.zeros(len(k))
    for rows, distance in blocks(own, pool):
        at = np.arange(rows.start, rows.stop)
        distance[at - rows.start, at] = np.inf
        ordered = np.partition(distance, [count - 1 for count in k], axis=1)
        for position, count in enumerate(k):
            totals[position] += _foreign(distance, ordered[:, count - 1 : count], count, len(own))
    return totals / (len(own) * np.asarray(k))


def _foreign(distance: np.ndarray, edge: np.ndarray, k: int, own: int) -> float:
    """Return how many of the k nearest are foreign, over all rows; those on the edge share the places left."""
    near, tied = distance < edge, distance == edge
    places = (k - near.sum(axis=1)) / tied.sum(axis=1)
    return float(np.sum(near[:, own:].sum(axis=1) + places * tied[:, own:].sum(axis=1)))


def _mixing(draw: _Draw) -> Iterator[Companion]:
    k = [count for count in MIXING if count <= draw.m]
    if not k:
        return
    found, control = mixing(draw.synthetic, draw.real, k=k), mixing(draw.other_real, draw.real, k=k)
    chance = draw.m / (2 * draw.m - 1)
    for at, count in enumerate(k):
        for way, (own, foreign) in enumerate((("synthetic", "real"), ("real", "synthetic"))):
            value = float(found[at, way])
            note = (
                f"Of the {count} nearest neighbours of a {own} sample {100 * (value * chance):.0f} % are {foreign}; "
                f"{100 * chance:.0f} % would be chance."
            )
            name = f"mixing, k = {count}, {own} to {foreign}"
            yield Companion(name, value, None, float(control[at, way]), 1.0, "nearer", draw.m, note)


def _classifier(draw: _Draw, kind: Kind, rng: np.random.Generator, control_rng: np.random.Generator) -> Companion:
    auc = two_sample_auc(draw.real, draw.synthetic, rng=rng, kind=kind)
    control = two_sample_auc(draw.real, draw.other_real, rng=control_rng, kind=kind)
    note = f"{_CLASSIFIERS[kind]} the synthetic one of a pair {100 * auc.score:.0f} % of the time; 50 % is chance."
    return Companion(f"classifier AUC, {kind}", auc.score, auc.interval, control.score, 0.5, "nearer", draw.m, note)


def _discrepancy(draw: _Draw, rng: np.random.Generator) -> Companion:
    found = mmd(draw.real, draw.synthetic, rng=rng)
    control = mmd_squared(draw.real, draw.other_real)
    if found.p_value <= 0.05:
        says = "The sets fill space differently"
    else:
        says = "No difference in how the sets fill space was found"
    note = f"{says} (p = {found.p_value:.3f}, {PERMUTATIONS} permutations, bandwidth {found.bandwidth:.3g})."
    return Companion("MMD², unbiased", found.squared, None, control, 0.0, "lower", draw.m, note)


def _frechet(draw: _Draw) -> Companion:
    value = frechet_distance(draw.real, draw.synthetic)
    control = frechet_distance(draw.real, draw.other_real)
    note = f"The estimate grows as samples get fewer: two real sets of {draw.m} are {control:.3g} apart."
    return Companion("Fréchet distance", value, None, control, 0.0, "lower", draw.m, note)


def _prdc(draw: _Draw) -> Iterator[Companion]:
    if draw.m <= NEIGHBOURS:
        return
    found, control = prdc(draw.real, draw.synthetic), prdc(draw.real, draw.other_real)
    rows = (
        ("precision", "higher", f"{100 * found.precision:.0f} % of the synthetic samples lie where real ones are."),
        ("recall", "higher", f"{100 * found.recall:.0f} % of the real samples lie where synthetic ones are."),
        (
            "density",
            "nearer",
            f"A synthetic sample lies in {found.density * NEIGHBOURS:.1f} real neighbourhoods; {NEIGHBOURS} is right.",
        ),
        ("coverage", "higher", f"{100 * found.coverage:.0f} % of the real neighbourhoods hold a synthetic sample."),
    )
    for name, direction, note in rows:
        yield Companion(name, getattr(found, name), None, getattr(control, name), 1.0, direction, draw.m, note)
