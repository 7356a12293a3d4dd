"""Every error that Gluteal raises on purpose.

GlutealError
├── AuthoringError        the authored sources cannot be compiled; carries every fault found
├── GateError             an expression of the gate language cannot be read
├── ReasoningError        the reasoners failed, disagreed or found the ontology wrong
│   └── ReasonerUnavailable   Java or the HermiT reasoner is missing, died or ran out of time
├── SnapshotError         a snapshot is missing, damaged or of another version
├── InputError            a request is well-formed but wrong; carries pointers into it
│   └── ContradictionError    reports of one presentation clash
├── UnknownEntityError    nothing is known under that identifier; carries suggestions
└── QueryError            a SPARQL query was refused or failed
├── QueryRefused      SERVICE, an update, or a crash too many: it never runs here
├── QueryMalformed    the query is not SPARQL
├── QueryTooComplex   depth, size or token limits
├── QueryTimeout      the deadline passed
├── QueryMemory       the worker ran out of memory
├── QueryCrashed      the worker died
├── QueryOverloaded   no worker slot was free
├── StoreUnavailable  the SPARQL endpoint that was set cannot be reached, or is too busy
├── StoreDiffers      that endpoint does not hold the snapshot that is served
├── StoreFailed       that endpoint answered something that it should not
└── AnswerTooLarge    the answer is over the limit and is never cut
"""

from dataclasses import dataclass


class GlutealError(Exception):
    """Root of every error that Gluteal raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One authoring fault: the file, the key or row inside it, what is wrong, what to do."""

    file: str
    key: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """Render as ``file: key: message (suggestion)``."""
        hint = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.file}: {self.key}: {self.message}{hint}"


class AuthoringError(GlutealError):
    """The authored sources cannot be compiled; ``faults`` holds every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults and render them one a line."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class SettingError(GlutealError):
    """A setting in the environment cannot be used."""


class GateError(GlutealError):
    """An expression of the gate language cannot be read."""


class ReasoningError(GlutealError):
    """The reasoners failed, disagreed, or found the ontology inconsistent."""


class ReasonerUnavailable(ReasoningError):
    """Java or HermiT is missing, died, or ran out of time or memory."""


class SnapshotError(GlutealError):
    """A snapshot is missing, damaged, or written by another version."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """One fault of a request: a JSON pointer, what is wrong, and candidates to choose from."""

    pointer: str
    detail: str
    candidates: tuple[str, ...] = ()


class InputError(GlutealError):
    """A request is well-formed but wrong; ``errors`` points into it."""

    def __init__(self, errors: list[Pointed]) -> None:
        """Keep the pointed faults and render them."""
        super().__init__("; ".join(f"{e.pointer}: {e.detail}" for e in errors))
        self.errors = errors


class ContradictionError(InputError):
    """Reports of one presentation clash; ``answer`` holds red flags and contradictions."""

    def __init__(self, errors: list[Pointed], answer: dict[str, object]) -> None:
        """Keep what must be answered although the presentation contradicts itself."""
        super().__init__(errors)
        self.answer = answer


class UnknownEntityError(GlutealError):
    """Nothing is known under ``name``; ``candidates`` are the nearest known names."""

    def __init__(self, name: str, candidates: tuple[str, ...] = ()) -> None:
        """Keep the name and the suggestions."""
        hint = f"; did you mean {', '.join(candidates)}?" if candidates else ""
        super().__init__(f"nothing is known as {name!r}{hint}")
        self.name = name
        self.candidates = candidates


class QueryError(GlutealError):
    """A SPARQL query was refused or failed."""


class QueryRefused(QueryError):
    """The query asks for something that this read-only service never does."""


class QueryMalformed(QueryError):
    """The query is not SPARQL."""


class QueryTooComplex(QueryError):
    """The query is over the depth, size or token limits."""


class QueryTimeout(QueryError):
    """The deadline passed before the whole answer was ready."""


class QueryMemory(QueryError):
    """The worker ran out of its memory allowance."""


class QueryCrashed(QueryError):
    """The worker process died while it evaluated the query."""


class QueryOverloaded(QueryError):
    """No worker slot was free."""


class StoreUnavailable(QueryError):
    """The SPARQL endpoint that was set cannot be reached, or says that it is too busy."""


class StoreDiffers(QueryError):
    """The SPARQL endpoint that was set does not hold the snapshot that is served."""


class StoreFailed(QueryError):
    """The SPARQL endpoint that was set answered something that it should not."""


class AnswerTooLarge(QueryError):
    """The answer is over the size limit; it is refused, never cut."""
