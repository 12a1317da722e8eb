"""Words: names that are nearly right, and counts with their nouns."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["meant", "plural"]

_LIKE = 0.7
"""How alike two words are, from 0 to 1, before one is taken for the other."""


def meant(found: str, known: Iterable[object]) -> str:
    """Return `did you mean 'view'?` for the known name that is most like what was found; '' where none is.

    The case of letters, spaces, hyphens and underscores count for nothing.
    """
    names = {_plain(str(name)): str(name) for name in reversed(list(known))}
    near = get_close_matches(_plain(found), names, n=1, cutoff=_LIKE)
    return f"did you mean '{names[near[0]]}'?" if near else ""


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def plural(count: int, one: str, many: str = "") -> str:
    """Return `1 image`, `2,000 images`; `many` where the plural does not just end in s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
