"""`datadiet value`: which synthetic samples help a model that has to work on real ones?"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.app import Json, Seed, Workers, app, free, interrupted
from datadiet.cli.sides import Embedder, Group, Level, Metadata
from datadiet.cli.train import Settings, Timeout, settings_of
from datadiet.errors import OptionError
from datadiet.progress import shown
from datadiet.scorecard.options import Options, Valuation

_LEFT = "{} is whole, without the confirmation; the models trained for that are not kept, and a second run begins anew"
"""Of an interrupted confirmation; the run folder."""


@app.command(
    no_args_is_help=True,
    epilog="Example:  datadiet value renders/ --real-val photos-val/ --level item --out valued",
)
def value(
    synthetic: Annotated[str, typer.Argument(help="Synthetic data with labels, in any format that score reads.")],
    real_val: Annotated[
        str,
        typer.Option(
            help="Real data with labels that no synthetic sample was made from, and that tests no model later.",
            show_default=False,
        ),
    ],
    labels: Annotated[
        str | None,
        typer.Option(help="A COLUMN, or a FILE with ids and labels.", show_default="the labels that the data has"),
    ] = None,
    k: Annotated[int, typer.Option(help="Nearest synthetic samples that vote on a real one.")] = Valuation.k,
    level: Annotated[Level, typer.Option(help="What a sample is; item: a crop of an annotated box.")] = Level.SCENE,
    embedder: Embedder = Options.embedder,
    group: Group = Options.group,
    metadata: Metadata = Options.metadata,
    domain: Annotated[Path | None, typer.Option(help="A domain of operation (YAML): the third I joins.")] = None,
    schema: Annotated[Path | None, typer.Option(help="Of a table: what its columns are (YAML).")] = Options.schema,
    allow: Annotated[
        list[str] | None,
        typer.Option(help="leak: synthetic copies of validation samples are left out, instead of an error."),
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option(
            help="Train with and without the harmful samples and compare: probe, detector, or a COMMAND.",
            show_default="none",
        ),
    ] = None,
    test: Annotated[
        str | None, typer.Option(help="Of --confirm: further real data, which neither is trained nor valued with.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="Of --confirm: models of each kind.")] = 3,
    set_: Settings = None,
    timeout: Timeout = None,
    out: Annotated[Path | None, typer.Option(help="The run folder to write.", show_default="datadiet-value")] = None,
    seed: Seed = Options.seed,
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Say which samples of SYNTHETIC help, harm, or add nothing for real data, and write a run folder for `keep`."""
    from datadiet.loop.confirming import confirm_harm, confirmed
    from datadiet.report.console import text
    from datadiet.scorecard.store import facts_json
    from datadiet.scorecard.valuing.asking import value as valued

    folder, settings = out or free("datadiet-value"), settings_of(set_ or [], None)
    _check(confirm, test, settings, timeout)
    with shown() as progress:
        card = valued(
            synthetic,
            real_val,
            labels=labels,
            k=k,
            level=level.value,
            embedder=embedder,
            group=group,
            metadata=metadata,
            domain=domain,
            schema=schema,
            allow=allow or (),
            seed=seed,
            workers=workers,
            progress=progress,
            out=folder,
        )
        found = None
        if confirm is not None and test is not None:
            with interrupted(_LEFT.format(folder)):
                found = confirm_harm(
                    card,
                    synthetic,
                    validation=real_val,
                    test=test,
                    trainer=confirm,
                    target=labels,
                    seeds=seeds,
                    settings=settings,
                    timeout=timeout,
                    out=folder,
                    seed=seed,
                    progress=progress,
                )
    if json:
        sys.stdout.buffer.write(facts_json((confirmed(card, found) if found else card).facts))
    else:
        print(f"Report: {folder / 'report.html'}\n")
        print(text(card, colour=sys.stdout.isatty()), end="")
        if confirm is not None:
            print(found.sentence if found else "Nothing to confirm: no sample is called harmful.")


def _check(confirm: str | None, test: str | None, settings: dict[str, str], timeout: float | None) -> None:
    """Refuse what cannot be confirmed before anything is valued."""
    from datadiet.loop.training.training import check_trainer

    if (confirm is None) != (test is None):
        raise OptionError(
            f"--{'test' if confirm is None else 'confirm'} without --{'confirm' if confirm is None else 'test'}",
            expected="both: a trainer, and real data that judges the models",
        )
    if confirm is not None:
        check_trainer(confirm, settings=settings, timeout=timeout)
