"""What can be used: every image is decoded and every outline looked for once, before the first picture is made."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from datadiet import engine
from datadiet.data.dataset import Problem
from datadiet.data.images import decode
from datadiet.engine.progress import Progress
from datadiet.errors import DataError
from datadiet.generate.compose.objects import Annotated, Object, Telling, outline

__all__ = ["checked"]


def checked(
    pictures: Sequence[Annotated],
    shape: str,
    *,
    stage: str,
    tell: Telling,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Annotated, ...]:
    """Return the images that decode, each with its content's digest and with the objects that have an outline.

    Args:
        pictures: the images, with their objects.
        shape: what an object without a mask is taken to be: `box`, `ellipse` or `colour`.
        stage: what the work is called.
        tell: is told of every image and object that is left out.
        workers: processes that decode; the result does not depend on it.
        progress: called after each image.
    """
    found = []
    for done, (picture, problems) in enumerate(engine.stream(_Check(shape), pictures, workers=workers), 1):
        for problem in problems:
            tell(problem)
        if picture is not None:
            found.append(picture)
        if progress is not None:
            progress(stage, done, len(pictures))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Check:
    shape: str

    def __call__(self, picture: Annotated) -> tuple[Annotated | None, list[Problem]]:
        try:
            decoded = decode(picture.uri)
        except DataError as error:
            return None, [Problem(picture.id, str(error))]
        good: list[Object] = []
        problems = []
        for one in picture.objects:
            try:
                outline(one, picture.size, self.shape, decoded.pixels)
            except DataError as error:
                problems.append(Problem(f"{one.name} ({one.label})", str(error)))
            else:
                good.append(one)
        facts = decoded.facts
        seen = dataclasses.replace(
            picture,
            objects=tuple(good),
            content=decoded.content,
            format=facts.format,
            quality=facts.jpeg_quality,
        )
        return seen, problems
