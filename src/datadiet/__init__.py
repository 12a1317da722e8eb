"""datadiet: measure, generate and curate synthetic data so that models trained on it work on real data.

```python
import datadiet

card = datadiet.score("real/", "synthetic/")
card.report("report.html")
```
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet import generate, measure
    from datadiet.comparison import compare
    from datadiet.scorecard import Options, Scorecard, keep, load, score, value

__version__ = "0.1.0"
__all__ = ["Options", "Scorecard", "__version__", "compare", "generate", "keep", "load", "measure", "score", "value"]

_HOME = {
    "Options": "datadiet.scorecard",
    "Scorecard": "datadiet.scorecard",
    "compare": "datadiet.comparison",
    "keep": "datadiet.scorecard",
    "load": "datadiet.scorecard",
    "score": "datadiet.scorecard",
    "value": "datadiet.scorecard",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import datadiet` stays quick."""
    if name in ("generate", "measure"):
        return import_module(f"datadiet.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'datadiet' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
