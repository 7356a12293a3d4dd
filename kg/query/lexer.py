"""SPARQL tokens, cut so that what the engine reads as code is never taken for text here.

The engine matches keywords without looking at what touches them (``1SERVICE``, ``SERVICE:a``) and
reads ``<`` by context. Where that leaves two readings, the query is refused as ambiguous: an
escape that the engine does not know in a string, and an IRI that could be a comparison, which
stands between parentheses only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import QueryMalformed, QueryTooComplex
from kg.limits import limit

_W = r"[0-9A-Za-z_]|[^\x00-\x7f]"
_ESCAPE = r"\\[tbnrf\"'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
    | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*+'''
        | \"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*+\"\"\"
        | '(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+' | "(?!"")(?:[^"\\\r\n]|{_ESCAPE})*+")
    | (?P<variable>[?$](?:{_W})++)
    | (?P<blank>_:(?:{_W})(?:(?:{_W}|[.-])*(?:{_W}|-))?)
    | (?P<language>@[A-Za-z][A-Za-z0-9-]*+)
    | (?P<name>(?:(?:[A-Za-z]|[^\x00-\x7f])(?:(?:{_W}|[.-]){{0,98}}(?:{_W}|-))?)?
        :(?:(?:{_W}|:|{_PLX})(?:(?:{_W}|[:.-]|{_PLX})*(?:{_W}|[:-]|{_PLX}))?)?)
    | (?P<number>[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<word>(?:[A-Za-z_]|[^\x00-\x7f])(?:{_W})*+)
    | (?P<mark><<|>>|\|\||&&|\^\^|[{{}}()\[\].,;*/+=<>!|^?&~-])
    """,
    re.VERBOSE,
)
_CODE_POINT = re.compile(r"\\(?:\\|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_TWOFOLD = frozenset({"iri", "string"})
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
    at, most = 0, limit("query_tokens")
    found: list[Token] = []
    open_brackets: list[str] = []
    for match in _TOKEN.finditer(query):
        if match.start() != at:
            break
        at = match.end()
        kind = match.lastgroup
        if kind is None or kind == "space":
            continue
        text = match.group()
        found.append(Token(kind, text))
        if len(found) > most:
            raise QueryTooComplex(f"the query has more than {most:.0f} tokens")
        if kind == "mark":
            _follow(text, open_brackets)
        elif kind in _TWOFOLD:
            _require_one_reading(kind, text, compares="(" in open_brackets[-1:])
    if at < len(query):
        raise QueryMalformed(f"the query cannot be read at character {at + 1}")
    return found


def placed(query: str) -> Iterator[tuple[Token, int]]:
    """Yield the tokens of a query that was admitted, each with the place where it begins."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group()), match.start()


def _follow(mark: str, open_brackets: list[str]) -> None:
    """Keep the brackets that are open after ``mark``; the engine refuses what does not match."""
    if mark in _PAIRS.values():
        open_brackets.append(mark)
    elif mark in _PAIRS and (not open_brackets or open_brackets.pop() != _PAIRS[mark]):
        raise QueryMalformed(f"there is a {mark} too many")


def _require_one_reading(kind: str, text: str, *, compares: bool) -> None:
    is_relative = kind == "iri" and not _ABSOLUTE.match(text)
    if compares and is_relative and ("'" in text or "#" in text):
        raise QueryMalformed("between parentheses an IRI with ' or # must be written in full")
    if kind == "string" and "\\" in text:
        for four, eight in _CODE_POINT.findall(text):
            point = int(four or eight or "0", 16)
            if point > 0x10FFFF or 0xD800 <= point <= 0xDFFF:
                raise QueryMalformed("a string holds an escape that is no character")
