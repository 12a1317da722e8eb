"""A contact sheet: some images of each set, side by side: one of each stratum in turn, so that what is rare is seen."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
from PIL import Image, ImageDraw, ImageFont
from sets import METADATA

__all__ = ["contact_sheet"]

COLUMNS, ROWS = 6, 4
GAP, HEAD, BETWEEN = 4, 34, 24
PAPER, INK = (250, 250, 248), (30, 30, 34)


def contact_sheet(sets: Mapping[str, Path], target: Path) -> Path:
    """Put 24 images of each set below its title, one of each stratum in turn; fewer where it has fewer.

    Args:
        sets: title -> folder, as `draw_set` wrote it.
        target: the file to write.
    """
    blocks = [_block(title, _chosen(folder)) for title, folder in sets.items()]
    width = sum(block.width for block in blocks) + BETWEEN * (len(blocks) - 1)
    sheet = Image.new("RGB", (width, max(block.height for block in blocks)), PAPER)
    left = 0
    for block in blocks:
        sheet.paste(block, (left, 0))
        left += block.width + BETWEEN
    sheet.save(target)
    return target


def _chosen(folder: Path) -> list[Path]:
    table = pl.read_parquet(folder / METADATA, columns=["file", "stratum"])
    turn = pl.int_range(pl.len()).over("stratum")
    files = table.sort(turn, maintain_order=True)["file"].head(COLUMNS * ROWS)
    return [folder / "images" / file for file in files]


def _block(title: str, chosen: list[Path]) -> Image.Image:
    width, height = Image.open(chosen[0]).size
    block = Image.new("RGB", (COLUMNS * (width + GAP) + GAP, HEAD + ROWS * (height + GAP) + GAP), PAPER)
    ImageDraw.Draw(block).text((GAP + 2, 7), title, fill=INK, font=ImageFont.load_default(18))
    for k, file in enumerate(chosen):
        place = (GAP + k % COLUMNS * (width + GAP), HEAD + k // COLUMNS * (height + GAP))
        block.paste(Image.open(file), place)
    return block
