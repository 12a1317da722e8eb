"""Composites: each picture is a real background on which real objects were pasted."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np

from datadiet.data.dataset import Dataset, Problem
from datadiet.distributions import Value
from datadiet.errors import DataError, OptionError
from datadiet.generate.compose.carrying import Carried, cover, inside, instances
from datadiet.generate.compose.objects import Annotated, Telling, annotated, digest, outline, whole_objects
from datadiet.generate.compose.options import Pasting
from datadiet.generate.compose.pasting import paste
from datadiet.generate.compose.pictures import from_pixels, nth, to_pixels
from datadiet.generate.compose.sizes import Sizes
from datadiet.generate.twins.rendered import Rendered
from datadiet.randomness import stream

__all__ = ["Composer", "check_count", "compose_set", "untold"]

_TRIES = 4
"""Objects that are tried for each one that is to be pasted."""


def untold(problem: Problem) -> None:
    """Tell nobody."""


def compose_set(
    objects: Dataset,
    backgrounds: Dataset,
    n: int,
    *,
    seed: int,
    options: Pasting | None = None,
    tell: Telling = untold,
) -> Iterator[Rendered]:
    """Yield n pictures on which objects of one data set are pasted on the images of another.

    Picture i depends on the data, the options, the seed and i alone. Its parameters name its background and how many
    objects were wanted, were pasted, and which labels were dropped because they are covered; those of each instance say
    where it comes from.

    Args:
        objects: images with annotated objects; masks are used where there are some.
        backgrounds: images, whose annotations become labels of the pictures.
        n: how many pictures.
        seed: any non-negative integer.
        options: how to cut out and paste; None for the defaults of `Pasting`.
        tell: is told of every image and object that cannot be used; the rest is.

    Raises:
        DataError: there is no object that can be cut out whole, or not one background can be read.
        OptionError: n is negative.
    """
    check_count(n)
    composer = Composer.of(objects, backgrounds, options=options, tell=tell)
    return (composer.make(index, seed=seed, tell=tell) for index in range(n))


@dataclass(frozen=True, slots=True, eq=False)
class Composer:
    """All that composites are made from; no pixels, so that workers can be sent it."""

    name: str
    objects: tuple[Annotated, ...]
    """Images with the objects that can be cut out whole."""
    backgrounds: tuple[Annotated, ...]
    sizes: Sizes
    options: Pasting

    @classmethod
    def of(
        cls, objects: Dataset, backgrounds: Dataset, *, options: Pasting | None = None, tell: Telling = untold
    ) -> Self:
        """Look through two data sets; see `compose_set`."""
        options = options or Pasting()
        sources, grounds = annotated(objects, tell), annotated(backgrounds, tell)
        whole = whole_objects(sources, options.labels)
        if not whole:
            raise _no_objects(objects, options)
        if not grounds:
            raise DataError(f"{backgrounds.source} has no image that can be read", expected="at least one background")
        sizes = Sizes.of(options.sizes, grounds, sources)
        return cls(f"{objects.name} on {backgrounds.name}", whole, grounds, sizes, options)

    @property
    def spec(self) -> str:
        """All that the pictures depend on apart from seed and index."""
        content = {"objects": digest(self.objects), "backgrounds": digest(self.backgrounds)}
        return json.dumps({"compose": asdict(self.options), **content})

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of all objects, in alphabetical order."""
        return tuple(
            sorted({one.label for side in (self.objects, self.backgrounds) for p in side for one in p.objects})
        )

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Make picture `index`; what could not be used is in its parameter `skipped`."""
        return self.make(index, seed=seed)

    def make(self, index: int, *, seed: int, tell: Telling = untold) -> Rendered:
        """Make picture `index`, and tell what could not be used."""
        skipped: list[Problem] = []
        background, pixels = nth(self.backgrounds, index, seed=seed, tell=skipped.append)
        rng = stream(seed, "compose", index)
        picture = from_pixels(pixels)
        items = _carried(background, pixels, self.options, skipped.append)
        wanted = int(rng.integers(self.options.per_image[0], self.options.per_image[1] + 1))
        items, pasted = self._filled(picture, items, wanted, (seed, index), skipped.append)
        kept = [item for item in items if 1 - item.seen <= self.options.covered]
        for problem in skipped:
            tell(problem)
        parameters: dict[str, Value] = {
            "background": background.id,
            "blending": self.options.blending,
            "wanted": wanted,
            "pasted": pasted,
            "dropped": len(items) - len(kept),
            "skipped": "; ".join(f"{problem.where}: {problem.reason}" for problem in skipped),
        }
        return Rendered(to_pixels(picture), instances(kept), parameters)

    def _filled(
        self, picture: np.ndarray, items: list[Carried], wanted: int, origin: tuple[int, int], tell: Telling
    ) -> tuple[list[Carried], int]:
        """Paste onto a picture, in place; return what is on it, and how many objects were pasted."""
        pasted = 0
        for number in range(wanted):
            rng = stream(origin[0], "paste", origin[1], number)
            for _ in range(_TRIES):
                new = paste(picture, self.objects, items, sizes=self.sizes, options=self.options, tell=tell, rng=rng)
                if new is not None:
                    items = [*(cover(item, new.amodal) for item in items), new]
                    pasted += 1
                    break
        return items, pasted


def check_count(n: int) -> None:
    """Raise OptionError where n is no number of pictures."""
    if n < 0:
        raise OptionError(f"{n} pictures are asked for", expected="0 or more")


def _carried(background: Annotated, pixels: np.ndarray, options: Pasting, tell: Telling) -> list[Carried]:
    """The labels of a background, from back to front as they are listed."""
    shape = "ellipse" if options.outline == "colour" else options.outline
    found = []
    for one in background.objects:
        try:
            mask = inside(outline(one, background.size, shape, background, pixels), background.size)
        except DataError as error:
            tell(Problem(one.name, str(error)))
            continue
        if mask.area:
            left, top, right, bottom = one.box
            found.append(
                Carried(
                    label=one.label,
                    amodal=mask,
                    visible=mask,
                    within=mask.area,
                    pose={"x": (left + right) / 2, "y": (top + bottom) / 2, "angle": 0.0, "zoom": 1.0},
                    parameters={
                        "origin": "background",
                        "source": one.name,
                        "outline": "mask" if one.mask else shape,
                        "flip": False,
                    },
                )
            )
    return found


def _no_objects(objects: Dataset, options: Pasting) -> DataError:
    wanted = f" of {', '.join(options.labels)}" if options.labels else ""
    return DataError(
        f"{objects.source} has {objects.annotations.height} annotations, and none{wanted} can be cut out whole",
        expected="boxes or masks that do not touch the edge of their image; a box with no other box in it",
        todo="check the labels, or give masks",
    )
