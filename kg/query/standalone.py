"""Makes a query that stands alone: what the embedded engine is told beside it, written into it.

Another endpoint does not know the common prefixes, and cannot be handed terms for variables. The
prefixes are declared in front. Each term is joined as a row of VALUES into every group that is in
the scope of its variable and mentions it, so that filters and branches see it too; it is written
by the RDF library and never by hand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.iris import BASE, PREFIXES
from kg.query.lexer import Token, placed
from kg.query.terms import Term

Placed = list[tuple[Token, int]]


@dataclass(slots=True)
class _Group:
    """A pair of braces: where it begins, which variables are in scope and which it mentions."""

    start: int
    scope: frozenset[str]
    all_of_scope: bool
    is_pattern: bool
    wraps: bool = False
    mentioned: set[str] = field(default_factory=set)


def standalone(query: str, bindings: Mapping[str, Term] | None = None) -> str:
    """Return ``query``, which was admitted, with its prefixes and with ``bindings`` inside.

    Places in the text keep their lines, so that an endpoint's complaint still fits.
    """
    read = list(placed(query))
    inserted = sorted(_insertions(read, bindings or {}))
    parts, last = [_prologue(read)], 0
    for place, text in inserted:
        parts += [query[last:place], text]
        last = place
    return "".join([*parts, query[last:]])


def _prologue(read: Placed) -> str:
    words = [(token.kind, token.text) for token, _ in read]
    used = {text.partition(":")[0] for kind, text in words if kind == "name"}
    declared = {
        words[at + 1][1].removesuffix(":")
        for at, (kind, text) in enumerate(words[:-1])
        if kind == "word" and text.lower() == "prefix"
    }
    wanted = [name for name in PREFIXES if name in used - declared]
    return f"BASE <{BASE}> " + "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in wanted)


def _insertions(read: Placed, bindings: Mapping[str, Term]) -> Iterator[tuple[int, str]]:
    """Yield what is to be inserted, and where."""
    if not bindings:
        return
    open_groups: list[_Group] = []
    waiting = frozenset(bindings)
    for at, (token, place) in enumerate(read):
        inner = open_groups[-1] if open_groups else None
        if token.text == "{":
            open_groups.append(_opened(read, at, place, inner, waiting))
            if open_groups[-1].is_pattern:
                waiting = frozenset()
        elif token.text == "}" and open_groups:
            yield from _written(open_groups.pop(), place, bindings)
        elif token.kind == "variable" and inner is not None:
            inner.mentioned.add(token.text[1:])
        elif inner is not None and token.kind == "word" and token.text.lower() == "select":
            waiting = _projected(read[at + 1 :], inner.scope) or frozenset({""})


def _opened(
    read: Placed, at: int, place: int, inner: _Group | None, waiting: frozenset[str]
) -> _Group:
    """Return the group that the brace at ``at`` opens; ``waiting`` is what a SELECT before it
    lets through."""
    after = read[at + 1][0].text.lower() if at + 1 < len(read) else ""
    is_pattern = not _is_data(read, at)
    scope = waiting or (inner.scope if inner is not None else frozenset())
    is_first = bool(waiting) and is_pattern
    return _Group(place + 1, scope, is_first, is_pattern, wraps=after == "select")


def _is_data(read: Placed, at: int) -> bool:
    """Tell whether the brace at ``at`` holds rows of VALUES or the template of a CONSTRUCT."""
    before = [token.text.lower() for token, _ in read[max(0, at - 100) : at]]
    if before[-1:] == ["construct"]:
        return True
    if before[-1:] == [")"]:
        start = len(before) - 1 - before[::-1].index("(") if "(" in before else 0
        return before[start - 1 : start] == ["values"]
    return before[-2:-1] == ["values"]


def _projected(after: Placed, scope: frozenset[str]) -> frozenset[str]:
    """Return the variables of ``scope`` that a SELECT lets through."""
    depth, names, renamed = 0, set(), set()
    previous = ""
    for token, _ in after:
        if token.text == "{" or token.text.lower() in ("where", "from"):
            break
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "*" and depth == 0:
            return scope
        if token.kind == "variable" and previous == "as":
            renamed.add(token.text[1:])
        elif token.kind == "variable" and depth == 0:
            names.add(token.text[1:])
        previous = token.text.lower()
    return scope & (names - renamed)


def _written(
    group: _Group, end: int, bindings: Mapping[str, Term]
) -> Iterator[tuple[int, str]]:
    chosen = group.scope if group.all_of_scope else group.scope & group.mentioned
    names = sorted(chosen & set(bindings))
    if not names or not group.is_pattern:
        return
    if group.wraps and not group.all_of_scope:
        return
    variables = " ".join(f"?{name}" for name in names)
    terms = " ".join(str(bindings[name]) for name in names)
    values = f" VALUES ({variables}) {{ ({terms}) }} "
    if group.wraps:
        # A SELECT must be alone between its braces.
        yield group.start, values + "{ "
        yield end, " }"
    else:
        yield group.start, values
