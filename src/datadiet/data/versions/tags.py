"""Names that people give to versions: `tags.json`."""

import json
import re
from pathlib import Path

from datadiet.data.versions.manifest import short
from datadiet.data.whole import write_whole
from datadiet.errors import DataError, OptionError

__all__ = ["HEX", "check_free", "check_tag", "read_tags", "write_tag"]

HEX = re.compile(r"[0-9a-f]{7,64}")
"""What can be the beginning of an id; no tag looks like it."""
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/+-]{0,99}")
_FORM = '{"TAG": "ID OF A VERSION"}'
_TODO = "bring it back, for example with git restore; or take it away, and give the tags again"


def read_tags(file: Path) -> dict[str, str]:
    """Return tag -> id of the version; DataError where the file is damaged."""
    try:
        found = json.loads(file.read_bytes()) if file.is_file() else {}
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise DataError(f"{file} cannot be read ({reason})", expected=_FORM, todo=_TODO) from error
    if not isinstance(found, dict) or not all(isinstance(id, str) for id in found.values()):
        raise DataError(f"{file} holds no tags", expected=_FORM, todo=_TODO)
    return found


def check_tag(tag: str) -> None:
    """Refuse what cannot be a tag: OptionError."""
    if not _TAG.fullmatch(tag) or HEX.fullmatch(tag):
        why = "looks like the id of a version" if HEX.fullmatch(tag) else "cannot be a tag"
        raise OptionError(f"'{tag}' {why}", expected="letters, digits and . _ - + /, such as v2 or 2026-03/smears")


def write_tag(file: Path, tag: str, id: str, *, force: bool) -> None:
    """Let a tag name a version.

    Raises:
        OptionError: it cannot be a tag, or names another version and `force` is not given.
    """
    check_tag(tag)
    check_free(file, tag, id, force=force)
    tags = {**read_tags(file), tag: id}
    write_whole(file, json.dumps(tags, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def check_free(file: Path, tag: str, id: str, *, force: bool) -> None:
    """Refuse a tag that names another version, and say which: OptionError."""
    tags = read_tags(file)
    if tags.get(tag, id) != id and not force:
        raise OptionError(
            f"the tag '{tag}' is that of version {short(tags[tag])}",
            expected="a tag that is free",
            todo="choose another one, or move it with --force",
        )
