"""Write docs/cli.md and the JSON Schemas in docs/ from the code; the tests compare them with what this writes."""

import json
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from datadiet.cli import app
from datadiet.domain.spec import schema as schema_of_domain
from datadiet.generate.tables.spec import schema as schema_of_table_spec
from datadiet.generate.twins.spec import schema as schema_of_twin
from datadiet.loop.proof import proof_schema
from datadiet.schema.files import schema as schema_of_table
from datadiet.scorecard.store import facts_schema

EXITS = "Exit codes: 0 done, 1 a gate failed or pictures are missing, 2 bad input, 130 interrupted."
DOCS = Path(__file__).parents[1] / "docs"


def cli_reference() -> str:
    """Return the reference of every command and option as Markdown."""
    group: Any = typer.main.get_command(app)
    parts = ["# Command line", "", group.help, "", EXITS]
    for name, command in flattened(group).items():
        usage = " ".join(["datadiet", name, *(_usage(each) for each in command.params if not _is_option(each))])
        example = command.epilog.removeprefix("Example:").strip()
        parts += ["", f"## datadiet {name}", "", command.help, "", "```text", usage, "```", ""]
        parts += [_row(parameter) for parameter in command.params]
        parts += ["", f"Example: `{example}`"]
    return "\n".join(parts) + "\n"


def flattened(group: Any, before: str = "") -> dict[str, Any]:
    """Return every command by its whole name, such as `domain check`."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= flattened(command, f"{before}{name} ") if inner else {f"{before}{name}": command}
    return found


def _is_option(parameter: Any) -> bool:
    return any(name.startswith("--") for name in parameter.opts)


def _usage(parameter: Any) -> str:
    name: str = parameter.name.upper()
    return f"{name} ..." if parameter.nargs == -1 else name


def _row(parameter: Any) -> str:
    names = (
        ", ".join(f"`{name}`" for name in parameter.opts) if _is_option(parameter) else f"`{parameter.name.upper()}`"
    )
    return f"- {names}: {parameter.help}{_choices(parameter)}{_default(parameter)}"


def _choices(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return ""
    return f" One of {', '.join(f'`{choice.value}`' for choice in kind)}."


def _default(parameter: Any) -> str:
    if parameter.name == "workers":
        return " Default: the number of cores."
    shown = parameter.show_default if isinstance(parameter.show_default, str) else parameter.default
    if shown is None or shown is False or shown == []:
        return ""
    return f" Default: `{getattr(shown, 'value', shown)}`."


def schema() -> str:
    """Return the JSON Schema of scorecard.json."""
    return json.dumps(facts_schema(), indent=2) + "\n"


def schema_of_proof() -> str:
    """Return the JSON Schema of proof.json."""
    return json.dumps(proof_schema(), indent=2) + "\n"


def domain_schema() -> str:
    """Return the JSON Schema of a domain's YAML file."""
    return json.dumps(schema_of_domain(), indent=2) + "\n"


def twin_schema() -> str:
    """Return the JSON Schema of a twin's YAML file."""
    return json.dumps(schema_of_twin(), indent=2) + "\n"


def table_schema() -> str:
    """Return the JSON Schema of a table's schema, as a YAML file."""
    return json.dumps(schema_of_table(), indent=2) + "\n"


def table_spec_schema() -> str:
    """Return the JSON Schema of a declared table's YAML file."""
    return json.dumps(schema_of_table_spec(), indent=2) + "\n"


if __name__ == "__main__":
    (DOCS / "cli.md").write_text(cli_reference(), encoding="utf-8")
    (DOCS / "scorecard.schema.json").write_text(schema(), encoding="utf-8")
    (DOCS / "proof.schema.json").write_text(schema_of_proof(), encoding="utf-8")
    (DOCS / "domain.schema.json").write_text(domain_schema(), encoding="utf-8")
    (DOCS / "twin.schema.json").write_text(twin_schema(), encoding="utf-8")
    (DOCS / "table.schema.json").write_text(table_schema(), encoding="utf-8")
    (DOCS / "table-spec.schema.json").write_text(table_spec_schema(), encoding="utf-8")
