"""Made-up results of a check against a domain: the report is tested apart from the check."""

from dataclasses import replace
from itertools import combinations

import numpy as np

from datadiet.domain.intentionality import (
    Check,
    Compliance,
    ConditionSummary,
    Covered,
    Intentionality,
    Missing,
    Pair,
    Relevance,
    RuleCount,
)

LIGHT = ("200 to 294", "294 to 431", "431 to 632", "632 to 928", "928 to 1,363", "1,363 to 2,000")
EDGES = (200.0, 293.6, 430.9, 632.5, 928.3, 1362.6, 2000.0)
FILE = "suit.yaml"


def check(name: str, verdict: str, **more: object) -> Check:
    """One guarantee; a counted one of 1,000 samples unless said otherwise."""
    made = Check(
        name=name,
        kind="guarantee",
        where=f"defect = '{name}'",
        place=f"{FILE}:18",
        basis="metadata",
        verdict=verdict,
        n=1000,
        count=61,
        unknown=0,
        share=0.061,
        low=0.061,
        high=0.061,
        min_share=0.05,
        max_share=0.10,
        min_count=0,
        p=None,
        confidence=None,
        needed=None,
        sentence="",
    )
    return replace(made, **more)


ZIPPER = check(
    "zipper",
    "violated",
    count=21,
    share=0.021,
    low=0.021,
    high=0.033,
    unknown=12,
    needed=31,
    sentence="2.1 % of 1,000 images have it, where 5 % to 10 % were asked for; 31 more would do.",
)
DENT = check(
    "dent",
    "undecided",
    where="defect = 'dent'",
    place=f"{FILE}:19",
    basis="audit",
    n=180,
    count=13,
    share=0.0722,
    low=0.039,
    high=0.1202,
    max_share=1.0,
    p=0.11,
    confidence=0.95,
    end_confidence=0.975,
    needed=240,
    sentence="13 of 180 audited images have it: at least 5 % is likely but not sure; about 240 more would decide.",
)
GLARE = check(
    "glare",
    "met",
    kind="edge case",
    where="light_lux > 1500 and surface = 'gloss'",
    place=f"{FILE}:14",
    count=412,
    share=0.412,
    low=0.412,
    high=0.412,
    min_share=0.08,
    max_share=1.0,
    min_count=400,
    sentence="412 images have it.",
)
FRONT = check("front", "met", where="view = 'front'", place=f"{FILE}:20", min_share=0.05)


def compliance(*checks: Check) -> Compliance:
    """Count the verdicts of some checks."""
    of = {verdict: sum(each.verdict == verdict for each in checks) for verdict in ("met", "violated", "undecided")}
    return Compliance(
        low=of["met"] / len(checks), high=(of["met"] + of["undecided"]) / len(checks), checks=tuple(checks), **of
    )


