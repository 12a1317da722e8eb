"""How large the objects of each class are in real images, and at what height."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from datadiet.generate.compose.objects import Annotated, whole_objects

__all__ = ["Sizes"]


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """What was seen: for each class the places and sizes of its whole objects."""

    rule: str
    """`vertical`, `overall` or `kept`."""
    seen: dict[str, np.ndarray]
    """Label -> (n, 2): y of the middle and square root of the area, both as shares of the image's height."""

    @classmethod
    def of(cls, rule: str, backgrounds: Sequence[Annotated], objects: Sequence[Annotated]) -> Self:
        """Learn from the backgrounds; for classes that are annotated on none, from the images of the objects."""
        seen = _seen(objects)
        seen.update(_seen(backgrounds))
        return cls(rule, seen)

    def draw(self, label: str, own: float, height: int, rng: np.random.Generator) -> tuple[float | None, float]:
        """Return y of the middle, or None for any, and the size, both in pixels of a picture of that height.

        Place and size are those of one real object, so that they belong together. `own` is the object's own size, which
        it keeps under the rule `kept`, and where its class was never seen whole.
        """
        if self.rule == "kept" or label not in self.seen:
            return None, own
        known = self.seen[label]
        y, size = known[int(rng.integers(len(known)))] * height
        return (float(y) if self.rule == "vertical" else None), float(size)


def _seen(pictures: Sequence[Annotated]) -> dict[str, np.ndarray]:
    found: dict[str, list[tuple[float, float]]] = {}
    for picture in whole_objects(pictures, ()):
        height = picture.size[1]
        for one in picture.objects:
            left, top, right, bottom = one.box
            size = float(np.sqrt((right - left) * (bottom - top)))
            found.setdefault(one.label, []).append(((top + bottom) / 2 / height, size / height))
    return {label: np.array(values) for label, values in found.items()}
