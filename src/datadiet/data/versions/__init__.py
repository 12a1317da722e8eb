"""Versions of data: what there was, what it was made from and how, what replaced what, and what it was worth."""

from datadiet.data.versions.adding import Added, Keeping, Prepared, add, prepare
from datadiet.data.versions.attaching import Attached, attach, attach_all
from datadiet.data.versions.costs import cost_of, known_costs
from datadiet.data.versions.damage import damaged_lines
from datadiet.data.versions.detaching import Detached, detach
from datadiet.data.versions.differences import Difference, diff
from datadiet.data.versions.finding import Finding
from datadiet.data.versions.lineage import Lineage, lineage
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.opening import find_store, make_store
from datadiet.data.versions.ranking import Doubt, Ranked, ranked
from datadiet.data.versions.restoring import Restored, restore
from datadiet.data.versions.results import Gain, Result, results_of
from datadiet.data.versions.store import Store
from datadiet.data.versions.superseding import Replaced, replace
from datadiet.data.versions.verifying import Verified, verify

__all__ = [
    "Added",
    "Attached",
    "Detached",
    "Difference",
    "Doubt",
    "Finding",
    "Gain",
    "Keeping",
    "Lineage",
    "Prepared",
    "Ranked",
    "Replaced",
    "Restored",
    "Result",
    "Store",
    "Verified",
    "Version",
    "add",
    "attach",
    "attach_all",
    "cost_of",
    "damaged_lines",
    "detach",
    "diff",
    "find_store",
    "known_costs",
    "lineage",
    "make_store",
    "prepare",
    "ranked",
    "replace",
    "restore",
    "results_of",
    "verify",
]
