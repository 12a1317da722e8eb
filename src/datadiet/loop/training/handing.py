"""Data as a foreign trainer gets it: the training set with its labels, the test set without."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import polars as pl
import yaml

from datadiet.data.dataset import ANNOTATIONS
from datadiet.data.levels import image_refs
from datadiet.data.writers.files import safe
from datadiet.data.writing import write
from datadiet.errors import OptionError
from datadiet.loop.training.cropping import write_crops
from datadiet.loop.training.material import Material

__all__ = ["Form", "Handed", "form_of", "hand_test", "hand_train"]

Form = Literal["coco", "yolo", "folder", "csv"]
_FORMS: Mapping[str, tuple[Form, ...]] = {"detection": ("coco", "yolo"), "images": ("folder",), "table": ("csv",)}
ANNOTATIONS_FILE = "annotations.json"


@dataclass(frozen=True, slots=True)
class Handed:
    """Where it lies, and what its names mean."""

    path: Path
    files: Mapping[str, str]
    """Name of a file, as the trainer sees it -> id of the sample."""


def form_of(material: Material, asked: str | None) -> Form:
    """Return the form that the data is given in; OptionError where it cannot be written so."""
    if asked is not None and asked not in get_args(Form):
        raise OptionError(f"data as '{asked}'", expected=f"one of {', '.join(get_args(Form))}")
    if material.data.vectors is not None and material.table is None:
        raise OptionError("vectors for a command", expected="images or a table", todo="train --with probe")
    what = "table" if material.table is not None else "detection" if material.task == "detection" else "images"
    possible = _FORMS[what]
    if asked is not None and asked not in possible:
        raise OptionError(f"{material.source} as {asked}", expected=f"--as {' or '.join(possible)} for this data")
    return next((form for form in possible if form == asked), possible[0])


def hand_train(material: Material, test: Material | None, form: Form, folder: Path) -> Handed:
    """Write a training set into `folder/train`; categories have the numbers that they have in the test set."""
    target = folder / "train"
    if form == "csv":
        return Handed(_write_rows(material, folder / "train.csv", labelled=True), {})
    if form == "folder":
        return Handed(target, _write_classes(material, target))
    categories = _categories(material, test)
    # a category in which there are crowds alone has no number in the test set, and nothing to teach
    taught = material.data.annotations.filter(pl.col("label").is_in(list(material.classes)))
    write(replace(material.data, annotations=taught), material.data.samples["id"].to_list(), target, format=form)
    if form == "coco":
        _renumber(target / ANNOTATIONS_FILE, categories)
    else:
        _rename(target, list(categories))
    return Handed(target, {})


def hand_test(material: Material, train: Material, form: Form, folder: Path) -> Handed:
    """Write a test set without its labels into `folder/test`.

    Of classes, images have numbers for names, as their own may give the class away. COCO and YOLO have an
    `annotations.json` with images and categories, and no annotation.
    """
    target = folder / "test"
    if form == "csv":
        return Handed(_write_rows(material, folder / "test.csv", labelled=False), {})
    if form == "folder":
        files = write_crops(material, target, labelled=False)
        return Handed(target, files)
    bare = replace(material.data, annotations=ANNOTATIONS.to_frame())
    samples = bare.samples.select("id", "uri", pl.lit(None, pl.String).alias("label"), "group")
    write(replace(bare, samples=samples), samples["id"].to_list(), target, format="coco")
    assert material.numbers is not None
    file = target / ANNOTATIONS_FILE
    content = json.loads(file.read_bytes())
    files = {}
    for entry, id in zip(content["images"], samples["id"], strict=True):
        entry["id"] = material.numbers[id]
        files[entry["file_name"]] = id
    content["categories"] = _entries(_categories(train, material))
    file.write_text(json.dumps(content), encoding="utf-8")
    if form == "yolo":
        _write_yaml(target, list(_categories(train, material)), "images")
    return Handed(target, files)


def _categories(train: Material, test: Material | None) -> dict[str, Any]:
    """Class -> number: those of the test set, then further ones of the training set."""
    found = dict((test or train).categories or {})
    numbers = [number for number in found.values() if isinstance(number, int)]
    free = max(numbers, default=0) + 1
    for name in train.classes:
        if name not in found:
            found[name], free = free, free + 1
    return found


def _entries(categories: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"id": number, "name": name} for name, number in categories.items()]


def _renumber(file: Path, categories: Mapping[str, Any]) -> None:
    content = json.loads(file.read_bytes())
    names = {entry["id"]: entry["name"] for entry in content["categories"]}
    for entry in content["annotations"]:
        entry["category_id"] = categories[names[entry["category_id"]]]
    content["categories"] = _entries(categories)
    file.write_text(json.dumps(content), encoding="utf-8")


def _rename(folder: Path, names: list[str]) -> None:
    """Give the classes of a YOLO set the places that they have in `names`."""
    old = yaml.safe_load((folder / "data.yaml").read_text(encoding="utf-8"))["names"]
    place = {str(number): str(names.index(name)) for number, name in old.items()}
    for file in (folder / "labels").rglob("*.txt"):
        lines = [line.split(" ", 1) for line in file.read_text(encoding="utf-8").splitlines()]
        file.write_text("".join(f"{place[first]} {rest}\n" for first, rest in lines), encoding="utf-8")
    _write_yaml(folder, names, "images/train")


def _write_yaml(folder: Path, names: list[str], images: str) -> None:
    content = {"path": str(folder), "train": images, "val": images, "names": dict(enumerate(names))}
    (folder / "data.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def _write_classes(material: Material, target: Path) -> dict[str, str]:
    if material.level == "item" or any(ref.crop for ref in image_refs(material.data)):
        return write_crops(material, target, labelled=True)
    safes = {safe(name) for name in material.classes}
    if safes != set(material.classes):
        odd = next(name for name in material.classes if safe(name) != name)
        raise OptionError(
            f"the class '{odd}' cannot be the name of a folder", expected="names without / : * ? and so on"
        )
    write(material.data, material.data.samples["id"].to_list(), target, format="folder")
    return {}


def _write_rows(material: Material, file: Path, *, labelled: bool) -> Path:
    assert material.table is not None
    table = material.table
    if not labelled:
        ids = material.data.samples["id"].alias("id")
        table = table.drop(material.target or "", strict=False)
        table = table.with_columns(ids) if "id" in table.columns else table.insert_column(0, ids)
    file.parent.mkdir(parents=True, exist_ok=True)
    table.write_csv(file)
    return file
