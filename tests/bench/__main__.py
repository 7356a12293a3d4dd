"""``make bench``: a table of what is measured, with medians, ratios and the aims.

Figures of one run only compare with one another: machines differ and are noisy.
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from kg.axioms import Named
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.neighbourhood import neighbourhood
from kg.catalogue.network import Filter, Network
from kg.catalogue.paths import Paths
from kg.clinical.facade import Clinician
from kg.iris import entity_iri
from kg.model import Evidence, Knowledge
from kg.places import INFERRED, ONTOLOGY, RECORDS
from kg.reasoning.hermit import classify
from kg.reasoning.presentation import Report, presentation_axioms
from kg.reasoning.read import compiled_axioms
from kg.reasoning.realise import Realiser
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot
from kg.snapshot.read import parse_turtle
from tests.bench.faults import fault_figures
from tests.bench.ranking_report import ranking_summary
from tests.bench.reading_report import print_reading

ROOT = Path(__file__).resolve().parents[2]
COMPILED = ROOT / "ontology" / "compiled"
FINDINGS = 8
PRESENTATIONS = 60
ROUNDS = 20
STARTS = 3
PORT = 18080
CALLS = 1000
LOOKUP = "SELECT ?l WHERE { gluteal:GKG_0004013 rdfs:label ?l }"


@dataclass(frozen=True)
class Figure:
    """One measured figure, its unit, the aim, and a note."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    note: str = ""


def presentations(knowledge: Knowledge) -> list[list[str]]:
    """Return presentations of eight findings each, a condition's own before others'."""
    by_condition: dict[str, list[str]] = {}
    for row in sorted(knowledge.of(Evidence).values(), key=lambda row: row.id):
        if row.status == "present" and row.basis == "evidence":
            by_condition.setdefault(row.condition, []).append(row.finding)
    full = [found for _, found in sorted(by_condition.items()) if len(set(found)) >= FINDINGS]
    return [list(dict.fromkeys(found))[:FINDINGS] for found in full][:PRESENTATIONS]


