"""The commands around a domain of operation: init, check, plan, sample, diff."""

import sys
from dataclasses import asdict
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed, Workers, app
from datadiet.cli.domain_options import Count, Data, Metadata, Spec, Task, check_count, dumped, give_rows
from datadiet.cli.onward import after_check, after_plan, command, fits
from datadiet.cli.outputs import DRAFT, PAGE, PLAN, ROWS, Force, check_output, problem_lines
from datadiet.cli.sides import Level
from datadiet.errors import OptionError
from datadiet.progress import shown
from datadiet.scorecard.gates import INTENT, check_intent, parse_bounds
from datadiet.scorecard.options import Options

if TYPE_CHECKING:
    from datadiet.data.dataset import Dataset
    from datadiet.domain.conditions import Conditions

domain = typer.Typer(
    no_args_is_help=True,
    help="Declare the domain of operation, check data against it, plan and sample from it.",
    epilog="Begin with:  datadiet domain init photos/ --out domain.yaml",
)
app.add_typer(domain, name="domain")


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
    force: Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")] = False,
    workers: Workers = Options.workers,
) -> None:
    """Draft a domain from DATA: conditions, ranges, levels and shares, with comments where a person must decide."""
    from datadiet.data.whole import write_whole
    from datadiet.domain.drafting import draft_domain
    from datadiet.domain.samples import read_samples

    if out is not None:
        check_output(out, DRAFT, force=force)
    found = read_samples(data, origin="real", table=metadata)
    with shown() as progress:
        text = draft_domain(
            found,
            name=name or found.name.partition("#")[0],
            task=task.value if task else None,
            level=level.value,
            workers=workers,
            progress=lambda done, total: progress("measuring conditions", done, total),
        )
    for line in problem_lines(found.problems, more=""):
        print(line, file=sys.stderr)
    if out is None:
        print(text, end="")
        return
    write_whole(out, text)
    print(f"Draft: {out}\nNext: {command('check', out, data, metadata)}")


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain check domain.yaml renders/ --real photos/")
def check(
    spec: Spec,
    data: Data,
    real: Annotated[str | None, typer.Option(help="Real data to compare with.")] = None,
    audit: Annotated[
        Path | None, typer.Option(help="A table with what a person saw in a random part of the samples.")
    ] = None,
    metadata: Metadata = None,
    real_metadata: Annotated[
        Path | None, typer.Option(help="The same for --real alone.", show_default="--metadata, for both")
    ] = None,
    page: Annotated[Path | None, typer.Option(help="Write the findings as an HTML page too.")] = None,
    force: Force = False,
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
    from datadiet.domain.samples import conditions_of, read_audit, read_both, read_samples
    from datadiet.domain.untold import refuse_untold
    from datadiet.report.intention import text, write_domain_page

    bounds = parse_bounds("--fail-under", fail_under or (), INTENT)
    if real is None and real_metadata is not None:
        raise OptionError("--real-metadata and no real data", expected="--real DATA beside it")
    if page:
        check_output(page, PAGE, force=force)
    declared = load_domain(spec)
    sides = (
        (read_samples(data, table=metadata), None)
        if real is None
        else read_both(data, real, table=metadata, real_table=real_metadata)
    )
    with shown() as progress:

        def known(found: "Dataset") -> "Conditions":
            stage = f"conditions of {found.origin} samples"
            return conditions_of(
                declared, found, workers=workers, progress=lambda done, total: progress(stage, done, total)
            )

        synthetic = known(sides[0])
        seen = read_audit(declared, synthetic, audit) if audit else None
        refuse_untold(declared, synthetic, audit=seen)
        checked = check_domain(declared, synthetic, real=None if sides[1] is None else known(sides[1]), audit=seen)
    result = checked.intentionality
    gates = check_intent(result, fail_under=bounds)
    if page:
        write_domain_page(result, page, data=Path(data).name)
    if json:
        sys.stdout.buffer.write(as_json(checked, synthetic, gates=[asdict(gate) for gate in gates]))
    else:
        print(text(result, data=Path(data).name, colour=sys.stdout.isatty()), end="")
        lines = [*problem_lines(checked.problems), *(gate.message for gate in gates)]
        print(
            "\n".join(
                [*lines, *([f"Page: {page}"] if page else []), f"Next: {after_check(spec, data, metadata, result)}"]
            )
        )
    if not (all(gate.passed for gate in gates) if gates else fits(result)):
        raise typer.Exit(FAILED)


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain plan domain.yaml renders/ -n 1000")
def plan(
    spec: Spec,
    data: Data,
    count: Count,
    out: Annotated[Path, typer.Option(help="The plan file to write.")] = Path("plan.json"),
    force: Force = False,
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
    from datadiet.domain.untold import refuse_untold

    check_count(count)
    check_output(out, PLAN, force=force)
    declared = load_domain(spec)
    with shown() as progress:
        known = conditions_of(
            declared,
            read_samples(data, table=metadata),
            workers=workers,
            progress=lambda done, total: progress("conditions", done, total),
        )
    refuse_untold(declared, known)
    made = plan_domain(declared, known, n=count, seed=seed)
    write_whole(out, made.json())
    if json:
        problems = [asdict(problem) for problem in known.problems]
        sys.stdout.buffer.write(dumped({**loads(made.json()), "problems": problems}))
    else:
        for line in problem_lines(known.problems):
            print(line)
        print(f"{made.words()}\nPlan: {out}\nNext: {after_plan(declared, made, spec, data, metadata, out)}")


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain sample domain.yaml -n 1000 --out rows.csv")
def sample(
    spec: Spec,
    count: Count,
    seed: Seed = 0,
    out: Annotated[
        Path | None, typer.Option(help="A .csv, .parquet or .jsonl file.", show_default="standard output, as CSV")
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Draw -n rows of conditions to generate: quotas held exactly, combinations covered, the rest as in the field.

    Exits with 1 where -n is too small for a guarantee or an edge case; the rows are written all the same.
    """
    from datadiet.domain.loading import load_domain
    from datadiet.domain.sampling import sample_domain
    from datadiet.domain.sampling.words import as_json, unmet

    check_count(count)
    if out is not None:
        check_output(out, ROWS, force=force)
    made = sample_domain(load_domain(spec), count, seed=seed)
    if json:
        sys.stdout.buffer.write(as_json(made))
    else:
        give_rows(made, out)
    if words := unmet(made):
        print(words, file=sys.stderr)
        raise typer.Exit(FAILED)


@domain.command(no_args_is_help=True, epilog="Example:  datadiet domain diff narrow.yaml broad.yaml")
def diff(
    first: Annotated[str, typer.Argument(help="A domain (YAML), or data.", show_default=False)],
    second: Annotated[str, typer.Argument(help="A domain (YAML), or data.", show_default=False)],
    metadata: Annotated[
        Path | None, typer.Option(help="CSV, JSONL or Parquet, joined by file name to each data set that it names.")
    ] = None,
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Say what one domain or data set covers and the other does not, both ways."""
    from datadiet.domain.differences.sources import compare_sources

    with shown() as progress:
        found = compare_sources(
            first,
            second,
            metadata=metadata,
            workers=workers,
            progress=lambda done, total: progress("conditions", done, total),
        )
    if json:
        problems = [asdict(problem) for problem in found.problems]
        sys.stdout.buffer.write(dumped({**found.difference.to_dict(), "problems": problems}))
    else:
        print("\n".join([*found.difference.lines(), *problem_lines(found.problems)]))
