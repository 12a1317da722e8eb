"""Which class reads a model back, by the method that is written in its file."""

from importlib import import_module

from datadiet.errors import DataError, MissingExtra
from datadiet.generate.tables.models.contract import TableModel

__all__ = ["model_class"]

_MODELS = "datadiet.generate.tables.models"
_CLASSES = {
    "copula": "copula:GaussianCopula",
    "vine": "vine:VineCopula",
    "tree": "tree:TreeSampler",
    "stratified": "stratified:Stratified",
    "hybrid": "deep.hybrid:Hybrid",
    "vae": "deep.vae:TableVae",
    "gan": "deep.gan:TableGan",
}


def model_class(name: str) -> type[TableModel]:
    """Return the class of a method.

    Raises:
        DataError: it is not known.
        MissingExtra: it needs what is not installed.
    """
    if name not in _CLASSES:
        raise DataError(f"the method '{name}' is not known", expected=f"one of {', '.join(_CLASSES)}")
    module, kind = _CLASSES[name].split(":")
    try:
        found: type[TableModel] = getattr(import_module(f"{_MODELS}.{module}"), kind)
    except ImportError as error:
        raise MissingExtra(f"what the method '{name}' needs", "vine" if name == "vine" else "deep") from error
    return found
