"""The samples to look at first: copied, least and most realistic, most redundant, each beside its nearest real one."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from datadiet.report import pictures
from datadiet.report.fidelity.rows import Compared, RowPairs
from datadiet.report.formats import number
from datadiet.report.samples import of_level
from datadiet.scorecard.card import Scorecard

__all__ = ["SHOWN", "Gallery", "Picture", "Shown", "galleries"]

SHOWN = 12
"""Samples in a gallery."""
SIZE = 112
"""Longer side of a gallery's thumbnails in pixels."""
PLACES = ("id", "uri", "left", "top", "right", "bottom")


@dataclass(frozen=True, slots=True)
class Picture:
    """One sample with its thumbnail, if it has any."""

    role: str
    """synthetic, nearest real, or repeats."""
    id: str
    uri: str | None
    """The thumbnail as a data URI."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One sample of a gallery, with what it is compared with, and the reason."""

    pictures: tuple[Picture, ...]
    verdict: str
    reason: str
    realism: str
    distance: str
    label: str
    value: str = ""
    """For a model; empty where none was asked."""
    rows: Compared | None = None
    """Of a table: the row beside the one that it is compared with."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """A few samples of one kind."""

    key: str
    title: str
    explains: str
    empty: str
    """What to say where there is none."""
    total: int | None
    """How many there are of this kind, where it is a kind and not a ranking."""
    samples: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where samples are: their pixels, or their rows."""

    of: dict[tuple[str, str], tuple[object, ...]]
    """(origin, id) -> id, uri and crop."""
    rows: RowPairs


def galleries(card: Scorecard, level: str) -> tuple[Gallery, ...]:
    """Return the galleries of a level, with thumbnails; copies come first where there are any."""
    rows = card.verdicts.filter((pl.col("level") == level) & (pl.col("verdict") != "unreadable"))
    places = _Places(_places(of_level(card, level)), RowPairs(card, level))
    copied = rows.filter(pl.col("verdict") == "copied").sort("nearest_real_distance", "id", nulls_last=True)
    redundant = rows.filter(pl.col("verdict") == "redundant").sort("uniqueness_full", "id", nulls_last=True)
    ranked = rows.filter((pl.col("verdict") != "copied") & pl.col("rank").is_not_null()).sort("rank", "id")
    worst = ranked.sort("rank", "id", descending=[True, False])
    found = (
        Gallery(
            "least",
            "Least realistic",
            "The farthest from real samples first.",
            "No sample could be ranked.",
            None,
            _shown(worst, places),
        ),
        Gallery(
            "copied",
            "Copied",
            "The same content as a real sample, or nearer to one than real samples are to each other.",
            "No copies of real samples were found.",
            copied.height,
            _shown(copied, places),
        ),
        Gallery(
            "redundant",
            "Most redundant",
            "Within the noise of a synthetic sample that is already kept; the closest pairs first.",
            "No redundant samples were found.",
            redundant.height,
            _shown(redundant, places, repeats=True),
        ),
        Gallery(
            "most",
            "Most realistic",
            "The nearest to real samples first, copies left out.",
            "No sample could be ranked.",
            None,
            _shown(ranked, places),
        ),
    )
    ordered = sorted(found, key=lambda gallery: not (gallery.key == "copied" and gallery.samples))
    return (*_of_value(rows, places), *ordered, *_of_domain(rows, places))


def _of_value(rows: pl.DataFrame, places: _Places) -> Iterator[Gallery]:
    """Yield the samples that a model is misled and helped by most, where one was asked."""
    if "value" not in rows.columns or rows["value"].null_count() == rows.height:
        return
    harmful = rows.filter(pl.col("verdict") == "harmful").sort("value", "id")
    helpful = rows.filter(pl.col("verdict") == "helpful").sort("value", "id", descending=[True, False])
    for key, explains, some in (
        (
            "harmful",
            "Their value lies wholly below 0 and the cut by planted wrong labels; the lowest first.",
            harmful,
        ),
        ("helpful", "Real samples near them are told apart by their votes; the most valuable first.", helpful),
    ):
        yield Gallery(key, f"Most {key}", explains, f"No sample is surely {key}.", some.height, _shown(some, places))


def _of_domain(rows: pl.DataFrame, places: _Places) -> Iterator[Gallery]:
    """Yield what the declared domain says of samples: those outside, and those that are unusual on purpose."""
    off = rows.filter(pl.col("verdict") == "off-domain")
    if off.height:
        turn = pl.int_range(pl.len()).over("reason")  # one of each reason, then the next of each
        yield Gallery(
            "off-domain",
            "Off-domain",
            "Outside the declared domain, or excluded from it; different reasons first.",
            "",
            off.height,
            _shown(off.sort("id").sort(turn, "reason", "id"), places),
        )
    intended = rows.filter(pl.col("verdict") == "intended").sort(
        "rank", "id", descending=[True, False], nulls_last=True
    )
    if intended.height:
        yield Gallery(
            "intended",
            "Intended",
            "Far from real samples, but inside a declared edge case that still wants samples; the farthest first.",
            "",
            intended.height,
            _shown(intended, places),
        )


def _places(points: pl.DataFrame) -> dict[tuple[str, str], tuple[object, ...]]:
    """Map (origin, id) to where its pixels are."""
    return {(row[0], row[1]): row[1:] for row in points.select("origin", *PLACES).iter_rows()}


def _shown(rows: pl.DataFrame, places: _Places, *, repeats: bool = False) -> tuple[Shown, ...]:
    first = rows.head(SHOWN).to_dicts()
    wanted = [_roles(row, repeats) for row in first]
    flat = [
        (role, id, places.of.get((origin, id), (id, None, None, None, None, None)))
        for roles in wanted
        for role, origin, id in roles
    ]
    uris = iter(_thumbnails([place for _, _, place in flat]))
    named = iter([Picture(role, id, uri) for (role, id, _), uri in zip(flat, uris, strict=True)])
    return tuple(
        Shown(
            pictures=tuple(next(named) for _ in roles),
            verdict=row["verdict"],
            reason=row["reason"] or "",
            realism=number(row["realism"]),
            distance=number(row["nearest_real_distance"]),
            value=number(row["value"]) if row.get("value") is not None else "",
            label="" if places.rows else row["label"] or "",
            rows=places.rows.compare(row["id"], roles[1][1:]) if places.rows and len(roles) > 1 else None,
        )
        for row, roles in zip(first, wanted, strict=True)
    )


def _roles(row: dict[str, str | None], repeats: bool) -> list[tuple[str, str, str]]:
    """List (role, origin, id) of the pictures of one sample."""
    roles = [("synthetic", "synthetic", row["id"] or "")]
    if repeats and row["redundant_with"]:
        roles.append(("repeats", "synthetic", row["redundant_with"]))
    if row["nearest_real"]:
        roles.append(("nearest real", "real", row["nearest_real"]))
    return roles


def _thumbnails(places: list[tuple[object, ...]]) -> tuple[str | None, ...]:
    schema = {"id": pl.String, "uri": pl.String, **dict.fromkeys(PLACES[2:], pl.Float64)}
    return pictures.data_uris(pictures.refs(pl.DataFrame(places, schema=schema, orient="row")), size=SIZE)
