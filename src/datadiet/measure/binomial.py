"""What a random sample says of a share: the interval of Clopper and Pearson, and p-values against bounds."""

from scipy.special import betainc, betaincc, betaincinv

__all__ = ["ends", "interval", "p_met", "p_violated"]


def interval(count: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the two-sided Clopper-Pearson interval of a share: (0, 1) where nothing was seen.

    Source: Clopper & Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the binomial".
    """
    return ends(count, n, tail=(1 - confidence) / 2)


def ends(count: float, n: float, *, tail: float) -> tuple[float, float]:
    """Return the lower and the upper end of a share, each of which is passed with a chance of at most `tail`.

    With the same tail, the lower end is above a bound exactly where the binomial test rejects the bound.

    Source: Clopper & Pearson 1934.
    """
    low = float(betaincinv(count, n - count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - tail)) if count < n else 1.0
    return low, high


def p_met(count: float, n: float, least: float, most: float) -> float:
    """Return the p-value of "the share is below the least or above the most": if small, it is within.

    Both have to be ruled out; a bound that no share can pass, 0 or 1, is no question.

    Args:
        count: samples that match; a number that is not whole stands for what is expected.
        n: samples in all.
        least: least share in [0, 1].
        most: greatest share in [0, 1].

    Source: Berger 1982, "Multiparameter hypothesis testing and acceptance sampling" (intersection-union).
    """
    return max(_tail_above(count, n, least) if least > 0 else 0.0, _tail_below(count, n, most) if most < 1 else 0.0)


def p_violated(count: float, n: float, least: float, most: float) -> float:
    """Return the p-value of "the share is within the bounds": if small, it is below the least or above the most.

    With two bounds there are two chances to err, and the p-value is doubled. Arguments as in `p_met`.
    """
    tails = [_tail_below(count, n, least)] if least > 0 else []
    tails += [_tail_above(count, n, most)] if most < 1 else []
    return min(1.0, len(tails) * min(tails, default=1.0)) if tails else 1.0


def _tail_below(count: float, n: float, share: float) -> float:
    """Return the chance of so few matching samples or fewer; between whole counts it is interpolated."""
    return float(betaincc(count + 1, n - count, share)) if count < n else 1.0


def _tail_above(count: float, n: float, share: float) -> float:
    """Return the chance of so many matching samples or more; between whole counts it is interpolated."""
    return float(betainc(count, n - count + 1, share)) if count > 0 else 1.0
