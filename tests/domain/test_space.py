from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.specs import suitcases

from datadiet.domain.loading import parse_domain
from datadiet.domain.space import space_of
from datadiet.errors import DomainError


def test_which_pairs_can_be():
    space = space_of(suitcases())
    feasible = space.feasible(("defect", "view"))
    # none, dent, zipper against front, back, top: top is excluded, and a zipper has no back
    assert feasible.tolist() == [[True, True, False], [True, True, False], [True, False, False]]
    assert (space.feasible(("view", "defect")) == feasible.T).all()
    assert space.feasible(("light_lux", "surface")).all()
    assert space.sizes(("light_lux", "defect", "view")) == (6, 3, 3)


def test_the_mass_is_that_of_the_field():
    space = space_of(suitcases())
    mass = space.mass(("defect",))
    # what is excluded or impossible goes: a third of all views, and half of what is left of the zippers
    parts = np.array([0.98 * 2, 0.015 * 2, 0.005])
    np.testing.assert_allclose(mass, parts / parts.sum())
    np.testing.assert_allclose(space.mass(("light_lux",)), np.full(6, 1 / 6))
    assert space.mass(("light_lux", "defect", "view")).sum() == pytest.approx(1)


def test_rows_with_holes_are_allowed_where_they_can_be_filled():
    space = space_of(suitcases())
    names = ("defect", "view", "surface")
    rows = np.array(list(product(range(-1, 3), range(-1, 3), range(-1, 2))))
    whole = [row for row in product(range(3), range(3), range(2)) if row[1] != 2 and (row[0], row[1]) != (2, 1)]
    expected = [any(all(a in (-1, b) for a, b in zip(row, full, strict=True)) for full in whole) for row in rows]
    assert space.allowed(names, rows).tolist() == expected


def test_a_conditional_variable_exists_only_where_it_is_said_to():
    domain = parse_domain(
        "domain: x\nvariables:\n  kind: {levels: [a, b]}\n  size: {range: [0, 1], bins: 2, when: \"kind = 'b'\"}\n"
        '  deep: {levels: [x, y], when: "size > 0.5"}\n'
    )
    space = space_of(domain)
    assert space.feasible(("kind", "size")).tolist() == [[False, False], [True, True]]
    assert space.feasible(("size", "deep")).tolist() == [[False, False], [True, True]]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("constraints: [\"a = 'x'\", \"a = 'y'\"]", ["d.yaml:5", "a = 'y'"]),
        ("constraints: ['b > 2']\nexclude: [{where: 'b > 1'}]", ["d.yaml:5", "d.yaml:6"]),
    ],
)
def test_an_empty_domain_names_the_lines_that_empty_it(rules: str, said: list[str]):
    text = f"domain: d\nvariables:\n  a: {{levels: [x, y]}}\n  b: {{range: [0, 5]}}\n{rules}\n"
    with pytest.raises(DomainError) as caught:
        space_of(parse_domain(text, name="d.yaml"))
    assert all(part in str(caught.value) for part in said)


def test_what_cannot_be_listed_is_refused_and_what_is_not_tied_costs_nothing():
    names = [f"v{k}" for k in range(9)]
    text = "domain: d\nvariables:\n" + "".join(f"  {name}: {{range: [0, 1], bins: 10}}\n" for name in names)
    assert len(space_of(parse_domain(text)).components) == 9
    tied = text + f'constraints: ["{" or ".join(f"{name} > 0.5" for name in names)}"]\n'
    with pytest.raises(DomainError, match="tie 9 conditions together"):
        space_of(parse_domain(tied))


numbers = st.integers(0, 6).map(lambda k: k / 2)
comparisons = st.one_of(
    st.builds(lambda op, x: f"size {op} {x}", st.sampled_from(["<", "<=", "=", "<>", ">", ">="]), numbers),
    st.builds(lambda x: f"kind = '{x}'", st.sampled_from("abc")),
    st.builds(lambda low, wide: f"count between {low} and {low + wide}", st.integers(0, 4), st.integers(0, 3)),
)
predicates = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(lambda a, b: f"({a} and {b})", inner, inner),
        st.builds(lambda a, b: f"({a} or {b})", inner, inner),
        st.builds(lambda a: f"not ({a})", inner),
    ),
    max_leaves=5,
)


@settings(max_examples=80, deadline=None)
@given(predicates)
def test_the_atoms_find_whatever_a_fine_grid_finds(predicate: str):
    text = (
        "domain: d\nvariables:\n  kind: {levels: [a, b, c]}\n  size: {range: [0, 3], bins: 4}\n"
        f'  count: {{range: [0, 6], integer: true, bins: 3}}\nconstraints: ["{predicate}"]\n'
    )
    grid = pl.DataFrame(
        list(product("abc", np.linspace(0, 3, 49), range(7))), schema=["kind", "size", "count"], orient="row"
    )
    domain = parse_domain(text)
    held = grid.filter(domain.constraints[0].where.expr())
    seen = np.zeros((3, 4, 3), bool)
    for kind, size, count in held.rows():
        seen["abc".index(kind), min(int(size / 0.75), 3), min(int(count / (7 / 3)), 2)] = True
    try:
        space = space_of(domain)
    except DomainError:
        assert not seen.any()
        return
    assert (space.feasible(("kind", "size", "count")) == seen).all()
