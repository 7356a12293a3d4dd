"""What clients send, as strict models: an unknown member, text in place of a number or an age of
150 is refused. Descriptions go into the OpenAPI document."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from kg.limits import limit

MOST_FINDINGS = int(limit("findings"))
MOST_CHARACTERS = int(limit("name_characters"))
MOST_ITEMS = int(limit("page_items"))
MOST_NODES = int(limit("graph_nodes"))
MOST_STEPS = int(limit("graph_depth"))
MOST_PATHS = int(limit("graph_paths"))

_Item = TypeVar("_Item")
Name = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
Text = Annotated[str, Field(max_length=int(limit("text_characters")))]
Names = Name | Annotated[list[Name], Field(max_length=MOST_FINDINGS)]
EXAMPLE: dict[str, JsonValue] = {
    "patient": {"age": 34, "sex": "female"},
    "findings": [
        {"concept": "buttock pain brought on by sitting"},
        {"text": "SLR +ve on L"},
        {"expression": {"type": "paresthesia", "site": "posterior thigh"}, "laterality": "left"},
        {"concept": "saddle anesthesia", "status": "absent"},
    ],
    "complaints": [{"site": "buttock", "side": "left"}],
    "duration_weeks": 5,
}
"""A presentation for the documentation."""

Weeks = Annotated[float, Field(ge=0, le=6240, allow_inf_nan=False)]


class Strict(BaseModel):
    """No unknown members."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Patient(Strict):
    """Who presents."""

    age: Annotated[float, Field(ge=0, le=120, allow_inf_nan=False)] | None = Field(
        None, description="age in years", examples=[34]
    )
    sex: Literal["female", "male", "intersex", "unknown"] | None = None
    pregnant: bool | None = None


class Expression(Strict):
    """A post-coordinated finding: a type, and what it is composed with."""

    type: Name = Field(description="type of finding", examples=["paresthesia"])
    site: Names | None = Field(None, examples=["posterior thigh"])
    radiates_to: Names | None = None
    aggravated_by: Names | None = Field(None, examples=[["running"]])
    relieved_by: Names | None = None
    quality: Names | None = None
    severity: Names | None = None
    course: Names | None = None
    onset: Names | None = None
    of_movement: Names | None = None


_WAYS = ("concept", "text", "expression")
_ONE_WAY: dict[str, JsonValue] = {
    "oneOf": [{"required": [way], "properties": {way: {"not": {"type": "null"}}}} for way in _WAYS]
}


class Finding(Strict):
    """One finding, named by exactly one of ``concept``, ``text`` and ``expression``."""

    model_config = ConfigDict(json_schema_extra=_ONE_WAY)

    concept: Name | None = Field(
        None,
        description="id, CURIE, slug, label, synonym, table id or a mapped foreign code",
        examples=["sitting-aggravated buttock pain"],
    )
    text: Text | None = Field(None, description="clinical wording; its own polarity counts")
    expression: Expression | None = None
    status: Literal["present", "absent", "unknown"] | None = Field(
        None, description="present where it is left out and the wording does not say otherwise"
    )
    unknown_reason: (
        Literal["not_asked", "not_done", "equivocal", "could_not_be_done", "misread"] | None
    ) = Field(
        None, description="misread takes back what the note was read to say of this very finding"
    )
    laterality: Literal["left", "right", "bilateral", "midline"] | None = None
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    unit: Name | None = None
    severity: Name | None = None
    course: Name | None = None
    onset: Name | None = None
    temporal: Literal["current", "resolved", "past"] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        named = [way for way in _WAYS if getattr(self, way) is not None]
        if len(named) != 1:
            raise ValueError("give exactly one of concept, text and expression")
        if self.unknown_reason is not None and self.status != "unknown":
            raise ValueError("unknown_reason goes with the status unknown")
        if self.unit is not None and self.value is None:
            raise ValueError("a unit goes with a value")
        return self


Findings = Annotated[list[Finding], Field(max_length=MOST_FINDINGS)]


class Complaint(Strict):
    """One of several pains, with a side of its own."""

    site: Name | None = None
    side: Literal["left", "right", "bilateral", "midline", "unknown"] | None = None
    findings: Findings | None = None


class Presentation(Strict):
    """A patient's presentation; every member may be left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    patient: Patient | None = None
    findings: Findings | None = None
    history: Findings | None = None
    complaints: (
        Annotated[list[Complaint], Field(max_length=int(limit("complaints")))] | None
    ) = None
    text: Text | None = Field(None, description="a clinical note, annotated and merged")
    duration_weeks: Weeks | None = None
    setting: Name | None = Field(None, examples=["musculoskeletal-outpatient"])
    limit: Annotated[int, Field(ge=1, le=100)] | None = Field(
        None, description="most conditions in the differential"
    )


class ExplainRequest(Presentation):
    """A presentation and the condition to explain for it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"condition": "piriformis-syndrome", **EXAMPLE}]}
    )

    condition: Name = Field(description="id or slug of a condition")


class AnnotateRequest(Strict):
    """A note to find concepts in."""

    text: Text = Field(examples=["left buttock pain worse with sitting, no fever"])


class ContrastRequest(Strict):
    """Two conditions to tell apart."""

    conditions: Annotated[list[Name], Field(min_length=2, max_length=2)]


class Page(Strict):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 20
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0

    def part(self, found: Sequence[_Item]) -> Sequence[_Item]:
        """Return this part of ``found``."""
        return found[self.offset : self.offset + self.limit]


class SearchQuery(Page):
    """What to search for."""

    q: Name
    kind: Name | None = Field(None, description="a kind of entity, such as Muscle or condition")


class AutocompleteQuery(Strict):
    """The beginning of a name."""

    q: Name
    kind: Name | None = None


class EntityFormat(Strict):
    """As what an entity is sent, where the address has to say so; it goes before `Accept`."""

    format: Literal["", "ttl", "jsonld", "json"] = Field(
        "", description="the media type by its short name, in place of the header `Accept`")


class ProofFormat(Strict):
    """As what a proof is sent."""

    format: Literal["", "json", "ttl"] = Field(
        "", description="a file of this format in place of the page")


class ClaimsQuery(Page):
    """Whose claims."""

    about: Name | None = Field(None, description="id or slug of the subject or object")


_RELATIONS = "relations with commas between them, such as canCompress or can compress"
_INFERRED = (
    "inferred edges to show: none, concise (those that other edges do not imply) or all of them"
)


class GraphQuery(Strict):
    """Which edges of the graph to look at."""

    relations: Name | None = Field(None, description=_RELATIONS, examples=["canCompress"])
    inferred: Literal["none", "concise", "all"] = Field("concise", description=_INFERRED)


class NeighbourhoodQuery(GraphQuery):
    """What surrounds one or several entities."""

    of: Name = Field(
        description="ids, slugs, labels or synonyms with commas between them",
        examples=["sciatic-nerve"],
    )
    depth: Annotated[int, Field(ge=0, le=MOST_STEPS)] = 1
    kinds: Name | None = Field(
        None, description="kinds of entity with commas between them", examples=["conditions"]
    )
    limit: Annotated[int, Field(ge=1, le=MOST_NODES)] = Field(
        100, description="most entities shown; total counts them all"
    )


class PathQuery(GraphQuery):
    """Two entities to connect."""

    start: Name = Field(
        alias="from", description="id, slug, label or synonym", examples=["sciatic-nerve"]
    )
    to: Name = Field(description="id, slug, label or synonym", examples=["piriformis-syndrome"])
    k: Annotated[int, Field(ge=1, le=MOST_PATHS)] = Field(
        3, description="most paths shown"
    )
