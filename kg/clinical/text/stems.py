"""Words without their endings, so that "sits", "sitting" and "sat" compare as one."""

from functools import lru_cache
from threading import Lock

import Stemmer

_ENGLISH = Stemmer.Stemmer("english", 0)
_ALONE = Lock()
"""A stemmer serves one thread at a time; what it found is cached here, not in it."""
_IRREGULAR = {
    "perthes": "perthes",
    "centralise": "centraliz",
    "centralize": "centraliz",
    "centralization": "centraliz",
    "centralisation": "centraliz",
    "breathless": "breathless",
    "breathlessness": "breathless",
    "peripheral": "peripheral",
    "peripherally": "peripheral",
    "hesitate": "hesitate",
    "hesitates": "hesitate",
    "hesitated": "hesitate",
    "hesitating": "hesitate",
    "sat": "sit",
    "seated": "sit",
    "fell": "fall",
    "fallen": "fall",
    "woke": "wake",
    "woken": "wake",
    "wakes": "wake",
    "waking": "wake",
    "awoken": "wake",
    "swollen": "swell",
    "tingly": "tingl",
    "achy": "ach",
    "lost": "lose",
    "loss": "lose",
    "lay": "lie",
    "lain": "lie",
    "ran": "run",
    "felt": "feel",
    "broke": "break",
    "broken": "break",
    "bent": "bend",
    "stood": "stand",
    "stairs": "stair",
    "slept": "sleep",
    "tight": "tight",
    "went": "go",
    "better": "better",
    "incontinent": "incontin",
    "incontinence": "incontin",
    "tenderness": "tender",
    "diabetic": "diabet",
    "diabetes": "diabet",
    "pregnancy": "pregnant",
    "fractured": "fractur",
    "cancerous": "cancer",
    "smoker": "smoke",
    "testis": "testis",
    "position": "position",
    "testes": "testis",
    "teste": "testis",
    "numb": "numb",
    "numbness": "numb",
    "hurt": "hurt",
    "hurting": "hurt",
    "sneezing": "sneez",
    "peed": "pee",
    "tearful": "tearful",
    "tore": "tear",
    "torn": "tear",
    "shook": "shake",
    "drove": "drive",
    "took": "take",
    "taken": "take",
    "kept": "keep",
    "began": "begin",
    "came": "come",
    "gone": "go",
    "got": "get",
    "gotten": "get",
    "prostatitis": "prostatitis",
    "severe": "severe",
    "severely": "severe",
    "several": "several",
    "added": "added",
    "fullness": "fullness",
    "adding": "added",
}
"""Forms that the stemmer keeps apart, or joins with another word."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a plain word.

    >>> stem("sitting"), stem("seated"), stem("radiates")
    ('sit', 'sit', 'radiat')
    """
    known = _IRREGULAR.get(word)
    if known is not None:
        return known
    with _ALONE:
        return str(_ENGLISH.stemWord(word))
