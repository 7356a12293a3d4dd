"""Words as they are compared: case, accents, hyphens and spelling variants do not matter."""

import re
import unicodedata
from dataclasses import dataclass

_AMERICAN = {
    "aesthe": "esthe", "haem": "hem", "oedema": "edema", "oestr": "estr", "tumour": "tumor",
    "paed": "ped", "ischaem": "ischem", "anaem": "anem", "orrhoea": "orrhea",
    "isation": "ization", "ising": "izing", "ised": "ized", "manoeuvre": "maneuver",
    "centre": "center", "labour": "labor", "faec": "fec", "colour": "color",
    "behaviour": "behavior", "pnoea": "pnea",
}
_BRITISH_SPELLING = re.compile("|".join(sorted(_AMERICAN, key=len, reverse=True)))
_GAP = re.compile(r"[\s_\-‐‑–—/]+")
_TOKEN = re.compile(
    r"(?P<mark>\+ve\b|-ve\b|[bhc]/[lo]\b|w/|\+)"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)?)"
    r"|(?P<stop>[.;!?\n]|,)",
    re.IGNORECASE,
)
_NUMBER_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def plain(text: str) -> str:
    """Return ``text`` without case, accents and British spelling."""
    if text.isascii():
        bare = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return _BRITISH_SPELLING.sub(lambda found: _AMERICAN[found.group()], bare)


def normal_name(name: str) -> str:
    """Return a name as names are compared: plain, one space for spaces and hyphens.

    >>> normal_name("  Sitting-aggravated  Buttock_pain ")
    'sitting aggravated buttock pain'
    """
    return _GAP.sub(" ", plain(name)).strip()


def singular(word: str) -> str:
    """Return ``word`` without a plural ending, good enough to compare with."""
    if word.endswith("xes"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text: as compared, and where it stands (code points)."""

    word: str
    start: int
    end: int
    raw: str
    stop: bool = False


def tokens(text: str) -> list[Token]:
    """Split ``text`` into words, marks (``+ve``, ``b/l``) and stops (``.``, ``,``)."""
    found = []
    for match in _TOKEN.finditer(_NUMBER_POINT.sub("·", text)):
        raw = match.group()
        stop = match.lastgroup == "stop"
        word = raw if stop else singular(plain(raw).replace("’", "'").removesuffix("'s"))
        found.append(Token(word, match.start(), match.end(), raw, stop))
    return found
