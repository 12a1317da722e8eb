"""What must hold of the labels of a picture, else it is drawn again: `visible(red_cell) > .3 and count() >= 5`.

A function of an item gives one number for each of its instances, and a comparison holds where it holds of all of them;
of an item that is not there it holds. `width(a) > 2 * height(a)` compares within each instance, `area(a) > area(b)`
each with each. An item may be named, or a class. The functions:

- `count(a)`: how many are seen; `count()` of all.
- `visible(a)`: share of each that is seen, of what was placed: 0 for one that is covered or outside the picture.
- `occlusion(a)`, `truncation(a)`: share that is covered by others, that lies outside the picture.
- `area(a)`, `width(a)`, `height(a)`: in pixels, of what is seen.
- `overlap(a, b)`: the largest share of each a that any one other b lies over or under; `overlap(a)` with all others.
- `brightness()`, `contrast()`: mean and standard deviation of the picture's grey levels, 0 to 1.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from datadiet.domain.domain import Place
from datadiet.errors import TwinError
from datadiet.generate.twins.expressions import (
    ARITHMETIC,
    OPERATORS,
    Call,
    Name,
    Node,
    Number,
    evaluate,
    names,
)
from datadiet.generate.twins.parameters import NOWHERE
from datadiet.generate.twins.parsing import parse_expression
from datadiet.generate.twins.rendered import Instance, Mask, Rendered

__all__ = ["Requirement", "holds", "parse_requirement"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One clause."""

    text: str
    tree: Node
    items: Mapping[str, frozenset[str]]
    """Name in it -> the items that it means."""
    place: Place = NOWHERE


def holds(requirements: Iterable[Requirement], rendered: Rendered) -> list[str]:
    """Return the clauses that do not hold of a picture, as they were written; none: it is good."""
    return [each.text for each in requirements if not _Look(rendered, each.items).truth(each.tree)]


def parse_requirement(text: str, labelled: Mapping[str, str], place: Place) -> Requirement:
    """Return one clause.

    Args:
        text: as written.
        labelled: item -> class, of those that are labelled.
        place: of the clause.

    Raises:
        TwinError: it cannot be read, or asks about what is not labelled.
    """
    found = parse_expression(text, {**MEASURES, **ARITHMETIC}, condition=True)
    _check(found.tree, text, {*labelled, *labelled.values()})
    items = {
        name: frozenset(item for item, label in labelled.items() if name in (item, label)) for name in names(found.tree)
    }
    return Requirement(found.text, found.tree, items, place)