def pair(first: str, second: str, rows: tuple[str, ...], columns: tuple[str, ...], seed: int, **more: object) -> Pair:
    """Counts around 40, where 20 are needed; the given cells are set: `holes={(0, 1): 3}`, `never={(2, 1)}`."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(20, 160, (len(rows), len(columns)))
    feasible = np.ones(counts.shape, bool)
    for place, n in dict(more.get("holes", {})).items():
        counts[place] = n
    for place in set(more.get("never", ())):
        counts[place], feasible[place] = 0, False
    real = tuple(map(tuple, (counts // 3 + 1).tolist())) if more.get("real", True) else None
    return Pair(
        first, second, rows, columns, tuple(map(tuple, counts.tolist())), real, tuple(map(tuple, feasible.tolist())), 20
    )


def covered(pairs: tuple[Pair, ...], *, names: tuple[str, ...], t: int = 2) -> Covered:
    """Count what some pairs cover, and list their holes."""
    cells = [(p, i, j) for p in pairs for i in range(len(p.first_levels)) for j in range(len(p.second_levels))]
    can = [(p, i, j) for p, i, j in cells if p.feasible[i][j]]
    few = [(p, i, j) for p, i, j in can if p.counts[i][j] < p.needed]
    missing = tuple(
        Missing(
            levels={p.first: p.first_levels[i], p.second: p.second_levels[j]},
            count=p.counts[i][j],
            needed=p.needed - p.counts[i][j],
            field_share=0.003 / (1 + k),
            real=None if p.real is None else p.real[i][j],
        )
        for k, (p, i, j) in enumerate(few[:200])
    )
    done = len(can) - len(few)
    return Covered(
        low=done / len(can),
        high=min(1.0, (done + 2) / len(can)) if few else 1.0,
        t=t,
        over=names,
        min_each=20,
        feasible=len(can),
        covered=done,
        missing=missing,
        n_missing=len(few),
        only_real=({"light_lux": LIGHT[5], "defect": "zipper"}, {"defect": "zipper", "view": "front"}) if few else (),
        n_only_real=40 if few else 0,
        only_synthetic=({"light_lux": LIGHT[0], "view": "front"},) if few else (),
        n_only_synthetic=1 if few else 0,
        pairs=pairs,
    )


def condition(name: str, levels: tuple[str, ...], **more: object) -> ConditionSummary:
    """A condition with levels, of 1,000 synthetic and 300 real samples."""
    rng = np.random.default_rng(len(name))
    shares = rng.dirichlet(np.full(len(levels), 2.0), 2)
    made = ConditionSummary(
        name=name,
        kind="levels",
        source="metadata",
        unit="",
        bounds=None,
        scale="linear",
        levels=levels,
        edges=(),
        synthetic=tuple(rng.multinomial(1000, shares[0]).tolist()),
        real=tuple(rng.multinomial(300, shares[1]).tolist()),
        field=None,
        below=0,
        above=0,
        unknown=0,
        absent=0,
    )
    return replace(made, **more)


def suitcase_conditions() -> tuple[ConditionSummary, ...]:
    """What the issue's example declares."""
    return (
        condition(
            "light_lux",
            LIGHT,
            kind="range",
            unit="lx",
            bounds=(200.0, 2000.0),
            scale="log",
            edges=EDGES,
            synthetic=(40, 90, 210, 260, 220, 130),
            real=(12, 40, 80, 90, 52, 18),
            field=(0.05, 0.15, 0.25, 0.3, 0.18, 0.07),
            below=12,
            above=26,
            unknown=12,
        ),
        condition("surface", ("gloss", "matte"), source="measured"),
        condition("view", ("front", "back", "top"), below=7),
        condition(
            "defect",
            ("none", "dent", "zipper"),
            source="label",
            synthetic=(907, 72, 21),
            real=(295, 4, 1),
            field=(0.98, 0.015, 0.005),
        ),
        condition(
            "defect_area",
            ("0.0005 to 0.001", "0.001 to 0.003", "0.003 to 0.008", "0.008 to 0.02", "0.02 to 0.05"),
            kind="range",
            source="annotations",
            bounds=(0.0005, 0.05),
            scale="log",
            edges=(0.0005, 0.00126, 0.00315, 0.00792, 0.0199, 0.05),
            synthetic=(10, 30, 28, 20, 5),
            real=None,
            absent=907,
        ),
        condition("camera", ("line_cam_A",), kind="static", synthetic=(996,), real=(300,), below=4),
        condition("background", ("belt",), kind="static", source="missing", synthetic=(0,), real=None, unknown=1000),
    )


