"""What a twin's parts look like: functions and pictures are found while its file is read."""

from pathlib import Path

from datadiet.errors import TwinError
from datadiet.generate.twins.assets import find_pictures, picture_size
from datadiet.generate.twins.parts import Look
from datadiet.generate.twins.spec import LookSpec
from datadiet.generate.twins.visuals import Kind, find_visual

__all__ = ["MESHES", "is_mesh", "look_of", "takes_of"]

MESHES = (".glb", ".gltf", ".obj", ".ply", ".stl", ".usd", ".usdz")
"""Suffixes of shapes in space."""


def is_mesh(spec: LookSpec | None) -> bool:
    """Whether it names a mesh."""
    names = [] if spec is None else [*(spec.choice or ()), spec.procedural or ""]
    return any(name.lower().endswith(MESHES) for name in names)


def look_of(spec: LookSpec, kind: Kind, folder: Path) -> Look:
    """Return what it looks like.

    Args:
        spec: as written.
        kind: of an item (visual), or of what is behind all (backdrop).
        folder: that of the twin's file.

    Raises:
        OptionError: a name is not known.
        DataError: a picture is not there, leaves the folder, or is too large.
    """
    wanted, other = ("cutout", "texture") if kind == "visual" else ("texture", "cutout")
    if getattr(spec, other) is not None:
        raise TwinError(f"{other}: {getattr(spec, other)}", expected=f"{wanted}: FILE, or procedural: NAME")
    reference = spec.cutout if kind == "visual" else spec.texture
    if reference is not None:
        files = find_pictures(folder, reference)
        return Look(files=files, sizes={name: picture_size(path) for name, path in files.items()})
    names = spec.choice or [spec.procedural or ""]
    return Look(functions={name: find_visual(kind, name).module for name in names})


def takes_of(look: Look, kind: Kind) -> frozenset[str] | None:
    """Return the parameters that its functions know together; None where one of them does not say."""
    known: set[str] = set()
    for name, module in look.functions.items():
        takes = find_visual(kind, name, module).takes
        if takes is None:
            return None
        known |= takes
    return frozenset(known)
