"""Groups of protected columns, beside the shares that a domain asks for."""

import numpy as np
import polars as pl
import pytest

from datadiet import cli
from datadiet.domain import load_domain
from datadiet.report.formats import SPACE
from datadiet.schema import Column
from datadiet.scorecard.store import load
from datadiet.scorecard.tables.coding import OTHER
from datadiet.scorecard.tables.groups import cut_by, targets_of

DOMAIN = """
domain: customers
task: tabular
variables:
  sex: {levels: [f, m]}
  region: {levels: [north, south, east], field: {north: 0.6, south: 0.3, east: 0.1}}
  age: {range: [18, 90]}
guarantees:
  - {where: "sex = 'f'", share: {min: 0.45, max: 0.6}}
  - {where: "region <> 'north'", share: {min: 0.5}}
  - {where: "age >= 65", share: {min: 0.1}}
  - {where: "age < 30", share: {max: 0.2}}
  - {where: "age >= 65 and sex = 'f'", share: {min: 0.01}}
"""
SEX = Column("sex", "category", "String", levels=("f", "m", OTHER))
REGION = Column("region", "category", "String", levels=("east", "north", "south", OTHER))
AGE = Column("age", "integer", "Int64")


@pytest.fixture(scope="module")
def domain(tmp_path_factory):
    path = tmp_path_factory.mktemp("domain") / "customers.yaml"
    path.write_text(DOMAIN)
    return path


def people(n: int, seed: int, women: float) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    age = np.clip(rng.normal(45, 15, n), 18, 90).round().astype(int)
    sex = np.where(rng.random(n) < women, "f", "m")
    return pl.DataFrame(
        {
            "sex": sex,
            "age": age,
            "region": rng.choice(["north", "south", "east"], n, p=[0.6, 0.3, 0.1]),
            "churn": rng.random(n) < 1 / (1 + np.exp(-(age - 45) / 8 - (sex == "m"))),
        }
    )


def test_levels_have_the_shares_of_their_guarantees_and_of_the_field(domain):
    found = load_domain(domain)
    sex = targets_of(cut_by(SEX, np.array([0.0, 1, 1]), found), found)
    assert sex == {"f": (0.45, 0.6), "m": pytest.approx((0.4, 0.55))}
    region = targets_of(cut_by(REGION, np.array([0.0, 1, 2]), found), found)
    assert region["east"] == pytest.approx((0.1, 0.1))
    assert region["north"] == pytest.approx((0.6, 0.6))  # of the field; the others together: half or more


def test_numbers_are_cut_where_guarantees_begin_and_cease(domain):
    found = load_domain(domain)
    cut = cut_by(AGE, np.arange(18.0, 91), found)
    assert cut.names == ("below 30", "30 to 65", "65 or more", "missing")
    assert cut.of(np.array([29.0, 30, 64, 65, np.nan])).tolist() == [0, 1, 1, 2, 3]
    assert targets_of(cut, found) == {"65 or more": (0.1, 1.0), "below 30": (0.0, 0.2)}


def test_without_a_guarantee_numbers_are_cut_into_quarters_and_nothing_is_asked():
    cut = cut_by(AGE, np.arange(100.0), None)
    assert [int((cut.of(np.arange(100.0)) == k).sum()) for k in range(4)] == [25] * 4
    assert targets_of(cut, None) == {}


def test_on_the_command_line_from_files_to_report(domain, tmp_path, capsys):
    for name, n, seed, women in (("real", 200, 1, 0.3), ("even", 200, 2, 0.5), ("unseen", 150, 3, 0.3)):
        people(n, seed, women).write_csv(tmp_path / f"{name}.csv")
    files = [str(tmp_path / f"{name}.csv") for name in ("real", "even")]
    wishes = ["--holdout", str(tmp_path / "unseen.csv"), "--target", "churn", "--domain", str(domain)]
    asked = ["--protected", "sex", "--protected", "age", "--out", str(tmp_path / "run")]
    assert cli.run(["score", *files, *wishes, *asked]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "of the synthetic rows, " in printed
    assert "what the domain asks for." in printed
    sex, age = load(tmp_path / "run").fidelity.protected
    assert [group.target for group in sex.groups] == [(0.45, 0.6), pytest.approx((0.4, 0.55))]
    assert "No share is beyond chance from what the domain asks for." in sex.sentence
    assert [group.value for group in age.groups] == ["below 30", "30 to 65", "65 or more"]
    assert all(group.error_real is not None for group in sex.groups)
    page = (tmp_path / "run" / "report.html").read_text().replace(SPACE, " ")
    assert "Asked for" in page
    assert "10 % or more" in page


def test_a_share_that_is_not_what_was_asked_for_is_told(domain, tmp_path):
    people(200, 1, 0.3).write_csv(tmp_path / "real.csv")
    people(200, 2, 0.1).write_csv(tmp_path / "few.csv")
    files = [str(tmp_path / "real.csv"), str(tmp_path / "few.csv")]
    cli.run(["score", *files, "--domain", str(domain), "--protected", "sex", "--out", str(tmp_path / "run")])
    (sex,) = load(tmp_path / "run").fidelity.protected
    assert "The domain asks for 45 to 60 % with sex = f" in sex.sentence
