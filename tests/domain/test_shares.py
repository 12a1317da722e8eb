"""Guarantees on shares: exact where counted, and with the stated rate of errors where inferred."""

from fractions import Fraction
from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom, binomtest

from datadiet.domain.shares import Question, check_exact, check_sampled, interval, judge_sampled, p_values
from datadiet.errors import OptionError
from datadiet.measure.corrections import holm

SHARES = st.sampled_from(["0", "0.05", "0.1", "0.25", "1/3", "0.5", "0.9", "1"])


def holds(count, n, least, most, min_count):
    return n > 0 and least * n <= count <= most * n and count >= min_count


@st.composite
def counted(draw):
    n = draw(st.integers(1, 30))
    count = draw(st.integers(0, n))
    unknown = draw(st.integers(0, n - count))
    least, most = sorted((Fraction(draw(SHARES)), Fraction(draw(SHARES))))
    return count, unknown, n, least, most, draw(st.sampled_from([0, 0, 1, 5]))


@given(counted())
@settings(deadline=None)
def test_a_counted_verdict_is_what_all_completions_agree_on(case):
    count, unknown, n, *bounds = case
    checked = check_exact(count, unknown, n, minimum=bounds[0], maximum=bounds[1], min_count=bounds[2])
    ways = {holds(count + more, n, *bounds) for more in range(unknown + 1)}
    assert checked.verdict == {(True,): "met", (False,): "violated"}.get(tuple(ways), "undecided")
    assert (checked.low, checked.high) == (count / n, (count + unknown) / n)
    assert checked.share is None or checked.low <= checked.share <= checked.high


@given(counted())
@settings(deadline=None)
def test_what_is_needed_is_the_fewest_samples_that_meet_it(case):
    count, unknown, n, *bounds = case
    checked = check_exact(count, unknown, n, minimum=bounds[0], maximum=bounds[1], min_count=bounds[2])

    def meets(more):
        return any(
            holds(count + matching, n + more, *bounds) and holds(count + matching + unknown, n + more, *bounds)
            for matching in range(more + 1)
        )

    assert checked.needed == next((more for more in range(60) if meets(more)), checked.needed)
    assert checked.needed is None or checked.needed >= 60 or meets(checked.needed)


@pytest.mark.parametrize("bound", [0.05, "0.05", np.float32(0.05), np.float64(0.05), Fraction(1, 20)])
def test_a_bound_means_what_is_written(bound):
    assert check_exact(5, 0, 100, minimum=bound).verdict == "met"
    assert check_exact(4, 0, 100, minimum=bound).verdict == "violated"
    assert check_exact(5, 0, 100, maximum=bound).verdict == "met"
    assert check_exact(6, 0, 100, maximum=bound).verdict == "violated"


