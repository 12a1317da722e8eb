"""Values of ranges: by the field, whole where they are whole, strictly inside where a bound is open."""

import numpy as np
import pytest
from scipy.stats import kstest
from tests.domain.specs import suitcases

from datadiet.domain.loading import parse_domain
from datadiet.domain.sampling import sample_domain, verifying
from datadiet.domain.sampling.quotas import quotas_of


def drawn(text, n=2048):
    return sample_domain(parse_domain("domain: d\nvariables:\n" + text), n, seed=0).rows


def test_a_range_follows_its_quantiles():
    x = drawn("  x: {range: [0, 100], field: {quantiles: [0, 1, 2, 10, 100]}}\n")["x"].to_numpy()
    assert np.quantile(x, [0.25, 0.5, 0.75]) == pytest.approx([1, 2, 10], rel=0.02)


def test_a_value_that_is_frequent_in_the_field_is_as_frequent_in_the_sample():
    x = drawn(
        "  x: {range: [0, 10], field: {quantiles: [0, 0, 0, 5, 10]}}\nguarantees: [{where: x = 0, share: {max: 0.9}}]\n"
    )
    assert (x["x"] == 0).mean() == pytest.approx(0.5, abs=0.001)


def test_a_range_without_field_is_even_on_its_scale():
    rows = drawn("  x: {range: [1, 1000], scale: log}\n  y: {range: [-5, 5]}\n")
    assert kstest(np.log10(rows["x"].to_numpy()) / 3, "uniform").statistic < 0.002
    assert kstest(rows["y"].to_numpy() / 10 + 0.5, "uniform").statistic < 0.002


@pytest.mark.parametrize("high", [9, 5000])
def test_whole_numbers_are_whole_and_even(high):
    x = drawn(
        f"  x: {{range: [0, {high}], integer: true}}\nguarantees: [{{where: x >= 3, share: {{min: 0.1}}}}]\n", 20_000
    )["x"]
    assert str(x.dtype) == "Int64"
    parts = np.histogram(x.to_numpy(), bins=np.linspace(-0.5, high + 0.5, 11))[0]
    assert parts == pytest.approx(2000, rel=0.02)


def test_open_bounds_are_never_touched():
    text = "  x: {range: [0, 1]}\nguarantees:\n  - {where: x > 0.5, share: {min: 0.2, max: 0.2}}\n"
    text += "  - {where: x < 0.5, share: {min: 0.3, max: 0.3}}\n"
    x = drawn(text, 1000)["x"].to_list()
    assert (sum(v > 0.5 for v in x), sum(v < 0.5 for v in x), x.count(0.5)) == (200, 300, 500)


def test_conditions_that_are_compared_with_each_other_are_right_in_every_row():
    text = "  a: {range: [0, 1]}\n  b: {range: [0, 1]}\nconstraints: [a < b]\n"
    text += "guarantees: [{where: a + b > 1.5, share: {min: 0.3}}]\n"
    domain = parse_domain("domain: d\nvariables:\n" + text)
    sampled = sample_domain(domain, 3000, seed=0)
    rows = sampled.rows.to_dicts()
    assert all(row["a"] < row["b"] for row in rows)
    assert sum(row["a"] + row["b"] > 1.5 for row in rows) == sampled.shares[0].count
    assert 900 <= sampled.shares[0].count <= 902
    assert len({row["a"] for row in rows}) > 2900
    assert any("compared with each other" in note for note in sampled.notes)


def test_a_row_that_breaks_a_rule_is_found():
    domain = suitcases()
    rows = sample_domain(domain, 50, seed=0).rows
    quotas = quotas_of(domain)
    absent = domain.absent()
    truth = np.array([rows.select(q.where.expr(absent).alias("x"))["x"].to_list() for q in quotas]).T
    assert not verifying.broken(domain, quotas, rows, truth).any()
    for name, value in {"light_lux": 100.0, "view": "top", "defect": "scratch", "defect_area": 0.5}.items():
        bad = rows.to_dicts()
        bad[7][name] = value
        changed = rows.clear().vstack(type(rows)(bad, schema=rows.schema))
        assert verifying.broken(domain, quotas, changed, truth).nonzero()[0].tolist() == [7], name
    truth[3, 0] = not truth[3, 0]
    assert verifying.broken(domain, quotas, rows, truth).nonzero()[0].tolist() == [3]


def test_a_defect_of_the_sampler_is_raised_and_not_handed_out(monkeypatch):
    monkeypatch.setattr("datadiet.domain.sampling.rows.column_of", _low)
    with pytest.raises(RuntimeError, match="break a rule of the domain"):
        sample_domain(suitcases(), 20, seed=0)


def _low(atoms, chosen, within):
    from datadiet.domain.sampling.placing import column_of

    made = column_of(atoms, chosen, within)
    return made - 1e6 if made.name == "light_lux" else made
