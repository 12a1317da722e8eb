from itertools import combinations

import pytest
from tests.domain.frames import good, known, planted, with_condition
from tests.domain.specs import suitcases

from datadiet.domain.coverage import coverage
from datadiet.domain.intentionality import Covered
from datadiet.domain.relevance import stand
from datadiet.domain.space import space_of

EDGES = [200 * 10 ** (k / 6) for k in range(7)]


def bin_of(lux: float) -> int:
    return max(k for k in range(6) if lux >= EDGES[k] - 1e-9)


def covered_by(frame, real=None, domain=None) -> Covered:
    domain = domain or suitcases()
    conditions, others = known(frame), None if real is None else known(real)
    found = coverage(
        space_of(domain),
        conditions,
        stand(domain, conditions),
        others,
        None if others is None else stand(domain, others),
    )
    assert found is not None
    return found


@pytest.mark.parametrize("n", [1, 20, 60, 400])
def test_it_is_what_counting_by_hand_gives(n: int):
    frame = good(n, seed=n)
    pairs: dict[tuple[object, ...], int] = {}
    for row in frame.rows(named=True):
        values = {"light_lux": bin_of(row["light_lux"]), "defect": row["defect"], "view": row["view"]}
        for a, b in combinations(values, 2):
            key = (a, values[a], b, values[b])
            pairs[key] = pairs.get(key, 0) + 1
    found = covered_by(frame)
    assert found.feasible == 6 * 3 + 6 * 2 + 5  # no view from the top, no zipper from the back
    assert found.covered == sum(count >= 2 for count in pairs.values())
    assert found.low == found.high == found.covered / found.feasible
    assert found.n_missing == len(found.missing) == found.feasible - found.covered
    for missing in found.missing:
        (a, x), (b, y) = missing.levels.items()
        x, y = (found_bin(name, level) for name, level in ((a, x), (b, y)))
        assert missing.count == pairs.get((a, x, b, y), 0)
        assert missing.needed == 2 - missing.count


def found_bin(name: str, level: str) -> object:
    return bin_of(float(level.split(" to ")[0].replace(",", "")) * 1.05) if name == "light_lux" else level


def test_what_is_missing_begins_with_what_is_frequent_in_the_field():
    shares = [missing.field_share for missing in covered_by(good(10)).missing]
    assert shares == sorted(shares, reverse=True)


def test_samples_outside_the_domain_do_not_count():
    frame = good(1)
    assert covered_by(frame).covered == 0
    twice = frame.vstack(frame.with_columns(id=frame["id"] + "b"))
    assert covered_by(twice).covered == 3
    assert covered_by(planted(twice, 1, camera="another")).covered == 0


def test_unknown_conditions_widen_the_bounds():
    frame = good(2, seed=3)
    hidden = with_condition(suitcases(), frame, "view")
    found = covered_by(hidden)
    assert found.low < found.high


def test_each_side_says_what_the_other_lacks():
    frame = good(300)
    real = frame.filter(frame["defect"] != "zipper")
    synthetic = frame.filter(frame["view"] != "back")
    found = covered_by(synthetic, real)
    assert {"defect": "none", "view": "back"} in found.only_real
    assert {"defect": "zipper", "view": "front"} in found.only_synthetic
    assert found.n_only_real == 2 + 6
    assert found.n_only_synthetic == 6 + 1
    (pair,) = [pair for pair in found.pairs if (pair.first, pair.second) == ("defect", "view")]
    assert pair.real is not None
    assert sum(map(sum, pair.real)) == len(real)
    assert sum(map(sum, pair.counts)) == len(synthetic)


def test_no_declared_coverage_is_no_part():
    domain = suitcases("coverage: {t: 2, over: [light_lux, defect, view], min_each: 2}\n", "")
    conditions = known(good(5))
    assert coverage(space_of(domain), conditions, stand(domain, conditions), None, None) is None
