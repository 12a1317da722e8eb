"""Generators of small pictures (digits, item crops), and a refiner: convolutional networks, fitted and on disk.

```python
from datadiet.generate.images import Drawn, fit_images, save_images

model = fit_images(crops, method="vae", size=(24, 24), seed=0)
save_images(model, "model")
made = generate.generate_set(Drawn(model), 500, "made", seed=0)
```
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.generate.images.cutting import Cut, cut_items
    from datadiet.generate.images.drawn import Drawn, Refined
    from datadiet.generate.images.fitting import fit_images
    from datadiet.generate.images.model import ImageModel
    from datadiet.generate.images.refiner import Refiner
    from datadiet.generate.images.refining import fit_refiner
    from datadiet.generate.images.stack import Stack
    from datadiet.generate.images.storage import load_images, load_refiner, save_images, save_refiner

__all__ = [
    "Cut",
    "Drawn",
    "ImageModel",
    "Refined",
    "Refiner",
    "Stack",
    "cut_items",
    "fit_images",
    "fit_refiner",
    "load_images",
    "load_refiner",
    "save_images",
    "save_refiner",
]

_HOME = {
    "Cut": "cutting",
    "Drawn": "drawn",
    "ImageModel": "model",
    "Refined": "drawn",
    "Refiner": "refiner",
    "Stack": "stack",
    "cut_items": "cutting",
    "fit_images": "fitting",
    "fit_refiner": "refining",
    "load_images": "storage",
    "load_refiner": "storage",
    "save_images": "storage",
    "save_refiner": "storage",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that naming the package loads no library."""
    if name not in _HOME:
        raise AttributeError(f"module 'datadiet.generate.images' has no attribute '{name}'")
    return getattr(import_module(f"datadiet.generate.images.{_HOME[name]}"), name)
