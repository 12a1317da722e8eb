"""Tables: drawn from a declaration, or from what was fitted to real ones."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.generate.tables.choosing import Chosen, choose_method
    from datadiet.generate.tables.declaring import TableSpec, load_spec, parse_spec
    from datadiet.generate.tables.drawing import DrawnTable, draw
    from datadiet.generate.tables.fitting import fit_table
    from datadiet.generate.tables.rows import SampledTable, sample_plan, sample_table
    from datadiet.generate.tables.sharing.sharing import Shared, Wishes, share_model, share_rows, write_shared
    from datadiet.generate.tables.storage import Saved, Told, load_facts, load_model, save_model

__all__ = [
    "Chosen",
    "DrawnTable",
    "SampledTable",
    "Saved",
    "Shared",
    "TableSpec",
    "Told",
    "Wishes",
    "choose_method",
    "draw",
    "fit_table",
    "load_facts",
    "load_model",
    "load_spec",
    "parse_spec",
    "sample_plan",
    "sample_table",
    "save_model",
    "share_model",
    "share_rows",
    "write_shared",
]

_HOME = {
    "Chosen": "choosing",
    "DrawnTable": "drawing",
    "SampledTable": "rows",
    "Saved": "storage",
    "Shared": "sharing.sharing",
    "TableSpec": "declaring",
    "Told": "storage",
    "Wishes": "sharing.sharing",
    "choose_method": "choosing",
    "draw": "drawing",
    "fit_table": "fitting",
    "load_facts": "storage",
    "load_model": "storage",
    "load_spec": "declaring",
    "parse_spec": "declaring",
    "sample_plan": "rows",
    "sample_table": "rows",
    "save_model": "storage",
    "share_model": "sharing.sharing",
    "share_rows": "sharing.sharing",
    "write_shared": "sharing.sharing",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that the command line explains itself at once."""
    if name not in _HOME:
        raise AttributeError(f"module 'datadiet.generate.tables' has no attribute '{name}'")
    return getattr(import_module(f"datadiet.generate.tables.{_HOME[name]}"), name)
