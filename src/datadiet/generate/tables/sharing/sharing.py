"""Rows to be given away: of a fitted generator, or a made table; cleaned, checked, and certified."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import polars as pl

from datadiet.data.whole import write_whole
from datadiet.domain.samples import table_bytes
from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.marginals import Marginals
from datadiet.generate.tables.methods import fit_method
from datadiet.generate.tables.rows import sample_table
from datadiet.generate.tables.sharing.certificate import Certificate, Check, Treated
from datadiet.generate.tables.sharing.cleaning import cleaned
from datadiet.generate.tables.sharing.leaks import look_for_leaks
from datadiet.generate.tables.sharing.rare import find_rare, known_of_people
from datadiet.generate.tables.storage import Saved
from datadiet.randomness import stream
from datadiet.schema import Schema, encode, infer
from datadiet.schema.types import to_words

__all__ = ["K", "Shared", "Wishes", "share_model", "share_rows", "write_shared"]

K = 5
_TRIES = 6
_MOST_RARE = 0.5
"""Share of rows with a rare combination, beyond which the table is refused."""
_HOW = "Nearness was measured on {} fitted anew to half of the real rows, against the other half."
_NOTES = (
    "The figures are statistics of these rows against these real rows; they are no formal guarantee, such as"
    " differential privacy gives.",
    "Columns that name people are found by their form and their name: read the list above, and look at the rows.",
    "A model's own file holds quantiles and levels of the real rows: give rows away, not the model.",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks for."""

    k: int = K
    """So many real rows must have a combination that is known of people, unless none has it."""
    known: tuple[str, ...] | None = None
    """Columns of what others know of people; found by their names where left out."""
    keep: tuple[str, ...] = ()
    """Columns that name nobody, whatever they look like."""
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows, and what can be said of them."""

    frame: pl.DataFrame
    certificate: Certificate


def share_model(
    saved: Saved,
    real: pl.DataFrame,
    *,
    seed: int,
    n: int | None = None,
    holdout: pl.DataFrame | None = None,
    wishes: Wishes | None = None,
    name: str = "a model",
) -> Shared:
    """Draw rows of a generator that can be given away.

    Args:
        saved: of `fit_table`.
        real: the rows that it was fitted to.
        seed: of all draws.
        n: rows; as many as the real ones where left out.
        holdout: real rows that it was not fitted to. Without them its method is fitted anew to half of the real rows,
            and the other half is what privacy is measured against.
        wishes: what else is asked for.
        name: what it is called in the certificate.

    Raises:
        DataError: `real` is not what it was fitted to, or not enough rows can be drawn.
    """
    if (rows := saved.facts.get("rows")) is not None and rows != real.height:
        raise DataError(
            f"the model was fitted to {rows:,} rows, and {real.height:,} are given",
            expected="the rows that it was fitted to",
        )
    wishes, n = wishes or Wishes(), n or real.height
    known = _known(wishes, saved.schema)
    asked = n
    for _ in range(_TRIES):
        drawn = sample_table(saved, asked, seed=seed).frame
        frame, dropped = _without_rare(drawn, real, known, wishes.k)
        if frame.height >= n or dropped > _MOST_RARE * drawn.height:
            break
        asked *= 2
    notes: tuple[str, ...]
    if holdout is None:
        sides, notes = _refitted(saved, real, seed), (_HOW.format(saved.model.method), *_NOTES)
    else:
        sides, notes = (frame.head(n), real, holdout), _NOTES
    checks = look_for_leaks(*sides, saved.schema, seed=seed)
    rare = _rare_check(dropped, drawn.height, known, wishes.k)
    return _certified(frame.head(n), real, saved.schema, (*checks, rare), wishes, seed, name, notes)


def share_rows(
    frame: pl.DataFrame,
    real: pl.DataFrame,
    holdout: pl.DataFrame,
    *,
    seed: int,
    wishes: Wishes | None = None,
    name: str = "a table",
) -> Shared:
    """Look whether made rows can be given away, and clean them.

    Args:
        frame: the rows.
        real: those that they were made from.
        holdout: real rows that they were not made from.
        seed: of all draws.
        wishes: what else is asked for.
        name: what they are called in the certificate.

    Raises:
        DataError: columns do not agree.
    """
    wishes, schema = wishes or Wishes(), infer(real)
    if gone := [column.name for column in schema.modelled if column.name not in frame.columns]:
        schema = replace(schema, columns=tuple(column for column in schema.columns if column.name not in gone))
    known = _known(wishes, schema)
    kept, dropped = _without_rare(frame, real, known, wishes.k)
    checks = look_for_leaks(frame, real, holdout, schema, seed=seed)
    rare = _rare_check(dropped, frame.height, known, wishes.k)
    return _certified(kept, real, schema, (*checks, rare), wishes, seed, name)


def write_shared(shared: Shared, folder: str | Path, *, suffix: str = ".csv") -> Certificate:
    """Write rows and certificate to a folder, and return the certificate with the hash of the rows.

    Raises:
        DataError: a check fails: such rows are not written.
        OutputError: it cannot be written.
    """
    if not shared.certificate.passed:
        raise DataError("a check fails: the rows are not written", todo="read the certificate for which one")
    target, content = Path(folder), table_bytes(shared.frame, suffix)
    certificate = replace(shared.certificate, files={f"rows{suffix}": sha256(content).hexdigest()})
    write_whole(target / f"rows{suffix}", content)
    write_whole(target / "certificate.txt", certificate.text())
    write_whole(target / "certificate.json", certificate.json())
    return certificate


def _known(wishes: Wishes, schema: Schema) -> tuple[str, ...]:
    if wishes.k < 2:
        raise OptionError(f"k is {wishes.k}", expected="2 or more")
    named = wishes.known if wishes.known is not None else known_of_people(schema)
    return tuple(each for each in named if each not in wishes.drop)


def _without_rare(frame: pl.DataFrame, real: pl.DataFrame, known: Sequence[str], k: int) -> tuple[pl.DataFrame, int]:
    rare = find_rare(frame, real, known, k)
    return frame.filter(pl.Series(~rare.rows)), int(rare.rows.sum())


def _refitted(saved: Saved, real: pl.DataFrame, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Fit the method to half of the real rows; return rows of it, and both halves."""
    order = stream(seed, "halves").permutation(real.height)
    half = real.height // 2
    fitted, other = real[order[:half]], real[order[half:]]
    rows = encode(fitted, saved.schema)
    method = str(saved.facts.get("method", saved.model.method))
    marginals = Marginals(seed, bootstrap=0, kind=str(saved.facts.get("marginals", "fitted")))
    model = fit_method(rows, method, marginals, seed=seed, by=saved.facts.get("by"))
    return sample_table(Saved(model, saved.schema), half, seed=seed).frame, fitted, other


