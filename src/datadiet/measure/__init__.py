"""Measures: arrays in, results out.

`indistinguishability` and `richness` name functions here, although the modules that hold them have the same names;
everything else is imported from its own module (`from datadiet.measure.discs import union_area`).
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.measure.indistinguishability import indistinguishability as indistinguishability
    from datadiet.measure.richness import richness as richness

__all__ = ["indistinguishability", "richness"]

_FUNCTIONS = ("indistinguishability", "richness")


class _Measures(ModuleType):
    """A package whose functions are not hidden by the modules of the same name.

    Importing a submodule sets it as an attribute of its package, whoever imports it and whenever; these two names
    are kept for the functions instead.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _FUNCTIONS or not isinstance(value, ModuleType):
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        path = f"{self.__name__}.{name}"
        try:
            module = import_module(path)
        except ModuleNotFoundError as error:
            if error.name != path:
                raise
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'") from error
        return getattr(module, name) if name in _FUNCTIONS else module


sys.modules[__name__].__class__ = _Measures
