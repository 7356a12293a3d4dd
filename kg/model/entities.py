"""Entities: what has an opaque identifier of its own."""

from dataclasses import dataclass

from kg.model.fields import reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping to a foreign code, as in SSSOM.

    ``predicate`` says how the code's meaning relates to the entity's: exact, broad (it is
    wider), narrow (it is narrower) or related. ``side`` is the side of the body that the code
    states (left, right, bilateral, or empty); it belongs to the code's meaning and not to the
    entity's. ``justification`` is a term of the semantic mapping vocabulary.
    """

    code: str
    label: str
    predicate: str
    justification: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Anything with an opaque identifier: anatomy, findings, conditions, treatments.

    ``kind`` is the schema class (``Muscle``, ``Symptom``, ``Condition``), ``key`` the handle that
    gates and rules use, ``parent`` the entity that this one is a kind of, ``relations`` pairs of
    object property (``attachesTo``) and target CURIE.
    """

    id: str
    kind: str
    label: str
    slug: str
    key: str = ""
    parent: str = reference("entity")
    synonyms: tuple[str, ...] = ()
    definition: str = ""
    note: str = ""
    sources: tuple[str, ...] = reference("source", many=True)
    mappings: tuple[Mapping, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    former_slugs: tuple[str, ...] = ()
    deprecated: bool = False
    replaced_by: str = reference("entity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Entity):
    """A finding; ``composition`` holds pairs of object property and filler.

    ``type`` is the genus (pain, numbness, tenderness). With ``defined`` the genus and the
    composition are necessary and sufficient, otherwise only necessary. ``measure`` with
    ``minimum`` (inclusive) and ``maximum`` (exclusive) makes the finding a band of a number.
    ``bilateral_form`` is the finding that holds when this one is on both sides. Backgrounds are
    percentages of adults presenting with buttock pain without the condition in question.
    """

    type: str = reference("entity")
    composition: tuple[tuple[str, str], ...] = ()
    defined: bool = False
    side_applies: bool = False
    bilateral_form: str = reference("entity")
    question: str = ""
    measure: str = ""
    minimum: float | None = None
    maximum: float | None = None
    background_low_pct: float | None = None
    background_pct: float | None = None
    background_high_pct: float | None = None
    background_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Entity):
    """A condition or syndrome.

    ``ranking_role``: hypothesis, subtype, level, syndrome, lay_term, mimic, red_flag, modifier or
    out_of_scope; ``parent`` is the condition that a subtype or level belongs to; ``ranking_gate``
    must hold before a gated hypothesis ranks. Priors are percentages in the reference setting.
    ``necessary`` findings refute the condition when they are denied.
    """

    category: str = ""
    ranking_role: str = "hypothesis"
    ranking_gate: str = ""
    urgency: str = "routine"
    must_not_miss: bool = False
    in_documents: str = "no"
    structures: tuple[str, ...] = ()
    mechanism: str = ""
    relative_frequency: str = ""
    typical_patient: str = ""
    risk_factors: tuple[str, ...] = ()
    prior_low_pct: float | None = None
    prior_mid_pct: float | None = None
    prior_high_pct: float | None = None
    prior_basis: str = ""
    prior_sources: tuple[str, ...] = reference("source", many=True)
    necessary: tuple[str, ...] = reference("entity", many=True)
    confidence: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination(Entity):
    """A test that someone performs; ``result`` is the finding that it yields when positive."""

    result: str = reference("entity")
    modality: str = ""
    technique: str = ""
    positive_criterion: str = ""
    unsafe_if: tuple[str, ...] = reference("entity", many=True)
    cost: str = ""
    coding_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment(Entity):
    """An intervention, apart from any condition."""

    intervention_class: str = ""
