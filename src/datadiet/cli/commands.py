"""The commands around one run: score, report, compare, keep, demo, doctor."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.app import FAILED, Json, Run, Seed, Workers, app, free
from datadiet.cli.outputs import PAGE, check_output
from datadiet.cli.sides import Embedder, Group, Metadata
from datadiet.progress import shown
from datadiet.scorecard.gates import FAULTS, SCORES, parse_bounds
from datadiet.scorecard.options import Options


class Level(StrEnum):
    """What a sample is."""

    ITEM = "item"
    ENVIRONMENT = "environment"
    SCENE = "scene"
    ALL = "all"


class Reducer(StrEnum):
    """How vectors come onto the plane."""

    PCA = "pca"
    UMAP = "umap"
    TSNE = "tsne"


class Format(StrEnum):
    """How kept samples are written."""

    FOLDER = "folder"
    COCO = "coco"
    YOLO = "yolo"
    FIFTYONE = "fiftyone"
    LIST = "list"


class HarmfulItems(StrEnum):
    """What becomes of the boxes of harmful items."""

    CROWD = "crowd"
    DROP = "drop"
    LABEL = "label"


@app.command(
    no_args_is_help=True,
    epilog="Example:  datadiet score photos/ renders/ --level all --fail-under indistinguishability=0.6",
)
def score(
    real: Annotated[str, typer.Argument(help="Real data: a folder, an annotation file, a table or .npy.")],
    synthetic: Annotated[str, typer.Argument(help="Synthetic data, in any of the same formats.")],
    embedder: Embedder = Options.embedder,
    level: Annotated[Level, typer.Option(help="What a sample is.")] = Level(Options.level),
    group: Group = Options.group,
    metadata: Metadata = Options.metadata,
    domain: Annotated[
        Path | None, typer.Option(help="A domain of operation (YAML): the third I joins the score.")
    ] = None,
    audit: Annotated[
        Path | None, typer.Option(help="With --domain: a table with what a person saw in a random part of SYNTHETIC.")
    ] = Options.audit,
    holdout: Annotated[
        Path | None, typer.Option(help="Of a table: real rows that the generator has not seen. Privacy needs them.")
    ] = Options.holdout,
    target: Annotated[
        str | None, typer.Option(help="Of a table: the COLUMN that models learn to predict from SYNTHETIC.")
    ] = Options.target,
    protected: Annotated[
        list[str] | None, typer.Option(help="Of a table: a COLUMN whose groups are compared; can be repeated.")
    ] = None,
    schema: Annotated[
        Path | None, typer.Option(help="Of a table: what its columns are, and rules (YAML); else inferred from REAL.")
    ] = Options.schema,
    reducer: Annotated[Reducer, typer.Option(help="How the plane is made.")] = Reducer(Options.reducer),
    noise: Annotated[
        str, typer.Option(help="The change that should not count as new, as KIND:AMOUNT.")
    ] = Options.noise,
    explain: Annotated[bool, typer.Option("--explain", help="Say which aspect makes the gap (embeds again).")] = False,
    paper: Annotated[bool, typer.Option("--paper", help="Add the published score, on one UMAP plane.")] = False,
    out: Annotated[Path | None, typer.Option(help="The run folder to write.", show_default="datadiet-run")] = None,
    seed: Seed = Options.seed,
    workers: Workers = Options.workers,
    json: Json = False,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(help=f"Exit with 1 where a score is under NAME=NUMBER ({', '.join(SCORES)})."),
    ] = None,
    fail_over: Annotated[list[str] | None, typer.Option(help="Exit with 1 where a score is over NAME=NUMBER.")] = None,
    allow: Annotated[
        list[str] | None, typer.Option(help=f"A fault that shall fail no gate ({', '.join(FAULTS)}).")
    ] = None,
) -> None:
    """Score SYNTHETIC against REAL and write a run folder with the report."""
    from datadiet.report.console import text
    from datadiet.scorecard import score as scored
    from datadiet.scorecard.store import facts_json

    folder = out or free("datadiet-run")
    with shown() as progress:
        card = scored(
            real,
            synthetic,
            embedder=embedder,
            level=level.value,
            group=group,
            metadata=metadata,
            domain=domain,
            audit=audit,
            holdout=holdout,
            target=target,
            protected=protected or (),
            schema=schema,
            reducer=reducer.value,
            noise=noise,
            explain=explain,
            paper=paper,
            out=folder,
            seed=seed,
            workers=workers,
            fail_under=parse_bounds("--fail-under", fail_under or ()),
            fail_over=parse_bounds("--fail-over", fail_over or ()),
            allow=allow or (),
            progress=progress,
        )
    if json:
        sys.stdout.buffer.write(facts_json(card.facts))
    else:
        print(f"Report: {folder / 'report.html'}\n")
        print(text(card, colour=sys.stdout.isatty()), end="")
    if not all(gate.passed for gate in card.facts.gates):
        raise typer.Exit(FAILED)


@app.command(no_args_is_help=True, epilog="Example:  datadiet report datadiet-run --open")
def report(
    run: Run,
    out: Annotated[Path | None, typer.Option(help="The file to write.", show_default="RUN/report.html")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    json: Json = False,
) -> None:
    """Write the report of a run again, and say in words what it found."""
    from datadiet.report.console import text
    from datadiet.scorecard import load
    from datadiet.scorecard.store import facts_json

    card = load(run)
    if out is not None:
        check_output(out, PAGE)
    path = card.report(out or run / "report.html")
    if json:
        sys.stdout.buffer.write(facts_json(card.facts))
        return
    print(f"Report: {path}\n")
    print(text(card, colour=sys.stdout.isatty()), end="")
    if open_it:
        typer.launch(path.absolute().as_uri())


@app.command(no_args_is_help=True, epilog="Example:  datadiet compare runs/v1 runs/v2")
def compare(
    runs: Annotated[list[Path], typer.Argument(help="Two or more run folders, the baseline first.")],
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Say whether later runs are better than the first, and where, against the same real data."""
    from datadiet.comparison import as_json, compare, in_words
    from datadiet.scorecard import load

    comparison = compare([load(run) for run in runs], names=[str(run) for run in runs], seed=seed)
    if json:
        sys.stdout.buffer.write(as_json(comparison))
    else:
        print(in_words(comparison))


