"""Swap ablation: the same trainer on two versions of the data and on half of each, at equal size."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.data.spelling import plural
from datadiet.engine.progress import silent
from datadiet.errors import OptionError
from datadiet.loop.proof.comparing import compare
from datadiet.loop.proof.drawing import mixed
from datadiet.loop.proof.results import Difference, Proof
from datadiet.loop.proof.rows import corrected
from datadiet.loop.proof.words import corrected_words, swap_note, swap_sentence
from datadiet.loop.training import Material, Options, Trainer, train
from datadiet.loop.training.material import material_of
from datadiet.loop.training.parts import only
from datadiet.loop.training.readable import readable
from datadiet.randomness import stream

__all__ = ["Pair", "Recipe", "Swap", "swap"]

SCHEMA = 1
RECIPES = ("v1", "v2", "v1+v2")
LEAST = 4
"""Samples a recipe."""
_CORRECTED = (
    "Verdicts on the pairs are corrected for three comparisons (Benjamini-Hochberg), and intervals are not: one that "
    "leaves out 0 can stand beside undecided."
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What three or more seeds were trained on."""

    name: str
    source: str
    samples: int
    score: float
    """Mean over the seeds, in the measure of the verdict."""
    seeds: tuple[float, ...]
    seconds: float
    """Of training, all seeds together."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two recipes compared."""

    a: str
    b: str
    difference: Difference
    """B less A; `p_adjusted` and `verdict` are corrected for the three pairs, `interval` and `p` are not."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Which of two versions of the data makes the better model, and whether both together are better still."""

    schema: int
    measure: str
    test: str
    images: int
    samples: int
    """Of each recipe."""
    recipes: tuple[Recipe, ...]
    pairs: tuple[Pair, ...]
    sentence: str
    notes: tuple[str, ...]
    seed: int


def swap(
    first: Any,
    second: Any,
    *,
    test: str | Path,
    out: str | Path,
    trainer: str | Trainer | Callable[..., Any] = "probe",
    seeds: int = 3,
    count: int | None = None,
    seed: int = 0,
    resamples: int = 1000,
    settings: Mapping[str, Any] | None = None,
    options: Options | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Swap, tuple[Proof, ...]]:
    """Train on version 1, on version 2, and on half of each, with as many samples each, and compare all pairs.

    A second run with the same folder goes on where the first one stopped: models that are whole are kept. The verdicts
    of the swap are corrected for three comparisons; each proof stands for itself, and a note in it says so.

    Args:
        first: the first version, as `datadiet.loop.training.train` takes it.
        second: the second version.
        test: real samples with labels, which no trainer sees.
        out: the folder of the models: out/v1/seed-0, …, out/v1+v2/seed-2.
        trainer: as in `train`.
        seeds: of each recipe, 2 at least; 3 or more are advised.
        count: samples of each recipe; by default as many as the smaller version has.
        seed: of the draw of samples, and of the resamples.
        resamples: of the test set.
        settings: of a named trainer.
        options: of training.
        progress: is told how far it is.

    Raises:
        DataError: the versions cannot be trained on, mixed or compared.
        OptionError: fewer than 2 seeds, or more samples than a version has.
        TrainerError: the trainer failed.
    """
    asked = options or Options()
    tell = progress or silent
    if seeds < 2:
        raise OptionError(plural(seeds, "training seed"), expected="2 at least, and 3 or more to be sure")
    versions = [readable(material_of(data, level=asked.level, target=asked.target), tell) for data in (first, second)]
    size = _size(versions, count)
    shown = material_of(test, task=versions[0].task, level=asked.level, target=asked.target, labelled=False)
    spent = dict.fromkeys(RECIPES, 0.0)
    for number in range(seeds):
        for name, data in zip(RECIPES, _recipes(versions, size, seed, number), strict=True):
            model = train(
                data,
                out=Path(out) / name / f"seed-{number}",
                trainer=trainer,
                test=shown,
                seed=number,
                settings=settings,
                options=asked,
                progress=_before(f"{name}, seed {number}", tell),
            )
            spent[name] += model.cost.seconds
    proofs = tuple(
        compare(Path(out) / a, Path(out) / b, test, target=asked.target, resamples=resamples, seed=seed, progress=tell)
        for a, b in combinations(RECIPES, 2)
    )
    found = _summed(proofs, versions, size, tuple(spent.values()), seed)
    return found, tuple(_one_of_three(proof, pair) for proof, pair in zip(proofs, found.pairs, strict=True))


