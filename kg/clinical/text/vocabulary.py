"""The phrases that a note is searched for, made from the ontology once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.clinical.index import Index
from kg.clinical.text.abbreviations import CAPITAL_SIDES, IMPLIED, SIDES, SKIPPED
from kg.clinical.text.book import Meaning
from kg.clinical.text.cues import CUE_WORDS
from kg.clinical.text.kept import told_book
from kg.clinical.text.shorthand import name_tokens, shorthand_words
from kg.clinical.text.tables import (
    DENIED_WORDINGS,
    FINDING_WORDINGS,
    FUNCTIONS,
    NORMAL_DENIES,
    NOTE_WORDINGS,
    REFUTING,
    SAME,
    TESTED_WORDINGS,
    WORDINGS,
)
from kg.clinical.text.told import Told
from kg.clinical.text.trie import Trie
from kg.clinical.words import Token
from kg.model import Entity, Finding

_LETTERS = re.compile("[a-z]+")
SITE_KINDS = frozenset({"PainRegion", "BodyRegion"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase means: ``role`` is finding, normal (a function whose normality denies
    ``curies``), refuting (denies ``curies``), denied (means ``curies`` only where it is denied),
    tested (only with a word for its result), type or site. ``label`` marks the name of a finding
    that is no synonym."""

    role: str
    curies: tuple[str, ...]
    label: bool = False


def words_of(text: str) -> list[str]:
    """Return the words of a name as the trie keeps them; none of a name that ends with a letter
    for a side ("FADER-R"), which a note cannot tell from the side."""
    if name_tokens(text) and name_tokens(text)[-1].raw in CAPITAL_SIDES:
        return []
    return [word for token in name_tokens(text) for word in meaning(token)]


def meaning(token: Token) -> tuple[str, ...]:
    """Return the words that a token stands for; none for articles and one-sided side words."""
    if token.stop or token.word in SKIPPED or SIDES.get(token.word) in {"left", "right"}:
        return ()
    if token.raw in CAPITAL_SIDES:
        return ()
    return IMPLIED.get(token.word) or (token.word,)


def build(index: Index) -> tuple[Trie, Told]:
    """Return the names: findings by label and synonym, tests without "positive", functions
    whose normality denies a finding, types and sites; and the phrases said in their place."""
    trie, book = Trie(), told_book()
    named = sorted(
        (f for f in index.findings.values() if f.kind != "FindingType"), key=lambda f: f.id
    )
    findings = [f for f in named if index.is_asked(f.id)]
    for finding in named:
        trie.add(words_of(finding.label), Phrase("finding", (finding.id,), label=True))
    for finding in findings:
        for words in (*map(words_of, finding.synonyms), *test_names(finding)):
            trie.add(words if len("".join(words)) > 1 else (), Phrase("finding", (finding.id,)))
    for finding in findings:
        trie.add(words_of(finding.key.replace("_", " ")), Phrase("finding", (finding.id,)))
    for name, keys in NORMAL_DENIES.items():
        curies = tuple(c for c in map(index.curie, keys.split("|")) if c in index.findings)
        trie.add(words_of(name) if curies else (), Phrase("normal", curies))
    for entity in sorted(index.knowledge.entities.values(), key=lambda e: e.id):
        if role := _part_role(entity):
            for text in (entity.label, *entity.synonyms):
                trie.add(words_of(text), Phrase(role, (entity.id,)))
    return trie, Told(book, [_phrase(index, meaning) for meaning in book.meanings])


def _phrase(index: Index, meaning: Meaning) -> Phrase | None:
    """Return what a phrase of the tables means in an ontology that may lack some findings."""
    for role, *keys in meaning:
        if curies := tuple(curie for curie in map(index.curie, keys) if curie):
            return Phrase(role, curies)
    return None


def known_words(index: Index) -> Iterator[str]:
    """Yield every word of the ontology's names and of the wordings, as often as it stands there."""
    for entity in index.knowledge.entities.values():
        for name in (entity.label, *entity.synonyms):
            yield from (token.word for token in name_tokens(name))
    wordings = (
        WORDINGS, FUNCTIONS, FINDING_WORDINGS, NOTE_WORDINGS, TESTED_WORDINGS, DENIED_WORDINGS,
        SAME, REFUTING,
    )
    for joined in (text for data in wordings for text in data.values()):
        yield from _LETTERS.findall(joined)
    yield from shorthand_words()
    for words in CUE_WORDS:
        yield from words


def _part_role(entity: Entity) -> str:
    if entity.kind == "FindingType":
        return "type"
    return "site" if entity.kind in SITE_KINDS else ""


def test_names(finding: Finding) -> list[list[str]]:
    """Return the names of the test that a result belongs to, without "test" and "positive"."""
    if finding.kind != "TestResult":
        return []
    words = words_of(finding.label)
    if words[-1:] != ["positive"]:
        return []
    bare = words[:-1]
    names = [bare]
    if bare[-1:] in (["test"], ["sign"], ["maneuver"]) and len(bare) > 1:
        names.append(bare[:-1])
    return names
