"""Laws as fields: declared by name, or fitted to a column, and what is drawn from them."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats
from tests.domain.frames import known
from tests.domain.specs import suitcases

from datadiet.distributions import NAMES
from datadiet.domain.atoms import below, cumulated, cut, quantile
from datadiet.domain.checking import check_domain, digest
from datadiet.domain.differences import difference
from datadiet.domain.domain import Domain
from datadiet.domain.loading import load_domain, parse_domain
from datadiet.domain.sampling import sample_domain
from datadiet.domain.summaries import summarise_conditions
from datadiet.errors import DomainError

LUX = stats.gamma(4, scale=200)
SHARES = np.linspace(0.02, 0.98, 25)


def one(field: str, form: str = "range: [0, 60]", folder: Path | None = None) -> Domain:
    """Return a domain with one condition, x, in its third line."""
    return parse_domain(f"domain: d\nvariables:\n  x: {{{form}, field: {field}}}\n", name="d.yaml", folder=folder)


def written(folder: Path, **columns: object) -> Path:
    pl.DataFrame(columns, strict=False).write_csv(folder / "real.csv")
    return folder


def inside(law: stats.rv_continuous, low: float, high: float, shares: np.ndarray = SHARES) -> np.ndarray:
    """Quantiles of what scipy's law has between two bounds."""
    least, most = law.cdf([low, high])
    return law.ppf(least + shares * (most - least))


FAMILIES = {
    "{uniform: [5, 25]}": stats.uniform(5, 20),
    "{loguniform: [5, 25]}": stats.loguniform(5, 25),
    "{normal: [20, 6]}": stats.norm(20, 6),
    "{truncnorm: [20, 6, 10, 40]}": stats.truncnorm(-10 / 6, 20 / 6, 20, 6),
    "{student: [20, 4, 3]}": stats.t(3, 20, 4),
    "{logistic: [20, 3]}": stats.logistic(20, 3),
    "{skewnormal: [10, 9, 4]}": stats.skewnorm(4, 10, 9),
    "{laplace: [20, 3]}": stats.laplace(20, 3),
    "{gumbel: [20, 3]}": stats.gumbel_r(20, 3),
    "{lognormal: [20, .4]}": stats.lognorm(0.4, scale=20),
    "{exponential: 12}": stats.expon(scale=12),
    "{gamma: [2, 10]}": stats.gamma(2, scale=10),
    "{weibull: [1.5, 20]}": stats.weibull_min(1.5, scale=20),
    "{inversegaussian: [20, 50]}": stats.invgauss(20 / 50, scale=50),
    "{loglogistic: [20, 3]}": stats.fisk(3, scale=20),
    "{pareto: [10, .2]}": stats.genpareto(0.2, scale=10),
    "{beta: [2, 5, 0, 60]}": stats.beta(2, 5, 0, 60),
    "{triangular: [5, 10, 40]}": stats.triang(5 / 35, 5, 35),
    "{mirrored: {of: {gamma: [2, 10]}, about: 60}}": None,
    "{smoothed: {knots: [1, 5, 30], rises: [0, .5, 1]}}": None,
}
COUNTS = {
    "{integers: [3, 9]}": stats.randint(3, 10),
    "{poisson: 6}": stats.poisson(6),
    "{negativebinomial: [6, 3]}": stats.nbinom(3, 3 / 9),
    "{geometric: .2}": stats.geom(0.2, -1),
    "{binomial: [20, .3]}": stats.binom(20, 0.3),
}


@pytest.mark.parametrize("field", FAMILIES)
def test_every_family_can_be_the_field_of_a_range(field):
    law, x = FAMILIES[field], one(field)["x"]
    found = quantile(x, SHARES)
    assert np.diff(found).min() > 0
    assert cumulated(x, found) == pytest.approx(SHARES, abs=1e-9)
    assert cumulated(x, np.array([-1.0, 60.0])) == pytest.approx([0, 1])
    if law is not None:
        assert found == pytest.approx(inside(law, 0, 60), rel=1e-6)


