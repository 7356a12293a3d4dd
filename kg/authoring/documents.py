"""Compares the authored sources with the two documents, where the documents are at hand.

Every claim must point at the sentence that it speaks of, and no text of ours may repeat six or
more words of a document in a row.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from kg.authoring.problems import Problem
from kg.errors import Fault
from kg.iris import record_iri
from kg.model import Claim, Document, Knowledge

LONGEST_SHARED_RUN = 5
"""Words in a row that our texts may share with a document: terms need that many, copies more."""

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_TEXT_FILES = frozenset({".toml", ".tsv", ".ttl", ".md", ".rq"})


def locator_problems(knowledge: Knowledge, folder: Path) -> Iterator[Problem]:
    """Yield a problem for every claim whose offsets or hash do not fit its document."""
    texts: dict[str, str] = {}
    for document in knowledge.of(Document).values():
        path = folder / document.file
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != document.sha256:
            yield Problem(record_iri("document", document.id), "sha256",
                          f"{document.file} is missing or another version")
        texts[document.id] = content.decode("utf-8", "replace")
    for claim in knowledge.of(Claim).values():
        if problem := _misplaced(claim, texts.get(claim.document, "")):
            yield Problem(record_iri("claim", claim.id), *problem)


def _misplaced(claim: Claim, text: str) -> tuple[str, str] | None:
    if not 0 <= claim.start < claim.end <= len(text):
        return "start", f"{claim.start} to {claim.end} is not inside the document ({len(text)})"
    digest = hashlib.sha1(text[claim.start:claim.end].encode(), usedforsecurity=False).hexdigest()
    if len(claim.sentence_sha1) < 12 or not digest.startswith(claim.sentence_sha1):
        return "sentence_sha1", f"is not the hash of the sentence there ({digest[:12]})"
    return None


def copied_runs(ontology: Path, folder: Path) -> Iterator[Fault]:
    """Yield a fault for every place of the authored files that copies a run of a document.

    ``checks/allowed-phrases.txt`` lists the titles and enumerations that may be shared.
    """
    size = LONGEST_SHARED_RUN + 1
    known = {run for path in sorted(folder.glob("*.txt"))
             for run, _ in _runs(path.read_text("utf-8"), size)}
    allowed_file = ontology / "checks" / "allowed-phrases.txt"
    lines = allowed_file.read_text("utf-8").splitlines() if allowed_file.is_file() else []
    known -= {run for line in lines if not line.startswith("#") for run, _ in _runs(line, size)}
    for path in sorted(ontology.rglob("*")):
        if path.suffix in _TEXT_FILES and "compiled" not in path.parts:
            text = path.read_text("utf-8")
            for run, start in _runs(text, size):
                if run in known:
                    line = text.count("\n", 0, start) + 1
                    yield Fault(path.relative_to(ontology).as_posix(), f"line {line}",
                                f"repeats six words of a document: {' '.join(run)}",
                                "say it in other words")


def _runs(text: str, size: int) -> Iterator[tuple[tuple[str, ...], int]]:
    folded = text.lower().replace("\u2019", "'")
    words = [(match.group(), match.start()) for match in _WORD.finditer(folded)]
    for first in range(len(words) - size + 1):
        window = words[first:first + size]
        yield tuple(word for word, _ in window), window[0][1]