def suitcases() -> Intentionality:
    """Violated, undecided and met; holes; samples outside and unknown."""
    views, defects = ("front", "back", "top"), ("none", "dent", "zipper")
    pairs = (
        pair("light_lux", "view", LIGHT, views, 1, never={(i, 2) for i in range(6)}),
        pair("light_lux", "defect", LIGHT, defects, 0, holes={(0, 2): 3, (5, 2): 0, (1, 1): 19}),
        pair("defect", "view", defects, views, 2, holes={(2, 0): 9}, never={(2, 1), (0, 2), (1, 2), (2, 2)}),
    )
    part = covered(pairs, names=("light_lux", "defect", "view"))
    promises = compliance(FRONT, DENT, GLARE, ZIPPER)
    return Intentionality(
        score=promises.low,
        high=promises.high,
        note="",
        domain="suitcase-defects",
        domain_file=FILE,
        domain_digest="5c" * 32,
        level="scene",
        n=1000,
        n_real=300,
        relevance=Relevance(
            low=0.943,
            high=0.955,
            inside=943,
            outside=45,
            unknown=12,
            rules=(
                RuleCount("light_lux outside 200 to 2,000 lx", f"{FILE}:5", 38, 12),
                RuleCount("excluded: view = 'top'", f"{FILE}:12", 7, 0),
                RuleCount("camera is not line_cam_A", f"{FILE}:3", 4, 0),
            ),
        ),
        coverage=part,
        compliance=promises,
        conditions=suitcase_conditions(),
        notes=("background is in no column and cannot be measured: it was left out of relevance.",),
    )


def all_met() -> Intentionality:
    """Everything that was declared holds."""
    result = suitcases()
    pairs = (pair("defect", "view", ("none", "dent"), ("front", "back"), 1),)
    return replace(
        result,
        score=1.0,
        high=1.0,
        relevance=Relevance(1.0, 1.0, 1000, 0, 0, ()),
        coverage=covered(pairs, names=("defect", "view")),
        compliance=compliance(FRONT, GLARE),
        notes=(),
    )


def open_world() -> Intentionality:
    """What is declared binds, and nothing else."""
    return replace(suitcases(), open_world=True)


def relevance_only() -> Intentionality:
    """A domain that declares conditions and no more, and data that stands alone."""
    result = suitcases()
    return replace(
        result,
        score=0.943,
        high=0.955,
        coverage=None,
        compliance=None,
        n_real=None,
        conditions=tuple(replace(each, real=None) for each in result.conditions),
    )


def nothing_known() -> Intentionality:
    """No condition is in the data."""
    result = suitcases()
    nothing = tuple(
        replace(each, synthetic=(0,) * len(each.levels), real=None, below=0, above=0, unknown=1000, source="missing")
        for each in result.conditions
    )
    gone = compliance(
        replace(ZIPPER, verdict="undecided", count=0, unknown=1000, share=0.0, low=0.0, high=1.0, needed=None),
        replace(DENT, n=0, count=0, share=None, low=0.0, high=1.0, needed=59),
    )
    return replace(
        result,
        score=0.0,
        high=1.0,
        relevance=Relevance(0.0, 1.0, 0, 0, 1000, ()),
        coverage=None,
        compliance=gone,
        conditions=nothing,
    )


def many() -> Intentionality:
    """12 conditions of 5 levels, 28 pairs, and long names."""
    names = tuple(f"condition_number_{i}_with_a_long_name" for i in range(1, 13))
    level = ("low", "rather_low_but_not_the_lowest_of_all", "medium", "high", "very high")
    pairs = tuple(
        pair(a, b, level, level, k, holes={(k % 5, (2 * k) % 5): k % 20} if k % 3 else {})
        for k, (a, b) in enumerate(list(combinations(names, 2))[:28])
    )
    result = suitcases()
    return replace(
        result,
        score=0.5,
        high=0.75,
        domain="a-domain-with-a-name-that-goes-on-and-on-for-longer-than-anybody-would-type-it",
        coverage=covered(pairs, names=names),
        conditions=tuple(condition(name, level, field=(0.2,) * 5) for name in names),
    )


def hostile(text: str) -> Intentionality:
    """Every text that comes from outside is markup."""
    result = suitcases()
    odd = replace(ZIPPER, name=text, where=text, place=text, sentence=text)
    levels = (text, "b")
    return replace(
        result,
        domain=text,
        domain_file=text,
        relevance=Relevance(0.9, 0.9, 900, 100, 0, (RuleCount(text, text, 100, 0),)),
        coverage=covered((pair(text, "view", levels, levels, 1, holes={(0, 0): 1}),), names=(text, "view")),
        compliance=compliance(odd, FRONT),
        conditions=(condition(text, levels, below=3), condition("s", (text,), kind="static", synthetic=(1,))),
        notes=(text,),
    )
