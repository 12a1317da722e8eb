"""On which real data a figure was measured: only what was measured on the same can be compared."""

from dataclasses import dataclass

from datadiet.data.versions.manifest import short

__all__ = ["Against", "apart"]


@dataclass(frozen=True, slots=True)
class Against:
    """The real data that a figure rests on: the test set of a model, the real side of a scorecard."""

    kind: str
    """Of the file that says it: scorecards, models and proofs each have a digest of their own."""
    digest: str
    source: str
    """Where it lay."""

    @property
    def line(self) -> str:
        """Name it for people."""
        return f"{self.source} ({short(self.digest)})" if self.source else short(self.digest)


def apart(a: Against | None, b: Against | None) -> bool:
    """Whether two figures are known to rest on different data; False where that cannot be known."""
    return a is not None and b is not None and a.kind == b.kind and a.digest != b.digest
