"""Fitted networks as sources of a set: `generate_set` writes their pictures, labels and metadata, resumably."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from datadiet.data.versions.provenance import Origin, Provenance
from datadiet.distributions import Value
from datadiet.generate.images.model import ImageModel
from datadiet.generate.images.refiner import Refiner
from datadiet.generate.images.storage import digest
from datadiet.generate.run.source import Source, Traced
from datadiet.generate.twins.rendered import Instance, Mask, Rendered
from datadiet.randomness import stream

__all__ = ["Drawn", "Refined"]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Pictures of a fitted generator. Where it knows classes, the label of a picture is a box around all of it."""

    model: ImageModel
    shares: Mapping[str, float] | None = None
    """Class -> share; None for those of the real pictures."""

    def __post_init__(self) -> None:
        if self.shares is not None:
            self.model.codes(np.zeros((1, 1)), shares=self.shares)  # raises here, and not for each picture

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"a model ({self.model.method})"

    @property
    def spec(self) -> str:
        """The weights by their digest, and the shares."""
        shares = None if self.shares is None else {name: float(share) for name, share in self.shares.items()}
        return json.dumps({"images": digest(self.model.dump()), "shares": shares}, sort_keys=True)

    @property
    def provenance(self) -> Provenance:
        """The generator by its digest, and the shares."""
        made = {"method": self.model.method}
        model = Origin("model", self.name, digest(self.model.dump()), made)
        return Provenance("image sample", (model,), {"shares": None if self.shares is None else dict(self.shares)})

    @property
    def classes(self) -> tuple[str, ...]:
        """Those that the generator knows."""
        return self.model.classes

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Draw picture `index`; its parameters are the method and the class.

        Raises:
            MissingExtra: torch is not installed.
        """
        latent = stream(seed, "images", index).standard_normal((1, self.model.dimensions))
        codes = self.model.codes(latent, shares=self.shares)
        picture = self.model.decode(latent, codes=codes)[0]
        image = np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture
        parameters: dict[str, Value] = {"method": self.model.method}
        if not self.classes:
            return Rendered(image, (), parameters)
        label = self.classes[int(codes[0])]
        return Rendered(image, (_all_of(image, label),), parameters | {"class": label})


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """Pictures of another source, such as composites, with another look; their labels are kept as they are."""

    source: Source
    refiner: Refiner

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"{self.source.name}, refined"

    @property
    def spec(self) -> str:
        """That of the source, and the weights of the refiner by their digest."""
        return json.dumps({"source": self.source.spec, "refiner": digest(self.refiner.dump())})

    @property
    def provenance(self) -> Provenance:
        """What the source was made from, and the refiner by its digest."""
        origins = self.source.provenance.origins if isinstance(self.source, Traced) else ()
        return Provenance("image refine", (*origins, Origin("refiner", "a refiner", digest(self.refiner.dump()))))

    @property
    def classes(self) -> tuple[str, ...]:
        """Those of the source."""
        return self.source.classes

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Make picture `index` of the source and refine it; errors as the source."""
        rendered = self.source.frame(index, seed=seed)
        image = self.refiner.refine(rendered.image[None])[0]
        return replace(rendered, image=image, parameters={**rendered.parameters, "refined": True})


def _all_of(image: np.ndarray, label: str) -> Instance:
    height, width = image.shape[:2]
    mask = Mask(0, 0, np.ones((height, width), bool))
    return Instance(item="picture", label=label, visible=mask, amodal=mask, depth=0, within=mask.area)
