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
from datadiet.generate.tables.sharing.certificate import Certificate, Check
from datadiet.generate.tables.sharing.checks import MOST_RARE, names_check, rare_check, words_left
from datadiet.generate.tables.sharing.cleaning import Cleaning, all_personal, cleaned
from datadiet.generate.tables.sharing.detecting import Found
from datadiet.generate.tables.sharing.leaks import look_for_leaks
from datadiet.generate.tables.sharing.rare import find_rare, known_of_people
from datadiet.generate.tables.storage import Saved
from datadiet.randomness import stream
from datadiet.schema import Schema, encode, infer

__all__ = ["K", "Shared", "Wishes", "share_model", "share_rows", "write_shared"]

K = 5
_TRIES = 6
_HOW = "Nearness was measured on {} fitted anew to half of the real rows, against the other half."
_NOTES = (
    "The figures are statistics of these rows against these real rows; they are no formal guarantee, such as"
    " differential privacy gives.",
    "Columns that name people are found by how they are written and called: read the list above, and look at the rows.",
    "A model's own file holds quantiles and levels of the real rows: give rows away, not the model.",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks for."""

    k: int = K
    """So many real rows must have a value, a pair or three values that are known of people, unless none has them."""
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
    said = saved.facts.get("fingerprint")
    if said is not None and encode(real, saved.schema, unseen="missing").fingerprint() != said:
        raise DataError(
            "the model was fitted to other rows than these",
            expected="the rows that it was fitted to, with every column of its schema",
        )
    wishes, n = wishes or Wishes(), n or real.height
    found, known = _named(sample_table(saved, 1, seed=seed).frame, real, saved.schema, wishes)
    asked = n
    for _ in range(_TRIES):
        drawn = sample_table(saved, asked, seed=seed).frame
        rare = find_rare(drawn, real, known, wishes.k)
        frame, dropped = drawn.filter(pl.Series(~rare.rows)), int(rare.rows.sum())
        if frame.height >= n or dropped > MOST_RARE * drawn.height:
            break
        asked *= 2
    notes: tuple[str, ...]
    if holdout is None:
        sides, notes = _refitted(saved, real, seed), (_HOW.format(saved.model.method), *_NOTES)
    else:
        sides, notes = (frame.head(n), real, holdout), _NOTES
    checks = look_for_leaks(*sides, saved.schema, personal=_gone(found, wishes), seed=seed)
    cleaning = Cleaning(real, saved.schema, wishes.k, wishes.keep, wishes.drop, seed)
    return _certified(frame.head(n), found, (*checks, rare_check(rare, drawn.height)), cleaning, name, notes)


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
    found, known = _named(frame, real, schema, wishes)
    rare = find_rare(frame, real, known, wishes.k)
    checks = look_for_leaks(frame, real, holdout, schema, personal=_gone(found, wishes), seed=seed)
    cleaning = Cleaning(real, schema, wishes.k, wishes.keep, wishes.drop, seed)
    kept = frame.filter(pl.Series(~rare.rows))
    return _certified(kept, found, (*checks, rare_check(rare, frame.height)), cleaning, name)


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


def _named(
    frame: pl.DataFrame, real: pl.DataFrame, schema: Schema, wishes: Wishes
) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """Return the columns that name people, and of the others that stay those that are known of people."""
    if wishes.k < 2:
        raise OptionError(f"k is {wishes.k}", expected="2 or more")
    known = wishes.known if wishes.known is not None else known_of_people(schema)
    if unknown := [name for name in known if name not in real.columns]:
        raise OptionError(f"--known: there is no column '{unknown[0]}'", expected=", ".join(real.columns))
    found = all_personal(frame, real, schema, k=wishes.k, known=known)
    gone = {*wishes.drop, *_gone(found, wishes)}
    return found, tuple(name for name in known if name in frame.columns and name not in gone)


def _gone(found: Sequence[Found], wishes: Wishes) -> set[str]:
    """Return the columns whose own values are not given away."""
    return {each.column for each in found if not each.some and each.column not in wishes.keep}


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


def _certified(
    frame: pl.DataFrame,
    found: Sequence[Found],
    checks: tuple[Check, ...],
    cleaning: Cleaning,
    name: str,
    notes: tuple[str, ...] = _NOTES,
) -> Shared:
    made, treated = cleaned(frame, found, cleaning)
    checks = (names_check(made, cleaning.real, treated, cleaning.k), *checks)
    if not made.height or not made.width:
        checks = (*checks, Check("rows", False, "nothing is left to be given away"))
    notes = (*words_left(made, cleaning.real, cleaning.schema, treated), *notes)
    certificate = Certificate(name, made.height, tuple(made.columns), treated, checks, notes, cleaning.seed, {})
    return Shared(made, certificate)
