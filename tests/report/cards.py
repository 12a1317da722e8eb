"""Scorecards made from dataclasses, with pictures drawn on the fly: the report is tested apart from the run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image, ImageDraw

from datadiet.data.dataset import Problem
from datadiet.measure.aspects import AspectShare
from datadiet.measure.attribution import Attribution
from datadiet.measure.companions import Companion
from datadiet.measure.indistinguishability import Gap, Indistinguishability, MixingCurve
from datadiet.measure.richness import Curve, FullDimension, Richness, Saturation
from datadiet.measure.slices import Slice
from datadiet.measure.tells import Tell
from datadiet.scorecard.card import Facts, Gate, Intentionality, Level, Provenance, Scorecard

RADIUS = 0.25
LABELS = ("red cell", "white cell", "platelet")
HOSTILE = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'


def good() -> Indistinguishability:
    """Two sets that mix."""
    k = (1, 2, 4, 8, 16, 32, 64)
    return Indistinguishability(
        score=0.92,
        interval=(0.86, 1.0),
        synthetic_to_real=0.92,
        synthetic_to_real_interval=(0.84, 1.03),
        synthetic_to_real_share=0.463,
        synthetic_to_real_p=0.21,
        real_to_synthetic=0.98,
        real_to_synthetic_interval=(0.86, 1.08),
        real_to_synthetic_share=0.49,
        real_to_synthetic_p=0.61,
        chance_share=0.503,
        null=((0.8, 1.2), (0.8, 1.2)),
        control=0.95,
        control_range=(0.88, 1.0),
        verdict="indistinguishable",
        needed=None,
        faults=(),
        reasons={},
        saturated=False,
        m=150,
        subsamples=25,
        permutations=999,
        real_groups=300,
        synthetic_groups=300,
        gap=0.012,
        gap_detail=Gap(0.012, (0.004, 0.03), (0.002, 0.02), 300),
        mixing=MixingCurve(
            k, (0.92, 0.93, 0.95, 0.96, 0.97, 0.98, 0.99), (0.98, 0.97, 0.98, 0.98, 0.99, 0.99, 1.0), 300
        ),
    )


def apart() -> Indistinguishability:
    """Two sets that touch at their edges."""
    return replace(
        good(),
        score=0.18,
        interval=(0.11, 0.26),
        synthetic_to_real=0.18,
        synthetic_to_real_interval=(0.11, 0.26),
        synthetic_to_real_share=0.09,
        synthetic_to_real_p=0.0002,
        real_to_synthetic=0.44,
        real_to_synthetic_interval=(0.33, 0.55),
        real_to_synthetic_share=0.22,
        real_to_synthetic_p=0.001,
        verdict="distinguishable",
        gap=0.42,
        gap_detail=Gap(0.42, (0.37, 0.48), (0.002, 0.02), 300),
        mixing=MixingCurve(
            (1, 2, 4, 8, 16, 32), (0.18, 0.2, 0.26, 0.3, 0.38, 0.5), (0.44, 0.5, 0.52, 0.6, 0.66, 0.75), 300
        ),
    )


def saturated() -> Indistinguishability:
    """Two sets so far apart that mixing is flat at zero."""
    flat = MixingCurve((1, 2, 4, 8, 16), (0.0,) * 5, (0.0, 0.0, 0.0, 0.01, 0.02), 300)
    return replace(
        apart(),
        score=0.0,
        interval=(0.0, 0.02),
        synthetic_to_real=0.0,
        synthetic_to_real_interval=(0.0, 0.02),
        synthetic_to_real_share=0.0,
        real_to_synthetic=0.0,
        real_to_synthetic_interval=(0.0, 0.03),
        real_to_synthetic_share=0.0,
        saturated=True,
        gap=1.87,
        gap_detail=Gap(1.87, (1.79, 1.95), (0.002, 0.02), 300),
        mixing=flat,
    )


def copied() -> Indistinguishability:
    """A set that repeats the real one."""
    return replace(
        good(),
        score=1.0,
        interval=(1.0, 1.0),
        synthetic_to_real=1.98,
        synthetic_to_real_interval=(1.9, 2.0),
        synthetic_to_real_share=0.995,
        synthetic_to_real_p=0.001,
        real_to_synthetic=1.95,
        real_to_synthetic_interval=(1.88, 2.0),
        real_to_synthetic_share=0.98,
        real_to_synthetic_p=0.001,
        verdict="undecided",
        faults=("copied",),
        reasons={"copied": "212 of 300 synthetic samples have the same content as a real one."},
        mixing=MixingCurve((1, 2, 4, 8, 16), (1.98, 1.4, 1.2, 1.1, 1.0), (1.95, 1.4, 1.2, 1.1, 1.0), 300),
    )


def richness(n: int = 300) -> Richness:
    """Synthetic samples that cover less than real ones, and have not stopped adding."""
    steps = np.unique(np.linspace(1, n, 40).astype(int))
    disc = np.pi * RADIUS**2
    mean = disc * 90 * (1 - np.exp(-steps / 140))

    def curve(offset: float) -> Curve:
        sides = (mean + offset, 0.93 * mean + offset, 1.06 * mean + offset)
        return Curve(tuple(steps.tolist()), *(tuple(side.tolist()) for side in sides))

    return Richness(
        score=0.71,
        interval=(0.63, 0.8),
        n_equal=n,
        radius=RADIUS,
        radius_half=0.13,
        radius_double=0.47,
        score_half=0.66,
        score_double=0.78,
        radius_full=1.9,
        noise="gaussian:0.0392",
        area_real=24.1,
        area_synthetic=17.1,
        area_union=31.0,
        overlap=10.2,
        novel=6.9,
        covered=0.423,
        discs_real=122.7,
        discs_synthetic=87.1,
        discs_union=157.9,
        synthetic=Saturation(curve(0), None, 0.09, n, 21.4, (15.0, 28.2)),
        added=Saturation(curve(24.1), 240, 0.03, n, 6.2, (0.0, 12.9)),
        full=FullDimension(61.2, 38.9, 281, 204, 0.62, 300),
        redundancy_judged=True,
        notes=(),
    )


def level(name: str, first: Indistinguishability, verdicts: dict[str, int], *, plain: bool = False) -> Level:
    """One level with every part filled."""
    companions = (
        Companion(
            "classifier AUC, linear",
            0.93,
            (0.9, 0.95),
            0.51,
            0.5,
            "nearer",
            300,
            "A linear classifier tells most apart.",
        ),
        Companion("MMD²", 0.081, (0.07, 0.092), 0.0004, 0.0, "lower", 300, "Permutation p = 0.001."),
        Companion(
            "Fréchet distance", 14.2, None, 2.3, 0.0, "lower", 300, "Biased at this n: read it beside the control."
        ),
        Companion(
            "precision", 0.61, (0.55, 0.66), 0.94, 1.0, "higher", 300, "Share of synthetic samples among real ones."
        ),
        Companion(
            "recall", 0.48, (0.42, 0.54), 0.93, 1.0, "higher", 300, "Share of real samples among synthetic ones."
        ),
    )
    slices = (
        Slice("label", "red cell", 180, 150, 0.41, (0.3, 0.52), 0.93, 0.21, 0.8, 0.001, 0.004, ""),
        Slice("label", "white cell", 80, 90, 0.12, (0.05, 0.21), 0.9, 0.62, 0.5, 0.0004, 0.002, ""),
        Slice("label", "platelet", 40, 60, 0.88, (0.7, 1.0), 0.91, 0.02, 1.1, 0.4, 0.8, ""),
        Slice("lighting", "night", 6, 4, None, None, None, None, None, None, None, "4 samples, 10 are needed"),
    )
    attributions = (
        Attribution(
            "roughness > 0.6",
            0.21,
            0.74,
            0.18,
            0.34,
            "roughness > 0.6: realism .21 against .74 elsewhere, 18 % of samples",
        ),
        Attribution(
            "lighting = night",
            0.33,
            0.66,
            0.25,
            0.34,
            "lighting = night: realism .33 against .66 elsewhere, 25 % of samples",
        ),
    )
    aspects = (
        AspectShare(
            "colour", 0.16, 0.61, (0.52, 0.7), "Matching colours closes 61 % of the gap: look at the palette first."
        ),
        AspectShare("sharpness and noise", 0.35, 0.17, (0.06, 0.28), "A common low-pass closes 17 % of the gap."),
        AspectShare("size", 0.46, -0.1, (-0.2, 0.02), "One size for all makes the gap larger."),
    )
    return Level(
        name=name,
        n_real=300,
        n_synthetic=300,
        indistinguishability=first,
        richness=richness(),
        companions=companions,
        slices=() if plain else slices,
        attributions=() if plain else attributions,
        aspects=() if plain else aspects,
        verdicts=verdicts,
        notes=("Redundancy was judged by the noise of the pixels.",),
    )


def card(
    first: Indistinguishability | None = None,
    *,
    folder: Path | None = None,
    levels: tuple[str, ...] = ("scene",),
    n: int = 300,
    hostile: bool = False,
    problems: tuple[Problem, ...] = (),
    tells: tuple[Tell, ...] = (),
    gates: tuple[Gate, ...] = (),
) -> Scorecard:
    """A plausible scorecard; without a folder its samples are vectors and have no pictures."""
    first = first or apart()
    frames = [
        _frames(name, n, folder, shift=0.0 if first.verdict == "indistinguishable" else 1.2, hostile=hostile, seed=i)
        for i, name in enumerate(levels)
    ]
    points = pl.concat([points for points, _ in frames])
    verdicts = pl.concat([rows for _, rows in frames])
    counts = [dict(rows["verdict"].value_counts().iter_rows()) for _, rows in frames]
    found = tuple(level(name, first, c, plain=folder is None) for name, c in zip(levels, counts, strict=True))
    sentence = (
        "Distinguishable: indistinguishability 0.18 [0.11, 0.26], control 0.95. Richness 0.71 [0.63, 0.80]: poorer "
        "than the real sample, still adding ground. Keep 279 of 300 (the rest: 4 copied, 12 redundant, 5 unrealistic)."
    )
    facts = Facts(
        schema=1,
        sentence=sentence if first.verdict == "distinguishable" else "The verdict is a plain line.",
        next_command="datadiet score real/ synthetic/ --explain --out runs/explained",
        indistinguishability=first,
        richness=found[0].richness,
        intentionality=Intentionality(),
        verdicts=counts[0],
        levels=found,
        tells=tells,
        gates=gates,
        problems=problems,
        provenance=_provenance(HOSTILE if hostile else "data/synthetic"),
    )
    return Scorecard(facts=facts, verdicts=verdicts, points=points)


def _provenance(synthetic: str) -> Provenance:
    return Provenance(
        datadiet="0.1.0",
        command="datadiet score data/real data/synthetic --out runs/first",
        created="2025-01-01T12:00:00Z",
        seed=0,
        real="data/real",
        synthetic=synthetic,
        real_digest="3f" * 32,
        synthetic_digest="a1" * 32,
        embedder="patches",
        fingerprint="patches-1-5b0c",
        dimensions=128,
        reducer="pca",
        noise="gaussian:0.0392",
        groups="each sample its own",
        versions={"python": "3.11.9", "numpy": "2.1.0"},
        seconds={"read": 0.4, "embed": 3.2, "measure": 2.1},
    )


def _frames(
    name: str, n: int, folder: Path | None, *, shift: float, hostile: bool, seed: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = np.random.default_rng(seed)
    sides = [_side(name, origin, n, folder, rng, shift, hostile) for origin in ("real", "synthetic")]
    real, synthetic = (np.stack([side["x"], side["y"]], 1) for side in sides)
    distance = np.linalg.norm(synthetic[:, None] - real[None], axis=2)
    nearest = distance.argmin(1)
    between = np.linalg.norm(synthetic[:, None] - synthetic[None], axis=2) + 1e9 * np.eye(n)
    twin = between.argmin(1)
    verdict = np.full(n, "kept", dtype=object)
    verdict[distance.min(1) > 0.9] = "unrealistic"
    verdict[between.min(1) < 0.02] = "redundant"
    verdict[distance.min(1) < 0.012] = "copied"
    rank = np.empty(n, dtype=int)
    rank[np.argsort(distance.min(1))] = np.arange(1, n + 1)
    realism = np.exp(-distance.min(1))
    rows = pl.DataFrame(
        {
            "level": name,
            "id": sides[1]["id"],
            "uri": sides[1]["uri"],
            **{side: [None] * n for side in ("left", "top", "right", "bottom")},
            "label": sides[1]["label"],
            "group": sides[1]["group"],
            "verdict": verdict.tolist(),
            "reason": [_reason(v, d, hostile) for v, d in zip(verdict, distance.min(1), strict=True)],
            "realism": realism,
            "realism_adjusted": realism,
            "distance": distance.min(1),
            "rank": rank,
            "nearest_real": [sides[0]["id"][i] for i in nearest],
            "nearest_real_uri": [sides[0]["uri"][i] for i in nearest],
            "nearest_real_distance": distance.min(1),
            "nearest_synthetic": [sides[1]["id"][i] for i in twin],
            "nearest_synthetic_distance": between.min(1),
            "uniqueness": rng.random(n),
            "uniqueness_full": between.min(1) / RADIUS,
            "redundant_with": [
                sides[1]["id"][t] if v == "redundant" else None for t, v in zip(twin, verdict, strict=True)
            ],
        },
        schema_overrides={
            "uri": pl.String,
            "nearest_real_uri": pl.String,
            "redundant_with": pl.String,
            "rank": pl.Int64,
            **dict.fromkeys(("left", "top", "right", "bottom"), pl.Float64),
        },
    )
    blank = {"verdict": [None] * n, "reason": [None] * n, "realism": [None] * n}
    judged = {"verdict": verdict.tolist(), "reason": rows["reason"].to_list(), "realism": realism.tolist()}
    schema = {
        "verdict": pl.String,
        "reason": pl.String,
        "realism": pl.Float64,
        "uri": pl.String,
        **dict.fromkeys(("left", "top", "right", "bottom"), pl.Float64),
    }
    points = pl.concat(
        [
            pl.DataFrame({"level": name, **side, **more}, schema_overrides=schema)
            for side, more in ((sides[0], blank), (sides[1], judged))
        ]
    )
    return points, rows


def _reason(verdict: str, distance: float, hostile: bool) -> str:
    if hostile:
        return HOSTILE
    return "" if verdict == "kept" else f"{distance:.2f} from the nearest real sample, where 0.40 is usual"


def _side(
    name: str, origin: str, n: int, folder: Path | None, rng: np.random.Generator, shift: float, hostile: bool
) -> dict[str, object]:
    centres = rng.integers(0, 3, n)
    xy = np.array([[0, 0], [2.6, 0.6], [0.9, 2.4]])[centres] + rng.normal(0, 0.5, (n, 2))
    if origin == "synthetic":
        xy[:, 0] += shift * (centres == 1)
    roughness = rng.random(n)
    ids = [f"{origin}/{'set-a' if i % 2 else 'set-b'}/sample-{i:04d}.png" for i in range(n)]
    if hostile:
        ids[0] = HOSTILE + origin
    return {
        "id": ids,
        "origin": origin,
        "uri": [_paint(folder, origin, i % 40, int(centres[i]), roughness[i]) for i in range(n)],
        **{side: [None] * n for side in ("left", "top", "right", "bottom")},
        "label": [HOSTILE if hostile and i == 0 else LABELS[c] for i, c in enumerate(centres)],
        "group": ids,
        "x": xy[:, 0],
        "y": xy[:, 1],
        "dx": rng.normal(0, 0.2, n),
        "dy": rng.normal(0, 0.2, n),
        "noisy_row": list(range(n)),
        "condition.roughness": roughness,
        "condition.lighting": [("day", "night", "dusk")[i % 3] for i in range(n)],
    }


def _paint(folder: Path | None, origin: str, i: int, kind: int, roughness: float) -> str | None:
    if folder is None:
        return None
    path = folder / f"{origin}-{i}-{kind}.png"
    if not path.exists():
        ground, blob = ((238, 214, 214), (178, 60, 80)) if origin == "real" else ((236, 226, 200), (200, 96, 40))
        image = Image.new("RGB", (96, 80), ground)
        draw = ImageDraw.Draw(image)
        size = (14, 24, 8)[kind]
        for j in range(1 + i % 4):
            x, y = 20 + (i * 7 + j * 23) % 56, 18 + (i * 11 + j * 17) % 44
            draw.ellipse([x - size, y - size, x + size, y + size], fill=blob, outline=(90, 30, 50))
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
    return str(path)
