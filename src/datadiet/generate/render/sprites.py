"""The `sprites` renderer: cut-outs laid over each other in the plane, with numpy and scipy alone."""

import numpy as np

from datadiet.generate.render.checking import check_scene
from datadiet.generate.render.labelling import instances
from datadiet.generate.render.layers import lay
from datadiet.generate.render.painting import paint, shade
from datadiet.generate.render.region import Region
from datadiet.generate.twins.rendered import Rendered
from datadiet.generate.twins.scene import Scene

__all__ = ["SpritesRenderer"]


class SpritesRenderer:
    """Draws a scene's sprites from back to front, and labels them as they are drawn."""

    name = "sprites"

    def render(self, scene: Scene, *, rng: np.random.Generator) -> Rendered:
        """Return the picture and its labels; the same scene and generator give the same bytes.

        Args:
            scene: what is to be seen.
            rng: for what is random in the sensor; a scene without one draws nothing from it.

        Raises:
            InputError: a part of the scene cannot be drawn; names it.
        """
        check_scene(scene)
        canvas = np.array(scene.background, dtype=np.float32)
        picture = Region(0, 0, *scene.size)
        laid = (lay(number, sprite, picture) for number, sprite in enumerate(scene.sprites))
        layers = []
        for layer in laid:
            if layer is None:
                continue
            if layer.sprite.shadow:
                shade(canvas, layer, layer.sprite.shadow)
            paint(canvas, layer)
            layers.append(layer)
        if scene.light is not None:
            canvas *= scene.light if scene.light.ndim == 3 else scene.light[..., None]
        np.clip(canvas, 0, 1, out=canvas)
        found = instances(layers, picture)
        return Rendered(_bytes(canvas), found, scene.parameters)


def _bytes(canvas: np.ndarray) -> np.ndarray:
    return (np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8)
