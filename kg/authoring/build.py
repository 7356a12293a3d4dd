"""The whole of authoring in one call: load, generate axioms, compile; and write at the end."""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.authoring.axioms import Supported, axioms_of
from kg.authoring.compile import compiled_files, compiled_triples
from kg.authoring.faults import Faults, Origin
from kg.authoring.load import load
from kg.authoring.problems import add_problems
from kg.model import Knowledge

COMPILED = "compiled"
"""The folder of the compiled files inside the ontology folder."""

Progress = Callable[[str], None]
"""Is told, in a short line, what begins now."""


def _silent(line: str, /) -> None:
    """Tell nobody."""
    del line


@dataclass(frozen=True, slots=True)
class CompiledOntology:
    """The knowledge, its axioms, and the ontology that says both; ``files`` holds the Turtle by
    file name, ``origins`` the file and place of every entity and record by IRI."""

    knowledge: Knowledge
    axioms: tuple[Supported, ...]
    triples: tuple[ox.Triple, ...]
    files: Mapping[str, bytes]
    origins: Mapping[str, Origin]

    @property
    def turtle(self) -> bytes:
        """The files one after the other, which is Turtle as well."""
        return b"".join(self.files.values())


def compile_ontology(folder: Path, progress: Progress = _silent) -> CompiledOntology:
    """Compile the authored sources in ``folder``; nothing is written.

    Raises:
        AuthoringError: something is wrong; every fault found is in it.
    """
    progress("reading the authored sources")
    loaded = load(folder)
    progress(f"generating axioms from {len(loaded.knowledge.entities)} entities")
    axioms, problems = axioms_of(loaded.knowledge)
    faults = Faults()
    add_problems(problems, loaded.origins, faults)
    faults.raise_any()
    progress(f"writing {len(axioms)} axioms as OWL")
    try:
        triples = compiled_triples(loaded.knowledge, loaded.schema, axioms)
        files = compiled_files(triples)
    except RecursionError:
        faults.add(Origin("schema.ttl", ""), "", "nests expressions or lists too deeply")
        faults.raise_any()
        raise
    return CompiledOntology(
        loaded.knowledge, tuple(axioms), tuple(triples), files, loaded.origins)


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write all ``files`` or, when one of them cannot be written, none.

    Every file is first written and flushed beside its target, then renamed into place.
    """
    waiting: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
            waiting[Path(name)] = target
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
        for temporary, target in waiting.items():
            temporary.replace(target)
    finally:
        for temporary in waiting:
            temporary.unlink(missing_ok=True)
