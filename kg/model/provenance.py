"""Records of no single condition: groups, settings, documents, claims, sources, reviews."""

from dataclasses import dataclass

from kg.model.fields import reference


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyGroup:
    """Findings that repeat one another (rows G...): at most ``max_members`` count."""

    id: str
    findings: tuple[str, ...] = reference("entity", many=True)
    clusters: tuple[str, ...] = reference("entity", many=True)
    rule: str = ""
    max_members: int = 1
    product_cap: float | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicSetting:
    """A kind of clinic with priors of its own; ``gate_name`` is its name in the gate language."""

    id: str
    name: str = ""
    gate_name: str = ""
    something_else_pct: float = 8.0
    prior_factors: tuple[tuple[str, float], ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source document that claims quote by sentence."""

    id: str
    file: str = ""
    title: str = ""
    publisher: str = ""
    commercial: bool = False
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one sentence of a document states (rows SF-...).

    Offsets are Unicode code points, ``start`` inclusive and ``end`` exclusive. ``subject`` and
    ``object`` are entities where the model has them; the texts always stand. ``stance`` is
    ``axiom`` (the reasoner uses it, as ``property``), or ``claim`` (kept, not used).
    ``contradicts`` names claims and evidence on the other side.
    """

    id: str
    document: str = reference("document")
    section: str = ""
    sentence: int = 0
    start: int = 0
    end: int = 0
    sentence_sha1: str = ""
    subject: str = reference("entity")
    subject_text: str = ""
    predicate: str = ""
    property: str = ""
    object: str = reference("entity")
    object_text: str = ""
    qualifier: str = ""
    fact_class: str = ""
    verdict: str = ""
    stance: str = "claim"
    contradicts: tuple[str, ...] = ()
    contradiction_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A bibliography entry; ``id`` is its citation key."""

    id: str
    citation: str = ""
    doi: str = ""
    pmid: str = ""
    design: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismAcceptance:
    """Mechanistic manifestations that a curator accepted for one reason (XA...)."""

    id: str
    condition: str = reference("entity")
    findings: tuple[str, ...] = reference("entity", many=True)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismRefusal:
    """Mechanistic manifestations that a curator refused for one reason (X...)."""

    id: str
    condition: str = reference("entity")
    findings: tuple[str, ...] = reference("entity", many=True)
    reason: str = ""