def _rare_check(dropped: int, drawn: int, known: Sequence[str], k: int) -> Check:
    if not known:
        said = "no column was found that says what others know of people; name them if there are some"
        return Check("rare combinations", True, said)
    share = dropped / max(drawn, 1)
    what = f"of {', '.join(known)} that 1 to {k - 1} real rows have"
    if share > _MOST_RARE:
        said = f"{dropped:,} of {drawn:,} rows have a combination {what}: make columns coarser, or name fewer"
        return Check("rare combinations", False, said, share)
    return Check(
        "rare combinations", True, f"{dropped:,} of {drawn:,} rows with a combination {what} were left out", share
    )


def _certified(
    frame: pl.DataFrame,
    real: pl.DataFrame,
    schema: Schema,
    checks: tuple[Check, ...],
    wishes: Wishes,
    seed: int,
    name: str,
    notes: tuple[str, ...] = _NOTES,
) -> Shared:
    made, treated = cleaned(frame, real, schema, keep=wishes.keep, drop=wishes.drop, seed=seed)
    names = _names_check(made, real, treated)
    checks = (names, *checks)
    if not made.height or not made.width:
        checks = (*checks, Check("rows", False, "nothing is left to be given away"))
    certificate = Certificate(name, made.height, tuple(made.columns), treated, checks, notes, seed, {})
    return Shared(made, certificate)


def _names_check(made: pl.DataFrame, real: pl.DataFrame, treated: tuple[Treated, ...]) -> Check:
    """Look whether a value that stands for one that named somebody is, after all, somebody's."""
    columns = [each.column for each in treated if each.done == "replaced" and each.column in real.columns]
    same = {name: _common(made[name], real[name]) for name in columns}
    wrong = [f"{name}: {count:,}" for name, count in same.items() if count]
    said = f"values of real rows are left ({', '.join(wrong)})" if wrong else "no value of a real row is left in them"
    return Check("columns that name people", not wrong, said if treated else "there is none")


def _common(ours: pl.Series, theirs: pl.Series) -> int:
    people = set(to_words(theirs).drop_nulls().to_list())
    return sum(word in people for word in to_words(ours).drop_nulls().to_list())
