"""An edge of the graph, its identifier, and what a graph consists of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Basis = Literal["stated", "evidence", "mechanism", "entailed"]
"""What an edge rests on: an axiom that somebody wrote, a record, a mechanism that anatomy sets
off, or the reasoner. The last two are inferred."""

SUBCLASS = "subClassOf"
_LABELS = {SUBCLASS: "is a kind of"}
_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


def relation_label(relation: str) -> str:
    """Return a relation in words.

    >>> relation_label("canCauseSensorySymptomIn"), relation_label("subClassOf")
    ('can cause sensory symptom in', 'is a kind of')
    """
    return _LABELS.get(relation) or _CAPITAL.sub(lambda m: f" {m.group().lower()}", relation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One directed edge between two entities, by CURIE.

    ``records`` are the rows behind it (``F001``, ``SF-A004``), ``sources`` keys of the
    bibliography; ``strength`` says in words how strong the relation is and ``estimate`` whether
    that is an estimate of the authors (``None`` where nothing is quantified); ``weight`` is the
    same strength as a number from 0 to 1, for ordering only. An ``implied`` edge follows from
    others of the graph and shows nothing new.
    """

    source: str
    relation: str
    target: str
    basis: Basis = "stated"
    records: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    strength: str = ""
    estimate: bool | None = None
    weight: float = 1.0
    implied: bool = False

    @property
    def inferred(self) -> bool:
        """Whether nobody stated it."""
        return self.basis in ("mechanism", "entailed")

    @property
    def identifier(self) -> str:
        """The identifier, which is that of its proof: ``GKG_0004013.canAffect.GKG_0000105``."""
        return ".".join((self.source, self.relation, self.target)).replace(":", "_")


@dataclass(frozen=True, slots=True)
class GraphData:
    """A graph: the ``places`` of its entities (x to the right, y downward, integers of one grid)
    and its ``edges`` in the order of source, relation and target."""

    places: Mapping[str, tuple[int, int]]
    edges: tuple[Edge, ...]