@pytest.mark.parametrize("field", COUNTS)
def test_counts_have_the_mass_of_each_number(field):
    atoms = cut(one(field, "range: [0, 60], integer: true, bins: 4"))["x"]
    whole = np.arange(61)
    expected = COUNTS[field].pmf(whole)
    assert atoms.values == tuple(map(float, whole))
    assert atoms.mass == pytest.approx(expected / expected.sum(), abs=1e-9)


def test_a_law_of_fractions_is_rounded_where_numbers_are_whole():
    atoms = cut(one("{normal: [4, 2]}", "range: [0, 9], integer: true"))["x"]
    ends = stats.norm(4, 2).cdf(np.arange(-0.5, 10))
    assert atoms.mass == pytest.approx(np.diff(ends) / (ends[-1] - ends[0]), abs=1e-9)


def test_values_that_are_listed_have_their_shares_and_what_lies_outside_has_none():
    x = one("{choice: {40: .2, 10: .3, 90: .5}}")["x"]
    assert cumulated(x, np.array([9.0, 10, 39, 40])) == pytest.approx([0, 0.6, 0.6, 1])
    assert below(x, np.array([10.0, 40])) == pytest.approx([0, 0.6])
    assert quantile(x, np.array([0.3, 0.9])).tolist() == [10, 40]
    heads = cut(one("{bernoulli: .3}", "range: [0, 1], integer: true"))["x"]
    assert heads.mass == pytest.approx([0.7, 0.3])


def test_a_level_that_is_called_as_a_family_has_a_share():
    field = parse_domain("domain: d\nvariables:\n  x: {levels: [normal, odd], field: {normal: 1}}\n")["x"].field
    assert field.shares == {"normal": 1.0, "odd": 0.0}


@pytest.mark.parametrize(
    ("field", "form", "found"),
    [
        ("{gama: [2, 10]}", "range: [0, 60]", "x.field.gama"),
        ("{gamma: [2, -10]}", "range: [0, 60]", "-10"),
        ("{gamma: [2, 10, 80]}", "range: [0, 60]", "the gamma has nothing between 0 and 60"),
        ("{choice: [70, 80]}", "range: [0, 60]", "the choice has nothing between 0 and 60"),
        ("{choice: [a, b]}", "range: [0, 60]", "of words"),
        ("{choice: [1.5, 2]}", "range: [0, 60], integer: true", "1.5 among whole numbers"),
        ("{gamma: [2, 10]}", "levels: [a, b]", "has levels, and its field is a distribution"),
        ("{normal: .5, b: .5}", "range: [0, 60]", "x is a range, and its field names levels"),
    ],
)
def test_a_law_that_cannot_be_is_refused_with_its_line(field, form, found):
    with pytest.raises(DomainError, match=r"d\.yaml:3") as caught:
        one(field, form)
    assert found in str(caught.value)


def test_the_field_of_a_table_is_near_the_law_that_its_values_were_drawn_from(tmp_path):
    values = LUX.rvs(2000, random_state=7)
    written(tmp_path, light=values)
    x = one("{fit: real.csv#light}", "range: [0, 4000]", tmp_path)["x"]
    assert quantile(x, SHARES) == pytest.approx(LUX.ppf(SHARES), rel=0.06)
    assert "gamma" in x.field.said
    assert "fits: p = " in x.field.said
    assert x.field.said.startswith("2,000 values of real.csv#light")
    again = one("{fit: real.csv, column: light}", "range: [0, 4000]", tmp_path)["x"]
    assert again.field == x.field  # nothing but the values decides