def milliseconds(call: Callable[[], object]) -> float:
    """Time one call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def reasoner_figures(snapshot: Snapshot, cases: Sequence[list[str]]) -> Iterator[Figure]:
    """Measure realisation of eight findings, first and repeated, with HermiT beside it."""
    realiser = Realiser(snapshot.knowledge, snapshot.taxonomy)
    drawn = [[Report(Named(entity_iri(f)), "present", "left") for f in case] for case in cases]
    first = [milliseconds(lambda d=d: realiser.realise(d, 1)) for d in drawn]
    warm = [milliseconds(lambda d=d: realiser.realise(d, 1)) for _ in range(ROUNDS) for d in drawn]
    median = statistics.median(warm)
    yield Figure("reasoner, eight findings", median, "ms", 1.0, f"{len(warm)} runs")
    yield Figure("reasoner, findings not met before", statistics.median(first), "ms")
    asserted = parse_turtle([COMPILED / ONTOLOGY, COMPILED / RECORDS])
    inferred = parse_turtle([COMPILED / INFERRED])
    axioms = compiled_axioms(asserted, inferred)
    one = [*axioms, *presentation_axioms("urn:bench:presentation", drawn[0], 1)]
    alone = statistics.median(milliseconds(lambda: classify(axioms)) for _ in range(STARTS))
    both = statistics.median(milliseconds(lambda: classify(one)) for _ in range(STARTS))
    yield Figure("HermiT, the same presentation", both, "ms", None, f"{both / median:,.0f} times")
    yield Figure("HermiT, the ontology alone", alone, "ms")


def differential_figures(clinician: Clinician, cases: Sequence[list[str]]) -> Iterator[Figure]:
    """Measure the full differential in the library."""
    requests = [
        {
            "findings": [{"concept": f, "status": "present", "laterality": "left"} for f in case],
            "setting": "musculoskeletal-outpatient",
        }
        for case in cases
    ]
    requests = [_without_sides(clinician, request) for request in requests]
    for request in requests:
        clinician.differential(request)
    warm = [
        milliseconds(lambda r=r: clinician.differential(r))
        for _ in range(ROUNDS)
        for r in requests
    ]
    median = statistics.median(warm)
    yield Figure("full differential, eight findings", median, "ms", 3.0, f"{len(warm)} runs")


def graph_figures(snapshot: Snapshot) -> Iterator[Figure]:
    """Measure ten paths between random entities, and the largest neighbourhood of each."""
    network = Network(Catalogue(snapshot.knowledge, snapshot.taxonomy), snapshot.graph)
    paths, chosen = Paths(network), Filter()
    entities = [snapshot.knowledge.entities[curie] for curie in sorted(snapshot.graph.places)]
    pairs = [random.Random(seed).sample(entities, 2) for seed in range(100)]
    for one, other in pairs[:2]:
        paths.between(one, other, chosen, k=10)
    walked = [milliseconds(lambda p=p: paths.between(*p, chosen, k=10)) for p in pairs]
    yield Figure("ten paths, slowest of 100 pairs", max(walked), "ms", 100.0,
                 f"median {statistics.median(walked):.1f} ms")
    around = [milliseconds(lambda p=p: neighbourhood(network, p, chosen, depth=3, limit=500))
              for p in pairs]
    yield Figure("neighbourhood, 3 steps, 500 nodes", max(around), "ms", 100.0,
                 f"median {statistics.median(around):.1f} ms")


def _without_sides(clinician: Clinician, request: dict[str, object]) -> dict[str, object]:
    found = request["findings"]
    assert isinstance(found, list)
    known = clinician.index.knowledge.findings()
    for item in found:
        if not known[item["concept"]].side_applies:
            del item["laterality"]
    return request


@contextmanager
def service(state: Path) -> Iterator[tuple[psutil.Process, float]]:
    """Run the service; yield its process and the seconds until it was ready."""
    environment = {**os.environ, "GLUTEAL_STATE": str(state)}
    command = [sys.executable, "-m", "kg", "serve", "--port", str(PORT)]
    started = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as child:
        try:
            while not _ready():
                time.sleep(0.01)
            yield psutil.Process(child.pid), time.perf_counter() - started
        finally:
            child.terminate()
            child.wait(timeout=20)


def _ready() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def service_figures(state: Path) -> Iterator[Figure]:
    """Measure the start, and the memory of the processes after a differential."""
    seconds = []
    for _ in range(STARTS):
        with service(state) as (process, ready_after):
            seconds.append(ready_after)
            for _ in range(20):
                _post_differential()
            family = [process, *process.children(recursive=True)]
            names = {part.name() for part in family}
            largest = max(part.memory_info().rss for part in family) / 2**20
    yield Figure("start until ready", statistics.median(seconds), "s", 1.5, f"{STARTS} starts")
    yield Figure("largest process, resident", largest, "MiB", 200.0, f"{len(family)} processes")
    yield Figure("Java processes while serving", sum("java" in name for name in names), "", 0.0)


def attack_figures(state: Path) -> Iterator[Figure]:
    """Measure what one client that sends runaway queries costs the others (bar 7)."""
    with service(state):
        calls: dict[str, Callable[[], object]] = {
            "differential": _post_differential,
            "lookup": lambda: _sparql(LOOKUP),
        }
        idle = {name: _p99(call) for name, call in calls.items()}
        stop = threading.Event()
        attacker = threading.Thread(target=_attack, args=(stop,))
        attacker.start()
        attacked = {name: _p99(call) for name, call in calls.items()}
        stop.set()
        attacker.join()
    for name in calls:
        note = f"p99 {attacked[name]:.1f} ms, idle {idle[name]:.1f} ms"
        yield Figure(f"{name} beside an attacker", attacked[name] / idle[name], "x", 1.5, note)


def _attack(stop: threading.Event) -> None:
    while not stop.is_set():
        with suppress(OSError):
            _sparql("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")


def _p99(call: Callable[[], object]) -> float:
    spent = sorted(milliseconds(call) for _ in range(CALLS))
    return spent[int(CALLS * 0.99) - 1]


def _sparql(query: str) -> None:
    body = urllib.parse.urlencode({"query": query}).encode()
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sparql", body, timeout=20) as answer:
        answer.read()


def _post_differential() -> None:
    body = b'{"findings": [{"concept": "buttock pain"}, {"concept": "leg weakness"}]}'
    url = f"http://127.0.0.1:{PORT}/v1/differential"
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def rebuild_figures() -> Iterator[Figure]:
    """Measure a full rebuild: compile, check, both reasoners, snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "checkout")
        for name in ("kg", "api", "ontology", "queries"):
            shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "pyproject.toml", copy)
        environment = {**os.environ, "PYTHONPATH": str(copy), "GLUTEAL_STATE": str(copy / "state")}
        command = [sys.executable, "-m", "kg", "build"]
        spent = milliseconds(
            lambda: subprocess.run(
                command, cwd=copy, env=environment, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )
    yield Figure("full rebuild", spent / 1000, "s", 180.0)


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    table = Table(title="gluteal bench (medians)")
    for column in ("figure", "measured", "aim", "met", "note"):
        table.add_column(column, justify="right" if column in ("measured", "aim") else "left")
    for f in figures:
        aim = "" if f.aim is None else f"<= {f.aim:g} {f.unit}"
        met = "" if f.aim is None else ("yes" if f.value <= f.aim else "no")
        table.add_row(f.name, f"{f.value:,.2f} {f.unit}", aim, met, f.note)
    Console(width=110).print(table)


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        snapshot = load_snapshot(build_snapshot(COMPILED, state))
        print_reading(snapshot)
        cases = presentations(snapshot.knowledge)
        figures = [
            *reasoner_figures(snapshot, cases),
            *differential_figures(Clinician.of(snapshot), cases),
            *graph_figures(snapshot),
            *(Figure(*row) for row in ranking_summary(Clinician.of(snapshot))),
            *service_figures(state),
            *attack_figures(state),
            *(Figure(*row) for row in fault_figures(state / "faults")),
            *rebuild_figures(),
        ]
    show(figures)


if __name__ == "__main__":
    main()
