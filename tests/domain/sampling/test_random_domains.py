"""Small random domains: every promise of the sampler, looked at row by row."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from datadiet.domain.loading import parse_domain
from datadiet.domain.sampling import sample_domain
from datadiet.errors import DomainError

ATOMS = {
    "kind = 'a'": lambda row: row["kind"] == "a",
    "kind <> 'b'": lambda row: row["kind"] != "b",
    "size > 3": lambda row: row["size"] > 3,
    "size <= 7.5": lambda row: row["size"] <= 7.5,
    "count >= 2": lambda row: row["count"] >= 2,
    "count in (0, 3)": lambda row: row["count"] in (0, 3),
    "extra < 0.5": lambda row: row["extra"] is not None and row["extra"] < 0.5,
    "lit = true": lambda row: row["lit"] is True,
}
HEAD = """\
domain: d
variables:
  kind: {levels: [a, b, c], field: {a: 0.9, b: 0.1}}
  size: {range: [0, 10], field: {quantiles: [0, 1, 2, 4, 10]}}
  count: {range: [0, 4], integer: true}
  lit: {levels: [true, false]}
  extra: {range: [0.01, 1], scale: log, when: kind = 'a'}
"""


@st.composite
def predicates(draw):
    texts = draw(st.lists(st.sampled_from(sorted(ATOMS)), min_size=1, max_size=2, unique=True))
    either, negated = draw(st.booleans()), draw(st.booleans())
    text = f"{' or ' if either else ' and '}".join(texts)

    def holds(row):
        found = [ATOMS[part](row) for part in texts]
        return (any(found) if either else all(found)) != negated

    return f"not ({text})" if negated else text, holds


@st.composite
def domains(draw):
    constraints = draw(st.lists(predicates(), max_size=2))
    guarantees = []
    for where, holds in draw(st.lists(predicates(), min_size=1, max_size=4)):
        low, high = sorted(draw(st.tuples(st.integers(0, 10), st.integers(0, 10))))
        guarantees.append((where, holds, low, max(high, low)))
    excluded = draw(st.lists(predicates(), max_size=1))
    text = HEAD + "constraints:\n" + "".join(f'  - "{where}"\n' for where, _ in constraints)
    text = text if constraints else HEAD
    text += "guarantees:\n" + "".join(
        f'  - {{where: "{where}", share: {{min: {low / 10}, max: {high / 10}}}}}\n'
        for where, _, low, high in guarantees
    )
    text += "".join(f'exclude: [{{where: "{where}", max_share: 0.2}}]\n' for where, _ in excluded)
    if draw(st.booleans()):
        text += "coverage: {t: 2, over: [kind, count, lit, extra]}\n"
    return text, constraints, guarantees, excluded


@settings(deadline=None, max_examples=40)
@given(domains(), st.integers(0, 3))
def test_whatever_can_be_sampled_holds_what_it_promises(case, seed):
    text, constraints, guarantees, excluded = case
    domain = parse_domain(text)
    try:
        sampled = sample_domain(domain, 200, seed=seed)
    except DomainError:
        return  # whether rightly so, other tests ask
    rows = sampled.rows.to_dicts()
    assert all(holds(row) for row in rows for _, holds in constraints)
    assert all((row["extra"] is None) == (row["kind"] != "a") for row in rows)
    bounds = [(holds, 0, 2) for _, holds in excluded] + [(holds, low, high) for _, holds, low, high in guarantees]
    for (holds, low, high), share in zip(bounds, sampled.shares, strict=True):
        count = sum(holds(row) for row in rows)
        assert count == share.count
        met = Fraction(low, 10) * 200 <= count <= Fraction(high, 10) * 200
        assert met == share.met
        assert met or any(share.name in told and share.place in told for told in sampled.shortfalls)
    for _, holds in excluded:
        running = 0
        for n, row in enumerate(rows, 1):
            running += holds(row)
            assert running * 10 <= 2 * n
    assert_frame_equal(sample_domain(domain, 77, seed=seed).rows, sampled.rows.head(77))