def test_a_family_is_cut_where_the_range_ends(tmp_path):
    values = LUX.rvs(3000, random_state=1)
    written(tmp_path, x=values[(values > 300) & (values < 1500)])
    x = one("{fit: real.csv}", "range: [300, 1500]", tmp_path)["x"]
    assert cumulated(x, np.array([300.0, 1500])) == pytest.approx([0, 1])
    assert quantile(x, SHARES) == pytest.approx(inside(LUX, 300, 1500), rel=0.03)


def test_where_no_family_fits_it_says_so_and_follows_the_values(tmp_path):
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(10, 1, 400), rng.normal(40, 2, 600)])
    written(tmp_path, x=values)
    x = one("{fit: real.csv}", folder=tmp_path)["x"]
    assert "No family fits" in x.field.said
    assert "generalised Pareto tails" in x.field.said
    assert cumulated(x, np.array([20.0, 38, 42])) == pytest.approx(
        [(values <= at).mean() for at in (20, 38, 42)], abs=0.01
    )


def test_zeros_that_stand_apart_keep_their_share(tmp_path):
    rng = np.random.default_rng(1)
    written(tmp_path, x=np.concatenate([np.zeros(250), rng.gamma(3, 4, 750)]))
    x = one("{fit: real.csv}", folder=tmp_path)["x"]
    assert cumulated(x, np.array([0.0])) == pytest.approx([0.25], abs=1e-4)
    assert below(x, np.array([0.0])) == pytest.approx([0])
    rows = sample_domain(one("{fit: real.csv}", folder=tmp_path), 400, seed=0).rows
    assert (rows["x"] == 0).mean() == pytest.approx(0.25, abs=0.02)


def test_levels_of_a_table_have_their_shares(tmp_path):
    written(tmp_path, face=["front"] * 30 + ["back"] * 10)
    field = one("{fit: real.csv#face}", "levels: [front, back, top]", tmp_path)["x"].field
    assert field.shares == {"front": 0.75, "back": 0.25, "top": 0.0}


MANY = list(range(1, 31))


@pytest.mark.parametrize(
    ("field", "form", "found"),
    [
        ("{fit: none.csv}", "range: [0, 60]", "none.csv does not exist"),
        ("{fit: ../real.csv}", "range: [0, 60]", "leaves the folder"),
        ("{fit: /etc/passwd}", "range: [0, 60]", "leaves the folder"),
        ("{fit: real.csv}", "range: [0, 60]", "real.csv has no column 'x'"),
        ("{fit: real.csv#Fine}", "range: [0, 60]", "did you mean 'fine'?"),
        ("{fit: real.csv#fine, column: few}", "range: [0, 60]", "the column is 'fine', and it is 'few'"),
        ("{fit: real.csv#word}", "range: [0, 60]", "1 of 30 values are no numbers, such as 'lots' in row 3"),
        ("{fit: real.csv#day}", "range: [0, 60]", "30 of 30 values are no numbers"),
        ("{fit: real.csv#few}", "range: [0, 60]", "holds 3 values. Expected: 10 or more"),
        ("{fit: real.csv#fine}", "range: [0, 28]", "2 of 30 values lie outside 0 to 28, such as 29 in row 29"),
        ("{fit: real.csv#half}", "range: [0, 60], integer: true", "0.5 among whole numbers"),
        ("{fit: real.csv#word}", "levels: [a, b]", "none of the levels"),
    ],
)
def test_a_table_that_cannot_be_fitted_is_refused_with_its_line(tmp_path, field, form, found):
    (tmp_path / "in").mkdir()
    written(tmp_path)
    written(
        tmp_path / "in",
        fine=MANY,
        word=[*"12", "lots", *(str(each) for each in MANY[3:])],
        day=[f"2024-05-{day:02}" for day in MANY],
        few=[1, 2, 3] + [None] * 27,
        half=[each / 2 for each in MANY],
    )
    with pytest.raises(DomainError, match=r"d\.yaml:3: the field of x: ") as caught:
        one(field, form, tmp_path / "in")
    assert found in str(caught.value)


