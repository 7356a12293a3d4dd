"""Evaluates one admitted query and serialises the whole answer; runs in a worker."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.errors import AnswerTooLarge, QueryMalformed, QueryMemory, QueryRefused
from kg.iris import BASE, PREFIXES
from kg.query import formats

Term = ox.NamedNode | ox.Literal
MOST_UNKNOWN = 20
"""Unknown functions that one query may name."""
_PREFIXES = tuple((name, f"{name}:", iri) for name, iri in PREFIXES.items())
_UNKNOWN = re.compile(r"custom function <([^>]+)> is not supported")


@dataclass(frozen=True, slots=True)
class Request:
    """One query for a worker: bindings are RDF terms that stand for variables.

    ``union`` makes the default graph the union of all; it is false where graphs are chosen.
    """

    text: str
    media_type: str
    union: bool = True
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    bindings: Mapping[str, Term] | None = None


class _Bounded:
    """What the engine writes to: it refuses to grow over a limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.content = bytearray()

    def write(self, content: bytes) -> int:
        if len(self.content) + len(content) > self._most:
            raise AnswerTooLarge(f"the answer is larger than {self._most} bytes")
        self.content += content
        return len(content)

    def flush(self) -> None:
        """Do nothing: everything is already kept."""


def evaluate(store: ox.Store, request: Request, most_bytes: int) -> bytes:
    """Return the whole answer to ``request``.

    Raises:
        QueryMalformed: the engine cannot parse the query.
        QueryRefused: the engine tried to reach beyond the store.
        QueryMemory: the answer did not fit into memory.
        AnswerTooLarge: the answer is larger than ``most_bytes``.
    """
    output = _Bounded(most_bytes)
    try:
        _write(_answer(store, request), request.media_type, output)
    except SyntaxError as error:
        raise QueryMalformed(f"the query is not SPARQL{_place(error)}") from None
    except RuntimeError as error:
        raise QueryMalformed(f"the query cannot be evaluated: {error}") from None
    except OSError:
        raise QueryRefused("the query tried to reach beyond this snapshot") from None
    except MemoryError:
        raise QueryMemory("the query needs more memory than its allowance") from None
    return bytes(output.content)


def _answer(store: ox.Store, request: Request) -> Any:
    """Run the query; a function that nobody knows gives an error value, as SPARQL has it.

    The engine refuses such a query and names the first of them, so it is asked again.
    """
    unknown: dict[ox.NamedNode, Any] = {}
    while True:
        try:
            return _run(store, request, unknown)
        except RuntimeError as error:
            named = _UNKNOWN.search(str(error))
            if named is None or len(unknown) >= MOST_UNKNOWN:
                raise
            unknown[ox.NamedNode(named[1])] = _no_value


def _no_value(*_: object) -> None:
    """Be the value of every unknown function: none."""


def _run(store: ox.Store, request: Request, unknown: dict[ox.NamedNode, Any]) -> Any:
    chosen = request.default_graphs or request.named_graphs
    text = request.text
    return store.query(
        text,
        base_iri=BASE,
        # The engine reads each of them anew.
        prefixes={name: iri for name, mark, iri in _PREFIXES if mark in text},
        use_default_graph_as_union=request.union,
        default_graph=[ox.NamedNode(i) for i in request.default_graphs] if chosen else None,
        named_graphs=[ox.NamedNode(i) for i in request.named_graphs] if chosen else None,
        substitutions={
            ox.Variable(name): term for name, term in (request.bindings or {}).items()
        } or None,
        custom_functions=unknown or None,
    )


def _write(answer: Any, media_type: str, output: _Bounded) -> None:
    stream = cast(IO[bytes], output)
    if isinstance(answer, ox.QueryTriples):
        ox.serialize(answer, stream, formats.GRAPHS[media_type], prefixes=PREFIXES)
    else:
        answer.serialize(stream, formats.RESULTS[media_type])


def _place(error: SyntaxError) -> str:
    """Return where the engine stopped reading; the rest of its message is a grammar."""
    found = re.search(r"error at (\d+):(\d+)", str(error))
    return f": line {found[1]}, column {found[2]}" if found else ""
