"""What can be chosen about composites and variations."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from datadiet.distributions import Value
from datadiet.errors import OptionError
from datadiet.generate.compose.artefacts import KINDS

__all__ = ["BLENDINGS", "BOXES", "OUTLINES", "SIZES", "Pasting", "Variation"]

BLENDINGS = ("hard", "feathered", "poisson")
OUTLINES = ("box", "ellipse", "colour")
BOXES = ("tight", "drawn")
SIZES = ("vertical", "overall", "kept")


@dataclass(frozen=True, slots=True)
class Pasting:
    """How objects are cut out and pasted."""

    blending: str = "feathered"
    """`hard`: pixels are replaced. `feathered`: with soft edges. `poisson`: with the object's own contrasts, and
    colours that fit the ground around it; the seam runs two pixels outside of the outline."""
    outline: str = "box"
    """What an object without a mask is taken to be: its `box`, the `ellipse` in it, or what differs in `colour` from
    the pixels of its image that no box holds. Objects with a mask are cut out by it."""
    boxes: str = "tight"
    """Where the box of a pasted object lies: `tight`, the bounds of what is painted; or as loosely as the box of an
    object without a mask was `drawn`. It changes no mask and no pixel."""
    per_image: tuple[int, int] = (1, 4)
    """The least and the most objects that are to be pasted on an image."""
    sizes: str = "vertical"
    """`vertical`: place and size follow the annotations of that class, so that what is higher up or lower down is as
    large as it is seen there. `overall`: the size follows them. `kept`: an object keeps its size."""
    zoom: tuple[float, float] = (0.5, 2.0)
    """The least and the most that an object is enlarged to get such a size."""
    overlap: float = 0.2
    """Share of an object, the smaller of two, that another may cover: 0 to 1."""
    covered: float = 0.7
    """A label of which a larger share than this is covered is dropped: 0 to 1."""
    feather: float = 3.0
    """Width of a soft edge, in pixels, inward from the outline."""
    turn: float = 0.0
    """An object is turned by at most so many degrees to either side."""
    flip: bool = False
    """Whether half of the objects are mirrored."""
    labels: tuple[str, ...] = ()
    """The classes that are pasted; empty for all."""

    @property
    def loose(self) -> str:
        """What turns with an object where its box is to stay as loose as it was drawn: the box, or the ellipse in it,
        whose box does not grow."""
        return "box" if self.outline == "box" else "ellipse"

    @property
    def told(self) -> dict[str, Value]:
        """Those that are the same for all pictures, as they are recorded with each."""
        return {name: getattr(self, name) for name in ("blending", "boxes", "sizes", "overlap", "feather")}

    def __post_init__(self) -> None:
        _one_of("blending", self.blending, BLENDINGS)
        _one_of("outline", self.outline, OUTLINES)
        _one_of("boxes", self.boxes, BOXES)
        _one_of("sizes", self.sizes, SIZES)
        _range("per_image", self.per_image, 0, 1000)
        _range("zoom", self.zoom, 0.01, 100)
        for name, high in (("overlap", 1), ("covered", 1), ("feather", 1000), ("turn", 180)):
            _between(name, getattr(self, name), 0, high)


@dataclass(frozen=True, slots=True)
class Variation:
    """How far images are varied; each is drawn evenly between its bounds, for each picture anew."""

    turn: float = 10.0
    """Degrees to either side."""
    flip: bool = True
    """Whether half of the pictures are mirrored, left to right."""
    zoom: tuple[float, float] = (1.0, 1.2)
    """Enlargement. A picture that would show what lies outside of the image is enlarged until it does not."""
    crop: tuple[float, float] = (1.0, 1.0)
    """Share of the image's width and height that the picture has."""
    light: float = 0.3
    """Stops, up or down."""
    gradient: float = 0.2
    """The most by which light falls off from one side to the other, as a share."""
    warmth: float = 20.0
    """Mired, warmer or cooler."""
    saturation: tuple[float, float] = (0.85, 1.15)
    contrast: tuple[float, float] = (0.9, 1.1)
    elastic: float = 2.0
    """The most by which a point moves in a smooth deformation, in pixels."""
    wavelength: float = 120.0
    """How far apart the bumps of the deformation are, in pixels."""
    artefacts: tuple[str, ...] = ()
    """Which are laid on the picture: dust, scratches, hairs."""
    count: tuple[int, int] = (0, 5)
    """The least and the most of each kind of them."""
    outline: str = "ellipse"
    """What a label without a mask is taken to be while it is turned: the `ellipse` in its box, whose box stays tight
    (Kalra et al., Towards Rotation Invariance in Object Detection, 2021), or the whole `box`, whose box grows. The mask
    that is written is all of the box that comes of it."""
    kept: float = 0.3
    """A label of which a smaller share than this is left in the picture is dropped: 0 to 1."""

    def __post_init__(self) -> None:
        _one_of("outline", self.outline, OUTLINES[:2])
        for kind in self.artefacts:
            _one_of("artefacts", kind, KINDS)
        _range("zoom", self.zoom, 0.1, 20)
        _range("crop", self.crop, 0.05, 1)
        _range("saturation", self.saturation, 0, 4)
        _range("contrast", self.contrast, 0, 4)
        _range("count", self.count, 0, 1000)
        limits = (("turn", 180), ("light", 6), ("gradient", 0.95), ("warmth", 100), ("elastic", 1000), ("kept", 1))
        for name, high in limits:
            _between(name, getattr(self, name), 0, high)
        _between("wavelength", self.wavelength, 2, 1e6)
        if self.elastic >= self.wavelength / 6.3:
            raise OptionError(
                f"an elastic deformation of {self.elastic:g} pixels with a wavelength of {self.wavelength:g} folds",
                expected="less than a sixth of the wavelength",
            )


def _one_of(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise OptionError(f"{name} is '{value}'", expected=f"one of {', '.join(known)}")


def _between(name: str, value: float, low: float, high: float) -> None:
    if not (isfinite(value) and low <= value <= high):
        raise OptionError(f"{name} is {value:g}", expected=f"a number from {low:g} to {high:g}")


def _range(name: str, value: tuple[float, float], low: float, high: float) -> None:
    if len(value) != 2 or not (all(map(isfinite, value)) and low <= value[0] <= value[1] <= high):
        raise OptionError(
            f"{name} is {value}", expected=f"the least and the most, in this order, from {low:g} to {high:g}"
        )
