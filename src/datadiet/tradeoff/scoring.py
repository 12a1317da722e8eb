"""Each set against the same real data, at most once: a score whose inputs have not changed is read back."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet import __version__, embed
from datadiet.data import Dataset, groups, read
from datadiet.data.levels import at_level
from datadiet.data.whole import write_whole
from datadiet.errors import DataError, TooFewSamples
from datadiet.measure.paired import LEAST
from datadiet.scorecard import Scorecard, load, score
from datadiet.scorecard.options import LevelName

__all__ = ["Against"]


@dataclass(frozen=True, slots=True)
class Against:
    """The real data, and how every set is scored against it."""

    real: Any
    level: LevelName
    embedder: str
    group: str | None
    seed: int
    workers: int
    digest: str
    """Of all that a score depends on beside the synthetic set."""

    @classmethod
    def of(cls, real: Any, *, level: LevelName, embedder: str, group: str | None, seed: int, workers: int) -> "Against":
        """Read the real data and see that it can carry a comparison, before anything is made.

        Raises:
            DataError: it cannot be read, or has no annotations and the level needs them.
            OptionError: the level, the group or the embedder is not known.
            TooFewSamples: there are fewer than ten independent samples at a level.
        """
        data = groups.assign(read(real, origin="real"), group)
        _check_enough(data, level)
        made_by = embed.load(embedder).fingerprint if data.vectors is None else "given"
        asked = [__version__, level, embedder, made_by, group, seed, _content(data)]
        digest = hashlib.sha256(json.dumps(asked).encode()).hexdigest()
        return cls(real, level, embedder, group, seed, workers, digest)

    def score(self, synthetic: Any, run: Path) -> Scorecard:
        """Return the scorecard of a set, from the run folder where it was made of the same samples, else anew."""
        stamp = run.with_name(f"{run.name}.json")
        key = json.dumps({"of": self._key(synthetic)})
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
            try:
                return load(run)
            except DataError:
                stamp.unlink()
        card = score(
            self.real,
            synthetic,
            level=self.level,
            embedder=self.embedder,
            group=self.group,
            seed=self.seed,
            workers=self.workers,
            out=run,
        )
        write_whole(stamp, key)
        return card

    def _key(self, synthetic: Any) -> str:
        content = _content(read(synthetic, origin="synthetic"))
        return hashlib.sha256(f"{self.digest} {content}".encode()).hexdigest()


def _check_enough(data: Dataset, level: LevelName) -> None:
    images = data.vectors is None
    names = ("item", "environment", "scene") if level == "all" else (level,)
    for name in names if images else ("row",):
        found = at_level(data, name) if images else data
        if (count := found.samples["group"].n_unique()) < LEAST:
            raise TooFewSamples(
                f"{data.source} holds {count} independent real samples at {name} level",
                expected=f"at least {LEAST}, or no two widths can be told apart",
                todo="add real samples, or declare finer groups",
            )


def _content(data: Dataset) -> str:
    """Digest what a data set says and the bytes of its files, wherever it came from."""
    found = hashlib.sha256(data.samples.write_json().encode() + data.annotations.write_json().encode())
    if data.vectors is not None:
        found.update(data.vectors.tobytes())
    for uri in sorted(set(data.samples["uri"].drop_nulls())):
        try:
            with Path(uri).open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        except OSError:
            found.update(b"unreadable")  # the score will say so of this sample, and go on
    return found.hexdigest()
