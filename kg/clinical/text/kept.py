"""The phrases of the tables, expanded once and kept in the state folder.

Expanding a quarter of a million phrases takes seconds, reading them back milliseconds. What is
kept is named after everything that it was made of, so that a change of the tables or of the code
makes it anew; where it cannot be written it is made at every start.
"""

import hashlib
import logging
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kg.clinical.text.book import Meaning, PhraseBook, write_book
from kg.clinical.text.tables import (
    DENIED_WORDINGS,
    FINDING_WORDINGS,
    FOLDER,
    NOTE_WORDINGS,
    REFUTING,
    TESTED_WORDINGS,
)
from kg.clinical.text.told import keys_of, plain_forms
from kg.places import state_folder

TOLD = (
    ("finding", FINDING_WORDINGS), ("finding", NOTE_WORDINGS), ("tested", TESTED_WORDINGS),
    ("refuting", REFUTING), ("denied", DENIED_WORDINGS),
)
"""The tables of phrases by the role of what they tell, the first first."""
_PREFIX = "phrases-"
_LOG = logging.getLogger(__name__)


def told_phrases() -> dict[tuple[str, ...], Meaning]:
    """Return what every phrase of the tables means, by its keys; one that several findings of a
    table share tells them all."""
    found: dict[tuple[str, ...], dict[int, dict[str, None]]] = {}
    for place, (_, wordings) in enumerate(TOLD):
        for key, template in wordings.items():
            for phrase in plain_forms(template):
                found.setdefault(keys_of(phrase), {}).setdefault(place, {})[key] = None
    found.pop((), None)
    return {
        words: tuple((TOLD[place][0], *keys) for place, keys in meant.items())
        for words, meant in found.items()
    }


@cache
def told_book() -> PhraseBook:
    """Return the phrases of the tables, from the state folder where they are kept there."""
    path = state_folder() / f"{_PREFIX}{_made_of()[:16]}.bin"
    with suppress(OSError, ValueError):
        return PhraseBook(path.read_bytes())
    content = write_book(told_phrases())
    try:
        _keep(path, content)
    except OSError as error:
        _LOG.info("the phrases that notes are read with are not kept: %s", error)
    return PhraseBook(content)


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, in place of those of other tables."""
    path.parent.mkdir(parents=True, exist_ok=True)
    older = [other for other in path.parent.glob(f"{_PREFIX}*.bin") if other != path]
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        (made := Path(folder) / path.name).write_bytes(content)
        made.replace(path)
    for other in older:
        other.unlink(missing_ok=True)


def _made_of() -> str:
    """Return a digest of the tables, of the code that reads them and of the stemmer."""
    digest = hashlib.sha256(version("pystemmer").encode())
    for path in (*sorted(FOLDER.glob("*.tsv")), *sorted(FOLDER.parent.glob("*.py")),
                 FOLDER.parents[1] / "words.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
