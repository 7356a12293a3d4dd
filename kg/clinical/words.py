"""Words as they are compared: case, accents, hyphens and spelling variants do not matter."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_AMERICAN = {
    "aesthe": "esthe", "haem": "hem", "oedema": "edema", "oestr": "estr", "tumour": "tumor",
    "paed": "ped", "aemi": "emi", "ischaem": "ischem", "anaem": "anem", "orrhoea": "orrhea",
    "isation": "ization", "ising": "izing", "ised": "ized", "manoeuvre": "maneuver",
    "centre": "center", "labour": "labor", "faec": "fec", "colour": "color",
    "behaviour": "behavior", "pnoea": "pnea",
}
_BRITISH_SPELLING = re.compile("|".join(sorted(_AMERICAN, key=len, reverse=True)))
_GAP = re.compile(r"[\s_\-‐‑–—/]+")
_TOKEN = re.compile(
    r"(?P<grade>(?<![\d/])[0-5]\s?[+-]?\s?/\s?5(?!\d)"
    r"|(?:(?<=\bEHL\s)|(?<=\bquads\s)|(?<=\bDF\s)|(?<=\bPF\s)|(?<=\bTA\s))"
    r"[0-4]\s?[+-](?=\s*(?:[,.;)\n]|$)))"
    r"|(?P<dash>(?<=\w\s)[-−–](?=\s*(?:bilat\w*|b/l|both|left|right|[lr])\s*(?:[,.;)\n]|$)))"
    r"|(?P<mark>\+ve\b|[-−]ve\b|\+\s?/\s?[-−]|±|\([-−–+]\)|(?<=[\w)])\s?[-−–](?=\s*(?:[,.;)\n]|$))"
    r"|-{1,2}>|=>|[→⇒]|=|#(?!\d)"
    r"|(?<=[A-Za-z])[-−](?=\s+(?!and\b|or\b|to\b|&))|w/o\b|[bhc]/[lo]\b|w/|[pn]\s?[&+]\s?[nt]\b"
    r"|(?<![^\s(/,])\?(?=\s*[\w#])|[+&±↑↓ø∅]|>(?=\s*[^\W\d])"
    r"|(?<![^\W_])p!)"
    r"|(?P<box>\[\s*[xX✓✔]?\s*\]|[☐☑☒])"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)?)"
    r"|(?P<stop>[.;!?\n]|,)",
    re.IGNORECASE,
)
_NUMBER_POINT = re.compile(
    r"(?<=\d)\.(?=\d)"
    r"|(?<=\b(?:lat|ant|inj|esp|occ|mod|int|rot|abd|add))\.(?=\s+[a-z(])"
    r"|(?<=\bpost)\.(?=\s+[a-z(])|(?<=\bprev)\.(?=\s+[a-z(])|(?<=\bbilat)\.(?=\s+[a-z(])"
    r"|(?<=\b[Tt]rend)\.(?=\s+[a-z(])"
    r"|(?<=\b[a-z]\.[a-z])\.(?=\s)"
)
"""Points that end no sentence: of a number, after a word that is cut short."""


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
    """A word or mark of a text: as compared, and where it stands (code points); ``slashed`` where a
    slash ties it to the one before."""

    word: str
    start: int
    end: int
    raw: str
    stop: bool = False
    slashed: bool = False


@lru_cache(50_000)
def _compared(raw: str) -> str:
    return singular(plain(raw).replace("’", "'").removesuffix("'s"))


_MARKS = {"-": "-ve", "(-)": "-ve", "(+)": "+ve", "±": "+/-", "&": "and", ">": "exceed",
          "->": "into", "-->": "into", "=>": "into", "→": "into", "⇒": "into", "=": "equal",
          "#": "fracture", "p!": "pain"}


def _mark(raw: str) -> str:
    """Return a mark as it is compared: every minus that stands alone is a negative result."""
    bare = raw.replace(" ", "").replace("−", "-").replace("–", "-").lower()
    return _MARKS.get(bare, bare)


_BOX_FIRST = re.compile(r"\s*(?:[-*•]\s*)?(?:\[\s*[xX✓✔]?\s*\]|[☐☑☒])")
"""A text whose boxes stand before what they tick, as in a list."""


def _box(match: re.Match[str], *, before: bool) -> tuple[Token, Token]:
    """Return a box of a form as words and a stop: an empty one was perhaps not asked, so that it
    leaves its item in doubt, and never denies it."""
    raw, start, end = match.group(), match.start(), match.end()
    ticked = raw in {"☑", "☒"} or bool(raw.strip("[] \t\n☐"))
    stop = Token(".", start, end, ".", stop=True)
    if before:
        return stop, Token("present" if ticked else "query", start, end, raw)
    return Token("yes" if ticked else "equivocal", start, end, raw), stop


def tokens(text: str) -> list[Token]:
    """Split ``text`` into words, marks (``+ve``, ``b/l``), grades out of five (``4-/5``, and the
    ``4-`` of ``quads 4-``, become ``4/5``), a dash before a side (which after a test is its result)
    and stops (``.``, ``,``)."""
    found: list[Token] = []
    boxed_before = _BOX_FIRST.match(text) is not None
    for match in _TOKEN.finditer(_NUMBER_POINT.sub("·", text)):
        raw = match.group()
        stop = match.lastgroup == "stop"
        if match.lastgroup == "box":
            found.extend(_box(match, before=boxed_before))
            continue
        if stop:
            word = raw
        elif match.lastgroup == "grade":
            word = f"{raw[0]}/5"
        elif match.lastgroup == "dash":
            word = "dash"
        elif match.lastgroup == "mark":
            word = _mark(raw)
        else:
            word = _compared(raw)
        slashed = text[max(0, match.start() - 1)] == "/"
        found.append(Token(word, match.start(), match.end(), raw, stop, slashed))
    return found
