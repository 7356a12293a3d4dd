"""Composed findings in the fields of a form: ``pain;site=groin;quality=burning`` is a burning pain
in the groin. Entities are named by their slugs."""

import re
from collections.abc import Mapping
from typing import Any

from api.models import Expression

MEMBERS = tuple(name for name in Expression.model_fields if name != "type")
"""The members of an expression besides its type, in the order in which they are written."""
SHAPE = r"[a-z0-9-]+(?:;[a-z_]+=[a-z0-9,-]+)*"
_TEXT = re.compile(SHAPE)
_WORDS = {
    "site": "in {}", "radiates_to": "spreading to {}", "aggravated_by": "brought on by {}",
    "relieved_by": "relieved by {}", "of_movement": "of {}",
}
"""How a member reads after the type of finding; the others stand before it."""


def written(expression: Mapping[str, Any]) -> str:
    """Return an expression, of the answer or of a request, as the text of a field; empty where it
    has a member that no request can name."""
    if set(expression) - {"type", *MEMBERS}:
        return ""
    parts = [_slug(expression["type"])]
    for member in MEMBERS:
        fillers = expression.get(member) or ()
        named = [fillers] if isinstance(fillers, str) else list(fillers)
        if named:
            parts.append(f"{member}={','.join(map(_slug, named))}")
    text = ";".join(parts)
    return text if _TEXT.fullmatch(text) else ""


def read(text: str) -> dict[str, Any]:
    """Return the expression of a request that ``text`` stands for; empty where it is none.

    >>> read("pain;site=groin")
    {'type': 'pain', 'site': ['groin']}
    """
    if not _TEXT.fullmatch(text):
        return {}
    kind, *rest = text.split(";")
    members = dict(part.split("=") for part in rest)
    known = len(members) == len(rest) and members.keys() <= set(MEMBERS)
    return {"type": kind} | {m: members[m].split(",") for m in members} if known else {}


def in_words(text: str, labels: Mapping[str, str]) -> str:
    """Return what ``text`` reads like, with ``labels`` by slug; empty where it names nothing."""
    expression = read(text)
    slugs = [slug for m, named in expression.items() if m != "type" for slug in named]
    if not expression or not {expression["type"], *slugs} <= labels.keys():
        return ""

    def told(member: str) -> str:
        return " and ".join(labels[slug] for slug in expression[member])

    given = [member for member in MEMBERS if member in expression]
    before = [told(member) for member in given if member not in _WORDS]
    after = [_WORDS[member].format(told(member)) for member in given if member in _WORDS]
    return " ".join([*before, labels[expression["type"]], *after])


def _slug(named: Any) -> str:
    return str(named["slug"] if isinstance(named, Mapping) else named)
