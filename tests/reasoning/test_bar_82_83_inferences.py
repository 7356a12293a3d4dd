"""The committed inferences are those of a rebuild, byte for byte, on any machine."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from kg.authoring.build import COMPILED, compile_ontology
from kg.places import INFERRED
from kg.reasoning.build import infer
from kg.reasoning.mechanisms import mechanism_queries

_INFER = """
import sys
from hashlib import sha256
from pathlib import Path
from kg.authoring.build import compile_ontology
from kg.reasoning.build import infer
from kg.reasoning.mechanisms import mechanism_queries
folder = Path(sys.argv[1])
compiled = compile_ontology(folder)
queries = mechanism_queries(folder / "mechanisms")
print(sha256(infer(compiled.triples, compiled.knowledge, queries).turtle).hexdigest())
"""


def test_bar_83_the_committed_inferences_equal_a_rebuild(root: Path) -> None:
    folder = root / "ontology"
    compiled = compile_ontology(folder)
    queries = mechanism_queries(folder / "mechanisms")
    inferred = infer(compiled.triples, compiled.knowledge, queries)
    assert inferred.turtle == (folder / COMPILED / INFERRED).read_bytes()


def test_bar_82_another_hash_seed_time_zone_and_place_infer_the_same(
    root: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a place with spaces"
    elsewhere.symlink_to(root)
    environment = {
        **os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Chatham", "PYTHONPATH": str(root),
    }
    told = subprocess.run(
        [sys.executable, "-c", _INFER, str(elsewhere / "ontology")],
        cwd=tmp_path, env=environment, check=True, capture_output=True, text=True,
    )
    committed = (root / "ontology" / COMPILED / INFERRED).read_bytes()
    assert told.stdout.strip() == sha256(committed).hexdigest()
