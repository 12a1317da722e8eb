"""White cells of a stained smear: a granular cytoplasm around a nucleus whose shape tells the type."""

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import OptionError
from datadiet.generate.gallery.drawing import colour, coverage, grid, numbers, smooth_noise, step, wavy
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.visuals import visual

__all__ = ["NUCLEI", "nucleus_distance", "white_cell"]

_DENSITY = 1.0
"""Pixels drawn for one shown: a white cell is up to 200 pixels across, and its edges are soft."""
_WHITE_CELL: Mapping[str, float] = {
    "radius": 75,
    "ellipticity": 1.08,
    "irregularity": 0.035,
    "softness": 2.5,
    "nucleus_size": 0.62,
    "lobes": 3,
    "joint": 0.05,
    "nucleus_hue": 257,
    "nucleus_saturation": 0.55,
    "nucleus_brightness": 0.8,
    "chromatin": 0.25,
    "patches": 0.025,
    "cytoplasm_hue": 285,
    "cytoplasm_saturation": 0.12,
    "cytoplasm_brightness": 0.76,
    "cytoplasm_opacity": 0.85,
    "granularity": 0.3,
    "granule_hue": 300,
    "granule_saturation": 0.25,
}
_STAINS: Mapping[str, tuple[float, float, float]] = {
    "eosinophil": (20, 60, 1.3),
    "lymphocyte": (-45, -30, 1),
    "monocyte": (-40, -25, 0.6),
}
"""How types differ from a neutrophil: degrees of the cytoplasm's hue and of the granules', and how strong these are:
eosin stains an eosinophil's granules orange, the others have a cytoplasm that takes the blue dye."""


@visual("white-cell", takes=("nucleus", *_WHITE_CELL))
def white_cell(parameters: Mapping[str, Value], rng: np.random.Generator) -> Cutout:
    """Draw a white cell, to be laid over what is behind it.

    `nucleus`: neutrophil (`lobes`, 2 to 5, on a bent line, with joints `joint` times the radius thick), eosinophil (two
    lobes), lymphocyte (large and round), monocyte (kidney-shaped) or smudge (a cell that burst in smearing: its pale
    nucleus is all that is left). `radius` and `softness` in pixels; `irregularity` and `nucleus_size`, shares of the
    radius; hue (degrees), saturation and brightness of nucleus and cytoplasm; `chromatin`, how clumped, 0 to 1;
    `patches`, how much the nucleus's red varies; `cytoplasm_opacity`, 0 to 1; `granularity`, how much the granules
    show, 0 to 1, with their hue and saturation. Hues and granules are those of a neutrophil, from which the
    other types differ.
    """
    own, kind = numbers(parameters, _WHITE_CELL), str(parameters.get("nucleus", "neutrophil"))
    if kind not in NUCLEI:
        raise OptionError(f"there is no nucleus '{kind}'", expected=f"one of {', '.join(NUCLEI)}")
    cytoplasm, granules, denser = _STAINS.get(kind, (0.0, 0.0, 1.0))
    own["cytoplasm_hue"] += cytoplasm
    own["granule_hue"] += granules
    own["granule_saturation"] *= denser
    radius, length = own["radius"], np.float32(own["ellipticity"] ** 0.5)
    x, y = grid(radius * (1 + 3 * own["irregularity"]) * float(length) + own["softness"] + 2, _DENSITY)
    u, v = x / length, y * length
    shape = (y.shape[0], x.shape[1])
    frayed, ragged = (0.06, 0.3) if kind == "smudge" else (0.008, 0.1)  # granules stand out from the edge
    fray = np.float32(frayed * radius) * smooth_noise(shape, ragged * radius * _DENSITY, rng)
    distance = np.float32(radius) * (1 + wavy(u, v, own["irregularity"], rng)) - np.sqrt(u * u + v * v) + fray
    body = coverage(distance, own["softness"] * (2.5 if kind == "smudge" else 1))
    inside = nucleus_distance(kind, u / np.float32(radius), v / np.float32(radius), own, rng) * np.float32(radius)
    nucleus = coverage(np.minimum(inside, distance), own["softness"])
    rgb, opacity = _cytoplasm(distance, 0.06 if kind == "eosinophil" else 0.045, own, rng)
    rgb += nucleus[..., None] * (_chromatin(inside, own, rng) - rgb)
    alpha = body * (opacity + nucleus * (0.98 - opacity))
    middle = shape[0] / 2
    return Cutout(np.clip(rgb, 0, 1).astype(np.float32), alpha.astype(np.float32), (middle, middle), _DENSITY, body)


def nucleus_distance(
    kind: str, u: np.ndarray, v: np.ndarray, own: Mapping[str, float], rng: np.random.Generator
) -> np.ndarray:
    """Return how far inside the nucleus each point lies, below 0 outside; (h, w), in radii of the cell."""
    turn = rng.random() * 2 * np.pi
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    p, q = u * cos + v * sin, v * cos - u * sin
    if kind != "smudge":  # smooth bends, small against a lobe, so that no lobe tears
        size = (0.3 if kind in ("neutrophil", "eosinophil") else 0.45) * own["radius"] * _DENSITY
        p = p + np.float32(0.03) * smooth_noise(p.shape, size, rng)
        q = q + np.float32(0.03) * smooth_noise(p.shape, size, rng)
    return NUCLEI[kind](p, q, own, rng)