@pytest.mark.parametrize("tenth", range(1, 10))
def test_no_bound_is_lost_to_rounding(tenth):
    for n in range(10, 2000, 10):
        assert check_exact(tenth * n // 10, 0, n, minimum=tenth / 10, maximum=tenth / 10).verdict == "met"


def test_needed_by_hand():
    assert check_exact(4, 0, 100, minimum=0.05).needed == 2  # 5 of 101 is less than 5 %, 6 of 102 is not
    assert check_exact(6, 0, 100, maximum=0.05).needed == 20  # 6 of 120
    assert check_exact(4, 0, 100, min_count=10).needed == 6
    assert check_exact(99, 0, 100, minimum=1).needed is None
    assert check_exact(1, 0, 100, maximum=0).needed is None
    assert check_exact(4, 3, 100, minimum=0.05, maximum=0.06).needed == 200
    assert check_exact(4, 3, 100, minimum=0.05, maximum=0.05).needed is None
    assert check_exact(5, 0, 100, minimum=0.05).needed == 0


def test_nothing_was_counted():
    checked = check_exact(0, 0, 0, minimum=0.1)
    assert (checked.verdict, checked.share, checked.low, checked.high, checked.needed) == ("undecided", None, 0, 1, 1)
    assert check_exact(0, 0, 0, maximum=0.1).needed == 1
    assert check_exact(0, 0, 0, min_count=3).verdict == "violated"
    assert check_exact(0, 0, 0).verdict == "met"


@given(st.integers(0, 50), st.integers(0, 50), st.floats(0.5, 0.999))
def test_the_interval_is_that_of_clopper_and_pearson(count, more, confidence):
    n = count + more
    low, high = interval(count, n, confidence=confidence)
    if n == 0:
        assert (low, high) == (0, 1)
        return
    expected = binomtest(count, n).proportion_ci(confidence)
    assert isclose(low, expected.low, abs_tol=1e-9)
    assert isclose(high, expected.high, abs_tol=1e-9)
    tail = (1 - confidence) / 2
    assert count == 0 or isclose(low, beta.ppf(tail, count, more + 1), abs_tol=1e-12)


def test_three_of_a_hundred():
    low, high = interval(3, 100)
    assert (round(low, 3), round(high, 3)) == (0.006, 0.085)


@pytest.mark.parametrize(("n", "bound"), [(299, 0.01), (2995, 0.001)])
def test_no_failure_in_so_many(n, bound):
    assert check_sampled(0, n, maximum=bound).verdict == "met"
    short = check_sampled(0, n - 1, maximum=bound)
    assert (short.verdict, short.needed) == ("undecided", 1)
    assert check_sampled(n, n, minimum=1 - bound).verdict == "met"
    assert check_sampled(0, 100, maximum=bound).needed == n - 100


@given(st.integers(0, 60), st.integers(0, 60), SHARES, SHARES)
def test_p_values_are_binomial_tails(count, more, one, other):
    n = count + more
    least, most = sorted((Fraction(one), Fraction(other)))
    met, violated = p_values(Question(count, n, least, most))
    above = [binom.sf(count - 1, n, float(least))] if least > 0 else []
    below = [binom.cdf(count, n, float(most))] if most < 1 else []
    assert isclose(met, max([*above, *below], default=0), abs_tol=1e-9)
    low = [binom.cdf(count, n, float(least))] if least > 0 else []
    high = [binom.sf(count - 1, n, float(most))] if most < 1 else []
    tails = low + high
    assert isclose(violated, min(1, len(tails) * min(tails, default=1)) if tails else 1, abs_tol=1e-9)


@pytest.mark.parametrize("n", [5, 40, 300])
@pytest.mark.parametrize(("least", "most"), [(None, 0.05), (0.3, None), (0.1, 0.2), (0.5, 0.5), (0, 0.9), (0.2, 1)])
def test_a_verdict_is_wrong_no_more_often_than_stated(n, least, most):
    verdict = np.array([check_sampled(count, n, minimum=least, maximum=most).verdict for count in range(n + 1)])
    for share in [*np.linspace(0, 1, 101), *(bound for bound in (least, most) if bound is not None)]:
        chance = binom.pmf(np.arange(n + 1), n, share)
        inside = (least or 0) <= share <= (1 if most is None else most)
        assert chance[verdict == ("violated" if inside else "met")].sum() <= 0.05 + 1e-9
    if least:
        assert binom.pmf(np.arange(n + 1), n, least - 1e-9)[verdict == "met"].sum() <= 0.05 + 1e-6


def test_among_many_guarantees_one_error_of_a_kind_is_rare():
    rng = np.random.default_rng(0)
    bounds = [(0.2, None), (None, 0.2), (0.2, 0.4), (0.2, None), (0.1, None), (None, 0.9)]
    for shares, wrong in [
        ([0.2, 0.2, 0.2, 0.2, 0.5, 0.5], "violated"),
        ([0.199, 0.201, 0.401, 0.199, 0.5, 0.5], "met"),
    ]:
        errors = 0
        for _ in range(800):
            questions = [
                Question(int(rng.binomial(150, share)), 150, *pair) for share, pair in zip(shares, bounds, strict=True)
            ]
            errors += any(checked.verdict == wrong for checked in judge_sampled(questions)[:4])
        assert errors / 800 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 800)


def test_holm_goes_over_the_questions():
    questions = [Question(0, 299, maximum=0.01), Question(0, 350, maximum=0.01), Question(30, 100, maximum=0.5)]
    checked = judge_sampled(questions)
    raw = np.array([p_values(question)[0] for question in questions])
    np.testing.assert_allclose([one.p for one in checked], holm(raw))
    assert [one.verdict for one in checked] == ["undecided", "undecided", "met"]
    assert [one.verdict for one in judge_sampled(questions[:1])] == ["met"]
    assert judge_sampled([]) == []


def test_what_is_needed_decides_within_the_family():
    questions = [Question(0, 299, maximum=0.01), Question(0, 350, maximum=0.01), Question(30, 100, maximum=0.5)]
    more = judge_sampled(questions)[0].needed
    assert judge_sampled([Question(0, 299 + more, maximum=0.01), *questions[1:]])[0].verdict == "met"
    assert judge_sampled([Question(0, 298 + more, maximum=0.01), *questions[1:]])[0].verdict == "undecided"


