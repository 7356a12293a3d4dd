"""Mentions of findings in free text, with offsets and context."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from kg.clinical.index import Index
from kg.clinical.text import laboratory
from kg.clinical.text.ambiguous import is_ordinary
from kg.clinical.text.clause import ClauseReader, Found
from kg.clinical.text.clauses import clauses
from kg.clinical.text.context import context, is_context, is_joining
from kg.clinical.text.counts import SCORED, Decided, decided
from kg.clinical.text.cues import AFFIRMING, AFTER_DENYING, NORMAL
from kg.clinical.text.elsewhere import is_elsewhere, is_said_elsewhere
from kg.clinical.text.laterality import own_side
from kg.clinical.text.leftover import leftover, understood
from kg.clinical.text.measurements import Measured, measurements
from kg.clinical.text.mentions import (
    AS_SAID,
    Mention,
    asked,
    each_denied,
    is_measured,
    once,
    overlap,
    revised,
    settled,
)
from kg.clinical.text.onset import is_old_injury
from kg.clinical.text.partial import is_denied_in_part
from kg.clinical.text.phrases import PhraseHit
from kg.clinical.text.recency import dated, kin
from kg.clinical.text.refuted import refuted
from kg.clinical.text.results import has_own_result, has_result
from kg.clinical.text.sections import placed, sections
from kg.clinical.text.together import Stand, Together, together
from kg.clinical.text.tokenizer import Tokenizer
from kg.clinical.words import Token
from kg.reasoning.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions of a text, and the spans in which nothing was recognized."""

    mentions: Sequence[Mention]
    silent: Sequence[tuple[int, int]]
    measured: Sequence[Measured] = ()


