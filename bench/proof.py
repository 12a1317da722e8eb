"""How often does the interval of a difference of two models hold the truth, and what does it cost?

    python bench/proof.py [--trials 300]

Populations of 4,000 images (or samples) are made up, with two detectors (or classifiers) of several training seeds;
the truth is the difference on the whole population, over many seeds. A trial draws images, and seeds where there are
several, and asks whether the 95 % interval holds it.
"""

import argparse
import time

import numpy as np

from datadiet.loop.proof.classification import Classified
from datadiet.loop.proof.detection import Detected
from datadiet.loop.proof.evidence import Evidence
from datadiet.loop.proof.predictions import Labelled
from datadiet.loop.proof.rows import scored
from datadiet.measure.detection import AREAS, THRESHOLDS, Boxes, average_precisions, match
from datadiet.measure.luck import estimate
from datadiet.randomness import stream

POPULATION = 4_000
RESAMPLES = 300
CLASSES = 3


def objects(n: int, rng: np.random.Generator) -> Boxes:
    """Return the objects of n images: 0 to 7 in each, of three classes, the third one rare."""
    image = np.repeat(np.arange(n), rng.integers(0, 8, n))
    size = rng.lognormal(3.8, 0.7, (len(image), 2))
    box = np.concatenate([rng.uniform(0, 500, (len(image), 2)), size], axis=1)
    category = rng.choice(CLASSES, len(image), p=(0.6, 0.3, 0.1))
    return Boxes(image, category, box, box[:, 2] * box[:, 3], np.zeros(len(image), bool), np.ones(len(image)))


def detections(found: Boxes, n: int, each: int, skill: float, hard: np.ndarray, rng: np.random.Generator) -> Boxes:
    """Return about `each` detections an image: objects are found the oftener the higher the skill and the easier it is.

    `hard` (n,) is common to all models: it is what pairs them.
    """
    chance = 1 / (1 + np.exp(-(skill - hard[found.image])))
    hit = np.flatnonzero(rng.random(len(found)) < chance)
    moved = found.box[hit] + rng.normal(0, 0.07, (len(hit), 4)) * found.box[hit][:, [2, 3, 2, 3]]
    false = max(n * each - len(hit), 0)
    size = rng.lognormal(3.8, 0.7, (false, 2))
    box = np.concatenate([moved, np.concatenate([rng.uniform(0, 500, (false, 2)), size], axis=1)])
    box[:, 2:] = np.maximum(box[:, 2:], 1)
    score = np.concatenate([rng.beta(4, 2, len(hit)), rng.beta(2, 5, false)])
    image = np.concatenate([found.image[hit], rng.integers(0, n, false)])
    category = np.concatenate([found.category[hit], rng.choice(CLASSES, false, p=(0.6, 0.3, 0.1))])
    return Boxes(image, category, box, box[:, 2] * box[:, 3], np.zeros(len(box), bool), score)


def detector(found: Boxes, n: int, skill: float, hard: np.ndarray, rng: np.random.Generator, each: int = 6) -> Detected:
    """Return one trained detector on the population."""
    given = detections(found, n, each, skill, hard, rng)
    matches = match(found, given, areas=tuple(AREAS.values())[:1])
    return Detected(matches, given, THRESHOLDS, ("all",), n, CLASSES)


def classifier(truth: np.ndarray, skill: float, hard: np.ndarray, rng: np.random.Generator) -> Classified:
    """Return one trained classifier on the population."""
    right = rng.random(len(truth)) < 1 / (1 + np.exp(-(skill - hard)))
    said = np.where(right, truth, (truth + 1) % 10)
    return Classified(truth, Labelled(said, np.full(len(truth), np.nan)), 10)


def population(
    kind: str, skills: tuple[float, float], spread: float, seeds: int, rng: np.random.Generator
) -> list[list[Evidence]]:
    """Return `seeds` trained models a side, whose skill varies from seed to seed by `spread`."""
    hard = rng.normal(0, 1.5, POPULATION)
    found, truth = objects(POPULATION, rng), rng.integers(0, 10, POPULATION)
    make = (
        (lambda skill: detector(found, POPULATION, skill, hard, rng))
        if kind == "detection"
        else (lambda skill: classifier(truth, skill, hard, rng))
    )
    return [[make(skill + rng.normal(0, spread)) for _ in range(seeds)] for skill in skills]


def coverage(
    kind: str, n: int, skills: tuple[float, float], spread: float, take: int, trials: int
) -> tuple[float, float, float]:
    """Return the share of intervals that hold the truth, the share that tell a difference, and their mean width."""
    rng = stream(0, kind, n, take, str(skills), str(spread))
    measure = "AP" if kind == "detection" else "accuracy"
    sides = population(kind, skills, spread, 40 if spread else take, rng)
    whole = np.ones((1, POPULATION), dtype=np.int32)
    a, b = (np.mean([seed.scores(whole).overall[measure][0] for seed in side]) for side in sides)
    held, told, width = 0, 0, 0.0
    for _ in range(trials):
        rows = np.sort(rng.choice(POPULATION, n, replace=False))
        weights = rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(np.int32)
        chosen = [rng.choice(len(side), take, replace=False) if spread else range(take) for side in sides]
        both = [
            scored([side[at].part(rows) for at in picks], weights).of(measure)
            for side, picks in zip(sides, chosen, strict=True)
        ]
        found = estimate((both[0], both[1]), groups=n)
        held += found.low <= b - a <= found.high
        told += found.low > 0 or found.high < 0
        width += found.high - found.low
    return held / trials, told / trials, width / trials


def cost() -> None:
    """Print the CPU time of 1,000 resamples of 1,000 images with 25 detections each, of two models."""
    rng = stream(0, "cost")
    n = 1000
    found, hard = objects(n, rng), np.zeros(n)
    given = [detections(found, n, 25, skill, hard, rng) for skill in (0.5, 0.8)]
    weights = rng.multinomial(n, np.full(n, 1 / n), size=1000)
    began = time.process_time()
    matched = [match(found, each) for each in given]
    between = time.process_time()
    for each in matched:
        average_precisions(each, weights, categories=CLASSES)
    print(f"matching 2 x {n} images: {between - began:.2f} CPU-s; 1,000 resamples: {time.process_time() - between:.2f}")


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=300)
    trials = parser.parse_args().trials
    cost()
    cases = [
        ("classification", 50, (1.0, 1.0), 0.0, 1),
        ("classification", 200, (1.0, 1.4), 0.0, 1),
        ("classification", 200, (1.0, 1.4), 0.4, 3),
        ("classification", 200, (1.0, 1.0), 0.4, 3),
        ("detection", 50, (0.5, 0.5), 0.0, 1),
        ("detection", 200, (0.5, 0.9), 0.0, 1),
        ("detection", 100, (0.5, 0.9), 0.4, 3),
        ("detection", 100, (0.5, 0.5), 0.4, 3),
    ]
    for kind, n, skills, spread, take in cases:
        held, told, width = coverage(kind, n, skills, spread, take, trials)
        case = f"{kind:15} n={n:4} skills={skills} spread={spread} seeds={take}"
        print(f"{case}: held {held:.3f}, told {told:.3f}, width {width:.4f}", flush=True)


if __name__ == "__main__":
    main()
