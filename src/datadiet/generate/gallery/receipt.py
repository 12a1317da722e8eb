"""A shop's receipt on a table: paper, print, bar code.

Every part of the print is an item of its own, and all are placed where the middle of the paper is: `across` and `down`
say how far from it they are printed, so that paper and print turn and shear as one.
"""

from collections.abc import Mapping

import numpy as np

from datadiet.distributions import Value
from datadiet.generate.gallery.drawing import colour, coverage, numbers, smooth_noise, step
from datadiet.generate.gallery.printing import ean13, written
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import backdrop, visual

__all__ = ["barcode", "date", "line_item", "logo", "paper", "table", "total"]

_DENSITY = 2.0
_WORDS = ("Apples", "Bread", "Butter", "Cheese", "Coffee", "Eggs", "Honey", "Milk", "Oats", "Olives", "Pasta", "Pears")
_KINDS = ("", "", "bio ", "fresh ", "large ", "mini ", "extra ")
_SHOPS = ("CORNER SHOP", "GREEN MARKET", "MERIDIAN", "NORD", "OLD MILL", "SUNRISE")
_PRINT: Mapping[str, float] = {"across": 0, "down": 0, "width": 200, "size": 15, "ink": 0.15, "fade": 0.15}
_PAPER: Mapping[str, float] = {
    "width": 250,
    "height": 440,
    "brightness": 0.93,
    "warmth": 0.03,
    "grain": 0.012,
    "folds": 2,
    "fold_strength": 0.12,
    "curl": 0.12,
    "torn": 2,
    "lines": 5,
    "pitch": 24,
}
_TABLE: Mapping[str, float] = {"hue": 28, "saturation": 0.4, "brightness": 0.45, "grain": 0.06, "planks": 4}