@given(st.integers(0, 40), st.integers(0, 40), SHARES, SHARES)
@settings(deadline=None)
def test_what_is_needed_decides_if_the_share_stays(count, others, one, other):
    n = count + others
    least, most = sorted((Fraction(one), Fraction(other)))
    checked = check_sampled(count, n, minimum=least, maximum=most)
    if checked.verdict != "undecided":
        assert checked.needed == 0
    elif checked.needed is None:
        assert n == 0 or Fraction(count, n) in (least, most)
    else:
        times = -(-checked.needed // n) + 1
        kept = check_sampled(count * times, n * times, minimum=least, maximum=most)
        assert kept.verdict == ("met" if least <= Fraction(count, n) <= most else "violated")


def test_each_question_keeps_to_its_own_confidence():
    strict, plain = judge_sampled([Question(0, 299, maximum=0.01, confidence=c) for c in (0.99, 0.9)])
    assert (strict.verdict, plain.verdict) == ("undecided", "met")
    assert strict.p == plain.p
    assert strict.high > plain.high


def test_a_share_at_its_bound_is_never_decided():
    assert check_sampled(5, 100, minimum=0.05).needed is None
    assert check_sampled(0, 100, maximum=0).needed is None
    assert check_sampled(100, 100, minimum=1).needed is None
    assert check_sampled(500_001, 10_000_000, minimum=0.05).needed is None  # more than is ever said


def test_bounds_that_exclude_nothing_or_almost_everything():
    assert check_sampled(3, 10).verdict == "met"
    assert check_sampled(3, 10, minimum=0, maximum=1).verdict == "met"
    assert check_sampled(1, 10, maximum=0).verdict == "violated"
    assert check_sampled(9, 10, minimum=1).verdict == "violated"


def test_nothing_was_looked_at():
    checked = check_sampled(0, 0, maximum=0.1)
    assert (checked.verdict, checked.share, checked.low, checked.high) == ("undecided", None, 0, 1)
    assert (checked.p, checked.needed) == (1, None)


@pytest.mark.parametrize(
    "bounds", [(0.5, 0.4), (-0.1, None), (None, 1.1), ("a", None), (float("nan"), None), (5, None)]
)
def test_bounds_that_cannot_be_are_errors(bounds):
    minimum, maximum = bounds
    with pytest.raises(OptionError, match="Expected"):
        check_exact(1, 0, 10, minimum=minimum, maximum=maximum)
    with pytest.raises(OptionError, match="Expected"):
        check_sampled(1, 10, minimum=minimum, maximum=maximum)


def test_counts_and_confidences_that_cannot_be_are_errors():
    for count, unknown, n in [(11, 0, 10), (5, 6, 10), (-1, 0, 10), (0, -1, 10)]:
        with pytest.raises(OptionError, match="Expected"):
            check_exact(count, unknown, n, minimum=0.5)
    with pytest.raises(OptionError, match="11 of 10 samples"):
        check_sampled(11, 10, minimum=0.5)
    for confidence in (0.3, 1, 95):
        with pytest.raises(OptionError, match="confidence of"):
            check_sampled(1, 10, minimum=0.5, confidence=confidence)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), SHARES, SHARES, st.sampled_from([0.8, 0.9, 0.95]))))
@settings(deadline=None)
def test_the_verdict_can_be_read_from_the_interval_that_is_shown(cases):
    questions = []
    for count, others, one, other, confidence in cases:
        least, most = sorted((Fraction(one), Fraction(other)))
        questions.append(Question(count, count + others, least, most, confidence))
    for question, checked in zip(questions, judge_sampled(questions), strict=True):
        least, most = float(question.minimum), float(question.maximum)
        kept = (least == 0 or checked.low >= least - 1e-12) and (most == 1 or checked.high <= most + 1e-12)
        beyond = checked.high < least or checked.low > most
        assert checked.verdict == ("met" if kept else "violated" if beyond else "undecided")
        assert checked.end_confidence >= question.confidence - 1e-12


def test_the_ends_are_one_sided_at_the_stated_confidence():
    checked = check_sampled(13, 180, minimum=0.05, confidence=0.9)
    assert checked.end_confidence == pytest.approx(0.9)
    assert checked.low == pytest.approx(beta.ppf(0.1, 13, 168))
    assert checked.high == pytest.approx(beta.ppf(0.9, 14, 167))
    first, second = judge_sampled([Question(0, 400, maximum=0.01), Question(0, 299, maximum=0.01)])
    assert (first.end_confidence, second.end_confidence) == pytest.approx((0.975, 0.95))
