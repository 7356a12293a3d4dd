"""Whether what a clause tells began lately or is of long standing.

Some findings have a newer or an older one of the same kind ("new bladder disturbance"): urine that
leaks since Tuesday is another matter than urine that leaks since a birth ten years ago.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kg.clinical.index import Index
from kg.clinical.text.mentions import Mention
from kg.clinical.words import Token

_NEW = re.compile(
    r"\b(?:since (?:yesterday|today|last night|lunch\w*|this (?:morning|week)|the weekend|last week"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|the (?:injection|operation|surgery|epidural))"
    r"|new(?:ly)?(?: onset)?|suddenly|yesterday|this morning|last night|overnight"
    r"|(?:for|past|last|over) (?:the )?(?:past |last )?"
    r"(?:a few |couple of |[1-7] |two |three |four )?"
    r"(?:hours?|days?)|[1-7]/7|just started|(?:started|began) (?:today|yesterday|this))\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:for (?:many |several |some )?years|years ago|since (?:childhood|birth|school"
    r"|the (?:twins|baby|birth|delivery)|having (?:the |my |her )?(?:kids|children|baby)"
    r"|(?:19|20)\d\d)"
    r"|long[- ]?standing|life ?long|chronic(?:ally)?|\d+ years?|always (?:has|had|been))\b",
    re.IGNORECASE,
)
_SUFFIXES = ((_OLD, "_longstanding"), (_NEW, "_new"))


Kin = Mapping[str, Mapping[str, str]]
"""The newer and the older finding of findings, by suffix of their keys."""


def kin(index: Index) -> Kin:
    """Return the findings that have a newer or an older one of their kind."""
    every = {
        finding.id: {
            suffix: known for _, suffix in _SUFFIXES
            if (known := index.curie(finding.key + suffix)) in index.findings
        }
        for finding in index.findings.values()
    }
    return {curie: known for curie, known in every.items() if known}


def dated(
    known: Kin, mentions: Sequence[Mention], text: str, clause: Sequence[Token]
) -> Iterator[Mention]:
    """Yield for each present mention the newer or older finding of its kind, if the ``clause`` of
    ``text`` around or after it says which."""
    found = [m for m in mentions if m.finding in known and m.context.status == "present"]
    if not found:
        return
    told = text[clause[0].start:clause[-1].end]
    suffix = next((suffix for pattern, suffix in _SUFFIXES if pattern.search(told)), "")
    for mention in found:
        if other := known[mention.finding].get(suffix):
            yield replace(mention, finding=other)
