"""What the frames of a set have in common: its classes, in an order that a longer set keeps, and their keypoints."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datadiet.generate.labels.frame import Frame

__all__ = ["Catalogue"]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The classes of a set."""

    counts: Mapping[str, int]
    """Class -> number of labelled items: the declared classes in their order, then others as they appear."""
    keypoints: Mapping[str, tuple[str, ...]]
    """Class -> names of its keypoints, in the order in which they appear; only classes that have some."""
    images: int
    empty: int
    """Pictures without a labelled item."""
    redrawn: int
    """Pictures that took more than one try."""
    crowded: int
    """Pictures in which some items found no place."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Their names; the number of a class is its place here."""
        return tuple(self.counts)

    @classmethod
    def of(cls, frames: Iterable[Frame], *, declared: Sequence[str] = ()) -> "Catalogue":
        """Look at every frame once.

        Args:
            frames: in the order of their index.
            declared: classes that come first, whether they appear or not, so that their numbers never change.
        """
        counts = Counter(dict.fromkeys(declared, 0))
        keypoints: dict[str, dict[str, None]] = {}
        images = empty = redrawn = crowded = 0
        for frame in frames:
            images, empty = images + 1, empty + (not frame.labels)
            tries = frame.parameters.get("tries")
            redrawn += isinstance(tries, int) and tries > 1
            crowded += any(value for name, value in frame.parameters.items() if name.endswith(".dropped"))
            for one in frame.labels:
                counts[one.label] += 1
                if one.keypoints:
                    keypoints.setdefault(one.label, {}).update(dict.fromkeys(one.keypoints))
        return cls(
            counts=dict(counts),
            keypoints={name: tuple(points) for name, points in keypoints.items()},
            images=images,
            empty=empty,
            redrawn=redrawn,
            crowded=crowded,
        )
