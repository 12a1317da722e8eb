"""READ THIS FIRST: the labels of synthetic samples, held against what people called real ones."""

from typing import Any

import numpy as np
import polars as pl

from datadiet.curate.labels import Noise, label_noise, suspicion
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.loop.labels.judges import Judged, judge
from datadiet.loop.labels.notes import unusable, withheld
from datadiet.loop.labels.results import ROWS, ClassCheck, LabelCheck, Share
from datadiet.loop.labels.words import sentence_of, verdict_of
from datadiet.loop.training.leaks import leaks
from datadiet.loop.training.material import Material, material_of
from datadiet.measure.binomial import interval
from datadiet.randomness import stream

__all__ = ["check_labels"]

FEWEST = 10
"""Real samples of a class with fewer than which nothing is said about its labels."""
LEVEL = 0.05
FAR = 0.95
SIDES = ("left", "top", "right", "bottom")


def check_labels(
    synthetic: Any,
    human: Any,
    *,
    level: str = "scene",
    target: str | None = None,
    embedder: str = "patches",
    k: int = 10,
    tolerance: float = LEVEL,
    allow_leak: bool = False,
    seed: int = 0,
    progress: Progress = silent,
) -> LabelCheck:
    """Say how many labels of synthetic samples are wrong, by real samples that people labelled.

    Each sample is named by its nearest real samples, or by a model of the real rows where the data is a table. How
    often that judge errs on real samples is known, as each is named by the others; what he says of synthetic samples is
    read with that.

    Args:
        synthetic: labelled images, boxes or rows.
        human: real ones that people labelled, with the same classes.
        level: `item` takes the crop of each annotated box as a sample.
        target: of a table, the column that holds the label.
        embedder: what turns images into vectors.
        k: neighbours that vote.
        tolerance: share of wrong labels that is put up with, 0 to 1: more is wrong, surely less is right.
        allow_leak: whether copies of synthetic samples may be among the real ones, where they judge themselves.
        seed: root of all randomness.
        progress: called with the stage, how many are done and how many there are.

    Raises:
        DataError: nothing is labelled, the sides have no class in common, or samples are on both.
        OptionError: an option cannot be used.
        TooFewSamples: no class has 10 real samples.
    """
    if not 0 < tolerance < 1:
        raise OptionError(f"tolerance is {tolerance}", expected="a share between 0 and 1")
    if k < 1:
        raise OptionError(f"k is {k}", expected="a whole number from 1")
    made, real = (material_of(side, task="classification", level=level, target=target) for side in (synthetic, human))
    classes = _classes(made, real)
    if not allow_leak and (found := leaks(real, made)):
        raise DataError(
            f"{len(found):,} of {len(made):,} synthetic samples are among the real ones, such as {found[0].test}",
            expected="real samples that no synthetic one was copied from: a copy is judged by itself",
            todo="take them out, or say --allow leak",
        )
    judged = judge(made, real, classes, embedder=embedder, k=k, rng=stream(seed, "labels", "judge"), progress=progress)
    return _checked(judged, made, real, classes, tolerance=tolerance, seed=seed)


def _classes(made: Material, real: Material) -> tuple[str, ...]:
    if not set(made.classes) & set(real.classes):
        raise DataError(
            f"no label is on both sides: synthetic samples have {_some(made.classes)}, real ones {_some(real.classes)}",
            expected="the same names of classes on both sides",
        )
    if len(real.classes) < 2:
        raise DataError(
            f"all real samples are labelled '{real.classes[0]}'",
            expected="two classes or more: with one, none is wrong",
        )
    most = max(int(count) for count in real.data.samples["label"].value_counts()["count"])
    if most < FEWEST:
        raise TooFewSamples(f"no class has more than {most} real samples", expected=f"{FEWEST} of a class, or more")
    return tuple(sorted({*made.classes, *real.classes}))


