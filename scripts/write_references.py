"""Write docs/cli.md and docs/scorecard.schema.json from the code; the tests compare them with what this writes."""

import json
from pathlib import Path

import typer

from datadiet.cli import app
from datadiet.scorecard.store import facts_schema

DOCS = Path(__file__).parents[1] / "docs"


def cli_reference() -> str:
    """Return the reference of every command and option as Markdown."""
    group = typer.main.get_command(app)
    parts = ["# Command line", "", group.help or "", ""]
    parts += ["Exit codes: 0 done, 1 a gate failed, 2 bad input, 130 interrupted.", ""]
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        usage = " ".join(_usage(parameter) for parameter in command.params if parameter.param_type_name == "argument")
        parts += [
            f"## datadiet {name}",
            "",
            command.help or "",
            "",
            "```text",
            f"datadiet {name} {usage}".strip(),
            "```",
            "",
        ]
        parts += [_row(parameter) for parameter in command.params if parameter.name != "help"]
        parts += ["", f"{(command.epilog or '').replace('Example:  ', 'Example: `').rstrip()}`", ""]
    return "\n".join(parts)


def _usage(parameter: object) -> str:
    name = parameter.name.upper()  # type: ignore[attr-defined]
    return f"{name} ..." if parameter.nargs == -1 else name  # type: ignore[attr-defined]


def _row(parameter: object) -> str:
    names = ", ".join(f"`{name}`" for name in getattr(parameter, "opts", ()))
    if parameter.param_type_name == "argument":  # type: ignore[attr-defined]
        names = f"`{parameter.name.upper()}`"  # type: ignore[attr-defined]
    choices = getattr(parameter.type, "choices", None)  # type: ignore[attr-defined]
    listed = ", ".join(f"`{getattr(choice, 'value', choice)}`" for choice in choices or ())
    among = f" One of {listed}." if listed else ""
    return f"- {names}: {parameter.help or ''}{among}{_default(parameter)}"  # type: ignore[attr-defined]


def _default(parameter: object) -> str:
    if parameter.name == "workers":  # type: ignore[attr-defined]
        return " Default: the number of cores."
    shown = parameter.show_default if isinstance(parameter.show_default, str) else parameter.default  # type: ignore[attr-defined]
    shown = getattr(shown, "value", shown)
    return f" Default: `{shown}`." if shown not in (None, False, (), []) and not callable(shown) else ""


def schema() -> str:
    """Return the JSON Schema of scorecard.json."""
    return json.dumps(facts_schema(), indent=2) + "\n"


if __name__ == "__main__":
    (DOCS / "cli.md").write_text(cli_reference(), encoding="utf-8")
    (DOCS / "scorecard.schema.json").write_text(schema(), encoding="utf-8")
