"""The commands around a domain of operation: init, check, plan, sample, diff."""

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed, Workers, app
from datadiet.progress import shown
from datadiet.scorecard.gates import INTENT, parse_bounds
from datadiet.scorecard.options import Options

if TYPE_CHECKING:
    from datadiet.data.dataset import Origin
    from datadiet.domain.conditions import Conditions
    from datadiet.domain.intentionality import Intentionality

domain = typer.Typer(
    no_args_is_help=True,
    help="Declare the domain of operation, check data against it, plan and sample from it.",
    epilog="Begin with:  datadiet domain init photos/ --out domain.yaml",
)
app.add_typer(domain, name="domain")

Spec = Annotated[Path, typer.Argument(help="A domain of operation (YAML).", show_default=False)]
Data = Annotated[str, typer.Argument(help="Images, annotations, or a table of conditions.", show_default=False)]
Metadata = Annotated[Path | None, typer.Option(help="CSV, JSONL or Parquet, joined by file name.")]
Count = Annotated[int, typer.Option("-n", "--count", help="How many samples.", show_default=False)]


class Task(StrEnum):
    """What a model is to do."""

    CLASSIFICATION = "classification"
    DETECTION = "detection"
    SEGMENTATION = "segmentation"
    TABULAR = "tabular"


class Level(StrEnum):
    """What a sample is."""

    SCENE = "scene"
    ITEM = "item"


