"""A contact sheet: pictures side by side with boxes, outlines of masks and names of classes drawn over them."""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from datadiet.errors import OptionError
from datadiet.generate.twins.rendered import Instance, Mask, Rendered, widened

__all__ = ["COLOURS", "preview"]

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#7b3fa0", "#8a5a2b")
"""Of the classes in turn, after those of Okabe and Ito, which people with any colour vision tell apart."""
INK, PAPER = "#1c2430", "#ffffff"
_GAP, _TEXT, _LINE = 8, 13, 2
_LIGHT = 140
"""Grey, 0 to 255, from which on dark letters are read better than white ones."""


def preview(rendered: Sequence[Rendered], *, width: int = 1280, columns: int | None = None) -> Image.Image:
    """Return a contact sheet.

    Args:
        rendered: the pictures, in the order in which they are shown; one or more.
        width: of the sheet in pixels.
        columns: pictures in a row; None makes it as many as make the sheet about square.

    Raises:
        OptionError: there is no picture, or no room for one.
    """
    if not rendered:
        raise OptionError("there is no picture to show", expected="one or more")
    columns = min(len(rendered), columns or ceil(sqrt(len(rendered))))
    side = (width - _GAP * (columns + 1)) // columns
    if side < 16:
        raise OptionError(f"{columns} columns in {width} pixels", expected="at least 24 pixels for each picture")
    classes = tuple(sorted({one.label for each in rendered for one in each.instances}))
    tiles = [_tile(each, side, classes) for each in rendered]
    rows = [tiles[at : at + columns] for at in range(0, len(tiles), columns)]
    heights = [max(tile.height for tile in row) for row in rows]
    legend = _legend(rendered, classes, width)
    sheet = Image.new("RGB", (width, sum(heights) + _GAP * (len(rows) + 1) + legend.height), PAPER)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        for at, tile in enumerate(row):
            sheet.paste(tile, (_GAP + at * (side + _GAP), top))
        top += height + _GAP
    sheet.paste(legend, (0, top))
    return sheet


def _tile(rendered: Rendered, side: int, classes: Sequence[str]) -> Image.Image:
    """One picture, `side` wide, with what is labelled drawn in the size of the sheet, so that lines stay sharp."""
    image = Image.fromarray(np.ascontiguousarray(rendered.image))
    zoom = side / image.width
    shape = side, max(1, round(image.height * zoom))
    tile = image.resize(shape, Image.Resampling.NEAREST if zoom >= 3 else Image.Resampling.LANCZOS)
    for one in rendered.instances:
        _draw_outline(tile, one.visible, zoom, _colour(one.label, classes))
    draw, taken = ImageDraw.Draw(tile), list[tuple[float, ...]]()
    for one in rendered.instances:
        _draw_box(draw, one, zoom, _colour(one.label, classes))
    for one in sorted(rendered.instances, key=lambda one: -one.visible.area):
        _draw_name(draw, one, zoom, _colour(one.label, classes), shape, taken)
    return tile


def _colour(label: str, classes: Sequence[str]) -> str:
    return COLOURS[classes.index(label) % len(COLOURS)]


def _draw_outline(tile: Image.Image, mask: Mask, zoom: float, colour: str) -> None:
    if not mask.pixels.size:
        return
    left, top, right, bottom = (round(edge * zoom) for edge in mask.box or (0, 0, 0, 0))
    size = max(1, right - left), max(1, bottom - top)
    inner = Image.fromarray(mask.pixels).convert("L").resize(size, Image.Resampling.BILINEAR)
    filled = np.pad(np.asarray(inner) > 127, 1)
    core = filled[1:-1, 1:-1] & filled[:-2, 1:-1] & filled[2:, 1:-1] & filled[1:-1, :-2] & filled[1:-1, 2:]
    edge = filled[1:-1, 1:-1] & ~core
    tile.paste(Image.new("RGB", size, colour), (left, top), Image.fromarray(edge))


def _draw_box(draw: ImageDraw.ImageDraw, one: Instance, zoom: float, colour: str) -> None:
    if one.visible.box is None:
        return
    left, top, right, bottom = (round(edge * zoom) for edge in widened(one.visible.box, one.slack))
    corners = (left, top, max(left, right - 1), max(top, bottom - 1))
    draw.rectangle(corners, outline=colour, width=_LINE)
    for x, y, seen in one.keypoints.values():
        spot = (x * zoom - 2.5, y * zoom - 2.5, x * zoom + 2.5, y * zoom + 2.5)
        draw.ellipse(spot, fill=colour if seen else None, outline=INK if seen else colour)


def _draw_name(
    draw: ImageDraw.ImageDraw,
    one: Instance,
    zoom: float,
    colour: str,
    shape: tuple[int, int],
    taken: list[tuple[float, ...]],
) -> None:
    """Write the class at the box, where it hides neither another name nor an item smaller than itself."""
    if one.visible.box is None:
        return
    left, top, right, bottom = (edge * zoom for edge in one.visible.box)
    font = ImageFont.load_default(_TEXT)
    width, height = draw.textlength(one.label, font=font) + 6, _TEXT + 3
    if right - left < 0.6 * width or bottom - top < 1.5 * height:
        return
    x = min(max(0, left), shape[0] - width)
    y = top - height if top >= height else top
    place = x, y, x + width, y + height
    if any(x < other[2] and other[0] < place[2] and y < other[3] and other[1] < place[3] for other in taken):
        return
    taken.append(place)
    draw.rectangle(place, fill=colour)
    draw.text((x + 3, y), one.label, fill=_letters(colour), font=font)


def _letters(ground: str) -> str:
    red, green, blue = ImageColor.getrgb(ground)[:3]
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < _LIGHT else INK


def _legend(rendered: Sequence[Rendered], classes: Sequence[str], width: int) -> Image.Image:
    """Class by class its colour, its name and how many are shown, in as many lines as they need."""
    font = ImageFont.load_default(_TEXT)
    counts = {name: sum(one.label == name for each in rendered for one in each.instances) for name in classes}
    texts = [f"{name} {count}" for name, count in counts.items()] or ["no labelled items"]
    places, x, y = [], float(_GAP), 0.0
    for text in texts:
        needed = font.getlength(text) + _TEXT + 3 * _GAP
        if x + needed > width and x > _GAP:
            x, y = _GAP, y + _TEXT + _GAP
        places.append((x, y))
        x += needed
    sheet = Image.new("RGB", (width, round(y) + _TEXT + 2 * _GAP), PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, (text, (left, top)) in enumerate(zip(texts, places, strict=True)):
        if counts:
            draw.rectangle((left, top + 2, left + _TEXT, top + 2 + _TEXT), COLOURS[number % len(COLOURS)], INK)
        draw.text((left + _TEXT + _GAP, top), text, fill=INK, font=font)
    return sheet
