"""A stand-in for a twin: rectangles on grey, some in front of others, some cut off by the edge."""

import os
import time
from dataclasses import dataclass

import numpy as np

from datadiet.generate.twins.rendered import Instance, Mask, Rendered
from datadiet.randomness import stream

WIDTH, HEIGHT = 64, 48
COLOURS = {"box": (200, 60, 40), "crate": (40, 90, 200), "lid": (60, 160, 80)}


def rectangle(left, top, right, bottom) -> Mask:
    return Mask(left, top, np.ones((bottom - top, right - left), dtype=bool))


def canvas(mask: Mask, size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    """The part of a mask within the picture: (height, width) bool, pixel by pixel."""
    whole = np.zeros((size[1], size[0]), dtype=bool)
    for y in range(mask.pixels.shape[0]):
        for x in range(mask.pixels.shape[1]):
            if 0 <= y + mask.top < size[1] and 0 <= x + mask.left < size[0] and mask.pixels[y, x]:
                whole[y + mask.top, x + mask.left] = True
    return whole


def cropped(whole: np.ndarray) -> Mask:
    rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    if not len(rows):
        return Mask(0, 0, np.zeros((0, 0), dtype=bool))
    part = whole[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Mask(int(columns[0]), int(rows[0]), part)


def picture(items, *, keypoints=False, parameters=None) -> Rendered:
    """Draw (label, left, top, right, bottom) from back to front."""
    image = np.full((HEIGHT, WIDTH, 3), 128, dtype=np.uint8)
    within = [canvas(rectangle(*box)) for _, *box in items]
    instances = []
    for depth, (label, *box) in enumerate(items):
        image[within[depth]] = COLOURS[label]
        seen = within[depth].copy()
        for front in within[depth + 1 :]:
            seen &= ~front
        if not seen.any():
            continue
        points = {"corner": (float(box[0]), float(box[1]), bool(box[0] >= 0 and box[1] >= 0))} if keypoints else {}
        instances.append(
            Instance(
                item=f"{label}-{depth}",
                label=label,
                visible=cropped(seen),
                amodal=rectangle(*box),
                depth=depth,
                keypoints=points,
                pose={"x": (box[0] + box[2]) / 2, "angle": 0.0},
                parameters={"width": box[2] - box[0]},
                within=int(within[depth].sum()),
            )
        )
    return Rendered(image, tuple(instances), parameters or {})


@dataclass(frozen=True)
class Rectangles:
    """A few rectangles, at random."""

    name: str = "rectangles"
    spec: str = "rectangles: 1"
    classes: tuple[str, ...] = ("box", "crate", "lid")
    pause: float = 0.0
    bad: tuple[int, ...] = ()
    killed_at: int = -1

    def frame(self, index: int, *, seed: int) -> Rendered:
        if index == self.killed_at:
            os.kill(os.getpid(), 9)
        if index in self.bad:
            raise ValueError(f"no light in picture {index}")
        time.sleep(self.pause)
        rng = stream(seed, "frame", index)
        items = []
        for _ in range(int(rng.integers(0, 6))):
            left, top = int(rng.integers(-10, WIDTH - 4)), int(rng.integers(-10, HEIGHT - 4))
            size = rng.integers(11, 30, 2)
            items.append((str(rng.choice(["box", "crate"])), left, top, left + int(size[0]), top + int(size[1])))
        more = {"light": {"power": float(rng.random())}, "count": len(items), "tint": [0.5, 1.0]}
        return picture(items, keypoints=True, parameters=more)
