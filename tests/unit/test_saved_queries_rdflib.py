"""Every saved query answers the same in RDFLib, an engine that shares no code with ours.

Three queries look a relation up by a variable, which RDFLib answers by walking the whole graph, in
ten seconds to minutes. For these the answer is worked out from the triples by hand.
"""

import json
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, Dataset, Literal, Namespace, URIRef

from kg.iris import BASE, PREFIXES
from kg.query.header import load_saved
from tests.answers import Ask, Rows

ROOT = Path(__file__).resolve().parents[2]
SAVED = load_saved(ROOT / "queries")
G = Namespace(BASE)
pytestmark = pytest.mark.filterwarnings("ignore:Dataset[.]:DeprecationWarning")  # its own use
BY_HAND = {"inferred-relations", "conditions-by-structure", "conditions-by-nerve"}


@pytest.fixture(scope="module")
def dataset(committed: SimpleNamespace) -> Dataset:
    """The snapshot's graphs in RDFLib."""
    found = Dataset(default_union=True)
    graphs: dict[str, rdflib.Graph] = {}
    for line in ox.parse(path=committed.path / "dataset.nq", format=ox.RdfFormat.N_QUADS):
        name = line.graph_name.value
        graph = graphs.get(name)
        if graph is None:
            graph = graphs[name] = found.graph(URIRef(name))
        graph.add((_term(line.subject), _term(line.predicate), _term(line.object)))
    return found


def _term(term: object) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value.endswith("#string")
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value))


def _plain(value: object) -> str:
    """Numbers compare as numbers: the engines write decimals in their own ways."""
    text = str(value)
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


@pytest.mark.parametrize("name", sorted(SAVED.keys() - BY_HAND))
def test_rdflib_gives_the_same_rows_in_the_same_order(
    name: str, committed: SimpleNamespace, dataset: Dataset
):
    query = SAVED[name]
    examples = {key: p.example for key, p in query.parameters.items()}
    terms = committed.saved.bind(query, examples)
    found = dataset.query(
        query.text, initNs={prefix: Namespace(base) for prefix, base in PREFIXES.items()},
        initBindings={key: _term(value) for key, value in terms.items()},
    )
    theirs = [{str(variable): _plain(row[variable]) for variable in found.vars or ()
               if row[variable] is not None} for row in found]
    body = json.loads(committed.saved.run(name, examples, committed.service).body)
    ours = [{key: _plain(cell["value"]) for key, cell in row.items()}
            for row in body["results"]["bindings"]]
    assert ours == theirs


def _named(dataset: Dataset, label: str) -> URIRef:
    (entity,) = dataset.subjects(RDFS.label, Literal(label, lang="en"))
    assert isinstance(entity, URIRef)
    return entity


def _short(*terms: object) -> tuple[str, ...]:
    return tuple(str(term).removeprefix(BASE) for term in terms)


def _rows(rows: Rows, *names: str) -> set[tuple[str, ...]]:
    assert len({tuple(sorted(row.items())) for row in rows}) == len(rows)
    return {tuple(row[name] for name in names) for row in rows}


def _asserted(dataset: Dataset, sub: object, relation: object, target: object) -> bool:
    return any(
        (some, OWL.onProperty, relation) in dataset
        and (some, OWL.someValuesFrom, target) in dataset
        for some in dataset.objects(sub, RDFS.subClassOf)
    )


def test_inferred_relations_are_those_of_the_chains(ask: Ask, dataset: Dataset):
    condition = _named(dataset, "piriformis syndrome")
    expected = set()
    for relation, chain in dataset.subject_objects(OWL.propertyChainAxiom):
        first = dataset.value(chain, RDF.first)
        second = dataset.value(dataset.value(chain, RDF.rest), RDF.first)
        for via in dataset.objects(condition, first):
            for target in dataset.objects(via, second):
                known = (condition, relation, target) in dataset
                if known and not _asserted(dataset, condition, relation, target):
                    expected.add(_short(relation, target, via, first, second))
    rows = ask("inferred-relations", condition="piriformis syndrome")
    assert _rows(rows, "relation", "target", "via", "firstStep", "secondStep") == expected
    assert len(expected) > 50


def test_every_manifestation_from_anatomy_has_a_chain_and_no_other_finding_has(
    ask: Ask, dataset: Dataset
):
    condition = _named(dataset, "piriformis syndrome")
    rows = ask("why-a-manifestation-is-inferred", condition="piriformis syndrome")
    for row in rows:
        first, via, second, target = (
            G[row[name]] for name in ("firstStep", "via", "secondStep", "target"))
        assert (condition, first, via) in dataset
        assert (via, second, target) in dataset
        mechanism = dataset.value(G["evidence/" + row["row"]], G.mechanism)
        assert row["relation"] in str(mechanism).split()
    inferred = {str(dataset.value(record, G.finding)).removeprefix(BASE)
                for record in dataset.subjects(G.basis, Literal("mechanism"))
                if (record, G.condition, condition) in dataset}
    assert {row["finding"] for row in rows} == inferred != set()


@pytest.mark.parametrize(("query", "parameter", "name", "inward", "relations"), [
    ("conditions-by-structure", "structure", "sacroiliac joint", ("partOf",),
     ("canAffect", "canCompress", "canWeaken")),
    ("conditions-by-nerve", "nerve", "superior gluteal nerve", ("partOf", "contributesTo"),
     ("canAffect", "canCompress")),
])
def test_conditions_are_those_that_reach_the_structure_or_its_parts(
    query: str, parameter: str, name: str, inward: tuple[str, ...], relations: tuple[str, ...],
    ask: Ask, dataset: Dataset,
):
    structure = _named(dataset, name)
    at = {structure} | {s for r in inward for s in dataset.subjects(G[r], structure)}
    expected = {
        (*_short(condition, relation, place),
         "asserted" if _asserted(dataset, condition, G[relation], place) else "inferred")
        for place in at for relation in relations
        for condition in dataset.subjects(G[relation], place)
        if (condition, RDFS.subClassOf, G.Condition) in dataset
    }
    rows = ask(query, **{parameter: name})
    assert _rows(rows, "condition", "relation", "at", "basis") == expected
    assert expected
