"""Variations: a real image seen from another angle, in another light, a little deformed, with its labels."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.data.versions.provenance import Origin, Provenance
from datadiet.distributions import Value
from datadiet.engine.progress import Progress
from datadiet.errors import DataError
from datadiet.generate.compose.artefacts import add_artefact
from datadiet.generate.compose.carrying import Carried, filled, instances
from datadiet.generate.compose.checking import checked
from datadiet.generate.compose.composing import check_count, untold
from datadiet.generate.compose.framing import Frame, framed, look, moved
from datadiet.generate.compose.objects import Annotated, Telling, annotated, digest, outline
from datadiet.generate.compose.options import Variation
from datadiet.generate.compose.origins import origin
from datadiet.generate.compose.pictures import from_pixels, nth, pixels_of, to_pixels
from datadiet.generate.sensor import apply_sensor
from datadiet.generate.twins.rendered import Rendered
from datadiet.randomness import stream

__all__ = ["Varier", "vary_set"]


def vary_set(
    dataset: Dataset, n: int, *, seed: int, options: Variation | None = None, tell: Telling = untold
) -> Iterator[Rendered]:
    """Yield n variations of the images of a data set, with their labels.

    Every image is varied once before one is varied again. Picture i depends on the data, the options, the seed and i
    alone, and its parameters say what was done.

    Args:
        dataset: images, annotated or not.
        n: how many pictures.
        seed: any non-negative integer.
        options: how far to vary; None for the defaults of `Variation`.
        tell: is told of every image and label that cannot be used; the rest is.

    Raises:
        DataError: not one image can be read.
        OptionError: n is negative.
    """
    check_count(n)
    varier = Varier.of(dataset, options=options, tell=tell)
    return (varier.frame(index, seed=seed) for index in range(n))


@dataclass(frozen=True, slots=True, eq=False)
class Varier:
    """All that variations are made from; no pixels, so that workers can be sent it."""

    name: str
    pictures: tuple[Annotated, ...]
    options: Variation
    origins: tuple[Origin, ...] = ()
    """The data set that the pictures are of."""

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        *,
        options: Variation | None = None,
        tell: Telling = untold,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> Self:
        """Look through a data set, with every image read once; see `vary_set`."""
        options = options or Variation()
        found = annotated(dataset, tell)
        pictures = checked(found, options.outline, stage="images", tell=tell, workers=workers, progress=progress)
        if not pictures:
            raise DataError(f"{dataset.source} has no image that can be read", expected="at least one image")
        return cls(f"variations of {dataset.name}", pictures, options, (origin("images", dataset, pictures),))

    @property
    def provenance(self) -> Provenance:
        """The images by their content, and what was done to them."""
        return Provenance("vary", self.origins, asdict(self.options))

    @property
    def spec(self) -> str:
        """All that the pictures depend on apart from seed and index."""
        return json.dumps({"vary": asdict(self.options), "images": digest(self.pictures)})

    @property
    def originals(self) -> tuple[Annotated, ...]:
        """The images beside which these pictures will stand."""
        return self.pictures

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of all objects, in alphabetical order."""
        return tuple(sorted({one.label for picture in self.pictures for one in picture.objects}))

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Make picture `index`; its parameters say what was done."""
        source = nth(self.pictures, index, seed=seed)
        pixels = pixels_of(source.uri)
        rng = stream(seed, "vary", index)
        frame = framed(source.size, self.options, rng)
        light = _drawn_light(self.options, rng)
        picture = _lit(look(from_pixels(pixels), frame), light)
        picture, artefacts = _soiled(picture, self.options, rng)
        items, dropped = _labels(source, frame, self.options)
        parameters: dict[str, Value] = {"image": source.id, **frame.parameters, **light, **artefacts}
        parameters["dropped"] = dropped
        return Rendered(to_pixels(picture), instances(items), parameters)


def _drawn_light(options: Variation, rng: np.random.Generator) -> dict[str, float]:
    return {
        "exposure": float(rng.uniform(-options.light, options.light)),
        "temperature": float(rng.uniform(-options.warmth, options.warmth)),
        "saturation": float(rng.uniform(*options.saturation)),
        "contrast": float(rng.uniform(*options.contrast)),
        "gradient": float(rng.uniform(0, options.gradient)),
        "gradient_angle": float(rng.uniform(0, 360)),
    }


def _lit(picture: np.ndarray, light: dict[str, float]) -> np.ndarray:
    """Change light and colours: the sensor's exposure and tones, and a fall of light from one side to the other."""
    settings = {name: light[name] for name in ("exposure", "temperature", "saturation", "contrast")}
    # Nothing that these settings do is random.
    picture = apply_sensor(picture, settings, stream(0, "no noise"))
    if not light["gradient"]:
        return picture
    height, width = picture.shape[:2]
    turn = np.deg2rad(light["gradient_angle"])
    x, y = (np.arange(width) + 0.5) / width - 0.5, (np.arange(height)[:, None] + 0.5) / height - 0.5
    along = (x * np.cos(turn) + y * np.sin(turn)) / (abs(np.cos(turn)) + abs(np.sin(turn))) + 0.5  # 0 to 1
    return picture * (1 - light["gradient"] * along).astype(np.float32)[:, :, None]


def _soiled(picture: np.ndarray, options: Variation, rng: np.random.Generator) -> tuple[np.ndarray, dict[str, Value]]:
    counts: dict[str, Value] = {}
    for kind in options.artefacts:
        count = int(rng.integers(options.count[0], options.count[1] + 1))
        counts[kind] = count
        for _ in range(count):
            picture = add_artefact(picture, kind, rng)
    return picture, counts


def _labels(source: Annotated, frame: Frame, options: Variation) -> tuple[list[Carried], int]:
    """The labels as they lie in the picture, and how many were dropped because too little of them is left."""
    found, dropped = [], 0
    shape = "box" if frame.straight else options.outline
    for one in source.objects:
        amodal, visible = moved(outline(one, source.size, shape), frame)
        if not visible.area or visible.area < options.kept * amodal.area:
            dropped += 1
            continue
        if not one.mask:  # a box is all that is known: what was turned in its place is no mask of the object
            amodal, visible = filled(amodal), filled(visible)
        middle = frame.point((one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2)
        found.append(
            Carried(
                label=one.label,
                amodal=amodal,
                visible=visible,
                within=visible.area,
                pose={"x": middle[0], "y": middle[1], "angle": frame.pose.angle, "zoom": frame.pose.zoom},
                parameters={"source": one.name, "outline": "mask" if one.mask else "box"},
            )
        )
    return found, dropped
