"""The `sprites` renderer: cut-outs laid over each other in the plane, with numpy and scipy alone."""

import numpy as np

from datadiet.generate.render.checking import check_scene
from datadiet.generate.render.labelling import instances
from datadiet.generate.render.layers import lay
from datadiet.generate.render.outlines import Outline, bend, outline
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

        A mask has the pixels of which half or more is covered: by `solid`, or by alpha beside its greatest. A pixel is
        hidden where the alpha of an `over` sprite in front is 0.5 or more. A lens bends picture and labels alike.

        Args:
            scene: what is to be seen.
            rng: for what is random in the sensor; a scene without one draws nothing from it.

        Raises:
            TwinError: a part of the scene cannot be drawn; names it.
            OptionError: the sensor has a setting that cannot be used.
        """
        check_scene(scene)
        canvas = np.array(scene.background, dtype=np.float32)
        outlines = _draw(scene, canvas)
        if scene.light is not None:
            canvas *= scene.light if scene.light.ndim == 3 else scene.light[..., None]
        np.clip(canvas, 0, 1, out=canvas)
        if scene.sensor:
            from datadiet.generate.sensor import apply_sensor

            canvas = np.clip(apply_sensor(canvas, scene.sensor, rng), 0, 1)
            outlines = bend(outlines, scene.size, scene.sensor)
        found = instances(outlines, Region(0, 0, *scene.size))
        return Rendered((canvas * 255 + 0.5).astype(np.uint8), found, scene.parameters)


def _draw(scene: Scene, canvas: np.ndarray) -> list[Outline]:
    """Paint all sprites on the canvas, and keep of each only its outline."""
    outlines = []
    for number, sprite in enumerate(scene.sprites):
        layer = lay(number, sprite, Region(0, 0, *scene.size))
        if layer is not None:
            if sprite.shadow:
                shade(canvas, layer, sprite.shadow)
            paint(canvas, layer)
            outlines.append(outline(layer))
    return outlines
