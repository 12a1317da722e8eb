"""Is a guarantee on a share kept? Counted where all samples are known, inferred where only some were looked at."""

from datadiet.domain.shares.checked import Checked, Question
from datadiet.domain.shares.counted import check_exact
from datadiet.domain.shares.inferred import MOST_NEEDED, check_sampled, judge_sampled, p_values
from datadiet.measure.binomial import interval

__all__ = [
    "MOST_NEEDED",
    "Checked",
    "Question",
    "check_exact",
    "check_sampled",
    "interval",
    "judge_sampled",
    "p_values",
]
