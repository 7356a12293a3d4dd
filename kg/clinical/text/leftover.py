"""Which words of a clause are read, and which runs of words nobody read."""

from collections.abc import Iterator, Sequence

from kg.clinical.text.context import is_context
from kg.clinical.text.cues import REPORTING, TIMES
from kg.clinical.text.phrases import PhraseHit
from kg.clinical.words import Token


def leftover(
    clause: Sequence[Token], known: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the runs of words outside the spans ``known`` that are not words of context alone."""
    run: list[Token] = []
    for token in (*clause, None):
        outside = token is not None and not any(
            start <= token.start < end for start, end in known
        )
        if token is not None and outside:
            run.append(token)
        else:
            if not _only_reports(run):
                yield run[0].start, run[-1].end
            run = []


def _only_reports(run: Sequence[Token]) -> bool:
    """Tell whether words only say that somebody reports or finds something, or since when:
    "presented to the clinic with a 3-week history of", "on examination there is"."""
    dated = any(t.word in TIMES for t in run)
    return all(
        is_context(t) or t.word in REPORTING or t.word in TIMES or dated and t.word.isdigit()
        for t in run
    )


def understood(
    clause: Sequence[Token], hits: Sequence[PhraseHit], numbered: Sequence[tuple[int, int]]
) -> set[int]:
    """Return the places of words that others read: phrases that deny, and what a number decides."""
    told = {
        place for hit in hits
        if hit.last - hit.first > 1 and (hit.phrase.role == "denied" or len(hit.phrase.curies) > 1)
        for place in range(hit.first, hit.last)
    }
    return told | {
        place for place, token in enumerate(clause)
        if any(start <= token.start < end for start, end in numbered)
    }
