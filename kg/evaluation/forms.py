"""The forms in which a vignette is asked: phrase by phrase, or as one note.

A phrase is sent as a ``text`` item without a status, so that its own wording decides. One thing
cannot be decided by wording: a bare name under ``absent`` ("fever", where others write "no
fever"). There the place in the file is the denial, and such a phrase is sent as the finding that
it names, absent. A phrase is bare if what is read in it covers all its words, all of it is read as
present, and no word denies, limits or calls normal.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.clinical.facade import Clinician
from kg.evaluation.examples import Example
from kg.evaluation.vignettes import Phrase, Vignette

PHRASES, NOTE = "phrases", "note"
FORMS = (PHRASES, NOTE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[+-](?:ve)?")
_SMALL = frozenset({
    "a", "an", "any", "at", "in", "of", "on", "or", "and", "the", "to", "with", "his", "her", "my",
    "left", "right", "both", "side",
})
_SPEAKING = frozenset({
    "no", "not", "nor", "nil", "non", "none", "never", "without", "absent", "absence", "neg",
    "negative", "-", "-ve", "denies", "denied", "denying", "normal", "intact", "fine", "ok",
    "okay", "full", "fully", "free", "clear", "good", "strong", "steady", "regular", "preserved",
    "symmetrical", "equal", "unremarkable", "unaffected", "able", "can", "can't", "cannot",
    "unable", "painless", "afebrile", "apyrexial", "only", "except", "but", "n't", "isn't",
    "doesn't", "don't", "didn't", "hasn't", "well", "relief", "less", "easily", "resolved",
    "non-tender", "nontender", "makes", "difference", "unilateral",
})
"""Words by which a phrase says itself how it stands."""


def examples_by(clinician: Clinician, vignettes: list[Vignette], form: str) -> list[Example]:
    """Return the vignettes with a truth as examples whose requests have the form ``form``."""
    return [
        Example(
            id=v.id, truth=v.truth, acceptable=v.acceptable, red_flag=v.red_flag,
            triage=v.triage, pair=v.pair, must_not_miss=v.must_not_miss,
            request=by_phrases(clinician, v) if form == PHRASES else by_note(v),
        )
        for v in vignettes if v.truth
    ]


def by_phrases(clinician: Clinician, vignette: Vignette) -> dict[str, Any]:
    """Return the request that sends each phrase as a text of its own."""
    findings: list[Mapping[str, Any]] = []
    for phrase in vignette.phrases:
        if phrase.section != "history":
            findings.extend(_items(clinician, phrase))
    history = [{"text": p.text} for p in vignette.phrases if p.section == "history"]
    return {"patient": _patient(vignette), "findings": findings, "history": history}


def by_note(vignette: Vignette) -> dict[str, Any]:
    """Return the request that sends the note alone; a vignette without one sends no finding."""
    return {"patient": _patient(vignette), **({"text": vignette.note} if vignette.note else {})}


def _patient(vignette: Vignette) -> dict[str, Any]:
    patient: dict[str, Any] = {"sex": vignette.sex}
    return patient if vignette.age is None else {**patient, "age": vignette.age}


def _items(clinician: Clinician, phrase: Phrase) -> Iterator[Mapping[str, Any]]:
    bare = bare_names(clinician, phrase.text) if phrase.section == "absent" else []
    if not bare:
        yield {"text": phrase.text}
    for mention in bare:
        side = mention["laterality"]
        sided = {"laterality": side} if side else {}
        yield {**_named(mention), "status": "absent", **sided}


def _named(mention: Mapping[str, Any]) -> dict[str, Any]:
    if mention.get("concept"):
        return {"concept": mention["concept"]["id"]}
    told = mention["expression"]
    return {"expression": {
        role: ref["id"] if isinstance(ref, Mapping) else [r["id"] for r in ref]
        for role, ref in told.items() if ref
    }}


def bare_names(clinician: Clinician, text: str) -> list[Mapping[str, Any]]:
    """Return what ``text`` names if it does nothing else; empty where its wording decides."""
    mentions: list[Mapping[str, Any]] = clinician.annotate(text)["mentions"]
    plainly = all(
        (m["status"], m["experiencer"], m["certainty"]) == ("present", "patient", "certain")
        for m in mentions
    )
    said = [(m.start(), m.group().lower()) for m in _WORD.finditer(text)]
    if not mentions or not plainly or any(word in _SPEAKING for _, word in said):
        return []
    covered = all(
        word in _SMALL or any(m["start"] <= at < m["end"] for m in mentions) for at, word in said
    )
    return mentions if covered else []