def _neutrophil(p: np.ndarray, q: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    return _chain(p, q, min(max(round(own["lobes"]), 2), 5), own, rng)


def _eosinophil(p: np.ndarray, q: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    return _chain(p, q, 2, own, rng)


def _lymphocyte(p: np.ndarray, q: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    size = min(own["nucleus_size"] * 1.4, 0.93)  # it nearly fills the cell
    away = (0.97 - size) * rng.random()
    round_part = np.float32(size) - np.sqrt(np.square(p - np.float32(away)) + np.square(q * np.float32(1.06)))
    return round_part - np.float32(0.08 * rng.random()) * np.exp(-(np.square(p + size) + np.square(q)) / 0.08)


def _monocyte(p: np.ndarray, q: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    """A thick bent band: a kidney."""
    thick = own["nucleus_size"] * rng.uniform(0.6, 0.68)
    reach, bend = own["nucleus_size"] * 0.85, rng.uniform(1.1, 1.5)
    angles = np.linspace(-bend, bend, 7)
    points = [(reach * np.cos(a) - 0.45 * reach, reach * np.sin(a)) for a in angles]
    parts = [_capsule(p, q, one, other, thick) for one, other in pairwise(points)]
    return np.maximum.reduce(parts)


def _smudge(p: np.ndarray, q: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    return 1.5 - np.sqrt(p * p + q * q)


NUCLEI: Mapping[str, Callable[..., np.ndarray]] = {
    "neutrophil": _neutrophil,
    "eosinophil": _eosinophil,
    "lymphocyte": _lymphocyte,
    "monocyte": _monocyte,
    "smudge": _smudge,
}


def _chain(p: np.ndarray, q: np.ndarray, lobes: int, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    """Lobes on an arc, each with room of its own, and thin joints from one to the next."""
    spread = 1.15 if lobes == 2 else min(2 * np.pi / lobes * (lobes - 1), 4.6) / 2
    angles = np.linspace(-spread, spread, lobes) + rng.normal(0, 0.06, lobes)
    reach = 0.78 * own["nucleus_size"] * rng.uniform(0.95, 1.08, lobes)
    middles = np.stack([reach * np.cos(angles), reach * np.sin(angles)], 1)
    gaps = np.hypot(*np.diff(middles, axis=0).T)
    size = float(min(0.47 * gaps.min(), 0.63 * own["nucleus_size"]))
    parts = [_lobe(p, q, middle, size, angle, rng) for middle, angle in zip(middles, angles, strict=True)]
    thin = max(own["joint"], 0.005)
    parts += [_capsule(p, q, one, other, thin) for one, other in pairwise(middles)]
    return np.maximum.reduce(parts)


def _lobe(
    p: np.ndarray, q: np.ndarray, middle: np.ndarray, size: float, angle: float, rng: np.random.Generator
) -> np.ndarray:
    """An oval, longer away from the middle of the cell than along the chain."""
    outward, inward = rng.uniform([1.0, 0.85], [1.3, 1.08])  # inward, lobes that are longer would meet
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    away_p, away_q = p - np.float32(middle[0]), q - np.float32(middle[1])
    out, along = away_p * cos + away_q * sin, away_q * cos - away_p * sin
    out = np.where(out > 0, out / np.float32(outward), out / np.float32(inward))
    return np.float32(size) - np.sqrt(out * out + along * along)


def _capsule(p: np.ndarray, q: np.ndarray, one: tuple, other: tuple, thick: float) -> np.ndarray:
    """How far inside a line from one point to another that is `thick` on either side."""
    start_p, start_q = np.float32(one[0]), np.float32(one[1])
    run_p, run_q = np.float32(other[0]) - start_p, np.float32(other[1]) - start_q
    share = np.clip(((p - start_p) * run_p + (q - start_q) * run_q) / (run_p**2 + run_q**2 + 1e-9), 0, 1)
    return np.float32(thick) - np.sqrt(np.square(p - start_p - share * run_p) + np.square(q - start_q - share * run_q))


def _chromatin(inside: np.ndarray, own: Mapping[str, float], rng: np.random.Generator) -> np.ndarray:
    """Return the nucleus's colours: dark clumps, bright gaps between them, and patches that are bluer."""
    base = colour(own["nucleus_hue"], own["nucleus_saturation"], own["nucleus_brightness"])
    dark = colour(own["nucleus_hue"] + 2, own["nucleus_saturation"] + 0.2, own["nucleus_brightness"] - 0.1)
    scale = own["radius"] * _DENSITY
    clumps = smooth_noise(inside.shape, 0.15 * scale, rng) + 0.35 * smooth_noise(inside.shape, 0.06 * scale, rng)
    share = np.float32(own["chromatin"]) * (2.4 * step(clumps, -2.2, 2.2) - 0.9)
    rgb = base + share[..., None] * (dark - base) * 1.5
    rgb[..., 0] += np.float32(own["patches"]) * np.clip(smooth_noise(inside.shape, 0.45 * scale, rng), -1.5, 1.5)
    return rgb


def _cytoplasm(
    distance: np.ndarray, size: float, own: Mapping[str, float], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return its colours (h, w, 3) and how opaque it is (h, w): mottled, a little denser at the edge.

    `size` of its granules, a share of the radius.
    """
    base = colour(own["cytoplasm_hue"], own["cytoplasm_saturation"], own["cytoplasm_brightness"])
    grain = colour(own["granule_hue"], own["granule_saturation"], own["cytoplasm_brightness"] * 0.95)
    granules = step(smooth_noise(distance.shape, size * own["radius"] * _DENSITY, rng), -0.8, 1.4)
    patches = smooth_noise(distance.shape, 0.25 * own["radius"] * _DENSITY, rng)
    show = np.clip(np.float32(own["granularity"]) * granules, 0, 1)
    rgb = base + show[..., None] * (grain - base) + (0.012 * patches)[..., None]
    edge = np.exp(-np.square(distance / np.float32(0.05 * own["radius"])))
    return rgb - (0.05 * edge)[..., None], np.clip(own["cytoplasm_opacity"] + 0.06 * patches, 0, 1)
