"""The form of a domain's YAML file: what is written, before its meaning is checked. Its JSON Schema is published."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, RootModel, StringConstraints, Tag, model_validator

from datadiet.distributions import NAMES
from datadiet.domain.domain import Basis, Scale, Task

__all__ = ["FieldSpec", "FitSpec", "LawSpec", "ShareSpec", "Spec", "VariableSpec", "schema"]

Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[^\W\d][\w .:/-]*$", max_length=100)]
Where = Annotated[str, StringConstraints(min_length=1)]
Value = bool | int | float | Word
Portion = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Part(BaseModel):
    """Any part of the file: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)


class FitSpec(Part):
    """How a condition is distributed in the field, taken from a table or written as quantiles."""

    fit: Word | None = Field(
        None,
        description="A table (CSV, Parquet, JSON) in the folder of this file, or TABLE#COLUMN: of levels their shares, "
        "of a range the family that fits best.",
    )
    column: Word | None = Field(None, description="The column of that table; the condition's name where left out.")
    quantiles: list[Finite] | None = Field(
        None, min_length=2, max_length=1001, description="Evenly spaced quantiles, smallest to largest value."
    )

    @model_validator(mode="after")
    def _one(self) -> "FitSpec":
        if (self.fit is None) == (self.quantiles is None):
            raise ValueError("either fit: FILE or quantiles: [...]")
        return self


def _one_name(made: dict[str, Any]) -> None:
    made |= {"propertyNames": {"enum": sorted(NAMES)}, "minProperties": 1, "maxProperties": 1}


class LawSpec(RootModel[dict[str, Any]]):
    """A distribution by its name, with its numbers: {gamma: [2, 10]}; of levels that are called so, shares."""

    model_config = ConfigDict(frozen=True, json_schema_extra=_one_name)


def _kind_of_field(value: Any) -> str:
    if isinstance(value, LawSpec) or (isinstance(value, dict) and len(value) == 1 and set(value) <= NAMES):
        return "law"
    fits = isinstance(value, FitSpec) or (isinstance(value, dict) and set(value) & {"fit", "quantiles", "column"})
    return "fit" if fits else "shares"


Shares = dict[Value, Portion]
FieldSpec = Annotated[
    Annotated[FitSpec, Tag("fit")] | Annotated[LawSpec, Tag("law")] | Annotated[Shares, Tag("shares")],
    Discriminator(_kind_of_field),
]


class VariableSpec(Part):
    """A variable condition: a range of numbers, or a list of levels."""

    range: tuple[Finite, Finite] | None = Field(None, description="Smallest and largest value, both included.")
    levels: list[Value] | None = Field(None, min_length=1, max_length=1000, description="The values it can take.")
    scale: Scale | None = Field(None, description="How a range is cut into bins and sampled: linear or log.")
    bins: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, description="Into how many levels a range is cut.")
    integer: bool | None = Field(None, description="The range holds whole numbers only.")
    unit: Word | None = Field(None, description="Of a range, for people.")
    when: Where | None = Field(None, description="SQL: the condition only exists where this holds.")
    field: FieldSpec | None = Field(
        None,
        description="How the world is: {level: share}, a distribution such as {gamma: [2, 10]}, {fit: FILE#COLUMN}, or "
        "{quantiles: [...]}.",
    )
    description: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "VariableSpec":
        if (self.range is None) == (self.levels is None):
            raise ValueError("either range: [low, high] or levels: [...]")
        if self.levels is not None and any(x is not None for x in (self.scale, self.bins, self.integer, self.unit)):
            raise ValueError("no scale, bins, integer or unit beside levels: they belong to a range")
        return self


class ShareSpec(Part):
    """Bounds on a share of the samples, both included."""

    min: Portion | None = None
    max: Portion | None = None

    @model_validator(mode="after")
    def _bounds(self) -> "ShareSpec":
        if self.min is None and self.max is None:
            raise ValueError("min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min at most max, not {self.min:g} above {self.max:g}")
        return self


class ExclusionSpec(Part):
    """What shall not be in the data."""

    where: Where
    max_share: Portion = Field(0.0, description="The share up to which it is tolerated.")


class EdgeCaseSpec(Part):
    """What is rare in the world and shall be over-represented on purpose."""

    where: Where
    share: ShareSpec | None = None
    min_count: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _some(self) -> "EdgeCaseSpec":
        if self.share is None and not self.min_count:
            raise ValueError("share, min_count or both")
        return self


class GuaranteeSpec(Part):
    """A share that must hold."""

    where: Where
    share: ShareSpec
    name: Word | None = None
    basis: Basis = Field(
        "metadata",
        description="How it is known: metadata (counted, a fact), or inferred from a sample: audit, generator, field.",
    )
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95


class CoverageSpec(Part):
    """Every combination of levels of t conditions shall occur min_each times."""

    t: Annotated[int, Field(ge=1, le=6)] = 2
    over: list[Name] | None = Field(None, description="Conditions; all variable ones where left out.")
    min_each: Annotated[int, Field(ge=1)] = 1


class Spec(Part):
    """A domain of operation."""

    domain: Word = Field(description="Its name.")
    description: str | None = None
    extends: Word | list[Word] | None = Field(None, description="Files, or presets, that this one adds to.")
    task: Task | None = None
    level: Literal["scene", "item"] | None = Field(None, description="What a sample is: an image, or an object in it.")
    static: dict[Name, Value | None] = Field(default_factory=dict, description="Conditions with one value.")
    variables: dict[Name, VariableSpec | None] = Field(default_factory=dict)
    constraints: list[Where] = Field(default_factory=list, description="SQL: what always holds.")
    exclude: list[ExclusionSpec] = Field(default_factory=list)
    edge_cases: dict[Name, EdgeCaseSpec | None] = Field(default_factory=dict)
    guarantees: list[GuaranteeSpec] = Field(default_factory=list)
    coverage: CoverageSpec | None = None
    open_world: bool | None = Field(
        None, description="The domain cannot be enumerated: only what is declared binds, and results say so."
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, for editors."""
    made = Spec.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "datadiet domain"
    return made
