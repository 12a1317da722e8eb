"""What the commands that make sets from real images share: their options, the contact sheet, and what they tell."""

import io
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datadiet.errors import DatadietError, OptionError
from datadiet.progress import shown

if TYPE_CHECKING:
    from datadiet.data.dataset import Problem
    from datadiet.generate.run import Generated, Source

__all__ = ["Asked", "Count", "Formats", "Jpeg", "Out", "Preview", "Processes", "told"]

SHEET = "preview.png"
PREVIEWED = 9
_SHOWN = 5

Count = Annotated[int, typer.Option("-n", "--count", help="How many pictures.")]
Out = Annotated[
    Path | None, typer.Option(help="A new folder, or that of an earlier run, which goes on.", show_default=False)
]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", help="Labels: coco, yolo, voc, fiftyone, masks.", show_default="coco,yolo"),
]
Jpeg = Annotated[int | None, typer.Option(help="Write JPEG of this quality, 1 to 100.", show_default="PNG")]
Processes = Annotated[int, typer.Option(help="Processes; the pictures do not depend on it.")]
Preview = Annotated[
    Path | None,
    typer.Option(help=f"Draw the first pictures with their labels on a contact sheet (a file, or {SHEET})."),
]


@dataclass(slots=True)
class Asked:
    """What is asked for, apart from what the pictures are made of."""

    n: int
    out: Path | None
    seed: int
    workers: int
    formats: list[str] | None
    jpeg: int | None
    preview: Path | None
    left_out: "list[Problem]" = field(default_factory=list)
    """What could not be used, each once; filled while the data is looked through."""

    def tell(self, problem: "Problem") -> None:
        """Keep a problem."""
        if problem not in self.left_out:
            self.left_out.append(problem)

    def run(self, make: "Callable[[Callable[[str, int, int], None]], Source]") -> "Generated | None":
        """Make the pictures; None where only a contact sheet was asked for."""
        from datadiet.generate.compose.formats import format_note
        from datadiet.generate.compose.summing import write_left_out
        from datadiet.generate.run import generate_set
        from datadiet.generate.run.generating import DEFAULT

        if self.out is None and self.preview is None:
            raise OptionError("no folder is given", expected="--out DIR, or --preview")
        with shown() as progress:
            try:
                source = make(progress)
            except DatadietError:
                _list(self.left_out, sys.stderr)
                raise
            if self.preview is not None:
                _draw(source, self.preview, min(self.n, PREVIEWED), self.seed)
            if self.out is None:
                return None
            split = tuple(name.strip() for each in self.formats or () for name in each.split(","))
            made = generate_set(
                source,
                self.n,
                self.out,
                seed=self.seed,
                workers=self.workers,
                formats=split or DEFAULT,
                jpeg=self.jpeg,
                progress=progress,
            )
        write_left_out(made.folder, self.left_out)
        originals = getattr(source, "originals", None)  # a fitted network has none
        note = None if originals is None else format_note(originals, self.jpeg)
        return replace(made, notes=(*made.notes, note)) if note else made


def told(asked: Asked, made: "Generated", lines: list[str], facts: dict[str, Any], *, json: bool) -> None:
    """Say what came of it, what could not be used, and the next command."""
    if json:
        left_out = [{"where": each.where, "reason": each.reason} for each in asked.left_out]
        print(dumps(loads(made.json()) | facts | {"left_out": left_out}, indent=2, ensure_ascii=False))
        return
    first, *rest = made.lines()
    print("\n".join([first, *lines, *rest]))
    _list(asked.left_out, sys.stdout, made.folder)
    out = asked.out or made.folder
    words = ["score", "REAL", str(out), "--level", "item", "--metadata", str(out / made.metadata.name)]
    print(f"Next: {shlex.join(['datadiet', *words])}")
    print("REAL: images that these were not made from; against their own, near-copies would be all that is measured.")


def _list(problems: "list[Problem]", stream: Any, folder: Path | None = None) -> None:
    if not problems:
        return
    print(
        f"left out: {len(problems):,} {'image or object' if len(problems) == 1 else 'images or objects'}", file=stream
    )
    for each in problems[:_SHOWN]:
        print(f"  {each.where}: {each.reason}", file=stream)
    if len(problems) > _SHOWN:
        where = f", in {folder / 'left_out.json'}" if folder else ""
        print(f"  and {len(problems) - _SHOWN:,} more{where}", file=stream)


def _draw(source: "Source", file: Path, count: int, seed: int) -> None:
    """Write the contact sheet of the first pictures that can be made; an error where there is none."""
    from PIL import Image

    from datadiet.data.whole import write_whole
    from datadiet.generate.run import preview

    Image.init()
    kind = Image.EXTENSION.get(file.suffix.lower())
    if kind not in ("PNG", "JPEG", "WEBP"):
        raise OptionError(f"a contact sheet as '{file.name}'", expected="a file that ends in .png, .jpg or .webp")
    found, failed = [], None
    for index in range(count):
        try:
            found.append(source.frame(index, seed=seed))
        except DatadietError as error:
            failed = error
            print(f"picture {index}: {error}", file=sys.stderr)
    if not found and failed is not None:
        raise failed
    sheet = io.BytesIO()
    preview(found).save(sheet, kind)
    write_whole(file, sheet.getvalue())
    print(f"Contact sheet: {file}", file=sys.stderr)
