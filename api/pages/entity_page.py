"""What the page of an entity shows, arranged for a clinician: relations by relation, evidence as
one table, other rules by what they are for, and sources as numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.catalogue.network import Filter, Network
from kg.catalogue.records import reference
from kg.graph.model import SUBCLASS, relation_label
from kg.graph.records import PRESENTS

PAIN = ("canHurtIn", "canReferPainTo", "canCauseSensorySymptomIn", "hasReferralArea",
        "inPainRegion", "hasPrimarySite", "feltAt", "radiatesTo")
"""Relations that say where it hurts; they come first."""
BASES = {
    "published_figure": "published figure", "from_sensitivity_or_LR": "published accuracy",
    "author_estimate": "estimate of the authors", "definitional_criterion": "by definition",
    "mechanism": "follows from anatomy",
}
"""What a figure rests on, in words."""
INTERNAL = frozenset({
    "parent", "provenance", "coding_basis", "in_documents", "defined", "ranking_role",
    "background_basis", "prior_basis", "prior_sources", "confidence", "prior_low_pct",
    "prior_mid_pct", "prior_high_pct", "background_low_pct", "background_pct",
    "background_high_pct",
})
"""Details that say how an entry was made, or that are shown together in another place."""


@dataclass(slots=True)
class Relations:
    """The relations of one kind: their name in words, and how many are asserted and inferred."""

    name: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def asserted(self) -> int:
        """How many of them people stated."""
        return sum(row["basis"] == "asserted" for row in self.rows)

    @property
    def inferred(self) -> int:
        """How many of them the reasoner adds."""
        return len(self.rows) - self.asserted


def page(view: Mapping[str, Any], network: Network) -> dict[str, Any]:
    """Return what ``entity.html`` shows of ``view``, which is the catalogue's description."""
    relations = _grouped(view["relations"])
    rules: dict[str, list[dict[str, Any]]] = {}
    for rule in view["rules"]:
        rules.setdefault(rule["type"], []).append(rule)
    evidence = [_evidence(rule, view["id"]) for rule in rules.pop("evidence", ())]
    evidence += [_evidence(rule, view["id"]) for rule in rules.pop("test", ())]
    evidence.sort(key=_strength)
    return {
        "hurts": [r for r in relations if r.name in map(relation_label, PAIN)],
        "relations": [r for r in relations if r.name not in map(relation_label, PAIN)],
        "incoming": _incoming(view["id"], network),
        "evidence": [row for row in evidence if row["basis"] != BASES["mechanism"]],
        "expected": [row for row in evidence if row["basis"] == BASES["mechanism"]],
        "rules": rules,
        "facts": {k: v for k, v in view["details"].items() if k not in INTERNAL},
        "shares": shares(view["details"]),
        "made": {k: v for k, v in view["details"].items() if k in INTERNAL & _SHOWN_LAST},
        "sources": _sources(view),
    }


_SHOWN_LAST = frozenset({
    "provenance", "coding_basis", "in_documents", "ranking_role", "background_basis",
    "prior_basis", "confidence",
})


def shares(details: Mapping[str, Any]) -> dict[str, str]:
    """Return how common the entity is, in words: among patients, or in people without its cause."""
    found = {}
    for prefix, name in (("prior", "Share of patients"), ("background", "Seen in other patients")):
        middle = details.get(f"{prefix}_mid_pct", details.get(f"{prefix}_pct"))
        if middle is None:
            continue
        low, high = details.get(f"{prefix}_low_pct"), details.get(f"{prefix}_high_pct")
        around = f" ({low:g} to {high:g} %)" if low is not None and high is not None else ""
        basis = str(details.get(f"{prefix}_basis", ""))
        note = "; an estimate of the authors" if "estimate" in basis else ""
        found[name] = f"{middle:g} %{around}{note}"
    return found


def _grouped(rows: Iterable[Mapping[str, Any]]) -> list[Relations]:
    found: dict[str, Relations] = {}
    for row in rows:
        name = str(row["property"])
        found.setdefault(name, Relations(relation_label(name))).rows.append(dict(row))
    order = [*PAIN, *sorted(found)]
    return [found[name] for name in dict.fromkeys(order) if name in found]


def _incoming(curie: str, network: Network) -> list[Relations]:
    """Return the relations of other entities to this one, without kinds and manifestations."""
    entities = network.catalogue.knowledge.entities
    found: dict[str, Relations] = {}
    for edge, other in network.adjacency(Filter()).get(curie, ()):
        if edge.target != curie or edge.relation in (SUBCLASS, PRESENTS):
            continue
        row = {"target": reference(entities[other]),
               "basis": "inferred" if edge.inferred else "asserted",
               "proof": edge.identifier if edge.inferred else None}
        found.setdefault(edge.relation, Relations(relation_label(edge.relation))).rows.append(row)
    for one in found.values():
        one.rows.sort(key=lambda row: row["target"]["label"])
    return [found[name] for name in sorted(found)]


def _evidence(rule: Mapping[str, Any], curie: str) -> dict[str, Any]:
    """Return one row of the table: what is related, and the figures.

    On the page of a finding that is the condition, on every other page the finding.
    """
    details = dict(rule["details"]) | {
        k: v for k, v in rule["conclusion"].items() if k != "condition"
    }
    finding = rule["pattern"].get("finding") or rule["pattern"].get("examination")
    condition = rule["conclusion"].get("condition")
    low, high = details.get("frequency_low_pct"), details.get("frequency_high_pct")
    basis = "mechanism" if rule["basis"] == "mechanism" else details.get("band_basis", "")
    return {
        "id": rule["id"],
        "about": condition if finding and finding["id"] == curie else finding,
        "absent": rule["pattern"].get("status") == "absent",
        "is_test": rule["type"] == "test",
        "lr_pos": details.get("lr_pos"), "lr_neg": details.get("lr_neg"),
        "sensitivity": details.get("sensitivity"), "specificity": details.get("specificity"),
        "frequency": _range(low, high),
        "basis": BASES.get(basis, "published accuracy" if rule["type"] == "test" else "not stated"),
        "confidence": details.get("confidence", ""),
        "compared": details.get("comparator", ""),
        "note": details.get("note", "") or details.get("caveat", ""),
        "review": rule.get("review"),
        "sources": rule["sources"],
        "size": high or low or 0.0,
    }


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None or low == high:
        return f"{low if low is not None else high:g} %"
    return f"{low:g}–{high:g} %"


def _strength(row: Mapping[str, Any]) -> tuple[bool, float, float, str]:
    """Order rows: those with a likelihood ratio first, the most telling on top."""
    ratio = row["lr_pos"]
    label = row["about"]["label"] if row["about"] else ""
    return ratio is None, -(ratio or 0.0), -row["size"], label


def _sources(view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every source that the page names by its key, numbered in the order of the page."""
    found: dict[str, dict[str, Any]] = {}
    lists: list[Sequence[Mapping[str, Any]]] = [view["sources"]]
    lists += [view["details"].get("prior_sources", ())]
    lists += [rule["sources"] for rule in view["rules"]]
    for sources in lists:
        for source in sources:
            if source["key"] not in found:
                found[source["key"]] = dict(source) | {"number": len(found) + 1}
    return found
