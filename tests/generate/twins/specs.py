"""A small twin, and what its tests need to draw it."""

from pathlib import Path

import numpy as np

from datadiet.generate.twins.loading import parse_twin
from datadiet.generate.twins.scene import Cutout
from datadiet.generate.twins.twin import Twin
from datadiet.generate.twins.visuals import backdrop, visual

DOTS = """\
twin: dots
environment: {backdrop: plain, vary: {red: {uniform: [.6, .8]}, green: .8, blue: {equals: "red * .9"}}}
systems:
  - name: smear
    behaviour: scatter
    items:
      small: {integers: [2, 9]}
      middle: {integers: [8, 20]}
      large: {choice: {0: .2, 1: .6, 2: .2}}
    overlap: {uniform: [0, .3]}
    clumping: .4
items:
  - name: small
    class: speck
    visual: disc
    vary: {radius: {uniform: [2, 6]}, red: {uniform: [.4, .6]}, green: {equals: "min(red, environment.red) / 2"}}
  - name: middle
    visual: {procedural: disc}
    blend: multiply
    shadow: {dx: 2, dy: 1, blur: {uniform: [1, 2]}, strength: .5}
    vary: {radius: {truncnorm: [8, 2, 4, 14]}, green: {dist: {uniform: [0, 1]}, per: image}, angle: {uniform: [0, 90]}}
  - {name: large, class: null, visual: disc, vary: {radius: {uniform: [12, 20]}, flip: {bernoulli: .5}}}
light: {power: {uniform: [.9, 1.1]}, uneven: .1}
camera: {full_well: {loguniform: [200, 2000]}, jpeg: {choice: [75, 90]}}
order: ["small.radius < middle.radius < large.radius"]
require: ["count(middle) >= 3", "visible(middle) > .1"]
render: {size: [160, 120]}
"""


def dots(*changes: tuple[str, str], folder: Path | None = None) -> Twin:
    """The small twin, with text of its file replaced."""
    return parse_twin(changed(*changes), name="dots.yaml", folder=folder)


def changed(*changes: tuple[str, str]) -> str:
    text = DOTS
    for old, new in changes:
        assert old in text, f"'{old}' is not in the file"
        text = text.replace(old, new, 1)
    return text


@backdrop("test-stripes", takes=("red", "green", "blue"))
def stripes(parameters, size, rng):
    width, height = size
    return np.repeat(rng.random((height, 1, 3), np.float32), width, axis=1)


@visual("test-speckle")
def speckle(parameters, rng):
    """A square of random pixels; `spoilt` says in which way it is no picture."""
    rgb, alpha = rng.random((6, 6, 3), np.float32), np.ones((6, 6), np.float32)
    spoilt = parameters.get("spoilt")
    if spoilt == "nan":
        rgb[0, 0, 0] = np.nan
    if spoilt == "bright":
        rgb *= 300
    if spoilt == "shape":
        alpha = alpha[:4]
    if spoilt == "bytes":
        rgb = (rgb * 255).astype(np.uint8)
    return None if spoilt == "nothing" else Cutout(rgb, alpha, (3, 3), keypoints={"corner": (0, 0)})


def unregistered(parameters, rng):
    raise AssertionError("whatever a file names is not called unless it is registered")
