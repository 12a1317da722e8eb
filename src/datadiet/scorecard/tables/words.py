"""What is said of a synthetic table in one sentence."""

from collections.abc import Sequence

from datadiet.scorecard.tables.facts import ColumnFacts, Figure, PairFacts, PrivacyFacts

__all__ = ["sentence"]

_SAID = {
    "c2st_linear": "a linear classifier tells the rows apart",
    "c2st_boosting": "a model of boosted trees tells the rows apart",
    "usefulness": "models learn less from them",
    "outliers": "the share of outliers is off",
    "missing": "values are missing elsewhere",
    "levels": "levels are lost",
    "violations": "rows break rules",
}


_CONFUSED = {
    "c2st_linear": "a linear classifier confuses the sides as where real rows are there again",
    "c2st_boosting": "a model of boosted trees confuses the sides as where real rows are there again",
}
"""Of an area under the curve below .5: what a classifier learned of one side comes back as the other."""


def sentence(
    figures: Sequence[Figure],
    privacy: PrivacyFacts,
    columns: Sequence[ColumnFacts],
    pairs: PairFacts | None,
    repeated: float = 0.0,
) -> str:
    """Name what is worse than among real rows, the columns and pairs to look at first, and what is known of privacy.

    Copies are named first: that none of them lies farther out than real rows do follows from it.

    Args:
        figures: beside what real rows reach.
        privacy: what is known of it.
        columns: each alone.
        pairs: how they go together.
        repeated: share of the rows that repeat a real one, beyond what real rows do.
    """
    worse = {figure.key: figure for figure in figures if figure.judgement == "worse"}
    if not worse and not repeated:
        said = "By every figure of the table, the rows are as real ones are to each other."
    else:
        parts = [f"{100 * repeated:.0f} % of the rows are copies of real ones"] if repeated else []
        if repeated:
            worse.pop("outliers", None)
        if "shapes" in worse or "worst_shape" in worse:
            parts.append(f"column shapes are off{_first(columns)}")
        if "worst_pair" in worse:
            parts.append(f"columns go together otherwise ({worse['worst_pair'].note.rstrip('.')})")
        elif "pairs" in worse and pairs and pairs.worst:
            first, second, real, made, _ = pairs.worst[0]
            parts.append(f"columns go together otherwise ({first} with {second}: {made:z.2f} instead of {real:z.2f})")
        parts += [_said(figure) for figure in figures if figure.key in worse.keys() & _SAID.keys()]
        said = f"Not as real rows: {'; '.join(parts)}."
    known = {"leaks": "It gives training rows away.", "undecided": "Privacy is undecided.", "no leak found": ""}
    return f"{said} {known[privacy.verdict]}".strip()


def _said(figure: Figure) -> str:
    confused = figure.key in _CONFUSED and figure.value is not None and figure.value < 0.5
    return (_CONFUSED if confused else _SAID)[figure.key]


def _first(columns: Sequence[ColumnFacts]) -> str:
    known = [column for column in columns if column.equal is not None and column.reference is not None]
    worst = sorted(known, key=lambda column: (column.equal or 0) - (column.reference or 0))[:2]
    return f" ({', '.join(f'{column.name} {column.shape:.2f}' for column in worst)})"
