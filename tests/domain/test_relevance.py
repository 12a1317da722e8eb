import pytest
from tests.domain.frames import good, known, planted
from tests.domain.specs import suitcases

from datadiet.domain.relevance import relevance, stand


def test_samples_that_break_nothing_are_inside():
    standing = stand(suitcases(), known(good(500)))
    found = relevance(standing)
    assert (found.low, found.high, found.inside, found.outside, found.unknown) == (1, 1, 500, 0, 0)
    assert found.rules == ()
    assert set(standing.reason) == {""}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"light_lux": 2500.0}, "light_lux is 2,500: light_lux outside 200 to 2,000"),
        ({"light_lux": 199.999}, "light_lux outside"),
        ({"surface": "wood"}, "surface is wood: surface outside its levels"),
        ({"camera": "line_cam_B"}, "camera is line_cam_B: camera other than line_cam_A"),
        ({"defect": "zipper", "view": "back", "defect_area": 0.01}, "against the constraint"),
        ({"defect": "none", "view": "top", "defect_area": None}, "excluded: view = 'top'"),
        ({"defect": "dent", "defect_area": 0.2}, "defect_area outside"),
    ],
)
def test_a_planted_violation_is_found_and_nothing_else(values: dict[str, object], reason: str):
    standing = stand(suitcases(), known(planted(good(500), 123, **values)))
    assert (standing.state != "inside").nonzero()[0].tolist() == [123]
    assert standing.state[123] == "outside"
    assert reason in standing.reason[123]
    (rule,) = relevance(standing).rules
    assert rule.count == 1


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"light_lux": None}, "unknown"),
        ({"camera": None}, "unknown"),
        ({"defect": "dent", "defect_area": None}, "unknown"),
        ({"defect": "none", "defect_area": None}, "inside"),
        ({"light_lux": None, "surface": "wood"}, "outside"),
        ({"defect": "none", "defect_area": 0.9}, "inside"),
        ({"view": None, "defect": "none", "defect_area": None}, "unknown"),
    ],
)
def test_unknown_is_a_state_of_its_own(values: dict[str, object], state: str):
    standing = stand(suitcases(), known(planted(good(100), 7, **values)))
    assert standing.state[7] == state
    found = relevance(standing)
    assert found.low == found.inside / 100
    assert found.high == 1 - found.outside / 100


def test_the_bounds_of_a_range_are_inside():
    frame = planted(planted(good(50), 0, light_lux=200.0), 1, light_lux=2000.0)
    assert relevance(stand(suitcases(), known(frame))).inside == 50


def test_what_is_tolerated_is_outside_only_beyond_its_share():
    domain = suitcases("max_share: 0", "max_share: .03")
    frame = good(100)
    for row in (5, 17, 40, 60, 99):
        frame = planted(frame, row, view="top", defect="none", defect_area=None)
    standing = stand(domain, known(frame))
    assert (standing.state == "outside").nonzero()[0].tolist() == [60, 99]
    assert relevance(stand(domain, known(frame[:41]))).outside == 2  # 3 % of 41 is one
