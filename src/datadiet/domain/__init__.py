"""The domain of operation: declare which conditions a model will meet, check data against it, sample from it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.domain.checking import Checked, check_domain
    from datadiet.domain.conditions import Conditions
    from datadiet.domain.differences import difference
    from datadiet.domain.domain import Domain
    from datadiet.domain.drafting import draft_domain
    from datadiet.domain.intentionality import Intentionality
    from datadiet.domain.loading import load_domain, parse_domain
    from datadiet.domain.planning import Plan, plan_domain
    from datadiet.domain.samples import conditions_of, read_samples
    from datadiet.domain.sampling import Sampled, sample_domain

__all__ = [
    "Checked",
    "Conditions",
    "Domain",
    "Intentionality",
    "Plan",
    "Sampled",
    "check_domain",
    "conditions_of",
    "difference",
    "draft_domain",
    "load_domain",
    "parse_domain",
    "plan_domain",
    "read_samples",
    "sample_domain",
]

_HOME = {
    "Checked": "checking",
    "Conditions": "conditions",
    "Domain": "domain",
    "Intentionality": "intentionality",
    "Plan": "planning",
    "Sampled": "sampling",
    "check_domain": "checking",
    "conditions_of": "samples",
    "difference": "differences",
    "draft_domain": "drafting",
    "load_domain": "loading",
    "parse_domain": "loading",
    "plan_domain": "planning",
    "read_samples": "samples",
    "sample_domain": "sampling",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that the command line explains itself at once."""
    if name not in _HOME:
        raise AttributeError(f"module 'datadiet.domain' has no attribute '{name}'")
    return getattr(import_module(f"datadiet.domain.{_HOME[name]}"), name)
