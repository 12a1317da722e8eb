"""Small scenes whose pictures and labels can be computed by hand."""

import numpy as np

from datadiet.generate.render.layers import lay
from datadiet.generate.render.region import Region
from datadiet.generate.render.sprites import SpritesRenderer
from datadiet.generate.twins.rendered import Rendered
from datadiet.generate.twins.scene import Cutout, Pose, Scene, Sprite


def block(width, height, colour=(1.0, 1.0, 1.0), alpha=1.0, anchor=(0.0, 0.0), **more) -> Cutout:
    """An even rectangle, placed by its upper left corner unless said otherwise."""
    rgb = np.full((height, width, 3), colour, dtype=np.float32)
    return Cutout(rgb, np.full((height, width), alpha, dtype=np.float32), anchor, **more)


def blob(seed=0, width=7, height=5, **more) -> Cutout:
    """Random colours and alpha, placed by its upper left corner unless said otherwise."""
    rng = np.random.default_rng(seed)
    rgb, alpha = rng.random((height, width, 3), dtype=np.float32), rng.random((height, width), dtype=np.float32)
    return Cutout(rgb, alpha, **{"anchor": (0.0, 0.0)} | more)


def sprite(cutout, x=0.0, y=0.0, *, item="thing", label="thing", blend="over", shadow=None, **pose) -> Sprite:
    return Sprite(item, label, cutout, Pose(x, y, **pose), blend, shadow)


def scene(*sprites, width=10, height=8, grey=0.0, **more) -> Scene:
    return Scene(np.full((height, width, 3), grey, dtype=np.float32), tuple(sprites), **more)


def draw(*sprites, **more) -> Rendered:
    return SpritesRenderer().render(scene(*sprites, **more), rng=np.random.default_rng(0))


def coverage(cutout, *, width=40, height=40, x=20.0, y=20.0, **pose) -> np.ndarray:
    """The alpha of a cut-out as it comes to lie in a picture, unrounded."""
    picture = Region(0, 0, width, height)
    layer = lay(0, sprite(cutout, x, y, **pose), picture)
    found = np.zeros((height, width), dtype=np.float32)
    found[layer.region.slices()] = layer.paint[..., 3]
    return found