def _check(node: Node, text: str, known: set[str]) -> None:
    if isinstance(node, Name):
        raise TwinError(f"'{text}': {node.name} stands alone", expected=f"such as visible({node.name}) > .3")
    if isinstance(node, Number):
        return
    if node.function not in MEASURES:
        for part in node.arguments:
            _check(part, text, known)
        if node.function not in ("and", "or", "not") and any(len(_asked(part)) > 1 for part in node.arguments):
            raise TwinError(f"'{text}' mixes instances of several items on one side", expected="one item on each side")
        return
    least, most, _ = MEASURES[node.function]
    if not least <= len(node.arguments) <= most:
        raise TwinError(f"'{text}': {node.function} of {len(node.arguments)}", expected=f"{least} to {most} items")
    for part in node.arguments:
        if not isinstance(part, Name) or part.name not in known:
            what = part.name if isinstance(part, Name) else "an expression"
            raise TwinError(
                f"'{text}': {node.function} of {what}, which is not labelled",
                expected=f"one of {', '.join(sorted(known)) or 'none'}",
            )


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a picture, for one clause."""

    rendered: Rendered
    items: Mapping[str, frozenset[str]]

    def truth(self, node: Node) -> bool:
        """Whether a condition holds."""
        if not isinstance(node, Call) or node.function not in ("and", "or", "not"):
            return self.compared(node)
        parts = [self.truth(part) for part in node.arguments]
        return not parts[0] if node.function == "not" else (all if node.function == "and" else any)(parts)

    def compared(self, node: Node) -> bool:
        """Whether a comparison holds: within each instance, or for each on the left with each on the right."""
        if not isinstance(node, Call):
            return bool(evaluate(node, {}))
        left, right = (np.atleast_1d(self.number(part)) for part in node.arguments)
        if _asked(node.arguments[0]) != _asked(node.arguments[1]):
            left, right = left[:, None], right[None]
        return bool(np.all(OPERATORS[node.function](left, right)))

    def number(self, node: Node) -> np.ndarray | float:
        """Return a number, or one for each instance."""
        if not isinstance(node, Call):
            return np.asarray(evaluate(node, {}))
        if node.function in MEASURES:
            asked = [self.items[part.name] for part in node.arguments if isinstance(part, Name)]
            return MEASURES[node.function][2](self.rendered, *asked)
        values = {str(index): self.number(part) for index, part in enumerate(node.arguments)}
        return np.asarray(evaluate(Call(node.function, tuple(Name(index) for index in values)), values))


def _asked(node: Node) -> frozenset[str]:
    """The items of whose instances a number is: none where it is one number for the picture."""
    if not isinstance(node, Call) or node.function in ("count", "brightness", "contrast"):
        return frozenset()
    if node.function in MEASURES:
        return frozenset(part.name for part in node.arguments[:1] if isinstance(part, Name))
    return frozenset(name for part in node.arguments for name in _asked(part))


def _seen(rendered: Rendered, items: frozenset[str] | None = None) -> list[Instance]:
    return [each for each in rendered.instances if items is None or each.item in items]


def _visible(rendered: Rendered, items: frozenset[str]) -> np.ndarray:
    seen = _seen(rendered, items)
    shares = [each.visible.area / max(each.amodal.area, 1) for each in seen]
    placed = sum(int(rendered.parameters.get(f"{item}.count", 0)) for item in items)
    return np.array([*shares, *[0.0] * (placed - len(seen))])


def _overlap(rendered: Rendered, items: frozenset[str], other: frozenset[str] | None = None) -> np.ndarray:
    others = _seen(rendered, other)
    return np.array(
        [
            max((_shared(a.amodal, b.amodal) for b in others if b is not a), default=0) / max(a.amodal.area, 1)
            for a in _seen(rendered, items)
        ]
    )


def _shared(a: Mask, b: Mask) -> int:
    """How many pixels two masks have in common."""
    if a.box is None or b.box is None:
        return 0
    left, top = max(a.box[0], b.box[0]), max(a.box[1], b.box[1])
    right, bottom = min(a.box[2], b.box[2]), min(a.box[3], b.box[3])
    if left >= right or top >= bottom:
        return 0
    first = a.pixels[top - a.top : bottom - a.top, left - a.left : right - a.left]
    second = b.pixels[top - b.top : bottom - b.top, left - b.left : right - b.left]
    return int((first & second).sum())


def _of_each(measure: Callable[[Instance], float]) -> Callable[..., np.ndarray]:
    return lambda rendered, items: np.array([measure(each) for each in _seen(rendered, items)], float)


MEASURES: Mapping[str, tuple[int, int, Callable[..., np.ndarray | float]]] = {
    "count": (0, 1, lambda rendered, items=None: float(len(_seen(rendered, items)))),
    "visible": (1, 1, _visible),
    "occlusion": (1, 1, _of_each(lambda each: each.occlusion)),
    "truncation": (1, 1, _of_each(lambda each: each.truncation)),
    "area": (1, 1, _of_each(lambda each: each.visible.area)),
    "width": (1, 1, _of_each(lambda each: each.visible.pixels.shape[1])),
    "height": (1, 1, _of_each(lambda each: each.visible.pixels.shape[0])),
    "overlap": (1, 2, _overlap),
    "brightness": (0, 0, lambda rendered: float(rendered.image.mean()) / 255),
    "contrast": (0, 0, lambda rendered: float(rendered.image.mean(axis=2).std()) / 255),
}
"""Function -> how many items it takes, at least and at most, and what it measures."""
