"""Knowledge as the clinical modules look it up: references, sources, keys, hierarchy."""

from collections.abc import Iterable, Sequence
from typing import Any

from kg.clinical.bands import ABBREVIATED, OWN_UNITS, PERSONAL, Nested
from kg.clinical.words import normal_name
from kg.gates import Gate, parse
from kg.iris import BASE, camel_case, entity_curie, entity_iri, is_entity_iri
from kg.model import Condition, Entity, Examination, Finding, Knowledge, Source
from kg.reasoning.taxonomy import Taxonomy

Json = dict[str, Any]


class Index:
    """Read-only look-ups over one snapshot's knowledge, built once."""

    def __init__(self, knowledge: Knowledge, taxonomy: Taxonomy) -> None:
        """Prepare references, sources, keys and the order among findings."""
        self.knowledge = knowledge
        self.findings: dict[str, Finding] = knowledge.findings()
        self.conditions: dict[str, Condition] = knowledge.conditions()
        self._refs = {curie: reference(e) for curie, e in knowledge.entities.items()}
        self._sources = {key: _source(s) for key, s in knowledge.of(Source).items()}
        self.by_key = {e.key: e for e in knowledge.entities.values() if e.key}
        self.ancestors = _ancestors(self.findings, taxonomy)
        self.descendants = _descendants(self.ancestors)
        self.examinations = _examinations(knowledge)
        self.bands: dict[str, list[Finding]] = {}
        for finding in self.findings.values():
            if finding.measure:
                self.bands.setdefault(finding.measure, []).append(finding)
        self.nested = {measure: Nested(self.bands.get(measure, ())) for measure in PERSONAL}
        self.personal = frozenset(
            f.id for measure in PERSONAL for f in self.bands.get(measure, ())
        )
        self.who = self.personal | {self.curie(key) for key in (*SEXES, "pregnant")}
        self.necessary = frozenset(n for c in self.conditions.values() for n in c.necessary)
        self.systemic = frozenset(
            f.id for f in self.findings.values() if self._is_systemic(f)
        )
        self._measures = {
            name: bands[0].id
            for measure, bands in self.bands.items() for name in _measure_names(measure)
        }
        self._gates: dict[str, Gate] = {}

    def ref(self, curie: str) -> Json:
        """Return ``{id, slug, label}`` of an entity."""
        return self._refs[curie]

    def curie(self, key: str) -> str:
        """Return the CURIE of the entity with that key, empty where there is none."""
        entity = self.by_key.get(key)
        return "" if entity is None else entity.id

    def sources(self, keys: Iterable[str]) -> list[Json]:
        """Return ``{key, citation, locator}`` of bibliography keys."""
        return [self._sources[key] for key in keys if key in self._sources]

    def gate(self, text: str) -> Gate:
        """Return the parsed gate; each text is read once.

        Raises:
            GateError: the text is not in the gate language.
        """
        if text not in self._gates:
            self._gates[text] = parse(text)
        return self._gates[text]

    def measure(self, name: str) -> str:
        """Return a band of the measure that ``name`` is (``temperature``), empty if none."""
        return self._measures.get(normal_name(name), "")

    def _is_systemic(self, finding: Finding) -> bool:
        """Tell whether a finding concerns the whole person, whatever complaint it stands under:
        results of blood, and what has neither side nor site (the whole body apart), unless it
        is of a kind that belongs to one complaint."""
        if finding.side_applies or finding.kind not in {"Symptom", "Sign", "LabResult"}:
            return False
        whole = self.curie(WHOLE_BODY)
        above = {self.findings[a].label for a in self.ancestors[finding.id]}
        return LOCAL_TYPES.isdisjoint(above) and all(t == whole for _, t in finding.composition)

    def question(self, curie: str) -> str:
        """Return how to ask for a finding."""
        finding = self.findings[curie]
        return finding.question or f"{finding.label[:1].upper()}{finding.label[1:]}?"

    def is_asked(self, curie: str) -> bool:
        """Tell whether a finding is asked for; age and duration are members of the request."""
        return self.findings[curie].measure not in PERSONAL

    def cost(self, curie: str) -> str:
        """Return the cost tier of finding out: of its examination, else of its kind."""
        tiers = [e.cost for e in self.examinations.get(curie, ()) if e.cost]
        if tiers:
            return min(tiers, key=COSTS.__getitem__)
        return _COST_OF_KIND.get(self.findings[curie].kind, "history")


SEXES = ("female_sex", "male_sex")
"""Keys of the findings that state the sex."""
WHOLE_BODY = "whole_body_region"
"""Key of the region that systemic findings stand for."""
LOCAL_TYPES = frozenset({"pain", "stiffness", "functional limitation"})
"""Labels of the types of finding that belong to one complaint, with or without a site."""
COSTS = {
    "history": 1.0, "examination": 2.0, "laboratory": 6.0, "imaging": 15.0,
    "electrodiagnostic": 20.0, "invasive": 40.0,
}
"""Relative cost of finding out, by tier (a starting point; orders what to ask next)."""
_COST_OF_KIND = {
    "Symptom": "history", "HistoryItem": "history", "Sign": "examination",
    "TestResult": "examination", "ImagingResult": "imaging", "LabResult": "laboratory",
}


def _measure_names(measure: str) -> list[str]:
    """Return the names of a measure: with its unit, without it, and its abbreviation."""
    bare = next(
        (measure.removesuffix(f"_{unit}") for unit in ("c", *OWN_UNITS)
         if measure.endswith(f"_{unit}")), measure,
    )
    return [normal_name(n) for n in (measure, bare, *ABBREVIATED.get(measure, ()))]


def reference(entity: Entity) -> Json:
    """Return ``{id, slug, label}`` of ``entity``."""
    return {"id": entity.id, "slug": entity.slug, "label": entity.label}


def property_name(name: str) -> str:
    """Return the schema name of a property, given as IRI, schema name or authoring key."""
    return camel_case(name.removeprefix(BASE))


def targets(pairs: Sequence[tuple[str, str]], *names: str) -> list[str]:
    """Return the targets of those ``pairs`` whose property is one of ``names``."""
    return [target for name, target in pairs if property_name(name) in names]


def _source(source: Source) -> Json:
    locator = f"doi:{source.doi}" if source.doi else ""
    if not locator and source.pmid and source.pmid not in source.citation:
        locator = source.pmid
    return {"key": source.id, "citation": source.citation, "locator": locator}


def _ancestors(findings: dict[str, Finding], taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    result = {}
    for curie in findings:
        names = {entity_curie(i) for i in taxonomy.subsumers(entity_iri(curie))
                 if is_entity_iri(i)}
        result[curie] = frozenset(n for n in names if n in findings and n != curie)
    return result


def _descendants(ancestors: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {curie: set() for curie in ancestors}
    for curie, above in ancestors.items():
        for ancestor in above:
            below[ancestor].add(curie)
    return {curie: frozenset(names) for curie, names in below.items()}


def _examinations(knowledge: Knowledge) -> dict[str, tuple[Examination, ...]]:
    found: dict[str, tuple[Examination, ...]] = {}
    for entity in knowledge.entities.values():
        if isinstance(entity, Examination) and entity.result:
            found[entity.result] = (*found.get(entity.result, ()), entity)
    return found