@backdrop("table", takes=tuple(_TABLE))
def table(parameters: Mapping[str, Value], size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Draw a table top: `hue` (degrees), `saturation`, `brightness`; `grain`, relative; how many `planks`."""
    own, (width, height) = numbers(parameters, _TABLE), size
    fibres = smooth_noise((height, max(width // 40, 4)), 2.5, rng)  # long along x, thin along y
    along = np.linspace(0, fibres.shape[1] - 1, width)
    left = np.minimum(along.astype(int), fibres.shape[1] - 2)
    share = (along - left).astype(np.float32)
    grain = fibres[:, left] * (1 - share) + fibres[:, left + 1] * share
    planks = max(1, round(own["planks"]))
    row = np.minimum(np.arange(height) * planks // height, planks - 1)
    tone = rng.normal(0, 0.06, planks)[row] if planks > 1 else np.zeros(height)
    seam = np.exp(-np.square((np.arange(height) * planks / height) % 1 * height / planks / 1.5)) * 0.4 * (row > 0)
    level = (1 + tone - seam)[:, None] * (1 + own["grain"] * grain)
    return np.clip(level[..., None] * colour(own["hue"], own["saturation"], own["brightness"]), 0, 1).astype(np.float32)


@visual("receipt-paper", takes=tuple(_PAPER))
def paper(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw the paper, with nothing on it.

    `width` and `height` in pixels; `brightness`; `warmth`, red over blue; `grain`, standard deviation; `folds` across
    it and their `fold_strength`, relative; `curl`, how much darker its sides are; `torn`, how deep the teeth of its
    lower edge are, in pixels. `lines` and `pitch` (pixels) are for those that place the print.
    """
    own = numbers(parameters, _PAPER)
    columns, rows = (round(own[side] * _DENSITY) + 6 for side in ("width", "height"))
    x = ((np.arange(columns) - columns / 2 + 0.5) / _DENSITY).astype(np.float32)[None]
    y = ((np.arange(rows) - rows / 2 + 0.5) / _DENSITY).astype(np.float32)[:, None]
    teeth = own["torn"] * np.abs((x / 6 + rng.random()) % 1 - 0.5) * 2
    inside = np.minimum(np.minimum(own["width"] / 2 - abs(x), own["height"] / 2 + y), own["height"] / 2 - teeth - y)
    alpha = coverage(inside, 0.5).astype(np.float32)
    light = _folded(x, y, own, rng) * (1 - own["curl"] * np.square(x / own["width"] * 2 - rng.uniform(-0.4, 0.4)) / 2)
    mottle = smooth_noise((rows, columns), 2, rng) + 0.7 * smooth_noise((rows, columns), 30, rng)
    level = own["brightness"] * light + own["grain"] * mottle
    tint = np.array([0.5, 0.15, -0.5]) * own["warmth"]
    rgb = np.clip(level[..., None] * (1 + tint), 0, 1).astype(np.float32)
    return Cutout(rgb, alpha, (columns / 2, rows / 2), _DENSITY, solid=alpha)


def _folded(x: np.ndarray, y: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    """Return the light on it: at a fold, one side leans towards the light and the other away from it."""
    light = np.ones((y.shape[0], x.shape[1]), np.float32)
    for fold in range(round(own["folds"])):
        at = own["height"] * ((fold + 1) / (round(own["folds"]) + 1) - 0.5 + rng.uniform(-0.08, 0.08))
        away = y - np.float32(at) - x * np.float32(rng.normal(0, 0.02))
        lean = np.sign(rng.random() - 0.5) * own["fold_strength"]
        light *= 1 + np.float32(lean) * np.tanh(away / 4) * np.exp(-abs(away) / 60)
        light *= 1 - np.float32(own["fold_strength"] * 0.8) * np.exp(-np.square(away / 0.8))
    return light


@visual("receipt-logo", takes=tuple(_PRINT))
def logo(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Print the shop's name between two bars."""
    own = numbers(parameters, _PRINT)
    shop = _SHOPS[int(rng.integers(len(_SHOPS)))]
    ink = written([(0.5, shop)], own["width"] * _DENSITY, 1.6 * own["size"] * _DENSITY, bold=True)
    bar = max(1, round(0.12 * own["size"] * _DENSITY))
    ink[:bar] = ink[-bar:] = 1
    return _printed(ink, own, rng)


@visual("receipt-line", takes=(*_PRINT, "price", "cents"))
def line_item(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Print what was bought, and its `price`, which stands at the right.

    `cents` prints nothing: it is for a price that is computed from it.
    """
    own = numbers(parameters, {**_PRINT, "price": 1.0})
    kind, word = _KINDS[int(rng.integers(len(_KINDS)))], _WORDS[int(rng.integers(len(_WORDS)))]
    parts = [(0.0, f"{kind}{word}"), (1.0, f"{own['price']:.2f}")]
    return _printed(written(parts, own["width"] * _DENSITY, own["size"] * _DENSITY), own, rng)


@visual("receipt-total", takes=(*_PRINT, "amount"))
def total(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Print the `amount` in bold."""
    own = numbers(parameters, {**_PRINT, "amount": 10.0})
    parts = [(0.0, "TOTAL"), (1.0, f"{own['amount']:.2f}")]
    return _printed(written(parts, own["width"] * _DENSITY, own["size"] * 1.2 * _DENSITY, bold=True), own, rng)


@visual("receipt-date", takes=(*_PRINT, "day", "month", "year"))
def date(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Print `day`, `month` and `year`."""
    own = numbers(parameters, {**_PRINT, "day": 1, "month": 1, "year": 2024})
    text = f"{round(own['year'])}-{round(own['month']):02d}-{round(own['day']):02d}"
    return _printed(written([(0.5, text)], own["width"] * _DENSITY, own["size"] * _DENSITY), own, rng)


@visual("barcode", takes=(*_PRINT, "height"))
def barcode(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Print a bar code, EAN-13, of a random number, `width` and `height` in pixels, quiet zones not counted."""
    own = numbers(parameters, {**_PRINT, "height": 40})
    modules = ean13(rng.integers(0, 10, 12).tolist())
    columns, rows = round(own["width"] * _DENSITY), round(own["height"] * _DENSITY)
    # each column is as dark as the share of it that bars cover, so that bars of any width are anti-aliased
    edges = np.linspace(0, len(modules), columns + 1)
    covered = np.interp(edges, np.arange(len(modules) + 1), np.concatenate([[0], np.cumsum(modules)]))
    dark = np.diff(covered) * columns / len(modules)
    return _printed(np.repeat(dark[None].astype(np.float32), max(rows, 1), axis=0), own, rng)


def _printed(ink: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> Cutout:
    """Return print (h, w), 0 to 1, as a cut-out whose anchor is the middle of the paper; all of its box counts."""
    drawn = np.flatnonzero(ink.max(1) > 0.05), np.flatnonzero(ink.max(0) > 0.05)
    top, bottom, left, right = (int(each) for side in drawn for each in (side.min(), side.max() + 1))
    middle = (ink.shape[1] / 2 - own["across"] * _DENSITY - left, ink.shape[0] / 2 - own["down"] * _DENSITY - top)
    ink = ink[top:bottom, left:right]
    worn = 1 - np.float32(own["fade"]) * step(smooth_noise(ink.shape, 12, rng), -0.5, 1.5)
    rgb = np.full((*ink.shape, 3), np.clip(own["ink"], 0, 1), np.float32)
    return Cutout(rgb, np.clip(ink * worn, 0, 1), middle, _DENSITY, solid=np.ones(ink.shape, np.float32))
