"""The draft as text: a YAML file that a person who does not program can read, and edit."""

from collections.abc import Iterator, Sequence

from datadiet.domain.domain import Range, Task, Variable
from datadiet.domain.drafting.bounds import number
from datadiet.domain.drafting.columns import LeftOut
from datadiet.domain.drafting.conditions import Declared
from datadiet.domain.drafting.suggestions import Suggestions
from datadiet.domain.drafting.words import WIDTH, flow, prose, scalar

__all__ = ["written"]

_OPEN_WORLD = {
    True: "what the model will meet cannot be listed: only what this file declares is checked",
    False: "all that the model will meet is declared here; true where it cannot be listed",
}
_TASKS = "classification, detection, segmentation or tabular"


def written(
    *,
    name: str,
    task: Task | None,
    guessed: bool,
    level: str,
    open_world: bool,
    n: int,
    samples: str,
    declared: Sequence[Declared],
    left: Sequence[LeftOut],
    suggestions: Suggestions,
) -> str:
    """Return the whole file.

    Args:
        name: of the domain.
        task: what the model is for; None where the data does not tell.
        guessed: whether the task was taken from the data and not from a person.
        level: scene or item.
        open_world: whether what the model will meet cannot be enumerated.
        n: how many samples there are.
        samples: what they are called: images, objects, rows.
        declared: static and variable conditions, in the order of the file.
        left: what was not made a condition.
        suggestions: what is written as a comment.
    """
    lines = [*_header(name, n, samples), ""]
    lines.append(f"domain: {scalar(name)}")
    if task is None:
        lines.append(f"#task: classification  # DECIDE: {_TASKS}")
    else:
        lines.append(f"task: {task}" + (f"  # DECIDE: guessed from the data; {_TASKS}" if guessed else ""))
    whole = "a row of a table" if samples == "rows" else f"a whole {samples.removesuffix('s')}"
    what = "a sample is one annotated object" if level == "item" else f"a sample is {whole}"
    lines.append(f"level: {level}  # {what}")
    lines += [*_static(declared), *_variables(declared), *suggestions.lines()]
    lines += ["", f"open_world: {scalar(open_world)}  # DECIDE: {_OPEN_WORLD[open_world]}", *_left_out(left)]
    return "\n".join(lines) + "\n"


def _header(name: str, n: int, samples: str) -> Iterator[str]:
    yield "# yaml-language-server: $schema=domain.schema.json"
    yield "#"
    yield from prose(
        f"A draft of the domain of operation of {name!r}: the conditions that its model will meet. It was "
        f"made from {n:,} {samples}, so it says what was seen there. What the model will meet is for you "
        "to say: read every line, correct it, and look for DECIDE."
    )
    yield "#"
    yield from prose("Check data against it with: datadiet domain check FILE DATA")
    yield from prose(
        "An editor that knows YAML completes and explains the keys with the file that the first line names: copy it "
        "from docs/domain.schema.json of datadiet and put it beside this one."
    )
    yield from prose(
        "A line whose # is directly followed by text, or by two spaces, is a suggestion: remove its # to use it."
    )


def _static(declared: Sequence[Declared]) -> Iterator[str]:
    fixed = [one for one in declared if one.variable is None and one.value is not None]
    if not fixed:
        return
    yield ""
    yield from prose(
        "Conditions with one value in all of this data. DECIDE: will it stay so? If not, move it to the variables, "
        "with all the levels that there will be."
    )
    yield "static:"
    width = max(len(scalar(one.name)) for one in fixed) + 1
    for one in fixed:
        notes = " ".join(filter(None, [one.candidate.description, *one.seen]))
        yield f"  {scalar(one.name) + ':':<{width}} {scalar(one.value or 0)}" + (f"  # {notes}" if notes else "")


def _variables(declared: Sequence[Declared]) -> Iterator[str]:
    variable = [one for one in declared if one.variable is not None]
    if not variable:
        return
    yield ""
    yield from prose(
        "Conditions that vary. range: the least and the greatest value that the model will meet; levels: all values "
        "that it can take. field: how the world is, as it was seen here: of levels their shares, of a range eleven "
        "values, with a tenth of the data between each and the next. bins: into how many levels a range is cut for "
        "coverage."
    )
    yield "variables:"
    section = ""
    for one in variable:
        if one.candidate.section != section:
            section = one.candidate.section
            yield from ["", f"  # ---- {section} ----"]
        yield ""
        yield from prose(_about(one), indent=2) if _about(one) else []
        if one.variable is not None:
            yield from _variable(one.variable)


def _about(one: Declared) -> str:
    what = one.candidate.description
    return " ".join(filter(None, [what and what[0].upper() + what[1:] + ".", *one.seen]))


def _variable(variable: Variable) -> Iterator[str]:
    parts = list(_parts(variable))
    whole = f"  {scalar(variable.name)}: {{{', '.join(parts)}}}"
    if len(whole) <= WIDTH and not isinstance(variable, Range):
        yield whole
        return
    yield f"  {scalar(variable.name)}:"
    for part in parts:
        yield from flow(f"    {part}")


def _parts(variable: Variable) -> Iterator[str]:
    if isinstance(variable, Range):
        yield f"range: [{number(variable.low)}, {number(variable.high)}]"
        if variable.scale == "log":
            yield "scale: log"
        if variable.integer:
            yield "integer: true"
        yield f"bins: {variable.bins}"
    else:
        yield f"levels: [{', '.join(map(scalar, variable.levels))}]"
    if variable.when is not None:
        yield f"when: {scalar(variable.when.text)}"
    if variable.field and variable.field.quantiles:
        yield f"field: {{quantiles: [{', '.join(map(number, variable.field.quantiles))}]}}"
    elif variable.field:
        shares = ", ".join(f"{scalar(level)}: {number(share)}" for level, share in variable.field.shares.items())
        yield f"field: {{{shares}}}"


def _left_out(left: Sequence[LeftOut]) -> Iterator[str]:
    if not left:
        return
    yield ""
    yield "# Left out:"
    for one in left:
        shown = one.name if one.name.isprintable() else ascii(one.name)
        yield from prose(f"- {shown}: {one.reason}")