class Annotator:
    """Finds the phrases of one ontology in texts."""

    def __init__(self, index: Index, taxonomy: Taxonomy) -> None:
        """Build the phrases."""
        self._index = index
        self._clauses = ClauseReader(index, taxonomy)
        self._tokenizer = Tokenizer(index)
        self._is_test, self._hits = self._tokenizer.is_test, self._tokenizer.phrases.hits
        self._together = Together(index)
        self._kin = kin(index)
        self._of_family = {f.id for f in index.findings.values() if f.key.startswith("family_hx")}

    def read(self, text: str, known: Sequence[tuple[int, int]] = ()) -> Reading:
        """Return what ``text`` mentions; the spans ``known`` are understood by others."""
        mentions: list[Mention] = []
        silent: list[tuple[int, int]] = []
        measured = measurements(text)
        by_number = decided(text)
        numbered = list(_spans([one for one in by_number if one.key not in SCORED]))
        parts = sections(text)
        spans = [*known, *((m.start, m.end) for m in measured), *_spans(by_number)]
        spans += [(part.start, part.inside) for part in parts]
        found = self._tokenizer.words(text)
        before: Sequence[Token] = ()
        last, elsewhere, shown = 0, False, frozenset[int]()
        for clause in clauses(found, self._tokenizer.kept_together(found)):
            gap = text[before[-1].end:clause[0].start] if before else "."
            if gap.strip() in {"", ","}:
                mentions[last:] = revised(mentions[last:], clause)
            elsewhere = is_elsewhere(clause, before=elsewhere and gap.strip() in {"", ","})
            shown = shown if gap.strip() in {"", ","} else frozenset()
            stands, shown = self._together.read(clause, shown)
            read = [
                m for m in self._clause(text, clause, numbered, stands, elsewhere=elsewhere)
                if not any(is_measured(m, one) for one in measured)
            ]
            if not read and mentions and gap.strip() in {"", ","}:
                read = list(self._same_test(text, clause, mentions[-1]))
                mentions.extend(dated(self._kin, mentions[last:], text, clause))
            read.extend(dated(self._kin, read, text, clause))
            read = asked(read, text, clause[-1].end)
            last = len(mentions)
            mentions.extend(settled(list(once(read))))
            near = [s for s in spans if s[0] < clause[-1].end and clause[0].start < s[1]]
            silent.extend(leftover(clause, [*near, *((m.start, m.end) for m in read)]))
            before = clause
        found_all = [self._own(placed(m, parts)) for m in self._decided(text, mentions, by_number)]
        return Reading(found_all, silent, measured)

    def _own(self, mention: Mention) -> Mention:
        """Return a mention of a family history as the patient's own: it is one of theirs."""
        if mention.finding not in self._of_family:
            return mention
        return replace(mention, context=replace(mention.context, experiencer="patient"))

    def _decided(
        self, text: str, mentions: Sequence[Mention], by_number: Sequence[Decided]
    ) -> Iterator[Mention]:
        """Yield ``mentions``, and in place of some the findings that a number decides."""
        left, made = list(mentions), list[Mention]()
        for one in by_number:
            if one.key in laboratory.FINDINGS:
                left = [m for m in left if not (one.start <= m.start and m.end <= one.end)]
            if finding := self._index.curie(one.key):
                same = [m for m in left if m.finding == finding and overlap(m, one)]
                seen = same[0].context if same else AS_SAID
                left = [m for m in left if m not in same]
                if seen.certainty != "certain" or seen.status == "absent" != one.status:
                    left.extend(same)
                    continue
                made.append(Mention(
                    one.start, one.end, text[one.start:one.end], finding,
                    replace(seen, status=one.status, laterality=one.side or seen.laterality),
                ))
        return iter(sorted([*left, *made], key=lambda m: (m.start, m.end)))

    def _result_at(self, clause: Sequence[Token], hits: Sequence[PhraseHit], number: int) -> int:
        """Return where the result of a test starts: after the last of the tests listed with it
        ("FAIR, Freiberg and Beatty negative")."""
        last = hits[number].last
        for following in hits[number + 1:]:
            joined = all(is_joining(token) for token in clause[last:following.first])
            if not (self._is_test(hits[number]) and self._is_test(following) and joined):
                break
            if clause[following.last - 1].word in AFFIRMING | AFTER_DENYING:
                return following.last - 1
            last = following.last
        return last

    def _same_test(
        self, text: str, clause: Sequence[Token], tested: Mention
    ) -> Iterator[Mention]:
        """Yield the test of the clause before on another side ("SLR positive L, negative R"), or
        the denial of what was found on one ("tender L gluteus medius, R clear")."""
        if not all(is_context(token) for token in clause):
            return
        kind = self._index.findings[tested.finding].kind if tested.finding else ""
        seen = context(clause, 0, 0, normal=False)
        denied = seen.status == "absent" or any(token.word in NORMAL for token in clause)
        told = has_result(clause) if kind == "TestResult" else denied and (
            seen.laterality != tested.context.laterality != ""
        )
        if seen.laterality and told:
            seen = seen if kind == "TestResult" else replace(seen, status="absent")
            start, end = clause[0].start, clause[-1].end
            yield Mention(
                start, end, text[start:end], tested.finding, seen, tested.members
            )

    def _clause(
        self, text: str, clause: Sequence[Token], numbered: Sequence[tuple[int, int]],
        stands: Sequence[Stand], *, elsewhere: bool,
    ) -> Iterator[Mention]:
        yield from together(text, clause, stands)
        taken = {p for stand in stands if stand.row.picture >= 0 for p in stand.places}
        hits = [
            h for h in self._hits(clause)
            if not is_ordinary(clause, h.first, h.last) and not taken.issuperset(
                range(h.first, h.last)
            )
        ]
        tests = {hit for hit in hits if self._is_test(hit)}
        result_of: dict[tuple[str, frozenset[int]], int] = {}
        named = []
        for number, hit in enumerate(hits):
            result = self._result_at(clause, hits, number)
            if hit.phrase.role in {"normal", "denied", "refuting"}:
                yield from self._named(text, clause, hit, result)
            elif hit.phrase.role == "finding" or hit.phrase.role == "tested" and (
                result > hit.last or has_own_result(clause, hit.last)
            ):
                places = frozenset(range(hit.first, hit.last))
                for curie in hit.phrase.curies:
                    named.append(Found(places, curie))
                    result_of[curie, places] = result if hit in tests else -1
        every = self._clauses.read(
            clause, named, taken | understood(clause, hits, numbered), elsewhere=elsewhere
        )
        known = {p for h in hits for p in range(h.first, h.last)}
        known |= {place for found in every for place in found.places}
        for found in every:
            if is_said_elsewhere(self._index, clause, found, known):
                continue
            known_as = (found.finding, found.places)
            mention = self._mention(
                text, clause, found, result_of.get(known_as, -1), named=known_as in result_of
            )
            if mention is not None:
                yield from _as_said(clause, found, mention, known)

    def _named(
        self, text: str, clause: Sequence[Token], hit: PhraseHit, result: int
    ) -> Iterator[Mention]:
        if hit.phrase.role == "refuting":
            yield from refuted(text, clause, hit)
            return
        normal = hit.phrase.role == "normal"
        if normal and "full" in (t.word for t in clause[hit.last:hit.last + 3]):
            return
        seen = context(clause, hit.first, hit.last, normal=normal, result=result)
        if seen.status == "unclear" or hit.phrase.role == "denied" and (
            seen.status != "absent"
            or is_denied_in_part(
                clause, range(hit.first, hit.last), range(hit.first, hit.last)
            )
        ):
            return
        start, end = clause[hit.first].start, clause[hit.last - 1].end
        for finding in hit.phrase.curies:
            yield Mention(start, end, text[start:end], finding, seen)

    def _mention(
        self, text: str, clause: Sequence[Token], found: Found, result: int, *, named: bool
    ) -> Mention | None:
        first, last = min(found.places), max(found.places) + 1
        seen = context(
            clause, first, last, normal=found.function, result=result, named=named,
            bag=bool(found.finding) and not named,
        )
        if seen.status == "unclear" or (
            found.finding and is_old_injury(clause, self._index.findings[found.finding].key)
        ):
            return None
        if side := own_side(clause, found.places, found.focus):
            seen = replace(seen, laterality=side)
        start, end = clause[first].start, clause[last - 1].end
        return Mention(start, end, text[start:end], found.finding, seen, found.members)


def _as_said(
    clause: Sequence[Token], found: Found, mention: Mention, known: AbstractSet[int]
) -> Iterator[Mention]:
    """Yield ``mention`` unless it says too little: a denial of a part, or of what was widened."""
    if mention.context.status != "absent":
        if not found.vague:
            yield mention
    elif not found.widened and not is_denied_in_part(clause, found.places, known):
        yield from each_denied(mention)


def _spans(found: Sequence[Decided]) -> Iterator[tuple[int, int]]:
    return ((one.start, one.end) for one in found)
