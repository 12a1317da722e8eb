"""Keep, emphasize, prune: what to drop from a data set, what to over-sample, and what to generate next."""

from datadiet.domain.planning.planning import plan_domain
from datadiet.domain.planning.plans import Drop, Plan, Stratum, Total

__all__ = ["Drop", "Plan", "Stratum", "Total", "plan_domain"]
