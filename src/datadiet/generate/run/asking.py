"""From what a person asks for to a set of pictures: a twin by name, rows by file, and how many."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PIL import Image

from datadiet.data.dataset import Problem
from datadiet.engine.progress import Progress
from datadiet.errors import OptionError, TwinError
from datadiet.generate.run.generated import Generated
from datadiet.generate.run.generating import DEFAULT, generate_set
from datadiet.generate.run.preview import preview
from datadiet.generate.run.rows import Rows
from datadiet.generate.run.twins import TwinSource
from datadiet.generate.twins.twin import BOUNDED, Twin, find_twin

__all__ = ["PREVIEWED", "count", "generate_twin", "preview_twin", "twin_source"]

PREVIEWED = 9
"""Pictures on a contact sheet, where nobody says how many."""


def generate_twin(
    twin: str | Path | Twin,
    n: int | None,
    out: str | Path,
    *,
    seed: int = 0,
    plan: str | Path | None = None,
    ignore: Collection[str] = (),
    width: float = BOUNDED,
    workers: int = 1,
    formats: Sequence[str] = DEFAULT,
    jpeg: int | None = None,
    price_per_hour: float | None = None,
    progress: Progress | None = None,
) -> Generated:
    """Make n pictures of a twin, with labels and with the parameters that made each; `generate_set` says how.

    Args:
        twin: a YAML file, the name of a twin that ships, or a `Twin`.
        n: how many pictures; None makes one for each row of the plan.
        out: a new or empty folder, or that of an earlier run of the same twin, seed, width and plan, which goes on.
        seed: of the pictures.
        plan: `plan.json` of `datadiet domain plan` or a table of `datadiet domain sample`: one row for each picture.
        ignore: columns of the plan that shall set nothing.
        width: 0 (nothing varies), 0.5 (as the twin declares), 1 (wild), and anything between.
        workers: processes; the pictures do not depend on it.
        formats: of labels, out of `datadiet.generate.FORMATS`.
        jpeg: quality of JPEG, 1 to 100; None for PNG.
        price_per_hour: of the machine, in any currency.
        progress: called with the stage, how many are done and how many there are.

    Raises:
        TwinError: the twin or a column of the plan cannot be used.
        DataError: a file cannot be read, or not one picture could be made.
        OptionError: an argument is out of range.
        OutputError: the folder holds something else, another run is writing to it, or it cannot be written.
    """
    source = twin_source(twin, plan=plan, ignore=ignore, width=width)
    return generate_set(
        source,
        count(source, n),
        out,
        seed=seed,
        workers=workers,
        formats=formats,
        jpeg=jpeg,
        price_per_hour=price_per_hour,
        progress=progress,
    )


def preview_twin(source: TwinSource, n: int = PREVIEWED, *, seed: int = 0) -> tuple[Image.Image, tuple[Problem, ...]]:
    """Draw the first pictures of a set on a contact sheet, with their labels; those that cannot be made are listed.

    Raises:
        TwinError: not one of them can be made.
    """
    made, bad, first = [], list[Problem](), None
    for index in range(n):
        try:
            made.append(source.frame(index, seed=seed))
        except TwinError as error:
            bad.append(Problem(f"picture {index}", str(error)))
            first = first or error
    if first is not None and not made:
        raise first
    return preview(made), tuple(bad)


def twin_source(
    twin: str | Path | Twin, *, plan: str | Path | None = None, ignore: Collection[str] = (), width: float = BOUNDED
) -> TwinSource:
    """Return where the pictures come from; arguments and errors as those of `generate_twin`."""
    found = twin if isinstance(twin, Twin) else find_twin(twin)
    if ignore and plan is None:
        raise OptionError(f"'{next(iter(ignore))}' is to be ignored, and there is no plan", expected="a plan beside it")
    return TwinSource(found, width=width, rows=Rows.of(found, plan, ignore=ignore) if plan is not None else None)


def count(source: TwinSource, n: int | None) -> int:
    """Return how many pictures are asked for: `n`, or one for each row; never more than there are rows."""
    rows = source.rows
    if n is None and rows is None:
        raise OptionError("nobody says how many pictures", expected="-n N, or a plan with a row for each")
    if rows is not None and n is not None and n > len(rows):
        raise OptionError(
            f"{n} pictures are asked for, and {rows.source} has {len(rows)} rows",
            expected=f"at most {len(rows)}",
            todo=f"leave out -n, or plan {n}",
        )
    return n if n is not None else len(rows or ())
