"""The command that makes data: generate."""

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from datadiet.cli.app import FAILED, Json, Seed, app
from datadiet.errors import OptionError
from datadiet.progress import shown
from datadiet.scorecard.options import Options

if TYPE_CHECKING:
    from datadiet.generate.run import Generated, TwinSource
    from datadiet.watching import Round

SHEET = "preview.png"
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


class Command(TyperCommand):
    """Lets `--preview` stand alone: a file follows it only where the next word ends as one does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the usual file where there is none."""
        if "--preview" in args:
            after = args.index("--preview") + 1
            if not (args[after : after + 1] and args[after].lower().endswith(_PICTURES)):
                args = [*args[:after], SHEET, *args[after:]]
        return super().parse_args(ctx, args)


@app.command(
    cls=Command,
    no_args_is_help=True,
    epilog="Example:  datadiet generate blood-smear -n 200 --seed 0 --out smears",
)
def generate(
    twin: Annotated[str, typer.Argument(help="A twin (YAML), or one that ships: blood-smear, receipt.")],
    count: Annotated[
        int | None, typer.Option("-n", "--count", help="How many pictures.", show_default="the rows of --plan")
    ] = None,
    seed: Seed = 0,
    out: Annotated[
        Path | None, typer.Option(help="A new folder, or that of an earlier run, which goes on.", show_default=False)
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(help="plan.json of `domain plan` or a table of `domain sample`: one row a picture."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="A column of the plan that shall set nothing.")] = None,
    width: Annotated[float, typer.Option(help="0: nothing varies; 0.5: as the twin declares; 1: wild.")] = 0.5,
    workers: Annotated[int, typer.Option(help="Processes; the pictures do not depend on it.")] = Options.workers,
    format_: Annotated[
        list[str] | None,
        typer.Option("--format", help="Labels: coco, yolo, voc, fiftyone, masks.", show_default="coco,yolo"),
    ] = None,
    jpeg: Annotated[int | None, typer.Option(help="Write JPEG of this quality, 1 to 100.", show_default="PNG")] = None,
    price: Annotated[
        float | None, typer.Option(help="Of an hour of this machine: what each picture cost is recorded.")
    ] = None,
    preview: Annotated[
        Path | None,
        typer.Option(help=f"Draw the first pictures with their labels on a contact sheet (a file, or {SHEET})."),
    ] = None,
    watch: Annotated[str | None, typer.Option(help="Real data: score as it goes, after 1/8, 1/4, 1/2 and all.")] = None,
    json: Json = False,
) -> None:
    """Make pictures of a Digital Twin, with labels and with the parameters that made each.

    The same seed gives the same bytes. A second run of the same command goes on where the first one stopped, and a
    larger -n adds to what is there. Exits with 1 where some pictures could not be made; the others are complete.
    """
    from datadiet.generate.run import asking, generate_set, twin_source

    source = twin_source(twin, plan=plan, ignore=ignore or (), width=width)
    for name, seen in source.twin.fits.items():
        print(f"{name} is fitted to {seen.words()}", file=sys.stderr)
    if preview is not None:
        _draw(source, preview, min(count or asking.PREVIEWED, asking.PREVIEWED), seed)
    if out is None:
        if preview is None:
            raise OptionError("no folder is given", expected="--out DIR, or --preview")
        return
    n, folder = asking.count(source, count), out
    with shown() as progress:

        def make(size: int) -> "Generated":
            return generate_set(
                source,
                size,
                folder,
                seed=seed,
                workers=workers,
                formats=_formats(format_),
                jpeg=jpeg,
                price_per_hour=price,
                progress=progress,
            )

        scored = _watched(make, n, folder, watch, seed=seed, workers=workers, progress=progress) if watch else []
        made = scored[-1].made if scored else make(n)
    _tell(made, scored, out, json=json)
    if made.bad:
        raise typer.Exit(FAILED)


def _draw(source: "TwinSource", file: Path, count: int, seed: int) -> None:
    """Write the contact sheet, before anything that takes long."""
    import io

    from PIL import Image

    from datadiet.data.whole import write_whole
    from datadiet.generate.run import preview_twin

    Image.init()
    kind = Image.EXTENSION.get(file.suffix.lower())
    if file.suffix.lower() not in _PICTURES or kind is None:
        raise OptionError(f"a contact sheet as '{file.name}'", expected=f"a file that ends in {', '.join(_PICTURES)}")
    sheet, bad = preview_twin(source, count, seed=seed)
    made = io.BytesIO()
    sheet.save(made, kind)
    write_whole(file, made.getvalue())
    print(f"Contact sheet: {file}", file=sys.stderr)
    for problem in bad:
        print(f"  {problem.where} is missing: {problem.reason}", file=sys.stderr)


def _formats(asked: list[str] | None) -> tuple[str, ...]:
    from datadiet.generate.run.generating import DEFAULT

    return tuple(name.strip() for each in asked for name in each.split(",")) if asked else DEFAULT


def _watched(make: "Callable[[int], Generated]", n: int, out: Path, real: str, **options: Any) -> "list[Round]":
    from datadiet.watching import watch

    rounds = []
    for each in watch(make, n, out, real, run=_run_of(out), **options):
        print(each.line, file=sys.stderr, flush=True)
        rounds.append(each)
    return rounds


def _run_of(out: Path) -> Path:
    return out.with_name(f"{out.name}-run")


def _tell(made: "Generated", scored: "list[Round]", out: Path, *, json: bool) -> None:
    """Say what came of it, and what to do next."""
    if json:
        from json import dumps, loads

        facts = loads(made.json()) | ({"rounds": [each.facts for each in scored]} if scored else {})
        print(dumps(facts, indent=2, ensure_ascii=False))
        return
    print("\n".join(made.lines()))
    words = ["score", "REAL", str(out), "--metadata", str(out / made.metadata.name)]
    if scored and scored[-1].card is not None:
        print(f"Report: {_run_of(out) / 'report.html'}")
        words = ["report", str(_run_of(out))]
    print(f"Next: {shlex.join(['datadiet', *words])}")
