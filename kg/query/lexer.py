"""SPARQL tokens, cut so that what the engine reads as code is never taken for text here.

The engine matches keywords without looking at what touches them (``1SERVICE``, ``SERVICE:a``) and
reads ``<`` by context. Where that leaves two readings, the query is refused as ambiguous: an
escape that the engine does not know in a string, and an IRI that could be a comparison, which
stands between parentheses only.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.errors import QueryMalformed, QueryTooComplex
from kg.limits import limit

_C = r"0-9A-Za-z_\u0080-\U0010ffff"
_ESCAPE = r"\\[tbnrf\"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_SPACE = r"[ \t\r\n]+|\#[^\r\n]*"
_IRI = r"""<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"""
# The look ahead spares words, of which most are no prefixes.
_PREFIX = (
    rf"(?=[{_C}.-]{{0,100}}+:)(?:[A-Za-z\u0080-\U0010ffff](?:[{_C}.-]{{0,98}}[{_C}-])?)?:"
)
_TOKEN = re.compile(
    rf"""
      (?:{_SPACE})*+
    (?:
      (?P<iri>{_IRI})
    | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+'''
        | \"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*+\"\"\"
        | '(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+' | "(?!"")(?:[^"\\\r\n]|{_ESCAPE})*+")
    | (?P<variable>[?$][{_C}]++)
    | (?P<blank>_:[{_C}](?:[{_C}.-]*[{_C}-])?)
    | (?P<language>@[A-Za-z][A-Za-z0-9-]*+)
    | (?P<name>{_PREFIX}
        (?:(?:[{_C}:]|{_PLX})(?:(?:[{_C}:.-]|{_PLX})*(?:[{_C}:-]|{_PLX}))?)?)
    | (?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<word>[A-Za-z_\u0080-\U0010ffff][{_C}]*+)
    | (?P<mark><<|>>|\|\||&&|\^\^|[{{}}()\[\].,;*/+=<>!|^?&~-])
    | (?P<end>\Z)
    | (?P<unread>[\s\S])
    )
    """,
    re.VERBOSE,
)
_PROLOGUE = re.compile(
    rf"(?:{_SPACE}|(?i:base)(?:{_SPACE})++{_IRI}|(?i:prefix)(?:{_SPACE})++{_PREFIX}"
    rf"(?:{_SPACE})*+{_IRI})*+"
)
"""What it matches ends where a token does, so that the rest can be cut by itself."""
_REMEMBERED = 2000
"""Characters of the longest prologue whose tokens are remembered."""
_CODE_POINT = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


class Token(NamedTuple):
    """One token: its kind (iri, string, variable, blank, language, name, number, word, mark)."""

    kind: str
    text: str


def tokens(query: str) -> list[Token]:
    """Return the tokens of ``query`` without white space and comments.

    Raises:
        QueryMalformed: a character, string or IRI cannot be read, or can be read in two ways.
        QueryTooComplex: there are more tokens than the limit.
    """
    prologue = _PROLOGUE.match(query)
    at = prologue.end() if prologue is not None else 0
    if at > _REMEMBERED:
        at = 0
    found = [*_prologue_tokens(query[:at])]
    _cut(query, at, found)
    return found


@lru_cache(maxsize=64)  # the queries of a client begin alike
def _prologue_tokens(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    _cut(text, 0, found)
    return tuple(found)


def _cut(query: str, at: int, found: list[Token]) -> None:
    """Add the tokens from the character ``at`` on to ``found``; raises as :func:`tokens`."""
    most = limit("query_tokens")
    open_brackets: list[str] = []
    for match in _TOKEN.finditer(query, at):
        kind = match.lastgroup or ""
        if kind == "end":
            break
        if kind == "unread":
            place = match.start(kind) + 1
            raise QueryMalformed(f"the query cannot be read at character {place}")
        text = match[kind]
        found.append(Token(kind, text))
        if len(found) > most:
            raise QueryTooComplex(f"the query has more than {most:.0f} tokens")
        if kind == "mark":
            _follow(text, open_brackets)
        elif kind == "string":
            _require_characters(text)
        elif kind == "iri" and "(" in open_brackets[-1:]:
            _require_one_reading(text)


def placed(query: str) -> Iterator[tuple[Token, int]]:
    """Yield the tokens of a query that was admitted, each with the place where it begins."""
    for match in _TOKEN.finditer(query):
        kind = str(match.lastgroup)
        if kind != "end":
            yield Token(kind, match[kind]), match.start(kind)


def _follow(mark: str, open_brackets: list[str]) -> None:
    """Keep the brackets that are open after ``mark``; the engine refuses what does not match."""
    if mark in _PAIRS.values():
        open_brackets.append(mark)
    elif mark in _PAIRS and (not open_brackets or open_brackets.pop() != _PAIRS[mark]):
        raise QueryMalformed(f"there is a {mark} too many")


def _require_one_reading(iri: str) -> None:
    """Refuse what stands between parentheses and could be a comparison."""
    if ("'" in iri or "#" in iri) and not _ABSOLUTE.match(iri):
        raise QueryMalformed("between parentheses an IRI with ' or # must be written in full")


def _require_characters(string: str) -> None:
    if "\\" in string:
        for four, eight in _CODE_POINT.findall(string):
            point = int(four or eight or "0", 16)
            if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
                raise QueryMalformed("a string holds an escape that is no character")
