"""`datadiet labels`: are the labels of synthetic samples those that people would give?"""

import json as jsons
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed, app, free
from datadiet.cli.outputs import check_folder
from datadiet.cli.sides import Level
from datadiet.progress import shown

__all__ = ["audited", "check"]

labels = typer.Typer(
    no_args_is_help=True,
    help="Hold the labels of synthetic samples against those that people gave to real ones.",
    epilog="Begin with:  datadiet labels check renders/ --human photos/ --level item",
)
app.add_typer(labels, name="labels")


Limit = Annotated[
    float | None,
    typer.Option(
        help="Exit with 1 where surely (95 %) a greater share of the labels is wrong.",
        min=0,
        max=1,
        show_default="none",
    ),
]


@labels.command(no_args_is_help=True, epilog="Example:  datadiet labels check renders/ --human photos/ --level item")
def check(
    synthetic: Annotated[str, typer.Argument(help="Labelled synthetic data: images, boxes, or rows.")],
    human: Annotated[
        str, typer.Option(help="Real data that people labelled, with the same classes.", show_default=False)
    ],
    level: Annotated[Level, typer.Option(help="What a sample is; item: a crop of an annotated box.")] = Level.SCENE,
    target: Annotated[
        str | None, typer.Option(help="Of a table: the COLUMN with the label.", show_default="label, class, …")
    ] = None,
    embedder: Annotated[str, typer.Option(help="patches, timm:NAME, onnx:FILE or MODULE:OBJECT.")] = "patches",
    k: Annotated[int, typer.Option(help="Nearest real samples that vote.")] = 10,
    tolerance: Annotated[float, typer.Option(help="Share of wrong labels that is put up with.")] = 0.05,
    audit: Annotated[int, typer.Option(help="Samples that are listed for a person to look at.")] = 100,
    allow: Annotated[
        list[str] | None, typer.Option(help="leak: synthetic samples may be copies of the real ones.")
    ] = None,
    fail_over: Limit = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write.", show_default="datadiet-labels")] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Estimate how many labels of SYNTHETIC are wrong, class by class, and list those that are hard to believe.

    Writes report.html, labels.json, labels.parquet with a row for each sample, and audit.csv for a person to fill in.
    """
    from datadiet.loop.labels import AUDIT, CHECK, check_json, check_labels, write_check
    from datadiet.report.labels import text, write_page

    folder = out or free("datadiet-labels")
    check_folder(folder, CHECK)
    with shown() as progress:
        found = check_labels(
            synthetic,
            human,
            level=level.value,
            target=target,
            embedder=embedder,
            k=k,
            tolerance=tolerance,
            allow_leak="leak" in (allow or ()),
            seed=seed,
            progress=progress,
        )
    write_check(found, folder, audit=audit)
    page = write_page(found, folder / "report.html")
    if json:
        sys.stdout.buffer.write(check_json(found))
    else:
        print(f"Report: {page}\n")
        print(text(found), end="")
        print(f"\nNext: fill in the column human of {folder / AUDIT}, then  datadiet labels audited {folder / AUDIT}")
    if fail_over is not None and found.verdict == "undecided" and found.wrong.low > found.tolerance:
        print("datadiet: undecided, so --fail-over does not judge: fill in the audit", file=sys.stderr)
        return
    _gate(found.wrong.low, fail_over)


@labels.command(no_args_is_help=True, epilog="Example:  datadiet labels audited datadiet-labels/audit.csv")
def audited(
    file: Annotated[
        Path, typer.Argument(help="audit.csv with its column `human` filled in, or its folder.", show_default=False)
    ],
    fail_over: Limit = None,
    json: Json = False,
) -> None:
    """Say how many labels are wrong by what a person saw: those hard to believe, and some at random, weighted."""
    from datadiet.loop.labels import read_audit

    found = read_audit(file)
    if json:
        print(jsons.dumps(asdict(found), indent=2, ensure_ascii=False))
    else:
        print(found.sentence)
        for id, label, human in found.corrections:
            print(f"  {id}: {label} is {human}")
        if found.open:
            print(f"{found.open} rows have no answer yet.")
    _gate(found.low, fail_over)


def _gate(wrong: float, limit: float | None) -> None:
    if limit is not None and wrong > limit:
        print(f"datadiet: at least {wrong:.1%} of the labels are wrong, more than {limit:.1%}", file=sys.stderr)
        raise typer.Exit(FAILED)
