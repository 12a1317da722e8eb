from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from datadiet.curate.evidence import EdgeCaseEvidence, Fit
from datadiet.curate.intention import intended

DISTANCE = np.array([9.0, 1.0, 8.0, 7.0, 2.0, 6.0, 5.0, 3.0])


class Known(SimpleNamespace):
    def __len__(self) -> int:
        return len(DISTANCE)


def kept_as(strange, *cases: EdgeCaseEvidence, eligible=None) -> list[int]:
    fit = Fit(np.zeros(8, bool), ("",) * 8, cases)
    evidence = Known(realism=SimpleNamespace(distance=DISTANCE), fit=fit)
    eligible = np.ones(8, bool) if eligible is None else np.array(eligible, bool)
    return intended(evidence, np.array(strange, bool), eligible=eligible).tolist()


def case(members, quota: int) -> EdgeCaseEvidence:
    return EdgeCaseEvidence("glare", np.array(members, bool), quota)


STRANGE = [1, 0, 1, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("quota", "kept"),
    [(0, []), (2, []), (3, [5]), (4, [3, 5]), (5, [2, 3, 5]), (99, [0, 2, 3, 5])],
)
def test_strange_samples_fill_what_realistic_ones_leave_of_the_quota_the_most_realistic_first(quota, kept):
    members = [1, 1, 1, 1, 1, 1, 0, 0]  # two of them look realistic
    found = kept_as(STRANGE, case(members, quota))
    assert [row for row, index in enumerate(found) if index == 0] == kept


def test_only_members_that_are_not_copied_or_outside_are_kept():
    assert kept_as(STRANGE, case([1, 0, 1, 0, 0, 0, 0, 0], 9), eligible=[0, 1, 1, 1, 1, 1, 1, 1]) == [
        -1, -1, 0, -1, -1, -1, -1, -1,
    ]  # fmt: skip


def test_a_sample_counts_for_every_edge_case_it_belongs_to():
    first, second = case([0, 0, 0, 1, 0, 1, 0, 0], 1), replace(case([0, 0, 0, 1, 0, 1, 0, 0], 2), name="other")
    found = kept_as(STRANGE, first, second)
    assert (found[5], found[3]) == (0, 1)


def test_without_a_domain_nothing_is_intended():
    evidence = Known(realism=SimpleNamespace(distance=DISTANCE), fit=None)
    assert intended(evidence, np.array(STRANGE, bool), eligible=np.ones(8, bool)).tolist() == [-1] * 8
