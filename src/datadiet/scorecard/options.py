"""What a person may ask of a score, with the defaults, in one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError
from datadiet.scorecard.gates import INTENT, check_allowed, check_bounds

if TYPE_CHECKING:
    from datadiet.domain.domain import Domain

__all__ = ["LEVELS", "REDUCERS", "LevelName", "Options", "Reducer", "Valuation"]

LevelName = Literal["item", "environment", "scene", "all"]
Reducer = Literal["pca", "umap", "tsne"]
LEVELS: tuple[str, ...] = get_args(LevelName)
REDUCERS: tuple[str, ...] = get_args(Reducer)


@dataclass(frozen=True)
class Valuation:
    """How samples are valued for a model. No slots, as in `Options`."""

    k: int = 10
    """Neighbours that vote."""
    labels: str | None = None
    """A column, or a file with ids and labels; None: the labels that samples have."""
    resamples: int = 200
    """How often validation samples are drawn again, for intervals."""
    allow_leak: bool = False
    """Whether validation samples may be among the synthetic ones; those have no value."""

    def __post_init__(self) -> None:
        for name, number in (("k", self.k), ("resamples", self.resamples)):
            if number < 1:
                raise OptionError(f"{name} is {number}", expected="a whole number from 1")


@dataclass(frozen=True)
class Options:
    """How two data sets are scored. No slots: `Options.level` is the default that the API and the CLI show."""

    embedder: str = "patches"
    level: LevelName = "scene"
    group: str | None = None
    metadata: Path | None = None
    domain: "Path | Domain | None" = None
    audit: Path | None = None
    """What a person saw in a random part of the synthetic samples."""
    holdout: Any = None
    """Real rows that no generator has seen, as a file or a frame."""
    target: str | None = None
    """The column of a table that models are to predict."""
    protected: tuple[str, ...] = ()
    """Columns of a table that no group must come off badly by."""
    schema: Path | None = None
    """What the columns of a table are; None: inferred from the real rows."""
    reducer: Reducer = "pca"
    noise: str = "gaussian:0.0392"
    """Gaussian pixel noise with a standard deviation of 10/255."""
    explain: bool = False
    paper: bool = False
    valuation: Valuation | None = None
    """How samples are valued for a model; None asks none."""
    fail_under: Mapping[str, float] = field(default_factory=dict)
    fail_over: Mapping[str, float] = field(default_factory=dict)
    allow: frozenset[str] = frozenset()
    seed: int = 0
    workers: int = os.cpu_count() or 1
    cache: Path | None = None
    """Where vectors are kept between runs; None: the user's cache folder."""
    progress: Progress = silent
    out: Path | None = None

    def __post_init__(self) -> None:
        _one_of("level", self.level, LEVELS)
        _one_of("reducer", self.reducer, REDUCERS)
        check_bounds("fail_under", self.fail_under)
        check_bounds("fail_over", self.fail_over)
        check_allowed(self.allow)
        if self.domain is None and (names := [n for n in (*self.fail_under, *self.fail_over) if n in INTENT]):
            raise OptionError(f"a gate on {names[0]} without a domain", expected="--domain SPEC beside it")
        if self.domain is None and self.audit is not None:
            raise OptionError("an audit without a domain", expected="--domain SPEC beside it")
        self._check_gates()
        if self.seed < 0:
            raise OptionError(f"seed is {self.seed}", expected="an integer of 0 or more")
        if self.workers < 1:
            raise OptionError(f"workers is {self.workers}", expected="an integer of 1 or more")

    def _check_gates(self) -> None:
        gated = {*self.fail_under, *self.fail_over}
        for name, option, given in (
            ("usefulness", "target COLUMN", self.target),
            ("privacy", "holdout FILE", self.holdout),
        ):
            if name in gated and given is None:
                raise OptionError(f"a gate on {name} without a {option.split()[0]}", expected=f"--{option} beside it")


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise OptionError(f"{name} is '{value}'", expected=f"one of {', '.join(choices)}")
