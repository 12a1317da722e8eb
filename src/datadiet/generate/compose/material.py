"""What composites are made from: the objects and the backgrounds of two data sets that can be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from datadiet.data.dataset import Dataset
from datadiet.engine.progress import Progress
from datadiet.errors import DataError, OptionError
from datadiet.generate.compose.checking import checked
from datadiet.generate.compose.objects import Annotated, Telling, annotated, whole_objects
from datadiet.generate.compose.options import Pasting

__all__ = ["Search"]


@dataclass(frozen=True, slots=True)
class Search:
    """Looks through data sets with every image read, and every outline looked for, once."""

    options: Pasting
    tell: Telling
    workers: int = 1
    progress: Progress | None = None

    def objects(self, dataset: Dataset) -> tuple[Annotated, ...]:
        """Return the images with the objects that can be cut out.

        Raises:
            DataError: there is none; says what is in the way.
            OptionError: a class that is asked for does not exist.
        """
        found = annotated(dataset, self.tell)
        _check_classes(dataset, found, self.options.labels)
        whole = whole_objects(found, self.options.labels)
        if not whole:
            raise _none_whole(dataset, self.options)
        good = tuple(each for each in self._checked(whole, self.options.outline, "objects") if each.objects)
        if not good:
            raise DataError(
                f"none of the {sum(len(each.objects) for each in whole)} objects of {dataset.source} can be cut out; "
                "the reasons are in the list of what was left out",
                expected="images that decode, and objects that stand out",
                todo="choose another outline, or give masks" if self.options.outline == "colour" else "check the files",
            )
        return good

    def backgrounds(self, dataset: Dataset) -> tuple[Annotated, ...]:
        """Return the images that decode, with what is annotated there; DataError where there is none."""
        good = self._checked(annotated(dataset, self.tell), "box", "backgrounds")
        if not good:
            raise DataError(f"{dataset.source} has no image that can be read", expected="at least one background")
        return good

    def _checked(self, pictures: Sequence[Annotated], shape: str, stage: str) -> tuple[Annotated, ...]:
        return checked(pictures, shape, stage=stage, tell=self.tell, workers=self.workers, progress=self.progress)


def _check_classes(dataset: Dataset, pictures: Sequence[Annotated], wanted: Sequence[str]) -> None:
    if not dataset.annotations.height:
        raise DataError(
            f"{dataset.source} has no annotations, read as {dataset.format}",
            expected="boxes or masks of the objects that are to be cut out, as COCO, YOLO, Pascal VOC or FiftyOne",
            todo="give the folder or file that holds them",
        )
    there = sorted({one.label for each in pictures for one in each.objects})
    for name in wanted:
        if name not in there:
            near = get_close_matches(name.lower(), [label.lower() for label in there], n=1, cutoff=0.5)
            meant = next((label for label in there if near and label.lower() == near[0]), None)
            raise OptionError(
                f"{dataset.source} has no class '{name}'",
                expected=f"some of {', '.join(there[:20])}{', …' if len(there) > 20 else ''}",
                todo=f"did you mean {meant}?" if meant else "",
            )


def _none_whole(dataset: Dataset, options: Pasting) -> DataError:
    wanted = f" of {', '.join(options.labels)}" if options.labels else ""
    return DataError(
        f"{dataset.source} has {dataset.annotations.height} annotations, and none{wanted} can be cut out whole",
        expected="boxes or masks that do not touch the edge of their image; a box with no other box in it",
        todo="check the labels, or give masks",
    )
