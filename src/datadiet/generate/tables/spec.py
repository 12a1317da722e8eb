"""The form of a declared table's YAML file: what is written, before its meaning is checked."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from datadiet.distributions import NAMES

__all__ = ["ColumnSpec", "PairSpec", "Spec", "schema"]

Word = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Part(BaseModel):
    """Any part of the file: keys that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(Part):
    """A column: how it is distributed, or an id, or a sum of others."""

    dist: Any = Field(None, description="A value, or a distribution: {normal: [170, 10]}, {choice: {a: .9, b: .1}}.")
    as_: Annotated[str, StringConstraints(pattern="^(date|datetime)$")] | None = Field(
        None, alias="as", description="date or datetime: the distribution is over ISO dates, or seconds since 1970."
    )
    id: Word | None = Field(None, description="Counted, A-{n:05}, or drawn, A-[0-9][0-9]; no two rows have the same.")
    equals: Word | None = Field(None, description="A sum of other columns: a + b.")
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(None, description="0.01: two decimals.")
    ordered: bool = Field(False, description="The words of a choice stand in their order.")
    missing: Share = Field(0.0, description="Share of the rows where it is missing, at random.")
    unit: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, found: Any) -> Any:
        """Take a distribution or a value for a column of it."""
        if not isinstance(found, Mapping) or (len(found) == 1 and set(found) <= NAMES):
            return {"dist": found}
        return found

    @model_validator(mode="after")
    def _one(self) -> "ColumnSpec":
        if sum(each is not None for each in (self.dist, self.id, self.equals)) != 1:
            raise ValueError("one of dist: DISTRIBUTION, id: FORM, equals: SUM")
        return self


class PairSpec(Part):
    """A rank correlation."""

    between: tuple[Word, Word]
    rank: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)] = Field(description="Spearman's, from -1 to 1.")


class Spec(Part):
    """A table."""

    table: Word = Field(description="Its name.")
    description: str | None = None
    columns: dict[Word, ColumnSpec] = Field(min_length=1)
    dependence: list[PairSpec] = Field(
        default_factory=list,
        description="Pairs that are not named depend on each other only through those that are.",
    )
    constraints: list[Word] = Field(default_factory=list, description="SQL: what holds of each row.")
    unique: list[list[Word]] = Field(
        default_factory=list, description="Columns of which no two rows have the same values together."
    )


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, for editors."""
    made = Spec.model_json_schema()
    column = made["$defs"]["ColumnSpec"]
    short = {"type": ["boolean", "number", "string"], "description": "The same value in every row."}
    made["$defs"]["ColumnSpec"] = {"anyOf": [short, column, {"type": "object", "maxProperties": 1}]}
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "datadiet table"
    return made