def _size(versions: Sequence[Material], count: int | None) -> int:
    most = min(len(each) for each in versions)
    size = (most if count is None else count) // 2 * 2  # so that half of each is as many
    if size > most or size < LEAST:
        raise OptionError(
            f"{count if count is not None else size} samples of each version",
            expected=f"from {LEAST} to {most:,}, as many as the smaller version has",
        )
    return size


def _recipes(versions: Sequence[Material], size: int, seed: int, number: int) -> tuple[Material, Material, Material]:
    """Return what one training seed gets: both versions, and half of each, which are parts of what stands alone.

    Every training seed draws its own samples, so that which samples were drawn is among what is called luck.
    """
    rows = [stream(seed, "swap", at, number).permutation(len(each))[:size] for at, each in enumerate(versions)]
    whole = [only(each, np.sort(own)) for each, own in zip(versions, rows, strict=True)]
    halves = [only(each, np.sort(own[: size // 2])) for each, own in zip(versions, rows, strict=True)]
    return whole[0], whole[1], mixed(*halves)


def _before(name: str, tell: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
    return lambda stage, done, total: tell(f"{name}, {stage}", done, total)


def _summed(
    proofs: tuple[Proof, ...], versions: Sequence[Material], size: int, spent: Sequence[float], seed: int
) -> Swap:
    sources = (*(each.source for each in versions), "half of each")
    mains = {RECIPES[0]: proofs[0].main.a_seeds, RECIPES[1]: proofs[0].main.b_seeds, RECIPES[2]: proofs[1].main.b_seeds}
    recipes = tuple(
        Recipe(name, source, size, float(np.mean(mains[name])), mains[name], seconds)
        for name, source, seconds in zip(RECIPES, sources, spent, strict=True)
    )
    rows = corrected([replace(proof.main, column="pair") for proof in proofs])
    pairs = tuple(Pair(a, b, row) for (a, b), row in zip(combinations(RECIPES, 2), rows, strict=True))
    judged = (_CORRECTED,) if any(corrected_words(row) for row in rows) else ()
    return Swap(
        schema=SCHEMA,
        measure=proofs[0].measure,
        test=proofs[0].truth,
        images=proofs[0].images,
        samples=size,
        recipes=recipes,
        pairs=pairs,
        sentence=swap_sentence({(pair.a, pair.b): pair.difference for pair in pairs}, proofs[0].measure),
        notes=(*judged, *_whole(versions, size), *dict.fromkeys(note for proof in proofs for note in _named(proof))),
        seed=seed,
    )


def _one_of_three(proof: Proof, pair: Pair) -> Proof:
    """Let a comparison say that the swap corrects for three, so that nobody wonders at two verdicts."""
    note = swap_note(pair.difference)
    return replace(proof, notes=(*proof.notes, note)) if note else proof


def _named(proof: Proof) -> tuple[str, ...]:
    """Return the notes of a comparison with the names of the recipes in place of A and B."""
    names = {"A": proof.a.name, "B": proof.b.name}
    return tuple(re.sub(r"^[AB]\b", lambda side: names[side[0]], note) for note in proof.notes)


def _whole(versions: Sequence[Material], size: int) -> tuple[str, ...]:
    """Say of which version every seed gets the same samples, so that luck in drawing them is not seen."""
    return tuple(
        f"{name} is used whole: all its seeds train on the same samples, and which samples it happens to hold is not "
        f"among what is called luck; -n {size // 2} would draw other ones for each seed."
        for name, each in zip(RECIPES[:2], versions, strict=True)
        if len(each) == size
    )
