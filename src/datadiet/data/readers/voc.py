"""Pascal VOC: one XML file per image."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree
from xml.parsers import expat

from datadiet.data.dataset import Box, Dataset, Origin
from datadiet.data.draft import Draft
from datadiet.data.paths import IMAGE_SUFFIXES, split_source
from datadiet.errors import DataError

__all__ = ["VocReader"]

_ANNOTATIONS = ("Annotations", "annotations", "")
_IMAGES = ("JPEGImages", "images", "Images", "")
_LISTS = ("ImageSets/Main", "ImageSets", "")


class VocReader:
    """Reads a folder with `Annotations` and `JPEGImages` (or `annotations` and `images`, or all in one folder).

    `root#train` reads the images that `train.txt` lists, in the root or in `ImageSets/Main`. Corners are taken as they
    are written: as edges, not as inclusive pixels, which is how today's tools write them. XML with a DOCTYPE or an
    ENTITY is refused unread: entities can expand without end.
    """

    name: ClassVar[str] = "voc"

    def recognises(self, source: Path) -> bool:
        """Look for an XML file that begins as an annotation."""
        root, _ = split_source(source)
        if not root.is_dir():
            return False
        first = next(iter(sorted(_annotations(root).glob("*.xml"))), None)
        return first is not None and b"<annotation" in first.read_bytes()[:2048]

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read images and boxes; unreadable XML, missing images and boxes without area are listed."""
        root, split = split_source(source)
        root = root.absolute()
        draft = Draft(root)
        folder = _annotations(root)
        stems = _split_list(root, split) if split else sorted(path.stem for path in folder.glob("*.xml"))
        for stem in stems:
            _read_one(draft, folder, stem)
        name = f"{root.name}#{split}" if split else root.name
        return draft.finish(source.absolute(), origin=origin, format=self.name, name=name)


def _annotations(root: Path) -> Path:
    folders = [root / name for name in _ANNOTATIONS if (root / name).is_dir()]
    return next((folder for folder in folders if any(folder.glob("*.xml"))), root)


def _split_list(root: Path, split: str) -> list[str]:
    lists = [root / folder / f"{split}.txt" for folder in _LISTS]
    file = next((path for path in lists if path.is_file()), None)
    if file is None:
        there = sorted({path.stem for folder in _LISTS for path in (root / folder).glob("*.txt")})
        raise DataError(
            f"{root} has no split '{split}'", expected=f"one of {', '.join(there)}" if there else f"{lists[0]}"
        )
    lines = (line.split() for line in file.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    return [_without_suffix(words[0]) for words in lines if words and words[1:] != ["-1"]]


def _without_suffix(name: str) -> str:
    return name[: -len(Path(name).suffix)] if Path(name).suffix.lower() in IMAGE_SUFFIXES else name


def _read_one(draft: Draft, folder: Path, stem: str) -> None:
    file = draft.resolve(f"{stem}.xml", base=folder)
    if file is None:
        return
    try:
        tree = _parse(file)
    except DataError as error:
        draft.problem(draft.name(file), str(error))
        return
    path = _image(draft, tree, file)
    sample = draft.image(path) if path else None
    if sample is None:
        return
    for number, item in enumerate(tree.iter("object")):
        where = f"{draft.name(file)}, object {number}"
        box = _box(item)
        if box is None:
            draft.problem(where, "it has no bndbox with four numbers")
            continue
        draft.box(sample, item.findtext("name"), box, size=_size(tree), where=where)


def _parse(file: Path) -> ElementTree.Element:
    data = file.read_bytes()
    try:
        _refuse_declarations(data)
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, expat.ExpatError, ValueError, LookupError) as error:
        raise DataError(f"the XML cannot be parsed ({error})", todo="export it again") from error


def _refuse_declarations(data: bytes) -> None:
    """Stop at the first DOCTYPE, in whatever encoding: without one there are no entities to expand."""

    def refuse(*_: object) -> None:
        raise DataError("the XML declares a DOCTYPE or ENTITY", expected="plain annotation XML", todo="remove it")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def _image(draft: Draft, tree: ElementTree.Element, file: Path) -> Path | None:
    """The image that the XML names, or the one with the stem of the XML."""
    named = (tree.findtext("filename") or file.stem).strip()
    folders = [draft.root / name for name in _IMAGES if (draft.root / name).is_dir()]
    for folder in folders:
        if os.path.isfile(folder / named):
            return draft.resolve(named, base=folder)
    for candidate in _same_stem(folders, file.stem):
        return draft.resolve(str(candidate))
    return draft.resolve(named, base=folders[0])


def _same_stem(folders: list[Path], stem: str) -> Iterator[Path]:
    for folder in folders:
        for suffix in sorted(IMAGE_SUFFIXES):
            for candidate in (folder / f"{stem}{suffix}", folder / f"{stem}{suffix.upper()}"):
                if candidate.is_file():
                    yield candidate


def _size(tree: ElementTree.Element) -> tuple[int, int] | None:
    try:
        width, height = (int(float(tree.findtext(f"size/{side}", ""))) for side in ("width", "height"))
    except ValueError:
        return None
    return (width, height) if width > 0 and height > 0 else None


def _box(item: ElementTree.Element) -> Box | None:
    try:
        left, top, right, bottom = (
            float(item.findtext(f"bndbox/{side}", "")) for side in ("xmin", "ymin", "xmax", "ymax")
        )
    except ValueError:
        return None
    return left, top, right, bottom