def _checked(
    found: Judged, made: Material, real: Material, classes: tuple[str, ...], *, tolerance: float, seed: int
) -> LabelCheck:
    given, labels = (
        np.array([classes.index(name) for name in side["label"]]) for side in (found.synthetic, found.real)
    )
    judged, real_judged = found.votes.argmax(axis=1), found.real_votes.argmax(axis=1)
    noise = label_noise(
        judged,
        given,
        real_judged,
        labels,
        classes=len(classes),
        rng=stream(seed, "labels", "noise"),
        groups=found.groups,
        real_groups=found.real_groups,
    )
    rows = _rows(found, classes, given, labels, judged)
    far = found.distance > np.quantile(_finite(found.real_distance), FAR)
    each = tuple(
        _class(name, code, given, labels, judged, real_judged, noise, rows, classes, tolerance=tolerance, far=far)
        for code, name in enumerate(classes)
        if (given == code).any()
    )
    known = np.isin(given, [code for code, name in enumerate(classes) if name in real.classes])
    wrong = Share(noise.overall, noise.overall_low, noise.overall_high)
    strange = _strange(far, judged != given)
    unlike = float(far.mean())
    verdict, why = verdict_of(wrong, len(given), int(known.sum()), tolerance=tolerance, far=strange, unlike=unlike)
    return LabelCheck(
        synthetic=made.source,
        human=real.source,
        level=made.level,
        judge=found.name,
        n=len(given),
        real=len(labels),
        groups=len(np.unique(found.real_groups)),
        classes=each,
        agreement=_share(judged == given),
        control=_share(real_judged == labels),
        wrong=wrong,
        tolerance=tolerance,
        verdict=verdict,
        sentence=sentence_of(verdict, wrong, each, why, tolerance=tolerance),
        far=unlike,
        suspects=int(rows["suspect"].sum()),
        names=classes,
        confusion=_confusion(given, judged, len(classes)),
        notes=(*found.notes, *unusable(made, real), *withheld(rows, given, labels)),
        seed=seed,
        rows=rows,
    )


def _class(
    name: str,
    code: int,
    given: np.ndarray,
    labels: np.ndarray,
    judged: np.ndarray,
    real_judged: np.ndarray,
    noise: Noise,
    rows: pl.DataFrame,
    classes: tuple[str, ...],
    *,
    tolerance: float,
    far: np.ndarray,
) -> ClassCheck:
    here, real = given == code, labels == code
    told = int(real.sum()) >= FEWEST
    wrong = Share(float(noise.wrong[code]), float(noise.low[code]), float(noise.high[code])) if told else None
    strange = _strange(far, here & (judged != code))
    unlike, n = float(far.mean()), int(here.sum())
    verdict, why = verdict_of(wrong, n, int(real.sum()), tolerance=tolerance, far=strange, unlike=unlike)
    others = [(other, float(noise.truth[code, place])) for place, other in enumerate(classes) if place != code]
    return ClassCheck(
        name=name,
        n=int(here.sum()),
        real=int(real.sum()),
        agreement=_share(judged[here] == code),
        control=_share(real_judged[real] == code) if real.any() else None,
        wrong=wrong,
        instead=tuple((other, share) for other, share in sorted(others, key=lambda one: -one[1])[:3] if share >= 0.01)
        if told
        else (),
        suspects=rows.filter((pl.col("label") == name) & pl.col("suspect")).height,
        verdict=verdict,
        why=why,
    )


def _strange(far: np.ndarray, otherwise: np.ndarray) -> float:
    """Return which share of the samples that are called otherwise looks like no real sample at all."""
    return float(far[otherwise].mean()) if otherwise.any() else 0.0


def _rows(
    found: Judged, classes: tuple[str, ...], given: np.ndarray, labels: np.ndarray, judged: np.ndarray
) -> pl.DataFrame:
    at, real_at = np.arange(len(given)), np.arange(len(labels))
    support = found.votes[at, given]
    p, corrected = suspicion(support, given, found.real_votes[real_at, labels], labels)
    names, samples, near = pl.Series(classes), found.synthetic, found.real[found.nearest.tolist()]
    rows = samples.with_columns(
        *(pl.lit(None, pl.Float64).alias(side) for side in SIDES if side not in samples.columns),
        names.gather(judged).alias("judged"),
        pl.Series("support", support),
        pl.Series("judged_support", found.votes[at, judged]),
        pl.Series("p", p),
        pl.Series("p_corrected", corrected),
        pl.Series("suspect", (corrected <= LEVEL) & (judged != given)),
        near["id"].alias("nearest_real"),
        *(
            (near[name] if name in near.columns else pl.lit(None, pl.Float64)).alias(f"nearest_real_{name}")
            for name in ("label", "uri", *SIDES)
        ),
    )
    doubt = pl.col("judged_support") - pl.col("support")
    return rows.sort("p", doubt, "id", descending=[False, True, False]).select(
        pl.col(name).cast(kind) for name, kind in ROWS.items()
    )


def _confusion(given: np.ndarray, judged: np.ndarray, classes: int) -> tuple[tuple[float, ...], ...]:
    counts = np.bincount(given * classes + judged, minlength=classes**2).reshape(classes, classes)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return tuple(tuple(float(share) for share in row) for row in shares)


def _share(right: np.ndarray) -> Share:
    return Share(float(right.mean()), *interval(int(right.sum()), len(right)))


def _finite(values: np.ndarray) -> np.ndarray:
    found = values[np.isfinite(values)]
    return found if len(found) else np.array([np.inf])


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