@app.command(no_args_is_help=True, epilog="Example:  datadiet keep datadiet-run --to kept --as coco")
def keep(
    run: Run,
    to: Annotated[Path, typer.Option(help="A new folder for the kept samples.", show_default=False)],
    format_: Annotated[Format, typer.Option("--as", help="How they are written.")] = Format.FOLDER,
    level: Annotated[str | None, typer.Option(help="The level that decides.", show_default="the leading one")] = None,
    count: Annotated[int | None, typer.Option("-n", "--count", help="Keep at most this many, the best first.")] = None,
    harmful: Annotated[
        HarmfulItems,
        typer.Option(
            help="Harmful boxes in kept images: marked as crowds, dropped (then background), or kept with their label."
        ),
    ] = HarmfulItems.CROWD,
    json: Json = False,
) -> None:
    """Write the synthetic samples that are worth keeping, with their annotations."""
    from datadiet.scorecard import keep as kept_of
    from datadiet.scorecard import load

    kept = kept_of(load(run), to, format=format_.value, level=level, count=count, harmful=harmful.value)
    if json:
        sys.stdout.buffer.write(kept.json())
    else:
        print(f"{kept.sentence}\nNext: {kept.next_command}")


@app.command(epilog="Example:  datadiet demo --out demo")
def demo(
    out: Annotated[Path, typer.Option(help="The folder for the digits, the runs and the table.")] = Path(
        "datadiet-demo"
    ),
    seed: Seed = 0,
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Score five synthetic sets of handwritten digits, made on the spot, against real ones; needs no download."""
    from datadiet.demo.run import as_json, demonstrate, in_words

    with shown() as progress:
        results = demonstrate(out, seed=seed, workers=workers, progress=progress)
    if json:
        sys.stdout.buffer.write(as_json(results))
    else:
        print(in_words(results))


@app.command(epilog="Example:  datadiet doctor")
def doctor(json: Json = False) -> None:
    """Say what is installed, which optional parts would work here, and how to get the rest."""
    from datadiet.doctor import as_json, diagnose, in_words

    findings = diagnose()
    if json:
        sys.stdout.buffer.write(as_json(findings))
    else:
        print(in_words(findings))
