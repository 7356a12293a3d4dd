"""What changed between the triples of two snapshots, per named graph and kind of subject.

The labels of blank nodes shift whenever one is added, so a blank node is compared by what it says:
its digest, taken over the triples that begin at it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kg.iris import BASE, entity_curie, is_entity_iri
from kg.model import Knowledge
from kg.snapshot.graphs import GRAPHS
from kg.snapshot.manifest import DATASET

EXPRESSION, SCHEMA = "class expression", "schema term"
_BLANK = re.compile(r"_:[A-Za-z0-9]+")
_GRAPH_NAMES = {f"<{iri}>": name for name, iri in GRAPHS.items()}
_DIGITS = 12
_DEEPEST = 100
"""Steps from blank node to blank node that are followed; authored expressions take a few."""


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A triple in N-Triples notation, its graph by name, and the kind of its subject."""

    graph: str
    kind: str
    triple: str


def triple_changes(
    before: Path, after: Path, known_before: Knowledge, known_after: Knowledge
) -> tuple[list[Statement], list[Statement]]:
    """Return the triples that were removed and those that were added, sorted.

    ``before`` and ``after`` are folders of verified snapshots.
    """
    old, new = _lines(before), _lines(after)
    removed = sorted(_statement(line, known_before) for line in old - new)
    return removed, sorted(_statement(line, known_after) for line in new - old)


def counts(
    removed: Iterable[Statement], added: Iterable[Statement]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many were removed and added for each graph and kind of subject."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for side, statements in enumerate((removed, added)):
        for statement in statements:
            found[statement.graph, statement.kind][side] += 1
    return {key: (pair[0], pair[1]) for key, pair in sorted(found.items())}


def _lines(folder: Path) -> set[str]:
    """Return the quads of a snapshot, every blank node named by what it says."""
    plain: set[str] = set()
    blank: list[str] = []
    for line in (folder / DATASET).read_text(encoding="utf-8").splitlines():
        blank.append(line) if "_:" in line else plain.add(line)
    names = _digests(blank)
    return plain | {_renamed(line, names) for line in blank}


def _parts(line: str) -> tuple[str, str, str, str]:
    """Split a canonical quad into subject, predicate, object and graph."""
    subject, predicate, rest = line.split(" ", 2)
    value, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, value, graph


def _renamed(line: str, names: Mapping[str, str]) -> str:
    subject, predicate, value, graph = _parts(line)
    if not value.startswith('"'):
        value = _BLANK.sub(lambda found: names.get(found[0], found[0]), value)
    return f"{names.get(subject, subject)} {predicate} {value} {graph} ."


def _digests(lines: Iterable[str]) -> dict[str, str]:
    """Return a name for every blank subject that depends on nothing but what it says."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in lines:
        subject, predicate, value, _ = _parts(line)
        if subject.startswith("_:"):
            said[subject].append((predicate, value))
    names: dict[str, str] = {}

    def name(node: str, depth: int) -> str:
        if node in names or node not in said or depth > _DEEPEST:
            return names.get(node, "_:other")
        content = sorted(
            f"{p} {name(o, depth + 1) if o.startswith('_:') else o}" for p, o in said[node]
        )
        names[node] = "_:" + sha256("\n".join(content).encode()).hexdigest()[:_DIGITS]
        return names[node]

    for node in said:
        name(node, 0)
    return names


def _statement(line: str, knowledge: Knowledge) -> Statement:
    subject, predicate, value, graph = _parts(line)
    name = _GRAPH_NAMES.get(graph, graph)
    return Statement(name, _kind(subject, knowledge), f"{subject} {predicate} {value} .")


def _kind(subject: str, knowledge: Knowledge) -> str:
    """Return the kind of an entity, the folder of a record, or what else a subject is."""
    if subject.startswith("_:"):
        return EXPRESSION
    iri = subject.strip("<>")
    if is_entity_iri(iri):
        entity = knowledge.entities.get(entity_curie(iri))
        return entity.kind if entity else "entity"
    folder, slash, _ = iri.removeprefix(BASE).partition("/")
    return folder if slash and iri.startswith(BASE) else SCHEMA


def listed(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield statements as lines of N-Triples."""
    return (statement.triple for statement in statements)
