"""Synthetic data, made: twins of environments, systems and items, seen by a renderer and labelled as they are drawn.

```python
from datadiet import generate

made = generate.generate_twin("blood-smear", 100, "smears", seed=0)
print(made.lines())
```
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.generate.labels.formats import FORMATS
    from datadiet.generate.run.asking import generate_twin
    from datadiet.generate.run.generated import Generated
    from datadiet.generate.run.generating import generate_set
    from datadiet.generate.twins.loading import shipped
    from datadiet.generate.twins.twin import Twin, find_twin

__all__ = ["FORMATS", "Generated", "Twin", "find_twin", "generate_set", "generate_twin", "shipped"]

_HOME = {
    "FORMATS": "datadiet.generate.labels.formats",
    "Generated": "datadiet.generate.run.generated",
    "Twin": "datadiet.generate.twins.twin",
    "find_twin": "datadiet.generate.twins.twin",
    "generate_set": "datadiet.generate.run.generating",
    "generate_twin": "datadiet.generate.run.asking",
    "shipped": "datadiet.generate.twins.loading",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that naming the package loads no library."""
    if name not in _HOME:
        raise AttributeError(f"module 'datadiet.generate' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
