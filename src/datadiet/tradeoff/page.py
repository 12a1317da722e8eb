"""A page about a trade-off: the picture, the table, the plane and some pictures of each width, in one HTML file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.dataset import ImageRef
from datadiet.data.whole import write_whole
from datadiet.report import pictures
from datadiet.report.figures import style
from datadiet.report.figures.inline import as_svg
from datadiet.report.formats import interval, number
from datadiet.report.pages import environment, template_text
from datadiet.scorecard import Scorecard
from datadiet.tradeoff.clouds import one_cloud
from datadiet.tradeoff.curve import Curve, Tradeoff
from datadiet.tradeoff.picture import PANEL, PANELS
from datadiet.tradeoff.plane import Shared
from datadiet.tradeoff.words import called

__all__ = ["write_page"]

HERE = Path(__file__).parent
STYLES = ("base.css", "parts.css", "figures.css", "print.css")
SHOWN = 6
"""Pictures of each width."""
SIZE = 280
"""Their longer side in pixels."""
CAPTIONS = {
    "mixing": "Indistinguishability over {}: up and to the right is better.",
    "gap": "The gap over {}, small gaps on top: it goes on telling widths apart where the score is flat.",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Some pictures of one set."""

    title: str
    origin: str
    uris: tuple[str, ...]


def write_page(found: Tradeoff, cards: Sequence[Scorecard], grounds: Mapping[str, Shared], folder: Path) -> Path:
    """Write index.html, complete or not at all: no request leaves it, and every text from the data is escaped."""
    page = (
        environment()
        .from_string((HERE / "page.html.j2").read_text(encoding="utf-8"))
        .render(
            found=found,
            levels=[_level(curve, grounds[curve.level]) for curve in found.curves],
            sheets=_sheets(found, cards),
            called=called,
            counts=_counts,
            number=number,
            interval=interval,
            styles=[*(template_text(name) for name in STYLES), (HERE / "page.css").read_text(encoding="utf-8")],
            scripts=[template_text("page.js")],
        )
    )
    return write_whole(folder / "index.html", page)


def _counts(curve: Curve) -> str:
    least, most = (f"{choose(point.n for point in curve.points):,}" for choose in (min, max))
    return least if least == most else f"{least} to {most}"


def _level(curve: Curve, ground: Shared) -> dict[str, object]:
    return {
        "curve": curve,
        "panels": [(_panel(name, curve), text.format(curve.variety)) for name, text in CAPTIONS.items()],
        "clouds": [(point.width, _cloud(curve.level, ground, i)) for i, point in enumerate(curve.points)],
    }


def _panel(name: str, curve: Curve) -> str:
    with style.sheet(f"datadiet-{curve.level}-{name}", width=PANEL[0], height=PANEL[1]) as (figure, axes):
        PANELS[name](axes, curve)
        return as_svg(
            figure,
            prefix=f"{curve.level}-{name}",
            label=f"{CAPTIONS[name].format(curve.variety)} The numbers are in the table.",
        )


def _cloud(level: str, ground: Shared, place: int) -> str:
    with one_cloud(level, ground, place) as figure:
        return as_svg(figure, prefix=f"{level}-cloud-{place}", label="Real and synthetic samples on the shared plane")


def _sheets(found: Tradeoff, cards: Sequence[Scorecard]) -> list[Sheet]:
    """Show the same pictures of every width: those of one twin differ in nothing but the width."""
    real = _files(cards[0], "real")
    spaced = [real[i] for i in np.linspace(0, len(real) - 1, min(SHOWN, len(real))).astype(int)]
    wanted = [("Real", "real", spaced)]
    for point, card in zip(found.curves[0].points, cards, strict=True):
        wanted.append((f"Width {called(point.width)}", "synthetic", _files(card, "synthetic")[:SHOWN]))
    sheets = [Sheet(title, origin, _thumbnails(files)) for title, origin, files in wanted]
    return [sheet for sheet in sheets if sheet.uris]


def _files(card: Scorecard, origin: str) -> list[str]:
    return sorted(card.points.filter(pl.col("origin") == origin)["uri"].drop_nulls().unique())


def _thumbnails(files: Sequence[str]) -> tuple[str, ...]:
    made = pictures.data_uris([ImageRef(id=file, uri=file) for file in files], size=SIZE)
    return tuple(uri for uri in made if uri)
