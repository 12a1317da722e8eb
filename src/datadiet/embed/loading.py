"""From what a person types to an embedder."""

import inspect
from importlib import import_module
from typing import Any

from datadiet.errors import OptionError
from datadiet.plugins import EMBEDDERS, Embedder, find, names

__all__ = ["load"]

_MEMBERS = ("name", "fingerprint", "dimensions", "batch_size", "parallel", "prepare", "embed")


def load(spec: str) -> Embedder:
    """Return the embedder that `spec` names.

    Args:
        spec: a registered name, `patches` or a plugin's, with what it is given after a colon (`timm:resnet50`,
            `onnx:model.onnx`); or `MODULE:OBJECT`, an embedder or a class of one that can be imported.

    Raises:
        OptionError: nothing of that name, or it is no embedder.
        MissingExtra: an optional part is not installed.
        DatadietError: weights cannot be had.
    """
    kind, colon, argument = spec.partition(":")
    if kind in names(EMBEDDERS):
        return _registered(kind, argument)
    if colon and argument:
        return _checked(_imported(kind, argument), spec)
    raise OptionError(
        f"'{spec}' is not an embedder",
        expected=f"one of {', '.join(names(EMBEDDERS))}, or MODULE:OBJECT",
        todo="write for example patches, timm:resnet50 or onnx:model.onnx",
    )


def _registered(kind: str, argument: str) -> Embedder:
    factory = find(EMBEDDERS, kind)
    wanted = [
        parameter
        for parameter in inspect.signature(factory).parameters.values()
        if parameter.default is parameter.empty
    ]
    if bool(wanted) != bool(argument):
        raise OptionError(
            f"'{kind}:{argument}' is not an embedder" if argument else f"'{kind}' alone is not an embedder",
            expected=f"{kind}:{wanted[0].name.upper()}" if wanted else f"{kind}, with nothing behind it",
        )
    return _checked(factory(argument) if argument else factory(), kind)


def _imported(module: str, name: str) -> Any:
    try:
        found: Any = import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise OptionError(
            f"'{module}' is neither an embedder nor a module that can be imported",
            expected=f"one of {', '.join(names(EMBEDDERS))}, or MODULE:OBJECT",
            todo="put the module's folder on PYTHONPATH, or install its package",
        ) from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise OptionError(f"the module '{module}' has no '{name}'", expected="an embedder, or a class of one")
        found = getattr(found, part)
    return found() if isinstance(found, type) else found


def _checked(found: Any, spec: str) -> Embedder:
    missing = [member for member in _MEMBERS if not hasattr(found, member)]
    if missing:
        raise OptionError(
            f"'{spec}' is a {type(found).__name__} without {', '.join(missing)}",
            expected="what datadiet.plugins.Embedder lists",
            todo="add them, then check it with datadiet.embed.contract.check_embedder",
        )
    if found.parallel not in ("processes", "inside"):
        raise OptionError(f"'{spec}' has parallel = {found.parallel!r}", expected="'processes' or 'inside'")
    return found
