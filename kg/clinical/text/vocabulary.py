"""The phrases that a note is searched for, made from the ontology once."""

from dataclasses import dataclass

from kg.clinical.index import Index
from kg.clinical.text.abbreviations import CAPITAL_SIDES, EXPANSIONS, NORMAL_DENIES, SIDES, SKIPPED
from kg.clinical.text.trie import Trie
from kg.clinical.words import Token, tokens
from kg.model import Entity, Finding

SITE_KINDS = frozenset({"PainRegion", "BodyRegion"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase means: ``role`` is finding, normal (a function whose normality denies
    ``curies``), type or site."""

    role: str
    curies: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Return the words of a name as the trie keeps them."""
    return [word for token in tokens(text) for word in meaning(token)]


def meaning(token: Token) -> tuple[str, ...]:
    """Return the words that a token stands for; none for articles and one-sided side words."""
    if token.stop or token.word in SKIPPED or SIDES.get(token.word) in {"left", "right"}:
        return ()
    if token.raw in CAPITAL_SIDES:
        return ()
    return EXPANSIONS.get(token.word, (token.word,))


def build(index: Index) -> Trie:
    """Return all phrases: findings by label and synonym, tests without "positive", functions
    whose normality denies a finding, and the types and sites to compose."""
    trie = Trie()
    named = sorted(
        (f for f in index.findings.values() if f.kind != "FindingType"), key=lambda f: f.id
    )
    findings = [f for f in named if index.is_asked(f.id)]
    for finding in named:
        trie.add(words_of(finding.label), Phrase("finding", (finding.id,)))
    for finding in findings:
        for words in (*map(words_of, finding.synonyms), *_test_names(finding)):
            trie.add(words if len("".join(words)) > 1 else (), Phrase("finding", (finding.id,)))
    for finding in findings:
        trie.add(words_of(finding.key.replace("_", " ")), Phrase("finding", (finding.id,)))
    for name, keys in NORMAL_DENIES.items():
        curies = tuple(c for c in map(index.curie, keys) if c in index.findings)
        trie.add(name.split() if curies else (), Phrase("normal", curies))
    for entity in sorted(index.knowledge.entities.values(), key=lambda e: e.id):
        if role := _part_role(entity):
            for text in (entity.label, *entity.synonyms):
                trie.add(words_of(text), Phrase(role, (entity.id,)))
    return trie


def _part_role(entity: Entity) -> str:
    if entity.kind == "FindingType":
        return "type"
    return "site" if entity.kind in SITE_KINDS else ""


def _test_names(finding: Finding) -> list[list[str]]:
    """Return the name of the test that a result belongs to, without "test" and "positive"."""
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
