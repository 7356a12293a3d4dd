"""What may run at all: decided on the tokens, before anything parses the query.

The engine cannot be told to leave SERVICE alone and crashes on deep nesting, so neither may
reach it. A worker could open no socket anyway; this is the first of the two walls.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from kg.errors import QueryMalformed, QueryRefused, QueryTooComplex
from kg.iris import BASE, PREFIXES
from kg.limits import limit
from kg.query.formats import Form
from kg.query.lexer import Token, tokens
from kg.snapshot.graphs import GRAPHS

FORMS: tuple[Form, ...] = ("select", "ask", "construct", "describe")
KNOWN_GRAPHS = frozenset(GRAPHS.values())
_UPDATES = (
    "insert", "delete", "load", "clear", "drop", "create", "copy", "move", "add", "with",
)
_UPDATE_WORDS = frozenset(_UPDATES)
_PROLOGUE = frozenset({"prefix", "base", "version"})
_VOLATILE = ("now", "rand", "uuid", "bnode")
"""What gives another value each time; ``uuid`` stands in ``struuid`` too."""
_OPENING = frozenset({"{", "(", "[", "<<"})
_CLOSING = frozenset({"}", ")", "]", ">>"})


@dataclass(frozen=True, slots=True)
class Admitted:
    """A query that may run: its text, its form, whether it chooses graphs itself (FROM), the
    graphs that the protocol chose, and whether its answer may differ from time to time."""

    text: str
    form: Form
    chooses_graphs: bool = False
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    is_volatile: bool = False


def admit(
    query: str,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    known: Collection[str] = KNOWN_GRAPHS,
) -> Admitted:
    """Check ``query`` and the graphs that were chosen beside it, which must be ``known``.

    Raises:
        QueryRefused: it uses SERVICE or is an update.
        QueryMalformed: it is no SPARQL query, or names a graph that is not in the snapshot.
        QueryTooComplex: it is over a limit of size, tokens, depth or unions.
    """
    _require_size(query)
    read = tokens(query)
    for graph in (*default_graphs, *named_graphs):
        _require_known(graph, known)
    form = _form(read)
    # What the whole text does not hold, no token does.
    whole = query.lower()
    if sum(map(whole.count, _OPENING)) > limit("query_depth") or "union" in whole:
        _require_shallow(read)
    if "service" in whole:
        for token in read:
            _refuse_service(token)
    chooses = "from" in whole and _require_known_from(read, known)
    may_vary = any(name in whole for name in _VOLATILE)
    volatile = may_vary and any(_is_volatile(token) for token in read)
    return Admitted(query, form, chooses, tuple(default_graphs), tuple(named_graphs), volatile)


def _is_volatile(token: Token) -> bool:
    """Tell whether ``token`` may be such a function; some that are none do no harm."""
    return token.kind == "word" and any(name in token.text.lower() for name in _VOLATILE)


def _require_size(query: str) -> None:
    try:
        size = len(query.encode())
    except UnicodeEncodeError:
        raise QueryMalformed("the query is not Unicode text") from None
    if size > limit("query_text_bytes"):
        raise QueryTooComplex(f"the query is longer than {limit('query_text_bytes'):.0f} bytes")


def _form(read: Sequence[Token]) -> Form:
    """Return the form of the query; its first word outside the prologue decides."""
    words = [text.lower() for kind, text in read if kind == "word"]
    first = next((word for word in words if word not in _PROLOGUE), "")
    if first.startswith(_UPDATES) or not _UPDATE_WORDS.isdisjoint(words):
        raise QueryRefused("this is an update, and this service is only read")
    for form in FORMS:
        if first.startswith(form):
            return form
    if "service" in first:
        raise QueryRefused("SERVICE is never run here")
    raise QueryMalformed("a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE")


def _require_shallow(read: Sequence[Token]) -> None:
    depth, unions, deepest = 0, 0, limit("query_depth")
    for kind, text in read:
        if kind == "mark":
            if text in _OPENING:
                depth += 1
                if depth > deepest:
                    raise QueryTooComplex(f"brackets nest deeper than {deepest:.0f}")
            elif text in _CLOSING:
                depth -= 1
        elif kind == "word":
            unions += text.lower().count("union")
    if unions and unions > limit("query_unions"):
        raise QueryTooComplex(f"there are more than {limit('query_unions'):.0f} unions")


def _refuse_service(token: Token) -> None:
    """Refuse the keyword, also where it touches other letters or the colon of a name."""
    code = token.text if token.kind == "word" else ""
    if token.kind == "name":
        code = token.text.partition(":")[0]
    if "service" in code.lower():
        raise QueryRefused("SERVICE is never run here")


def _require_known_from(read: Sequence[Token], known: Collection[str]) -> bool:
    """Check every FROM; tell whether there is one."""
    prefixes, base, found = dict(PREFIXES), BASE, False
    for at, (kind, text) in enumerate(read):
        word = text.lower() if kind == "word" else ""
        after = read[at + 1 : at + 3]
        if word == "base" and after and after[0].kind == "iri":
            base = urljoin(base, _unbracketed(after[0].text))
        elif word == "prefix" and len(after) == 2 and after[1].kind == "iri":
            name = after[0].text.removesuffix(":")
            prefixes[name] = urljoin(base, _unbracketed(after[1].text))
        elif word == "from":
            found = True
            skip = bool(after) and after[0].text.lower() == "named"
            _require_known(_named_iri(after[skip:], prefixes, base), known)
        elif "from" in word or (kind == "name" and "from" in text.partition(":")[0].lower()):
            raise QueryMalformed("write FROM as a word of its own, before an IRI")
    return found


def _named_iri(after: Sequence[Token], prefixes: dict[str, str], base: str) -> str:
    """Return the IRI that follows FROM, in full."""
    if after and after[0].kind == "iri":
        return urljoin(base, _unbracketed(after[0].text))
    if after and after[0].kind == "name":
        prefix, _, local = after[0].text.partition(":")
        return prefixes.get(prefix, "") + local.replace("\\", "")
    raise QueryMalformed("FROM must name a graph")


def _unbracketed(iri: str) -> str:
    return iri[1:-1]


def _require_known(graph: str, known: Collection[str]) -> None:
    if graph not in known:
        names = ", ".join(sorted(known))
        raise QueryMalformed(f"there is no such graph here; there are {names}")
