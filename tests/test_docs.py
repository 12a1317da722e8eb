"""What the pages say is true: their code runs, their commands exist, their links lead somewhere."""

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any

import pytest
import typer

from datadiet.cli import app
from datadiet.demo.sets import sets, write

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def _flattened(group: Any, before: str = "") -> dict[str, Any]:
    """Every command by its whole name, such as `domain check`."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = hasattr(command, "commands")
        found |= _flattened(command, f"{before}{name} ") if inner else {f"{before}{name}": command}
    return found


COMMANDS = _flattened(typer.main.get_command(app))
GROUPS = {name.split()[0] for name in COMMANDS if " " in name}
FENCE = re.compile(r"^(?:<!-- (?P<mark>[^>]*) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")
BUILT_IN = {"--help"}


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block of a page. `<!-- run -->` above a shell block runs it; `<!-- skip: why -->` leaves one out."""

    language: str
    text: str
    mark: str
    line: int

    @property
    def skipped(self) -> bool:
        return self.mark.startswith("skip")


def blocks(page: Path, *languages: str) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = (
        Block(each["language"], each["text"], each["mark"] or "", text[: each.start("text")].count("\n") + 1)
        for each in FENCE.finditer(text)
    )
    return [block for block in found if block.language in languages]


def commands(block: Block) -> list[list[str]]:
    """The arguments of each line that calls datadiet, comments left out."""
    joined = block.text.replace("\\\n", " ")
    lines = (line.removeprefix("$ ") for line in joined.splitlines())
    split = [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("datadiet ")]
    return [[" ".join(words[:2]), *words[2:]] if words[0] in GROUPS else words for words in split]


def by_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def with_blocks(*languages: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, *languages)]


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> dict[str, Path]:
    return write(sets(seed=0), tmp_path_factory.mktemp("digits"))


@pytest.fixture
def folder(digits, tmp_path, monkeypatch) -> Path:
    """An empty place with the folders that the pages speak of: real/ and synthetic/, with metadata.csv."""
    copytree(digits["real"], tmp_path / "real")
    copytree(digits["bounded"], tmp_path / "synthetic")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "cache"))
    return tmp_path


@pytest.mark.parametrize("page", with_blocks("python"), ids=by_name)
def test_the_python_of_a_page_runs_from_top_to_bottom(page, folder, monkeypatch):
    module = ModuleType("page")  # classes can only be pickled from a module that can be found
    monkeypatch.setitem(sys.modules, "page", module)
    for block in blocks(page, "python"):
        if not block.skipped:
            source = "\n" * (block.line - 1) + block.text
            exec(compile(source, str(page), "exec"), vars(module))


@pytest.mark.parametrize("page", with_blocks("sh", "bash", "console"), ids=by_name)
def test_every_command_on_a_page_exists_with_its_options(page):
    for block in blocks(page, "sh", "bash", "console"):
        for name, *arguments in commands(block):
            if name.startswith("-"):
                continue
            assert name in COMMANDS, f"{page.name}:{block.line}: there is no 'datadiet {name}'"
            known = {option for each in COMMANDS[name].params for option in (*each.opts, *each.secondary_opts)}
            used = {each.partition("=")[0] for each in arguments if each.startswith("--")}
            assert used <= known | BUILT_IN, f"{page.name}:{block.line}: datadiet {name}"


@pytest.mark.parametrize("page", with_blocks("sh", "bash", "console"), ids=by_name)
def test_the_commands_of_marked_blocks_run(page, folder):
    for block in blocks(page, "sh", "bash", "console"):
        for arguments in commands(block) if block.mark == "run" else ():
            call = [
                sys.executable,
                "-c",
                "from datadiet.cli import main; main()",
                *arguments[0].split(),
                *arguments[1:],
            ]
            done = subprocess.run(call, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"datadiet {shlex.join(arguments)}\n{done.stdout}\n{done.stderr}"


def section(page: str, command: str) -> str:
    """The part of docs/cli.md below the heading that names the command."""
    found = re.search(rf"^#+ .*\bdatadiet {command}\b.*?(?=^#+ .*\bdatadiet |\Z)", page, re.M | re.S)
    assert found, f"docs/cli.md has no heading with 'datadiet {command}'"
    return found[0]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command):
    told = section((ROOT / "docs" / "cli.md").read_text(encoding="utf-8"), command)
    for each in COMMANDS[command].params:
        names = [*each.opts, *each.secondary_opts] if each.param_type_name == "option" else [each.name.upper()]
        missing = [name for name in names if name not in BUILT_IN and not re.search(rf"{re.escape(name)}\b", told)]
        assert not missing, f"docs/cli.md, datadiet {command}: {', '.join(missing)}"


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_every_local_link_leads_to_a_file(page):
    targets = [match[1] for match in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8")))]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_reading_of_pages_finds_blocks_marks_and_commands(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n<!-- run -->\n```sh\nmake demo\n$ datadiet score a b  # why\n```\n\n```python\nx = 1\n```\n"
    )
    shell, python = blocks(page, "sh"), blocks(page, "python")
    assert [(block.mark, commands(block)) for block in shell] == [("run", [["score", "a", "b"]])]
    assert [(block.text, block.line) for block in python] == [("x = 1\n", 10)]
