"""Places: one for everybody, none twice, none moved by what comes new."""

import os
import subprocess
import sys
from collections import defaultdict
from math import dist
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SnapshotError
from kg.graph.build import LAYOUT, layout_tsv, read_layout
from kg.graph.lattice import SPAN, STEP, Lattice
from kg.graph.layout import places_of
from kg.snapshot.build import build_snapshot, save_layout
from kg.snapshot.load import Snapshot
from tests.small_knowledge import write_compiled

_FRESH = """
from kg.graph.layout import places_of
kinds = {f"GKG:{n:07d}": ("Muscle", "Condition", "Symptom", "Odd")[n % 4] for n in range(80)}
names = sorted(kinds)
links = {(names[n], names[n * 7 % 80], 1.0) for n in range(80)}
print(places_of(dict.fromkeys(set(kinds)) | kinds, links, {}))
"""


def test_bar_83_the_committed_layout_is_that_of_the_snapshot(root: Path, snapshot: Snapshot):
    committed = root / "ontology" / "compiled" / LAYOUT
    assert layout_tsv(snapshot.graph.places) == committed.read_bytes()
    living = {c for c, e in snapshot.knowledge.entities.items() if not e.deprecated}
    assert snapshot.graph.places.keys() == living


def test_no_two_entities_are_on_one_point_and_the_picture_is_square(snapshot: Snapshot):
    places = list(snapshot.graph.places.values())
    assert len(set(places)) == len(places)
    for axis in (0, 1):
        values = [place[axis] for place in places]
        assert min(values) >= 0
        assert 0.8 * SPAN < max(values) - min(values) <= SPAN


def test_entities_of_a_kind_and_related_ones_are_nearer_than_others(snapshot: Snapshot):
    places = snapshot.graph.places
    by_kind = defaultdict(list)
    for curie, place in places.items():
        by_kind[snapshot.knowledge.entities[curie].kind].append(place)
    everything = list(places.values())
    overall = mean(dist(one, other) for one in everything[::9] for other in everything[::7])
    for kind in ("Muscle", "Nerve", "Condition", "Symptom", "HistoryItem", "Examination"):
        own = by_kind[kind]
        assert mean(dist(one, other) for one in own for other in own) < overall, kind
    joined = [dist(places[e.source], places[e.target]) for e in snapshot.graph.edges
              if e.relation in ("innervates", "canAffect", "yields")]
    assert mean(joined) < 0.75 * overall


def test_bar_82_a_layout_from_nothing_is_the_same_whatever_the_hash_seed(root: Path):
    def laid_out(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        return subprocess.run([sys.executable, "-c", _FRESH], env=environment, check=True,
                              capture_output=True, text=True).stdout

    assert laid_out("1") == laid_out("4711")


def test_what_comes_new_moves_nothing_and_stands_beside_what_it_is_related_to(snapshot: Snapshot):
    known = dict(snapshot.graph.places)
    kinds = {c: snapshot.knowledge.entities[c].kind for c in known}
    nerve = next(c for c in known if snapshot.knowledge.entities[c].slug == "sciatic-nerve")
    new, finding = "GKG:0004199", "GKG:0002999"
    kinds |= {new: "Condition", finding: "Symptom"}
    links = [(new, nerve, 1.0), (new, finding, 1.0)]
    places = places_of(kinds, links, known)
    assert {curie: places[curie] for curie in known} == known
    assert dist(places[new], known[nerve]) < SPAN / 4
    assert dist(places[finding], places[new]) < SPAN / 3
    without = {c: k for c, k in kinds.items() if c != nerve}
    assert nerve not in places_of(without, links, known)


@given(st.lists(st.tuples(st.floats(-500, 11_000), st.floats(-500, 11_000)), max_size=60))
def test_a_lattice_gives_every_point_once(wanted: list[tuple[float, float]]):
    lattice = Lattice({"a": (500, 500)})
    taken = [lattice.take(point) for point in [*wanted, (500, 500)]]
    assert len({*taken, (500, 500)}) == len(taken) + 1
    assert all(0 <= v <= SPAN and v % STEP == 0 for place in taken for v in place)


def test_a_full_picture_grows():
    everywhere = {f"{x} {y}": (x * STEP, y * STEP) for x in range(101) for y in range(101)}
    assert Lattice(everywhere).take((0, 0)) not in set(everywhere.values())


def test_a_build_saves_places_once_and_keeps_them(tmp_path: Path):
    compiled = write_compiled(tmp_path / "compiled")
    made = build_snapshot(compiled, tmp_path / "state")
    assert save_layout(made, compiled)
    assert not save_layout(build_snapshot(compiled, tmp_path / "state"), compiled)
    moved = read_layout(compiled / LAYOUT) | {"GKG:0000001": (9900, 9900)}
    (compiled / LAYOUT).write_bytes(layout_tsv(moved))
    build_snapshot(compiled, tmp_path / "state")
    assert not save_layout(tmp_path / "state" / "current", compiled)


@pytest.mark.parametrize("text", [
    "", "id\tx\n", "id\tx\ty\nGKG:0000001\t1\n", "id\tx\ty\nGKG:0000001\t1\tb\n",
    "id\tx\ty\nGKG:0000001\t1\t2\nGKG:0000002\t1\t2\n",
])
def test_a_damaged_layout_is_named(tmp_path: Path, text: str):
    (tmp_path / LAYOUT).write_text(text)
    with pytest.raises(SnapshotError, match=LAYOUT):
        read_layout(tmp_path / LAYOUT)
