"""The commands that make tables: draw, fit, sample, schema."""

import shlex
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import Seed, app
from datadiet.cli.domain_options import check_count
from datadiet.cli.outputs import DRAFT, TABLE, check_folder, check_output
from datadiet.errors import OptionError
from datadiet.progress import shown

if TYPE_CHECKING:
    import polars as pl

    from datadiet.schema import Schema

__all__ = ["table"]

table = typer.Typer(
    no_args_is_help=True,
    help="Make tables: drawn from a declaration, or from what was fitted to real rows.",
    epilog="Begin with:  datadiet table fit real.csv --out model     then:  datadiet table show model",
)
app.add_typer(table, name="table")

Real = Annotated[Path, typer.Argument(help="Real rows: CSV, TSV, Parquet, JSON or JSON lines.", show_default=False)]
Model = Annotated[Path, typer.Argument(help="A folder that `datadiet table fit` wrote.", show_default=False)]
Rows = Annotated[Path, typer.Option("--out", help="The .csv, .parquet or .jsonl file to write.", show_default=False)]
Count = Annotated[int, typer.Option("-n", "--count", help="How many rows.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="Replace the file where there is one.")]


TRIED = "independent,copula,vine,tree"


class Method(StrEnum):
    """How a generator is fitted."""

    AUTO = "auto"
    INDEPENDENT = "independent"
    COPULA = "copula"
    VINE = "vine"
    TREE = "tree"
    HYBRID = "hybrid"
    VAE = "vae"
    GAN = "gan"


class Marginals(StrEnum):
    """How each column is fitted."""

    FITTED = "fitted"
    EMPIRICAL = "empirical"


@table.command(no_args_is_help=True, epilog="Example:  datadiet table draw patients.yaml -n 1000 --out patients.csv")
def draw(
    spec: Annotated[Path, typer.Argument(help="A declared table (YAML).", show_default=False)],
    count: Count,
    out: Rows,
    seed: Seed = 0,
    force: Force = False,
) -> None:
    """Draw -n rows of SPEC, which needs no real data: distributions, correlations, constraints, missing values."""
    from datadiet.data.whole import write_whole
    from datadiet.domain.samples import table_bytes
    from datadiet.generate.tables.declaring import load_spec
    from datadiet.generate.tables.drawing import draw as draw_rows

    check_count(count)
    check_output(out, TABLE, force=force)
    made = draw_rows(load_spec(spec), count, seed=seed)
    write_whole(out, table_bytes(made.frame, out.suffix))
    _tell(made.notes)
    print(f"Rows: {out} ({made.frame.height:,} of {made.frame.width} columns)")


@table.command(no_args_is_help=True, epilog="Example:  datadiet table fit real.csv --method copula --out model")
def fit(
    real: Real,
    out: Annotated[Path, typer.Option(help="The folder to write the model to.", show_default=False)],
    method: Annotated[Method, typer.Option(help="What holds the columns together; auto tries some.")] = Method.AUTO,
    schema: Annotated[
        Path | None,
        typer.Option(help="What the columns are: of `datadiet table schema`, or a domain.", show_default="inferred"),
    ] = None,
    bootstrap: Annotated[int, typer.Option(help="Samples by which the family of a column is tested; 0: none.")] = 200,
    target: Annotated[str | None, typer.Option(help="The column that models will predict; auto asks how well.")] = None,
    by: Annotated[str | None, typer.Option(help="A column of levels; each gets a generator of its own.")] = None,
    marginals: Annotated[
        Marginals, typer.Option(help="Columns: the family that fits each best, or as they were seen (quick).")
    ] = Marginals.FITTED,
    try_: Annotated[
        str | None, typer.Option("--try", help="What auto tries, with commas; all: every method.", show_default=TRIED)
    ] = None,
    tolerate: Annotated[
        float, typer.Option(help="Share of the rows that may break each constraint, sum or bound of the schema.")
    ] = 0.0,
    device: Annotated[str, typer.Option(help="cpu or cuda, for hybrid, vae and gan.")] = "cpu",
    seed: Seed = 0,
) -> None:
    """Fit a generator to the rows of REAL: the distribution of each column, and what holds them together."""
    from datadiet.generate.tables.fitting import fit_table
    from datadiet.generate.tables.storage import MODEL, save_model
    from datadiet.schema import read_table

    if method is not Method.AUTO and try_ is not None:
        raise OptionError(f"--try beside --method {method.value}", expected="--method auto with it")

    check_folder(out, MODEL)
    frame = read_table(real)
    known = _schema(schema, frame)
    with shown() as progress:
        saved = fit_table(
            frame,
            seed=seed,
            method=method.value,
            schema=known,
            bootstrap=bootstrap,
            target=target,
            by=by,
            marginals=marginals.value,
            candidates=_tried(try_),
            device=device,
            tolerate=tolerate,
            progress=progress,
        )
    save_model(saved, out)
    _tell(tuple(f"{column.name}: {column.why}" for column in saved.schema.columns if column.kind == "text"))
    _tell(saved.facts.get("notes", ()))
    parted = saved.facts["by"]
    how = saved.facts["method"] + (f" by {parted}" if parted else "")
    if chosen := saved.facts.get("auto"):
        print(f"Chosen: {how}, because {chosen['why']}")
    print(f"Model: {out} ({how}, {saved.facts['rows']:,} rows, {len(saved.model.columns)} columns)")
    if parting := saved.facts.get("parting"):
        better = [
            "table",
            "fit",
            str(real),
            "--method",
            saved.facts["method"],
            "--by",
            parting["by"],
            "--out",
            f"{out}-by",
        ]
        print(f"Better: {shlex.join(['datadiet', *better])}")
    print(f"Next: {shlex.join(['datadiet', 'table', 'show', str(out)])}")


@table.command(no_args_is_help=True, epilog="Example:  datadiet table sample model -n 1000 --out rows.csv")
def sample(
    model: Model,
    out: Rows,
    count: Annotated[int | None, typer.Option("-n", "--count", help="How many rows.", show_default=False)] = None,
    where: Annotated[str | None, typer.Option(help="Only rows for which this SQL holds, however rare.")] = None,
    plan: Annotated[Path | None, typer.Option(help="The rows that a `datadiet domain plan` asks for.")] = None,
    seed: Seed = 0,
    force: Force = False,
) -> None:
    """Draw -n rows of MODEL, or the rows that a plan asks for. The same seed gives the same bytes."""
    from datadiet.data.versions.provenance import write_provenance
    from datadiet.data.whole import write_whole
    from datadiet.domain.samples import table_bytes
    from datadiet.generate.tables.rows import sample_plan, sample_table
    from datadiet.generate.tables.storage import load_model
    from datadiet.generate.tables.tracing import drawn_from

    if (count is None) == (plan is None):
        raise OptionError("rows are asked for by both, or neither, of -n and --plan", expected="one of them")
    if plan is not None and where is not None:
        raise OptionError("--where beside --plan", expected="one of them: a plan has conditions of its own")
    if count is not None:
        check_count(count)
    check_output(out, TABLE, force=force)
    saved = load_model(model)
    if plan is not None:
        made = sample_plan(saved, plan, seed=seed)
    else:
        made = sample_table(saved, count or 0, seed=seed, where=where)
    write_whole(out, table_bytes(made.frame, out.suffix))
    write_provenance(out, drawn_from(model, seed=seed, plan=plan, n=made.frame.height, where=where))
    _tell(made.notes)
    print(f"Rows: {out} ({made.frame.height:,} of {made.frame.width} columns)")
    print(f"Next: {shlex.join(['datadiet', 'score', 'REAL', str(out)])}")


@table.command(no_args_is_help=True, epilog="Example:  datadiet table schema real.csv --out schema.yaml")
def schema(
    real: Real,
    out: Annotated[Path | None, typer.Option(help="The YAML file to write.", show_default="standard output")] = None,
    force: Force = False,
) -> None:
    """Say what each column of REAL is, and why, as a file that a person can correct and `fit --schema` reads."""
    from datadiet.data.whole import write_whole
    from datadiet.schema import dump_schema, infer, read_table

    if out is not None:
        check_output(out, DRAFT, force=force)
    text = dump_schema(infer(read_table(real), name=str(real)))
    if out is None:
        print(text, end="")
        return
    write_whole(out, text)
    words = ["datadiet", "table", "fit", str(real), "--schema", str(out), "--out", "model"]
    print(f"Schema: {out}\nNext: {shlex.join(words)}")


def _tried(words: str | None) -> list[str] | None:
    """Return the methods that auto tries; None for those that it chooses by itself."""
    from datadiet.generate.tables.methods import METHODS

    if words is None:
        return None
    return [*METHODS] if words == "all" else [name.strip() for name in words.split(",")]


def _schema(path: Path | None, rows: "pl.DataFrame") -> "Schema | None":
    """Return a schema from its own file (levels that it leaves out from rows), or from a domain of operation."""
    from datadiet.data.located import read_located
    from datadiet.domain.loading import load_domain
    from datadiet.generate.tables.constraints import read_schema
    from datadiet.generate.tables.from_domain import from_domain

    if path is None:
        return None
    found = read_located(path).data
    return from_domain(load_domain(path)) if isinstance(found, dict) and "domain" in found else read_schema(path, rows)


def _tell(notes: Iterable[str]) -> None:
    for note in notes:
        print(note, file=sys.stderr)
