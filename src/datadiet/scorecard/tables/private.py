"""The privacy of a synthetic table: figures beside held-out rows, and one sentence."""

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.privacy import Figure as Measured
from datadiet.measure.tables.privacy import Privacy, privacy
from datadiet.scorecard.tables.facts import Figure, PrivacyFacts

__all__ = ["judge_privacy"]

NAMES = {
    "closest": ("closest record: nearer to a training row than to a held-out one", "nearer"),
    "ratio": ("distance to the nearest training row, over that of held-out rows", "higher"),
    "membership": ("membership: telling training rows by how near a synthetic row is", "nearer"),
    "copies": ("rows that equal a training row", "lower"),
}
_SAID = {
    "closest": "{:.0f} % of the synthetic rows are nearer to a training row than to a held-out one, where {:.0f} % of "
    "held-out rows are",
    "ratio": "synthetic rows lie {:.2f} times as far from the training rows as held-out rows do",
    "membership": "how near a synthetic row is tells training rows from others (area under the curve {:.2f}, where "
    "{:.2f} tells nothing)",
    "copies": "{:.3g} % of the synthetic rows equal a training row, where {:.3g} % of held-out rows do",
}
_PERCENT = frozenset({"closest", "copies"})


def judge_privacy(
    train: np.ndarray,
    holdout: np.ndarray | None,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    agree: float = 0.0,
) -> PrivacyFacts:
    """Say whether synthetic rows give training rows away; undecided without held-out rows.

    Args:
        train: (n_t, D) vectors of the real rows.
        holdout: (n_h, D) vectors of rows that no generator has seen.
        synthetic: (n_s, D) vectors.
        rng: draws rows and the bootstrap.
        agree: as in `measure.tables.privacy.privacy`.
    """
    if holdout is None:
        return PrivacyFacts(
            "undecided",
            "Privacy is undecided: nearness to the real rows means nothing without real rows that the generator has "
            "not seen. Keep a part of the real rows from the generator, and give it as --holdout FILE.",
        )
    try:
        found = privacy(train, holdout, synthetic, rng=rng, agree=agree)
    except TooFewSamples as error:
        return PrivacyFacts("undecided", f"Privacy is undecided: {error}")
    if found.seen:
        return PrivacyFacts(
            "undecided",
            f"Privacy is undecided: {found.seen:,} of {len(holdout):,} held-out rows equal a real row, more than "
            "chance explains. Give rows as --holdout that the generator has not seen.",
        )
    figures = tuple(_figure(key, getattr(found, key), found, len(synthetic)) for key in NAMES)
    return PrivacyFacts("leaks" if found.leaks else "no leak found", _sentence(found), figures)


def _figure(key: str, found: Measured, whole: Privacy, n: int) -> Figure:
    name, direction = NAMES[key]
    return Figure(
        key=key,
        name=name,
        value=found.value,
        interval=found.interval,
        equal=None,
        reference=found.baseline,
        best=found.best,
        direction=direction,  # type: ignore[arg-type]
        n=f"{whole.n:,} training and as many held-out rows",
        judgement="worse" if key in whole.leaks else "as real",
    )


def _sentence(found: Privacy) -> str:
    if not found.leaks:
        return (
            f"No leak was found among {found.n:,} training and as many held-out rows: synthetic rows are as near to "
            "the ones as to the others. That is no proof that there is none."
        )
    said = []
    for key in found.leaks:
        figure, unit = getattr(found, key), 100 if key in _PERCENT else 1
        said.append(_SAID[key].format(unit * figure.value, unit * figure.baseline))
    return f"It gives training rows away: {'; '.join(said)}."
