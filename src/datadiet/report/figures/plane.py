"""The plane: where samples lie, how far noise moves them, and the ground that they cover."""

from typing import TYPE_CHECKING

import numpy as np

from datadiet.report.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from datadiet.report.samples import Plane

__all__ = ["draw_discs", "draw_map", "draw_noise", "ground"]

PIXELS = 420
"""Longer side of the raster of the ground."""


def draw_map(axes: "Axes", plane: "Plane") -> None:
    """Draw every shown sample: real as discs, synthetic as triangles."""
    _scatter(axes, plane.real_drawn, style.REAL, "o", f"real ({len(plane.real_drawn):,})")
    _scatter(axes, plane.synthetic_drawn, style.SYNTHETIC, "^", f"synthetic ({len(plane.synthetic_drawn):,})")
    axes.set_aspect("equal", adjustable="datalim")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2, handletextpad=0.2, markerscale=1.8)
    style.clean(axes)


def _scatter(axes: "Axes", points: np.ndarray, colour: str, marker: str, label: str) -> None:
    axes.scatter(
        points[:, 0], points[:, 1], s=12, c=colour, marker=marker, alpha=0.7, linewidths=0, label=label, rasterized=True
    )


def draw_noise(axes: "Axes", plane: "Plane") -> None:
    """Draw how far the noise moved each sample, around the circle that half of them stay inside."""
    from matplotlib.patches import Circle

    for moved, colour, marker, label in (
        (plane.real_moved, style.REAL, "o", "real"),
        (plane.synthetic_moved, style.SYNTHETIC, "^", "synthetic"),
    ):
        _scatter(axes, moved, colour, marker, label)
    axes.add_patch(Circle((0, 0), plane.radius, fill=False, color=style.INK, linewidth=1.4))
    reach = _reach(plane)
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.plot([], [], color=style.INK, linewidth=1.4, label="radius ρ")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2, handletextpad=0.4, markerscale=1.8)
    style.clean(axes)


def _reach(plane: "Plane") -> float:
    """Return half of the width that shows nearly all displacements and all of the circle."""
    moved = np.concatenate([plane.real_moved, plane.synthetic_moved])
    far = float(np.quantile(np.abs(moved), 0.99)) if len(moved) else 0.0
    return 1.1 * max(far, 1.3 * plane.radius) or 1.0


def draw_discs(axes: "Axes", plane: "Plane") -> None:
    """Draw the ground as areas: real only, both, synthetic only."""
    from matplotlib.patches import Patch

    image, extent = ground(plane)
    axes.imshow(image, extent=extent, origin="lower", interpolation="nearest", aspect="equal")
    axes.legend(
        handles=[
            Patch(color=style.REAL, alpha=0.75, label="real only"),
            Patch(color=style.OVERLAP, alpha=0.95, label="both"),
            Patch(color=style.SYNTHETIC, alpha=0.85, label="novel"),
        ],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3,
        borderaxespad=0.2,
        handlelength=1,
        handletextpad=0.4,
    )
    style.clean(axes)


def ground(plane: "Plane") -> tuple[np.ndarray, tuple[float, float, float, float]]:
    """Rasterise the union of discs of each side.

    Returns:
        (rows, columns, 4) uint8 picture with its transparent background, and its extent left, right, bottom, top.
        A disc smaller than a pixel is drawn as one pixel.
    """
    from matplotlib.colors import to_rgba

    xs, ys, extent = _grid(plane)
    pixel = xs[1] - xs[0]
    radius = max(plane.radius, 0.75 * pixel)
    real, synthetic = (_covered(side, xs, ys, radius) for side in (plane.real, plane.synthetic))
    image = np.zeros((len(ys), len(xs), 4))
    image[real & ~synthetic] = to_rgba(style.REAL, 0.75)
    image[real & synthetic] = to_rgba(style.OVERLAP, 0.95)
    image[synthetic & ~real] = to_rgba(style.SYNTHETIC, 0.85)
    return np.round(255 * image).astype(np.uint8), extent


def _grid(plane: "Plane") -> tuple[np.ndarray, np.ndarray, tuple[float, float, float, float]]:
    both = np.concatenate([plane.real, plane.synthetic])
    low, high = both.min(axis=0) - 1.5 * plane.radius, both.max(axis=0) + 1.5 * plane.radius
    span = np.maximum(high - low, 1e-9 + 0.3 * (high - low).max())
    middle = (low + high) / 2
    low, high = middle - span / 2, middle + span / 2
    pixel = span.max() / PIXELS
    xs = np.arange(low[0], high[0] + pixel, pixel)
    ys = np.arange(low[1], high[1] + pixel, pixel)
    return xs, ys, (float(low[0]), float(high[0]), float(low[1]), float(high[1]))


def _covered(points: np.ndarray, xs: np.ndarray, ys: np.ndarray, radius: float) -> np.ndarray:
    from scipy.spatial import cKDTree

    if not len(points):
        return np.zeros((len(ys), len(xs)), dtype=bool)
    pixels = np.stack(np.meshgrid(xs, ys), axis=-1)  # (rows, columns, 2)
    distance, _ = cKDTree(points).query(pixels, distance_upper_bound=radius * (1 + 1e-12))
    return np.isfinite(distance)
