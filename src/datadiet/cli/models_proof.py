"""The commands that prove: which of two models is better, and which of two versions of the data makes it so."""

import json as jsons
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed, interrupted
from datadiet.cli.models import models
from datadiet.cli.outputs import check_folder
from datadiet.cli.sides import Level
from datadiet.cli.train import LEFT, Allow, As, Cut, Settings, Timeout, With, settings_of
from datadiet.progress import shown

if TYPE_CHECKING:
    from datadiet.loop.proof import Proof

__all__ = ["compare", "swap"]


class Word(StrEnum):
    """What a verdict has to be."""

    BETTER = "better"
    NOT_WORSE = "not-worse"


Truth = Annotated[
    Path, typer.Option("--gt", help="The test set: COCO or whatever has boxes, class folders, or a table.")
]
Target = Annotated[str | None, typer.Option(help="Of a table: the COLUMN with the class.")]
Resamples = Annotated[int, typer.Option(help="How many sets of images are drawn.")]


@models.command(no_args_is_help=True, epilog="Example:  datadiet models compare v1 v2 --gt real/test.json --seeds 3")
def compare(
    a: Annotated[Path, typer.Argument(help="The baseline: predictions, a model folder, or a folder of seeds.")],
    b: Annotated[Path, typer.Argument(help="The candidate, likewise.")],
    gt: Truth,
    iou: Annotated[
        float | None, typer.Option(help="The one overlap at which a box counts.", show_default=".50, .55, … .95")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(help="AP, AP50, AP75; accuracy, 'balanced accuracy'.", show_default="AP, accuracy"),
    ] = None,
    slices: Annotated[str | None, typer.Option(help="Columns of the test set to compare by, with commas.")] = None,
    metadata: Annotated[Path | None, typer.Option(help="A table with further columns, by file name.")] = None,
    group: Annotated[
        str | None, typer.Option(help="Images that are not independent: folder, auto, a column, or an expression.")
    ] = None,
    target: Target = None,
    level: Annotated[
        Level | None, typer.Option(help="item: crops of annotated objects.", show_default="as the model says")
    ] = None,
    seeds: Annotated[int, typer.Option(help="Fewest training seeds that each side must have.")] = 1,
    resamples: Resamples = 1000,
    fail_under: Annotated[
        float | None, typer.Option(help="Exit with 1 where B less A could be under this (95 %).", show_default="none")
    ] = None,
    require: Annotated[Word | None, typer.Option(help="Exit with 1 where the verdict is not this.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for proof.json and report.html.", show_default="none")
    ] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Say whether model B is better than A on the same real images, and what it would take to know."""
    from datadiet.loop.proof import PROOF, proof_json, write_proof
    from datadiet.loop.proof import compare as compared
    from datadiet.report.proof import text, write_page

    if out is not None:
        check_folder(out, PROOF)
    with shown() as progress:
        proof = compared(
            a,
            b,
            gt,
            iou=iou,
            measure=measure,
            slices=_listed(slices),
            metadata=metadata,
            group=group,
            target=target,
            level=None if level is None else level.value,
            seeds=seeds,
            resamples=resamples,
            seed=seed,
            progress=progress,
        )
    if out is not None:
        write_proof(proof, out)
        write_page(proof, out / "report.html")
    if json:
        print(proof_json(proof).decode(), end="")
    else:
        print(text(proof), end="")
        if out is not None:
            print(f"\nReport: {out / 'report.html'}")
    if failed := _failed(proof, require, fail_under):
        typer.echo(f"Gate: {failed}", err=True)
        raise typer.Exit(FAILED)


def _listed(words: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (words or "").split(",") if name.strip())


def _failed(proof: "Proof", require: Word | None, least: float | None) -> str:
    """Return which gate fails and why, or nothing."""
    low = proof.main.interval[0] if proof.main.interval is not None else None
    if require is Word.BETTER and proof.verdict != "better":
        return f"--require better, and the verdict is {proof.verdict}"
    if require is Word.NOT_WORSE and proof.verdict == "worse":
        return "--require not-worse, and the verdict is worse"
    if least is not None and (low is None or low < least):
        seen = "nothing is known of the difference" if low is None else f"the interval begins at {low:+.4f}"
        return f"--fail-under {least:g}, and {seen}"
    return ""


@models.command(
    no_args_is_help=True, epilog="Example:  datadiet models swap smears-1 smears-2 --test real/ --with probe --out swap"
)
def swap(
    v1: Annotated[str, typer.Argument(help="The first version of the training data.")],
    v2: Annotated[str, typer.Argument(help="The second version.")],
    test: Annotated[str, typer.Option(help="Real data with labels; no trainer sees them.")],
    out: Annotated[Path, typer.Option(help="A folder for models and results; a second run goes on.")],
    with_: With = "probe",
    seeds: Annotated[int, typer.Option(help="Models of each; each draws its own samples.")] = 3,
    count: Annotated[
        int | None, typer.Option("-n", "--count", help="Samples of each.", show_default="as the smaller version has")
    ] = None,
    set_: Settings = None,
    level: Cut = Level.SCENE,
    target: Target = None,
    as_: As = None,
    timeout: Timeout = None,
    allow: Allow = None,
    resamples: Resamples = 1000,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Train on V1, on V2 and on half of each, at equal size, and say which data made the model better."""
    from datadiet.loop.proof.storage import swap_json, write_swap
    from datadiet.loop.proof.swapping import swap as swapped
    from datadiet.loop.training import Options
    from datadiet.report.proof import swap_text, write_page

    options = Options(
        level=level.value,
        target=target,
        form=None if as_ is None else as_.value,
        timeout=timeout,
        allow=tuple(allow or ()),
    )
    with interrupted(LEFT), shown() as progress:
        found, proofs = swapped(
            v1,
            v2,
            test=test,
            out=out,
            trainer=with_,
            seeds=seeds,
            count=count,
            seed=seed,
            resamples=resamples,
            settings=settings_of(set_ or [], None),
            options=options,
            progress=progress,
        )
    write_swap(found, out)
    pages = [
        write_page(proof, out / f"{pair.a}-against-{pair.b}.html")
        for pair, proof in zip(found.pairs, proofs, strict=True)
    ]
    if json:
        print(jsons.dumps(jsons.loads(swap_json(found)), indent=2, ensure_ascii=False))
        return
    print(swap_text(found), end="")
    print(f"\nResults: {out / 'swap.json'}")
    print("\n".join(f"Report: {page}" for page in pages))
