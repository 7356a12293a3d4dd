"""A service small enough to read: five entities, one rule, and an engine that answers by rote."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox

from api.service import Service
from kg.axioms import Named, Some, SubClassOf, SubPropertyOf
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.network import Network
from kg.catalogue.paths import Paths
from kg.errors import ContradictionError, InputError, Pointed
from kg.graph.build import graph_of
from kg.iris import BASE, entity_iri, term_iri
from kg.model import (
    Claim,
    Condition,
    Document,
    Entity,
    Evidence,
    Finding,
    Knowledge,
    Mapping,
    Source,
)
from kg.query import formats
from kg.query.admission import Admitted, admit
from kg.query.client import Answer
from kg.query.header import parse_saved
from kg.query.saved import SavedQueries
from kg.reasoning.read import axioms_from_triples
from kg.reasoning.taxonomy import Taxonomy
from kg.release.build import release_files
from kg.release.content import Version

ROOT = Path(__file__).resolve().parents[2]

DIGEST = "sha256:" + "0a" * 32


SAVED = """\
#+ summary = "What lies in a region"
#+ description = "Structures by region."
#+ tags = ["anatomy"]
#+ parameters.region = { type = "entity", kinds = ["PainRegion"], required = true, \
example = "buttock", description = "a region" }
#+ returns.structure = "what lies there"
SELECT ?region ?structure WHERE { ?structure gluteal:inPainRegion ?region }
"""


def knowledge() -> Knowledge:
    """Return the smallest knowledge that fills every kind of page."""
    entities = (
        Entity(id="GKG:0000001", kind="PainRegion", label="buttock", slug="buttock",
               synonyms=("gluteal region",), definition="the seat",
               mappings=(Mapping(code="UBERON:0013691", label="buttock", predicate="exact"),
                         Mapping(code="ICD10CM:S30.01", label="Right thing", predicate="narrow",
                                 justification="semapv:ManualMappingCuration",
                                 side="right"))),
        Entity(id="GKG:0000100", kind="Muscle", label="piriformis", slug="piriformis",
               relations=(("inPainRegion", "GKG:0000001"),), definition="a deep rotator",
               former_slugs=("pyriformis",), sources=("book",)),
        Finding(id="GKG:0002000", kind="Symptom", label="buttock pain", slug="buttock-pain",
                definition='pain in the <script>alert("x")</script> buttock'),
        Finding(id="GKG:0002001", kind="Symptom", label="sitting-aggravated buttock pain",
                slug="sitting-aggravated-buttock-pain", parent="GKG:0002000"),
        Condition(id="GKG:0004013", kind="Condition", label="piriformis syndrome",
                  slug="piriformis-syndrome", synonyms=("wallet neuritis",),
                  relations=(("canAffect", "GKG:0000100"),)),
    )
    records = {
        "source": {"book": Source(id="book", citation="A book, 2001")},
        "evidence": {"F001": Evidence(id="F001", condition="GKG:0004013", finding="GKG:0002001",
                                      sources=("book", "lost"))},
        "document": {"D1": Document(id="D1", title="A page")},
        "claim": {"SF-A001": Claim(id="SF-A001", document="D1", sentence=3, subject="GKG:0004013",
                                   subject_text="the syndrome", predicate="affects",
                                   property="canAffect", object="GKG:0000100", stance="axiom")},
    }
    return Knowledge(entities={e.id: e for e in entities}, records=records)


def taxonomy() -> Taxonomy:
    """Return what entails that piriformis syndrome can hurt in the buttock."""
    def a(curie: str) -> Named:
        return Named(entity_iri(curie))

    can_affect, in_region = term_iri("canAffect"), term_iri("inPainRegion")
    stated = SubClassOf(a("GKG:0004013"), Some(can_affect, a("GKG:0000100")))
    return Taxonomy.from_axioms(
        [
            stated,
            SubClassOf(a("GKG:0000100"), Some(in_region, a("GKG:0000001"))),
            SubClassOf(a("GKG:0002001"), a("GKG:0002000")),
            SubPropertyOf((can_affect, in_region), term_iri("canHurtIn")),
        ],
        {stated.identifier: ("https://w3id.org/gluteal/claim/SF-A001",)},
    )


class RoteClinician:
    """Echoes what it was asked, and fails on request."""

    index = SimpleNamespace(knowledge=knowledge())

    def differential(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the request as an answer."""
        concepts = [f.get("concept") for f in asked.get("findings", ())]
        if "clash" in concepts:
            raise ContradictionError([Pointed("/findings/0", "clashes")], {"red_flags": ["kept"]})
        if "nonsense" in concepts:
            raise InputError([Pointed("/findings/0/concept", "not known", ("sense",))])
        if "boom" in concepts:
            raise RuntimeError(f"the engine tripped over {asked}")
        lists = ("red_flags", "differential", "understood", "not_understood", "warnings",
                 "not_yet_excluded", "ruled_out", "contradictions")
        return {"outcome": "insufficient_information", "asked": asked, "notice": "by rote",
                "ask_next": {}, "plan": {}} | {name: [] for name in lists}

    def differential_and_mentions(
        self, asked: dict[str, Any]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the request as an answer, and no mention."""
        return self.differential(asked), []

    def explain(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return a proof of one step."""
        pain, syndrome = f"<{entity_iri('GKG:0002000')}>", f"<{entity_iri('GKG:0004013')}>"
        candidate = f"<{BASE}candidate-for/GKG_0004013>"
        some = f"ObjectSomeValuesFrom(<{BASE}hasCandidate> {syndrome})"
        has_pain = f"ObjectSomeValuesFrom(<{BASE}hasFinding> {pain})"
        premise = {
            "conclusion": f"SubClassOf(<presentation> {has_pain})",
            "rule": "entered", "entered": 0, "support": [], "premises": [],
        }
        step = {
            "conclusion": f"SubClassOf(<presentation> {candidate})", "rule": "subclass",
            "axiom": "ab12", "entered": None, "support": [f"{BASE}evidence/F001"],
            "axiom_text":
                f"SubClassOf(ObjectIntersectionOf(<{BASE}Presentation> {some}) {candidate})",
            "premises": [premise],
        }
        return {
            "condition": {"id": "GKG:0004013", "slug": "piriformis-syndrome",
                          "label": "piriformis syndrome"},
            "outcome": "insufficient_information", "proof": step, "contributions": None,
            "why_not": [{"reason": "does not rank", "finding": None}], "would_change": [],
            "red_flags": [], "rivals": [], "notice": "decision support",
        }

    def annotate(self, text: str) -> dict[str, Any]:
        """Return no mention."""
        return {"mentions": [], "characters": len(text)}

    def contrast(self, one: str, other: str) -> dict[str, Any]:
        """Return the names, with nothing shared and nothing that separates."""
        named = [{"id": name, "slug": name, "label": name, "kind": "Condition"}
                 for name in (one, other)]
        return {"conditions": named, "shared": [], "separating": []}


@dataclass
class RoteQueries:
    """Answers every query that is admitted with yes, or raises ``error``."""

    error: Exception | None = None

    def run(self, query: str | Admitted, **_: Any) -> Answer:
        """Return yes, in the form that was asked for."""
        if self.error is not None:
            raise self.error
        admitted = query if isinstance(query, Admitted) else admit(query)
        if admitted.form in ("select", "ask"):
            return Answer(formats.JSON, b'{"head":{},"boolean":true}', admitted.form, 0.0)
        return Answer(formats.TURTLE, b"", admitted.form, 0.0)

    def counters(self) -> dict[str, int]:
        """Return one time-out."""
        return {"QueryTimeout": 1}


@cache
def _release_folder() -> Path:
    """Write the release of the real schema over the stand-in entities, once."""
    turtle = (ROOT / "ontology" / "schema.ttl").read_bytes()
    triples = [q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
    files = release_files(
        triples, [], axioms_from_triples(triples), knowledge(), taxonomy(),
        [(entity_iri("GKG:0004013"), term_iri("canHurtIn"), entity_iri("GKG:0000001"))],
        Version("0.0.1", DIGEST),
    )
    folder = Path(tempfile.mkdtemp(prefix="gluteal-stand-in-"))
    atexit.register(shutil.rmtree, folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def service(queries: Any = None) -> Service:
    """Return a service over the stand-ins."""
    known, classes = knowledge(), taxonomy()
    folder = _release_folder()
    manifest = SimpleNamespace(
        version="0.0.1", digest=DIGEST, counts={"entities": 5},
        releases={file.name: "0b" * 32 for file in folder.iterdir()}, exports={},
    )
    snapshot = SimpleNamespace(manifest=manifest, knowledge=known, taxonomy=classes, path=folder)
    catalogue = Catalogue(known, classes)
    network = Network(catalogue, graph_of(known, classes, {}))
    return Service(
        snapshot, RoteClinician(), catalogue, queries or RoteQueries(),
        SavedQueries({"regions": parse_saved("regions", SAVED)}, known), network, Paths(network),
    )
