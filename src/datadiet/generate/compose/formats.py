"""Whether pictures are written in the format of the images beside which they will stand."""

from collections.abc import Sequence
from statistics import median_low

from datadiet.generate.compose.objects import Annotated

__all__ = ["format_note"]

_USUAL = 90
"""Quality that is proposed where that of the originals could not be told."""


def format_note(originals: Sequence[Annotated], jpeg: int | None) -> str | None:
    """Say in a sentence where the file format alone would tell pictures from their originals; None where it would not.

    Args:
        originals: images that were read, with the format of their files.
        jpeg: the quality with which the pictures are written; None for PNG.
    """
    there = [each for each in originals if each.format == "JPEG"]
    if jpeg is None and there:
        quality = median_low([each.quality for each in there if each.quality] or [_USUAL])
        return (
            f"{len(there):,} of {len(originals):,} originals are JPEG, these pictures are PNG: the file format alone "
            f"tells them apart; --jpeg {quality} avoids that"
        )
    if jpeg is not None and not there:
        return "no original is JPEG, these pictures are: the file format alone tells them apart; leave out --jpeg"
    return None