@domain.command(
    no_args_is_help=True, epilog="Example:  datadiet domain init photos/ --task detection --out domain.yaml"
)
def init(
    data: Data,
    task: Annotated[Task | None, typer.Option(help="What the model is to do; it changes what is drafted.")] = None,
    level: Annotated[Level, typer.Option(help="What a sample is: an image, or an object in it.")] = Level.SCENE,
    name: Annotated[str | None, typer.Option(help="What to call it.", show_default="the data's name")] = None,
    metadata: Metadata = None,
    out: Annotated[Path | None, typer.Option(help="The file to write.", show_default="standard output")] = None,
    workers: Workers = Options.workers,
) -> None:
    """Draft a domain from DATA: conditions, ranges, levels and shares, with comments where a person must decide."""
    from datadiet.data.whole import write_whole
    from datadiet.domain.drafting import draft_domain
    from datadiet.domain.samples import read_samples

    found = read_samples(data, origin="real", table=metadata)
    with shown() as progress:
        text = draft_domain(
            found,
            name=name or found.name,
            task=task.value if task else None,
            level=level.value,
            workers=workers,
            progress=lambda done, total: progress("measuring conditions", done, total),
        )
    if out is None:
        print(text, end="")
        return
    write_whole(out, text)
    print(f"Draft: {out}\nNext: datadiet domain check {out} {data}")


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain check domain.yaml renders/ --real photos/")
def check(
    spec: Spec,
    data: Data,
    real: Annotated[str | None, typer.Option(help="Real data to compare with.")] = None,
    audit: Annotated[
        Path | None, typer.Option(help="A table with what a person saw in a random part of the samples.")
    ] = None,
    metadata: Metadata = None,
    page: Annotated[Path | None, typer.Option(help="Write the findings as an HTML page too.")] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(help=f"Exit with 1 only where NAME=NUMBER is not reached ({', '.join(INTENT)})."),
    ] = None,
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Say whether DATA fits SPEC: relevance, coverage, compliance, and the verdict on each guarantee.

    Exits with 1 where a guarantee is violated or a sample is outside the domain; with --fail-under, by its bounds only.
    """
    from datadiet.domain.checking import as_json, check_domain
    from datadiet.domain.loading import load_domain
    from datadiet.domain.samples import conditions_of, read_audit, read_samples
    from datadiet.report.intention import text, write_domain_page

    declared = load_domain(spec)
    bounds = parse_bounds("--fail-under", fail_under or (), INTENT)
    with shown() as progress:

        def known(source: str, origin: "Origin") -> "Conditions":
            found = read_samples(source, origin=origin, table=metadata if origin == "synthetic" else None)
            return conditions_of(
                declared,
                found,
                workers=workers,
                progress=lambda done, total: progress(f"conditions of {origin} samples", done, total),
            )

        synthetic = known(data, "synthetic")
        checked = check_domain(
            declared,
            synthetic,
            real=known(real, "real") if real else None,
            audit=read_audit(declared, synthetic, audit) if audit else None,
        )
    result = checked.intentionality
    if page:
        write_domain_page(result, page)
    if json:
        sys.stdout.buffer.write(as_json(checked, synthetic))
    else:
        print(text(result, colour=sys.stdout.isatty()), end="")
        print(f"Next: {_next(spec, data, result)}")
    if not fits(result, bounds):
        raise typer.Exit(FAILED)


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain plan domain.yaml renders/ -n 1000")
def plan(
    spec: Spec,
    data: Data,
    count: Count,
    out: Annotated[Path, typer.Option(help="The plan file to write.")] = Path("plan.json"),
    metadata: Metadata = None,
    seed: Seed = 0,
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Say which samples of DATA to drop, which kinds to over-sample, and which -n samples to generate next."""
    from datadiet.data.whole import write_whole
    from datadiet.domain.loading import load_domain
    from datadiet.domain.planning import plan_domain
    from datadiet.domain.samples import conditions_of, read_samples

    declared = load_domain(spec)
    with shown() as progress:
        known = conditions_of(
            declared,
            read_samples(data, table=metadata),
            workers=workers,
            progress=lambda done, total: progress("conditions", done, total),
        )
    made = plan_domain(declared, known, n=count, seed=seed)
    write_whole(out, made.json())
    if json:
        sys.stdout.buffer.write(made.json())
    else:
        onward = ["generate", "TWIN", "--plan", str(out)] if made.rows.height else ["domain", "check", str(spec), data]
        print(f"{made.words()}\nPlan: {out}\nNext: {shlex.join(['datadiet', *onward])}")


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain sample domain.yaml -n 1000 --out rows.csv")
def sample(
    spec: Spec,
    count: Count,
    seed: Seed = 0,
    out: Annotated[
        Path | None, typer.Option(help="A .csv, .parquet or .jsonl file.", show_default="standard output, as CSV")
    ] = None,
    json: Json = False,
) -> None:
    """Draw -n rows of conditions to generate: quotas held exactly, combinations covered, the rest as in the field."""
    from datadiet.domain.loading import load_domain
    from datadiet.domain.samples import table_bytes
    from datadiet.domain.sampling import sample_domain
    from datadiet.domain.sampling.words import as_json, lines

    made = sample_domain(load_domain(spec), count, seed=seed)
    if json:
        sys.stdout.buffer.write(as_json(made))
        return
    if out is None:
        sys.stdout.buffer.write(table_bytes(made.rows, ".csv"))
    else:
        from datadiet.data.whole import write_whole

        write_whole(out, table_bytes(made.rows, out.suffix))
    for line in (*lines(made), *([f"Rows: {out}"] if out else [])):
        print(line, file=sys.stderr if out is None else sys.stdout)


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain diff narrow.yaml broad.yaml")
def diff(
    first: Annotated[str, typer.Argument(help="A domain (YAML), or data.", show_default=False)],
    second: Annotated[str, typer.Argument(help="A domain (YAML), or data.", show_default=False)],
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Say what one domain or data set covers and the other does not, both ways."""
    from json import dumps as dump

    from datadiet.domain.differences.sources import compare_sources

    with shown() as progress:
        found = compare_sources(
            first, second, workers=workers, progress=lambda done, total: progress("conditions", done, total)
        )
    if json:
        sys.stdout.buffer.write(dump(found.to_dict(), indent=2, ensure_ascii=False).encode() + b"\n")
    else:
        print("\n".join(found.lines()))


def fits(result: "Intentionality", bounds: dict[str, float]) -> bool:
    """Say whether the exit code is 0."""
    if bounds:
        parts = {name: getattr(result, name) for name in ("relevance", "coverage", "compliance")}
        low = {"intentionality": result.score, **{name: part.low if part else None for name, part in parts.items()}}
        return all((value := low[name]) is not None and value >= bound for name, bound in bounds.items())
    outside = result.relevance.outside if result.relevance else 0
    violated = result.compliance.violated if result.compliance else 0
    return not outside and not violated


def _next(spec: Path, data: str, result: "Intentionality") -> str:
    """Return the exact next command to try."""
    words = ["datadiet", "domain", "plan", str(spec), data, "-n", str(max(100, result.n // 10))]
    if fits(result, {}) and (result.coverage is None or result.coverage.low == 1):
        words = ["datadiet", "score", "REAL", data, "--domain", str(spec)]
    return shlex.join(words)
