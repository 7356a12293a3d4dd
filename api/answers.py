"""What clients receive, for the OpenAPI document. Members may be added; none is taken away."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def given_as(*media_types: str, **others: str) -> dict[int | str, Any]:
    """Return the OpenAPI response of an answer in ``media_types``, beside any JSON model.

    ``others`` are further statuses with their descriptions, such as ``_308="moved"``.
    """
    content = {media: {"schema": _shape(media)} for media in media_types}
    given: dict[int | str, Any] = {200: {"content": content, "description": "success"}}
    return given | {int(k.strip("_")): {"description": text} for k, text in others.items()}


def _shape(media_type: str) -> dict[str, str]:
    return {} if media_type.endswith("json") else {"type": "string"}


class Answer(BaseModel):
    """Every answer names the snapshot that it came from."""

    model_config = ConfigDict(extra="allow")


class SnapshotMember(BaseModel):
    """Version and digest of the snapshot."""

    version: str
    digest: str = Field(examples=["sha256:0f1e2d"])


class FromSnapshot(Answer):
    """An answer from a snapshot."""

    snapshot: SnapshotMember


class Reference(Answer):
    """An entity named in an answer."""

    id: str = Field(examples=["GKG:0004001"])
    slug: str
    label: str


class RankedCondition(Answer):
    """One row of a differential: ``score = prior_log10 + sum of log10_lr``.

    ``elsewhere`` says by how much the prior is lower because the complaint lies where the
    condition is not felt (``log10``, the ``sites``), and is null where it is felt there.
    """

    rank: int
    condition: Reference
    posterior: float | None
    band: str
    score: float
    prior_log10: float
    elsewhere: dict[str, Any] | None = None


class RaisedFlag(Answer):
    """A red flag that the presentation raises."""

    condition: Reference | None = None
    urgency: str
    action: str


class Differential(FromSnapshot):
    """The reasoned differential of a presentation."""

    outcome: str = Field(examples=["ranked", "insufficient_information", "out_of_scope"])
    red_flags: list[RaisedFlag]
    differential: list[RankedCondition]
    understood: list[dict[str, Any]]
    not_understood: list[dict[str, Any]]
    warnings: list[Any]
    not_yet_excluded: list[dict[str, Any]]
    ruled_out: list[dict[str, Any]]
    ask_next: dict[str, Any]
    plan: dict[str, Any]
    notice: str


class Explanation(FromSnapshot):
    """Why a condition is, or is not, in the differential."""


class Annotation(FromSnapshot):
    """The concepts mentioned in a note."""

    mentions: list[dict[str, Any]]


class Contrast(FromSnapshot):
    """Findings that two conditions share, and findings that separate them."""


class ItemList(FromSnapshot):
    """A part of a list; ``total`` counts the whole."""

    total: int
    items: list[dict[str, Any]]


class EntityPage(FromSnapshot):
    """What is known about an entity."""

    id: str
    slug: str
    label: str
    kind: str
    synonyms: list[str]
    definition: str
    hierarchy: dict[str, list[Reference]]
    relations: list[dict[str, Any]]
    rules: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    mappings: list[dict[str, Any]]


class ProofPage(FromSnapshot):
    """The proof of an inferred edge."""

    id: str
    proof: dict[str, Any]
    manifestations: list[dict[str, Any]]


class RulePage(FromSnapshot):
    """A rule: what it looks for, what it concludes, and why."""

    id: str
    type: str
    pattern: dict[str, Any]
    conclusion: dict[str, Any]
    basis: str
    sources: list[dict[str, Any]]


class SourcePage(FromSnapshot):
    """A bibliography entry, with what rests on it."""

    key: str
    rules: list[dict[str, str]]


class ClaimPage(FromSnapshot):
    """What one sentence of a source document states."""

    id: str
    document: dict[str, Any] | str
    sentence: int


class VersionPage(FromSnapshot):
    """Versions of what answers."""

    service: str
    api: list[str]


class GraphNode(Reference):
    """An entity of the graph at its place: x to the right, y downward, both in one unit."""

    kind: str
    x: int
    y: int


class Neighbour(GraphNode):
    """A node with its distance from the start and what lies beyond: how many neighbours it has
    under the same filters, and how many of them are not shown, in all and by relation."""

    distance: int
    degree: int
    hidden: int
    hidden_by_relation: dict[str, int]


class GraphEdge(Answer):
    """One relation. An inferred one names its proof, at ``/v1/proofs/{proof}``; another the records
    that state it. ``estimate`` says whether ``strength`` is an estimate of the authors."""

    source: str = Field(examples=["GKG:0004013"])
    target: str = Field(examples=["GKG:0000200"])
    relation: str = Field(examples=["canCompress"])
    label: str = Field(examples=["can compress"])
    inferred: bool
    proof: str | None
    basis: str = Field(examples=["stated", "evidence", "mechanism", "entailed"])
    strength: str | None
    estimate: bool | None
    records: list[str]
    sources: list[str]


class NeighbourhoodPage(FromSnapshot):
    """The first ``shown`` of ``total`` entities, and the edges of those that were expanded."""

    of: list[str]
    shown: int
    total: int
    nodes: list[Neighbour]
    edges: list[GraphEdge]


class PathStep(GraphEdge):
    """One step: the edge in its own direction, whether it is walked forward, and in words."""

    forward: bool
    reads: str


class GraphPath(Answer):
    """A path of ``length`` steps."""

    length: int
    steps: list[PathStep]


class PathPage(FromSnapshot):
    """Paths, the most explaining first; where there is none, the reason."""

    shown: int
    paths: list[GraphPath]
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    reason: str | None = None
