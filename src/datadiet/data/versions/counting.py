"""Numbers as people read them."""

__all__ = ["many", "size"]


def many(count: int, noun: str) -> str:
    """Return `1 sample`, `2 samples`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def size(count: int) -> str:
    """Return a number of bytes in the largest unit of which there is one."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "kB")):
        if count >= 1000**power:
            return f"{count / 1000**power:,.1f} {unit}"
    return many(count, "byte")
