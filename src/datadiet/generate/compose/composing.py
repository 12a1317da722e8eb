"""Composites: each picture is a real background on which real objects were pasted."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np

from datadiet.data.dataset import Dataset, Problem
from datadiet.data.versions.provenance import Origin, Provenance
from datadiet.distributions import Value
from datadiet.engine.progress import Progress
from datadiet.errors import DataError, OptionError
from datadiet.generate.compose.carrying import Carried, cover, inside, instances
from datadiet.generate.compose.material import Search
from datadiet.generate.compose.objects import Annotated, Telling, digest, outline
from datadiet.generate.compose.options import Pasting
from datadiet.generate.compose.origins import origin
from datadiet.generate.compose.pasting import paste
from datadiet.generate.compose.pictures import from_pixels, nth, pixels_of, to_pixels
from datadiet.generate.compose.sizes import Sizes
from datadiet.generate.twins.rendered import Rendered
from datadiet.randomness import stream

__all__ = ["Composer", "check_count", "compose_set", "untold"]

_TRIES = 4
"""Objects that are tried for each one that is to be pasted."""
_BACKGROUNDS = 5
"""That are tried before a picture is given up."""


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
    return (composer.frame(index, seed=seed) for index in range(n))


@dataclass(frozen=True, slots=True, eq=False)
class Composer:
    """All that composites are made from; no pixels, so that workers can be sent it."""

    name: str
    objects: tuple[Annotated, ...]
    """Images with the objects that can be cut out whole."""
    backgrounds: tuple[Annotated, ...]
    sizes: Sizes
    options: Pasting
    origins: tuple[Origin, ...] = ()
    """The data sets that the objects and the backgrounds are of."""

    @classmethod
    def of(
        cls,
        objects: Dataset,
        backgrounds: Dataset,
        *,
        options: Pasting | None = None,
        tell: Telling = untold,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Self:
        """Look through two data sets, with every image read and every object outlined once; see `compose_set`."""
        search = Search(options or Pasting(), tell, workers, progress)
        whole = search.objects(objects)
        grounds = search.backgrounds(backgrounds)
        sizes = Sizes.of(search.options.sizes, grounds, whole)
        origins = (origin("objects", objects, whole), origin("backgrounds", backgrounds, grounds))
        return cls(f"{objects.name} on {backgrounds.name}", whole, grounds, sizes, search.options, origins)

    @property
    def provenance(self) -> Provenance:
        """Both data sets by their content, and how the objects were pasted."""
        return Provenance("compose", self.origins, asdict(self.options))

    @property
    def spec(self) -> str:
        """All that the pictures depend on apart from seed and index."""
        content = {"objects": digest(self.objects), "backgrounds": digest(self.backgrounds)}
        return json.dumps({"compose": asdict(self.options), **content})

    @property
    def originals(self) -> tuple[Annotated, ...]:
        """The images beside which these pictures will stand."""
        return self.backgrounds

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of all objects, in alphabetical order."""
        return tuple(
            sorted({one.label for side in (self.objects, self.backgrounds) for p in side for one in p.objects})
        )

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Make picture `index`; objects that were tried and could not be used are in its parameter `skipped`.

        Where nothing finds a place on its background, although something has to, the next backgrounds are tried.

        Raises:
            DataError: nothing could be pasted on any of those either.
        """
        skipped: list[Problem] = []
        least, most = self.options.per_image
        wanted = int(stream(seed, "compose", index).integers(least, most + 1))
        for after in range(min(_BACKGROUNDS, len(self.backgrounds))):
            background = nth(self.backgrounds, index, seed=seed, after=after)
            picture = from_pixels(pixels_of(background.uri))
            items = _carried(background)
            items, pasted = self._filled(picture, items, wanted, (seed, "paste", index, after), skipped.append)
            if pasted or not least:
                return self._finished(background, picture, items, skipped, {"wanted": wanted, "pasted": pasted})
        raise DataError(
            f"on {background.id} and {after} other backgrounds nothing found a place"
            + (f"; the last, {skipped[-1].where}: {skipped[-1].reason}" if skipped else ""),
            todo="allow more overlap, choose emptier or larger backgrounds, or smaller objects",
        )

    def _finished(
        self,
        background: Annotated,
        picture: np.ndarray,
        items: list[Carried],
        skipped: list[Problem],
        counts: dict[str, Value],
    ) -> Rendered:
        kept = [item for item in items if 1 - item.seen <= self.options.covered]
        parameters: dict[str, Value] = {"background": background.id, **self.options.told, **counts}
        parameters["dropped"] = len(items) - len(kept)
        parameters["skipped"] = "; ".join(dict.fromkeys(f"{each.where}: {each.reason}" for each in skipped))
        return Rendered(to_pixels(picture), instances(kept), parameters)

    def _filled(
        self, picture: np.ndarray, items: list[Carried], wanted: int, origin: tuple[int, str, int, int], tell: Telling
    ) -> tuple[list[Carried], int]:
        """Paste onto a picture, in place; return what is on it, and how many objects were pasted."""
        pasted = 0
        for number in range(wanted):
            rng = stream(*origin, number)
            for _ in range(_TRIES):
                new = paste(picture, self.objects, items, sizes=self.sizes, options=self.options, tell=tell, rng=rng)
                if new is not None:
                    one, covering = new
                    items = [*(cover(item, covering) for item in items), one]
                    pasted += 1
                    break
        return items, pasted


def check_count(n: int) -> None:
    """Raise OptionError where n is no number of pictures."""
    if n < 0:
        raise OptionError(f"{n} pictures are asked for", expected="0 or more")


def _carried(background: Annotated) -> list[Carried]:
    """The labels of a background, from back to front as they are listed; a box alone stays a box."""
    found = []
    for one in background.objects:
        mask = inside(outline(one, background.size, "box"), background.size)
        if not mask.area:
            continue
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
                    "outline": "mask" if one.mask else "box",
                    "box": "mask" if one.mask else "drawn",
                    "flip": False,
                },
            )
        )
    return found
