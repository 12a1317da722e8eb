import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer

from datadiet.distributions.fitting import fit
from datadiet.generate.tables.unsplit import degenerate_unsplit

CONCAVITY = load_breast_cancer(as_frame=True).frame["mean concavity"].to_numpy()


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_the_log_normal_of_a_column_with_a_few_zeros_is_degenerate_unless_they_are_split_off(seed):
    values = CONCAVITY if seed is None else np.random.default_rng(seed).permutation(CONCAVITY)[:284]
    found = fit(values, rng=np.random.default_rng(0), bootstrap=0)
    vetoed = {each.family: each for each in degenerate_unsplit(values, found, None)}
    assert ".999 quantile" in vetoed["lognormal"].reason
    assert vetoed["lognormal"].ks > 0.3
    assert {each.family: each.state for each in found.candidates}["lognormal"] != "vetoed"
    assert found.distribution.quantiles(np.array([0.999]))[0] < 1


def test_without_a_mass_at_the_edge_there_is_nothing_to_be_told():
    values = np.random.default_rng(0).gamma(2, 1, 300)
    assert degenerate_unsplit(values, fit(values, rng=np.random.default_rng(0), bootstrap=0), None) == ()
    counts = np.random.default_rng(0).poisson(2, 300)
    assert degenerate_unsplit(counts, fit(counts, rng=np.random.default_rng(0), bootstrap=0), None) == ()
