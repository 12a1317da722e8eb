"""CPU seconds of a frame, drawn and labelled, beside the goals: 0.05 at 320 x 240, 0.2 at 640 x 480 with 60 cells.

    python bench/sprites.py [--frames 20] [--out FOLDER]

Items are drawn beforehand: what is measured is placing, blending, light and labels. `--out` keeps one picture of each.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image

from datadiet.generate.render.sprites import SpritesRenderer
from datadiet.generate.twins.scene import Cutout, Elastic, Pose, Scene, Shadow, Sprite


def cell(radius: float, density: float, rng: np.random.Generator) -> Cutout:
    """Return a pale red cell, drawn `density` times finer than it is shown."""
    side = int(np.ceil(2 * density * (radius + 2)))
    y, x = (np.mgrid[:side, :side] + 0.5 - side / 2) / density
    distance = np.hypot(x, y * rng.uniform(0.9, 1.1))
    inside = np.clip(radius - distance + 0.5, 0, 1)
    body = inside * np.clip(0.25 + 0.6 * distance / radius, 0, 1)
    rgb = np.ones((side, side, 3)) * rng.uniform((0.75, 0.4, 0.4), (0.9, 0.6, 0.55))
    middle = (side / 2, side / 2)
    return Cutout(*_float32(rgb, body), middle, density, inside.astype(np.float32), {"middle": middle})


def parcel(width: int, height: int, rng: np.random.Generator) -> Cutout:
    """Return an opaque, striped rectangle with rounded corners."""
    y, x = np.mgrid[:height, :width] + 0.5
    beyond = np.hypot(np.abs(x - width / 2) - width / 2 + 6, np.abs(y - height / 2) - height / 2 + 6)
    corner = (np.abs(x - width / 2) > width / 2 - 6) & (np.abs(y - height / 2) > height / 2 - 6)
    alpha = np.where(corner, np.clip(6.5 - beyond, 0, 1), 1)
    rgb = rng.uniform(0.2, 0.9, 3) * (0.85 + 0.15 * np.sin(x / 3))[..., None]
    return Cutout(*_float32(rgb, alpha), (width / 2, height / 2), 1.0, None, {"corner": (6, 6)})


def _float32(*arrays: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(array.astype(np.float32) for array in arrays)


def smear(rng: np.random.Generator) -> Scene:
    """Return 640 x 480 with 60 deformed cells that filter what is behind them, drawn at twice the resolution."""
    sprites = []
    for n in range(60):
        elastic = Elastic(rng.uniform(0, 2), rng.uniform(20, 40), n)
        pose = Pose(*rng.uniform((0, 0), (640, 480)), angle=rng.uniform(0, 360), elastic=elastic)
        sprites.append(Sprite("cell", "RBC", cell(rng.uniform(22, 30), 2.0, rng), pose, "multiply"))
    y, x = np.mgrid[:480, :640].astype(np.float32)
    light = 1 - 0.25 * ((x / 640 - 0.5) ** 2 + (y / 480 - 0.5) ** 2)
    return Scene(np.full((480, 640, 3), (0.9, 0.88, 0.93), np.float32), tuple(sprites), light)


def table(rng: np.random.Generator) -> Scene:
    """Return 320 x 240 with 15 opaque items that overlap and throw shadows."""
    sprites = []
    for _ in range(15):
        pose = Pose(*rng.uniform((0, 0), (320, 240)), angle=rng.uniform(0, 360), zoom=rng.uniform(0.6, 1.1))
        shadow = Shadow(rng.uniform(2, 6), rng.uniform(2, 6), rng.uniform(1, 4), 0.5)
        picture = parcel(int(rng.uniform(40, 80)), int(rng.uniform(30, 60)), rng)
        sprites.append(Sprite("parcel", "parcel", picture, pose, shadow=shadow))
    return Scene(np.full((240, 320, 3), 0.7, np.float32), tuple(sprites))


def sheet(rng: np.random.Generator) -> Scene:
    """Return 640 x 480 with one large sheet at twice the resolution, bent, with a wide shadow."""
    paper = rng.uniform(0.8, 1, (1200, 800, 3)).astype(np.float32)
    cutout = Cutout(paper, np.ones((1200, 800), np.float32), (400, 600), 2.0)
    pose = Pose(320, 240, angle=rng.uniform(-20, 20), zoom=0.8, elastic=Elastic(6, 150, 1))
    return Scene(np.full((480, 640, 3), 0.4, np.float32), (Sprite("sheet", "sheet", cutout, pose, shadow=SOFT),))


SOFT = Shadow(6, 8, 12, 0.5)
SCENES = {"320 x 240, 15 items": (table, 0.05), "640 x 480, 60 cells": (smear, 0.2), "640 x 480, a sheet": (sheet, 0.2)}


def main() -> None:
    """Print one row for each kind of scene."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    renderer = SpritesRenderer()
    print("scene | CPU-s a frame: median, most | goal | labelled items in the last")
    for name, (make, goal) in SCENES.items():
        scenes = [make(np.random.default_rng(seed)) for seed in range(given.frames)]
        times = []
        for scene in scenes:
            start = time.process_time()
            rendered = renderer.render(scene, rng=np.random.default_rng(0))
            times.append(time.process_time() - start)
        print(f"{name} | {np.median(times):.4f}, {max(times):.4f} | {goal} | {len(rendered.instances)}")
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            Image.fromarray(rendered.image).save(given.out / f"{make.__name__}.png")


if __name__ == "__main__":
    main()
