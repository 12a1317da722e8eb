"""Samples as image files under plain names: what a trainer sees of crops, and of test images."""

import shutil
from pathlib import Path

from PIL import Image

from datadiet.data import images
from datadiet.data.levels import image_refs
from datadiet.data.writers.files import safe
from datadiet.errors import DataError, OutputError
from datadiet.loop.training.material import Material

__all__ = ["write_crops"]


def write_crops(material: Material, folder: Path, *, labelled: bool) -> dict[str, str]:
    """Write samples as numbered files: crops as PNG, whole images as they are.

    Args:
        material: of images.
        folder: is made.
        labelled: whether each class gets a folder of its own; else all lie side by side.

    Returns:
        Name of the file -> id of the sample. What cannot be read is left out.
    """
    names: dict[str, str] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, (ref, label) in enumerate(zip(image_refs(material.data), material.labels, strict=True), 1):
            target = folder / safe(label) if labelled else folder
            target.mkdir(exist_ok=True)
            if ref.crop is None:
                file = target / f"{number:06}{Path(ref.uri).suffix.lower()}"
                shutil.copyfile(ref.uri, file)
            else:
                file = target / f"{number:06}.png"
                try:
                    Image.fromarray(images.load(ref).pixels).save(file)
                except DataError:
                    continue
            names[file.name] = ref.id
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error})", todo="free some space") from error
    return names
