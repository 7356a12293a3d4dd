"""The command line: help, errors, and the commands that need no network."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli.clinical import request
from kg.cli.common import is_fresh
from kg.cli.compare import vignette_request
from kg.cli.service import is_loopback

ROOT = Path(__file__).resolve().parents[2]
TEXT = "34F, L buttock pain worse sitting, tingling down the leg, no saddle numbness"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with the snapshot of the committed ontology."""
    folder = tmp_path_factory.mktemp("state")
    done = _run(folder, "snapshot")
    assert done.exit_code == 0, done.output
    return folder


def _run(state: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"GLUTEAL_STATE": str(state)})


def test_help_lists_every_command_without_importing_what_builds():
    code = (
        "import sys; sys.argv = ['gluteal', '--help']\n"
        "from kg.cli import main\n"
        "try: main()\n"
        "except SystemExit: print('rdflib' in sys.modules, 'granian' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          cwd=ROOT)
    for name in ("serve", "build", "check", "ask", "explain", "query", "new", "diff", "evaluate"):
        assert f"  {name} " in done.stdout
    assert done.stdout.endswith("False False\n")


@pytest.mark.parametrize("name", ["serve", "build", "check", "ask", "explain", "query", "new",
                                  "diff", "evaluate", "snapshot"])
def test_every_command_explains_itself(name: str):
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith("Usage:")


def test_ask_shows_a_table_and_the_notice(state: Path):
    done = _run(state, "ask", TEXT)
    assert done.exit_code == 0, done.output
    assert "condition" in done.output
    assert "Ask next" in done.output
    assert "not a diagnosis" in done.output


def test_ask_gives_the_same_json_as_the_service(state: Path):
    done = _run(state, "ask", TEXT, "--json", "--limit", "3")
    answer = json.loads(done.output)
    assert answer["outcome"] == "ranked"
    assert len(answer["differential"]) == 3


def test_ask_shows_a_red_flag_first(state: Path):
    done = _run(state, "ask", "saddle anesthesia since yesterday")
    assert done.output.lstrip().startswith("EMERGENCY")


def test_explain_shows_a_proof_or_why_not(state: Path):
    done = _run(state, "explain", "lumbar disc herniation", "positive straight leg raise")
    assert done.exit_code == 0, done.output
    unknown = _run(state, "explain", "zorkitis", TEXT)
    assert unknown.exit_code == 1
    assert unknown.output.startswith("Error: ")
    assert "Traceback" not in unknown.output


def test_query_lists_and_runs_the_saved_queries(state: Path):
    assert _run(state, "query").exit_code == 0
    unknown = _run(state, "query", "zork")
    assert (unknown.exit_code, "no saved query 'zork'" in unknown.output) == (1, True)
    done = _run(state, "query", "activities-that-bring-on", "condition=piriformis syndrome",
                "--csv")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0].startswith("condition,activity")
    assert len(done.output.splitlines()) > 1


def test_diff_of_a_snapshot_with_itself_is_empty(state: Path):
    current = str(state / "current")
    done = _run(state, "diff", current, current)
    assert done.exit_code == 0, done.output
    assert "triples: 0 removed, 0 added" in done.output
    assert "0 changed" in done.output


def test_diff_with_nothing_to_compare_says_so(state: Path):
    done = _run(state, "diff")
    assert done.exit_code == 1
    assert "no other snapshot" in done.output


def test_evaluate_counts_the_hits(state: Path, tmp_path: Path):
    vignettes = tmp_path / "vignettes.jsonl"
    vignettes.write_text(json.dumps({
        "id": "one", "age": 44, "sex": "F", "truth": "lumbar disc herniation",
        "present": ["leg pain below the knee", "positive straight leg raise"],
        "absent": ["no fever"], "history": [], "red_flag": False,
    }) + "\n")
    done = _run(state, "evaluate", str(vignettes), "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert (result["id"], result["red_flag"]) == ("one", False)
    assert result["outcome"] in ("ranked", "insufficient_information")
    assert "among the first 3" in _run(state, "evaluate", str(vignettes)).output
    vignettes.write_text("{")
    assert "not JSON lines" in _run(state, "evaluate", str(vignettes)).output


def test_a_snapshot_is_made_again_when_the_ontology_is_newer(
    state: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GLUTEAL_STATE", str(state))
    assert is_fresh()
    monkeypatch.setenv("GLUTEAL_STATE", str(state / "elsewhere"))
    assert not is_fresh()


@pytest.mark.parametrize(("host", "ours"), [
    ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
    ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("example.org", False),
])
def test_bar_48_loopback_is_what_only_this_machine_reaches(host: str, ours: bool):
    assert is_loopback(host) is ours


def test_words_and_options_become_one_request():
    assert request("pain") == {"text": "pain"}
    assert request("pain", 34, "female")["patient"] == {"age": 34, "sex": "female"}


def test_a_vignette_keeps_the_polarity_of_its_texts():
    asked = vignette_request({"age": 30, "sex": "M", "present": ["a"], "absent": ["no b"]})
    assert asked["findings"] == [{"text": "a"}, {"text": "no b"}]
    assert asked["patient"] == {"sex": "male", "age": 30}