def test_dates_are_no_numbers(tmp_path):
    from datetime import date

    pl.DataFrame({"x": [date(2024, 5, day) for day in MANY]}).write_parquet(tmp_path / "real.parquet")
    with pytest.raises(DomainError, match="30 of 30 values are no numbers"):
        one("{fit: real.parquet}", "range: [0, 60000]", tmp_path)


def test_a_table_of_the_base_lies_beside_the_base(tmp_path):
    (tmp_path / "base").mkdir()
    written(tmp_path / "base", x=LUX.rvs(200, random_state=0))
    (tmp_path / "base" / "b.yaml").write_text(
        "domain: b\nvariables:\n  x: {range: [0, 4000], field: {fit: real.csv}}\n"
    )
    (tmp_path / "c.yaml").write_text("domain: c\nextends: base/b.yaml\n")
    assert load_domain(tmp_path / "c.yaml")["x"].field.source == "real.csv#x"


def test_samples_follow_the_law(tmp_path):
    written(tmp_path, light_lux=200 + LUX.rvs(1500, random_state=3).clip(0, 1790))
    domain = suitcases(
        "scale: log, bins: 6", "scale: log, bins: 6, field: {gamma: [4, 200]}", "edge_cases:\n", "", SUB, ""
    )
    drawn = sample_domain(domain, 600, seed=1).rows["light_lux"].to_numpy()
    expected = inside(LUX, 200, 2000, np.array([0.1, 0.25, 0.5, 0.75, 0.9]))
    assert np.quantile(drawn, [0.1, 0.25, 0.5, 0.75, 0.9]) == pytest.approx(expected, rel=0.08)


SUB = "  glare: {where: \"light_lux > 1500 and surface = 'gloss'\", share: {min: .08}, min_count: 40}\n"


def test_what_was_fitted_is_told_by_check_and_by_sample(tmp_path):
    written(tmp_path, x=LUX.rvs(400, random_state=5))
    domain = one("{fit: real.csv}", "range: [0, 4000]", tmp_path)
    frame = pl.DataFrame({"id": [str(row) for row in range(5)], "x": [100.0, 500, 900, 1300, 2000]})
    for notes in (check_domain(domain, known(frame)).intentionality.notes, sample_domain(domain, 10, seed=0).notes):
        (told,) = [note for note in notes if "fitted" in note]
        assert told.startswith("The field of x is fitted to 400 values of real.csv#x: ")
        assert "fits: p = " in told
    (summary,) = summarise_conditions(domain, known(frame), None)
    assert summary.field == pytest.approx(np.diff(LUX.cdf(np.linspace(0, 4000, 6))), abs=0.04)


def test_the_digest_is_that_of_the_law_and_domains_are_compared_by_it():
    gamma, weibull = one("{gamma: [2, 10]}"), one("{weibull: [2, 10]}")
    assert digest(gamma) == digest(one("{gamma: [2, 10]}"))
    assert digest(gamma) != digest(weibull)  # the same numbers, of another family
    (row,) = difference(gamma, weibull).changed
    apart = np.abs(
        stats.gamma(2, scale=10).cdf(X) / stats.gamma(2, scale=10).cdf(60) - stats.weibull_min(2, scale=10).cdf(X)
    )
    assert f"by {100 * apart.max():.2g} % of the world" in row.sentence
    assert difference(gamma, one("{gamma: [2, 10]}")).changed == ()


X = np.linspace(0, 60, 20_001)


def test_every_family_is_on_the_page_and_here():
    page = (Path(__file__).parents[2] / "docs" / "domain.md").read_text(encoding="utf-8").partition("### Families")[2]
    assert {name for name in NAMES if f"`{name}" not in page} == set()
    tried = {field[1:].partition(":")[0] for field in (*FAMILIES, *COUNTS)} | {"choice", "bernoulli"}
    assert NAMES - tried == {"truncated", "rounded", "spiked"}
