"""The form of a twin's YAML file: what is written, before its meaning is checked. Its JSON Schema is published."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

__all__ = ["Entry", "EnvironmentSpec", "ItemSpec", "RenderSpec", "Spec", "SystemSpec", "schema"]

Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Clause = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=60)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Portion = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Pixels = Annotated[int, Field(ge=1, le=16_384)]


class Part(BaseModel):
    """Any part of the file: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _entry_schema(made: dict[str, Any]) -> None:
    made["type"] = ["boolean", "number", "string", "object"]


class Entry(RootModel[Any]):
    """How one parameter varies.

    A value that is always the same; a distribution, such as {uniform: [1, 3]} or {choice: [a, b]}; the one that fits
    the column of a table best, {fit: FILE#COLUMN}; arithmetic over other parameters, {equals: "radius * 1.2"}; or, with
    more to say, {dist: {uniform: [1, 3]}, wild: [0, 9], fixed: 2, per: image}.
    """

    model_config = ConfigDict(frozen=True, json_schema_extra=_entry_schema)


Entries = dict[Name, Entry]


def _or_name(made: dict[str, Any]) -> None:
    whole = dict(made)
    made.clear()
    made["anyOf"] = [{"type": "string", "description": "The same as procedural."}, whole]


class LookSpec(Part):
    """What something looks like: a function by its name, or a file beside the twin."""

    model_config = ConfigDict(json_schema_extra=_or_name)

    procedural: Word | None = Field(None, description="A function that is registered by this name, or MODULE:FUNCTION.")
    choice: list[Word] | None = Field(None, min_length=1, description="Several such names, alike.")
    texture: Word | None = Field(None, description="A picture, or a folder of pictures.")
    cutout: Word | None = Field(None, description="A picture with transparency, or a folder of them.")

    @model_validator(mode="before")
    @classmethod
    def _named(cls, found: Any) -> Any:
        return {"procedural": found} if isinstance(found, str) else found

    @model_validator(mode="after")
    def _one(self) -> "LookSpec":
        if sum(each is not None for each in (self.procedural, self.choice, self.texture, self.cutout)) != 1:
            raise ValueError("a name, or one of procedural: NAME, choice: [NAME, ...], texture: FILE, cutout: FILE")
        return self


class EnvironmentSpec(Part):
    """The surroundings."""

    visual: LookSpec | None = Field(None, description="What it looks like.")
    backdrop: LookSpec | None = Field(None, description="What is behind everything.")
    vary: Entries = Field(
        default_factory=dict, description="Its parameters, drawn once for each image; of a texture zoom, x, y, flip."
    )


class SystemSpec(Part):
    """What places items, and how."""

    name: Name
    behaviour: Word = Field(description="scatter, grid, place; with physics drop, convey.")
    items: Any = Field(
        None,
        json_schema_extra={"anyOf": [{"type": "string"}, {"type": "array"}, {"type": "object"}]},
        description="Item, items mixed, or {item: how many}, from back to front; all items where left out.",
    )
    count: Entry | None = Field(None, description="How many in all, where items does not say.")
    distance: Entry | None = Field(None, description="scatter: least distance of centres, in pixels.")
    overlap: Entry | None = Field(
        None, description="scatter: by what share of their radii two may overlap: 0 they touch at most, 1 all."
    )
    clumping: Entry | None = Field(None, description="scatter: share that lies beside an earlier one, 0 to 1.")
    margin: Entry | None = Field(None, description="scatter: how far outside its area centres may lie, in pixels.")
    area: tuple[Portion, Portion, Portion, Portion] | None = Field(
        None, description="scatter, grid: left, top, right, bottom, as shares of the picture; all of it if left out."
    )
    rows: Entry | None = Field(None, description="grid: how many.")
    columns: Entry | None = Field(None, description="grid: how many.")
    fill: Entry | None = Field(None, description="grid: share of cells that hold an item, 0 to 1.")
    jitter: Entry | None = Field(None, description="grid: how far off the middle of a cell, in pixels, at most.")
    x: Entry | None = Field(None, description="place: pixels from the left edge.")
    y: Entry | None = Field(None, description="place: pixels from the top edge.")
    rate: Entry | None = Field(None, description="drop: items a second.")
    speed: Entry | None = Field(None, description="convey: metres a second.")


class ShadowSpec(Part):
    """A soft shadow; drawn once for each image, as all items have the same light."""

    dx: Entry = Field(description="To the right, in pixels.")
    dy: Entry = Field(description="Down, in pixels.")
    blur: Entry = Field(description="Standard deviation, in pixels.")
    strength: Entry = Field(description="0 (none) to 1 (black).")


class ItemSpec(Part):
    """What populates the scene."""

    name: Name
    label: Word | None = Field(
        None, alias="class", description="What it is labelled as: its name if left out; null: it is not labelled."
    )
    visual: LookSpec
    blend: Literal["over", "multiply"] = Field("over", description="Covers what is behind it, or filters it.")
    shadow: ShadowSpec | None = None
    collision: Word | None = Field(None, description="Its shape for physics.")
    vary: Entries = Field(
        default_factory=dict,
        description="Its parameters, drawn for each instance. Of these angle, zoom, stretch, shear, flip, elastic and "
        "elastic_wavelength place it.",
    )
    keypoints: dict[Word, tuple[Finite, Finite]] = Field(
        default_factory=dict, description="Name -> x, y as shares of the cut-out's width and height."
    )


class RenderSpec(Part):
    """What looks at the scene."""

    backend: Word = Field("sprites", description="sprites: in the plane; mitsuba: path tracing, which is to come.")
    size: tuple[Pixels, Pixels] = Field((640, 480), description="Width and height in pixels.")
    samples: Annotated[int, Field(ge=1)] | None = Field(None, description="Of path tracing, for each pixel.")


class Spec(Part):
    """A Digital Twin."""

    twin: Word = Field(description="Its name.")
    description: str | None = None
    environment: EnvironmentSpec = EnvironmentSpec.model_validate({})
    systems: list[SystemSpec] = Field(min_length=1)
    items: list[ItemSpec] = Field(min_length=1)
    light: dict[Name, Entry] = Field(
        default_factory=dict,
        description="power, slope, direction, spot, spot_x, spot_y, spot_size, warmth, uneven, uneven_size.",
    )
    camera: dict[Name, Entry] = Field(default_factory=dict, description="Settings of the sensor.")
    order: list[Clause] = Field(
        default_factory=list, description="What holds in every image: 'platelet.radius < red_cell.radius'."
    )
    require: list[Clause] = Field(
        default_factory=list, description="What holds of the labels, else the image is drawn again: 'count() >= 1'."
    )
    domain: Word | None = Field(None, description="The domain of operation that it is meant for.")
    render: RenderSpec = RenderSpec.model_validate({})


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, for editors."""
    made = Spec.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "datadiet twin"
    return made
