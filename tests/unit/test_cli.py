"""The command line: help, errors, and the commands that need no network."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph, URIRef

from api import create_app
from api.config import Config
from api.service import Service
from kg.cli import main
from kg.cli.clinical import request
from kg.cli.service import is_loopback
from kg.iris import term_iri
from kg.query.header import load_saved

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
    for name in ("serve", "build", "check", "ask", "explain", "query", "new", "diff", "evaluate",
                 "release"):
        assert f"  {name} " in done.stdout
    assert done.stdout.endswith("False False\n")


@pytest.mark.parametrize("name", ["serve", "build", "check", "ask", "explain", "query", "new",
                                  "diff", "evaluate", "snapshot", "release"])
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
    config = Config(snapshot=state / "current", query_socket=state / "none", access_log=False)
    client = create_app(Service.open(config), config).test_client()
    reply = client.post("/v1/differential", json={"text": TEXT, "limit": 3})
    assert (reply.status_code, len(reply.json["differential"])) == (200, 3)
    assert json.loads(done.output) == reply.json


def test_ask_shows_a_red_flag_first(state: Path):
    done = _run(state, "ask", "saddle anesthesia since yesterday")
    assert done.output.lstrip().startswith("EMERGENCY")


def test_explain_is_prose_with_the_proof_or_why_not(state: Path):
    done = _run(state, "explain", "lumbar disc herniation", "positive straight leg raise")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("lumbar disc herniation\n\n")
    assert "\nPlace 1, " in done.output
    told, proof = done.output.split("\nProof\n")
    reason = r"\nFor\n- straight leg raise positive \(present\): \+\d\.\d\d \(odds x .*\[\w+\]\n"
    assert re.search(reason, told)
    assert proof.startswith("- the presentation: candidate for lumbar disc herniation (")
    assert "straight leg raise positive (reported at /text)" in proof
    without = _run(state, "explain", "piriformis-syndrome", "nothing of note")
    assert without.exit_code == 0, without.output
    assert "\nFor\n" not in without.output
    missing = without.output.partition("\nWhy not\n")[2].partition("\n\n")[0]
    assert re.search(r"- missing for four-feature set: .*FAIR pain test positive", missing)
    assert "{" not in without.output
    unknown = _run(state, "explain", "zorkitis", TEXT)
    assert unknown.exit_code == 1
    assert unknown.output.startswith("Error: ")
    assert "Traceback" not in unknown.output


def test_explain_prints_json_or_turtle(state: Path):
    asked = ("explain", "lumbar disc herniation", "positive straight leg raise")
    told = json.loads(_run(state, *asked, "--json").stdout)
    graph = Graph().parse(data=_run(state, *asked, "--turtle").stdout, format="turtle")
    conclusions = {str(o) for o in graph.objects(predicate=URIRef(term_iri("conclusion")))}
    assert told["proof"]["conclusion"] in conclusions
    assert _run(state, *asked, "--turtle", "--json").exit_code == 2


@pytest.mark.parametrize("command", [["ask"], ["explain", "sciatica"]])
def test_a_text_that_is_too_long_is_refused_in_words(state: Path, command: list[str]):
    done = _run(state, *command, "x" * 20_001)
    assert done.exit_code == 1
    assert "the text has 20,001 characters, and 20,000 are read at most" in done.output
    assert _run(state, *command, "pain " * 4_000).exit_code == 0


def test_query_lists_and_runs_the_saved_queries(state: Path):
    assert _run(state, "query").exit_code == 0
    unknown = _run(state, "query", "zork")
    assert (unknown.exit_code, "no saved query 'zork'" in unknown.output) == (1, True)
    done = _run(state, "query", "activities-that-bring-on", "condition=piriformis syndrome",
                "--csv")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0].startswith("condition,activity")
    assert len(done.output.splitlines()) > 1


def test_names_of_queries_are_whole_where_nothing_need_fit_a_screen(state: Path):
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    done = subprocess.run([sys.executable, "-m", "kg", "query"], cwd=ROOT, capture_output=True,
                          text=True, check=True, env=environment | {"GLUTEAL_STATE": str(state)})
    assert set(load_saved(ROOT / "queries")) <= set(done.stdout.split())


def test_what_was_not_understood_is_shown_with_the_reason(state: Path):
    assert "zorkitis: not recognized" in _run(state, "ask", "zorkitis").output


def test_diff_of_a_snapshot_with_itself_is_empty(state: Path):
    current = str(state / "current")
    done = _run(state, "diff", current, current)
    assert done.exit_code == 0, done.output
    assert "triples: 0 removed, 0 added" in done.output
    assert "rules: 0 added, 0 removed, 0 changed" in done.output
    assert "examples: 0 of 25 changed" in done.output
    assert _run(state, "diff", current, current, "--exit-code").exit_code == 0


def test_diff_with_nothing_to_compare_says_so(state: Path):
    done = _run(state, "diff")
    assert done.exit_code == 2
    assert "no other snapshot" in done.output


def test_diff_names_what_cannot_be_read(state: Path, tmp_path: Path):
    missing = _run(state, "diff", str(tmp_path / "nowhere"))
    assert (missing.exit_code, "no readable snapshot" in missing.output) == (2, True)
    damaged = tmp_path / "damaged"
    shutil.copytree((state / "current").resolve(), damaged)
    (damaged / "knowledge.json").write_text("{}")
    done = _run(state, "diff", str(damaged))
    assert done.exit_code == 2
    assert "knowledge.json: does not match its digest" in done.output.replace("\n", "")
    assert "Traceback" not in done.output


VIGNETTES = [
    {"id": "hit", "age": 44, "sex": "F", "truth": "lumbar disc herniation",
     "present": ["leg pain below the knee", "positive straight leg raise"], "absent": ["no fever"],
     "history": [], "red_flag": False},
    {"id": "flagged", "truth": "cauda equina syndrome", "present": ["saddle numbness"],
     "red_flag": True},
    {"id": "unnamed", "truth": "zorkitis", "present": ["leg pain below the knee"]},
]


def test_evaluate_counts_the_hits(state: Path, tmp_path: Path):
    vignettes = tmp_path / "vignettes.jsonl"
    vignettes.write_text("".join(f"{json.dumps(vignette)}\n" for vignette in VIGNETTES))
    done = _run(state, "evaluate", str(vignettes), "--by", "phrases", "--json")
    assert done.exit_code == 1, done.output
    told = json.loads(done.stdout)
    assert told["unknown_names"] == [{"id": "unnamed", "name": "zorkitis"}]
    results = told["by"]["phrases"]["cases"]
    assert [(r["id"], r["rank"], r["red_flag"], r["red_flag_expected"]) for r in results] == [
        ("hit", 1, False, False), ("flagged", None, True, True), ("unnamed", None, False, False)]
    found = told["by"]["phrases"]["measures"]
    assert [(found["top"][k]["hits"], found["top"][k]["total"]) for k in ("1", "3", "5")] == [
        (1, 3)] * 3
    assert (found["red_flag_sensitivity"]["hits"], found["red_flag_specificity"]["hits"]) == (1, 2)
    assert found["mean_reciprocal_rank"] == pytest.approx(1 / 3)
    vignettes.write_text("{")
    assert "line 1: is not JSON lines" in _run(state, "evaluate", str(vignettes)).output
    vignettes.write_text('{"id": "x"}')
    broken = _run(state, "evaluate", str(vignettes))
    assert (broken.exit_code, "no vignette with a truth" in broken.output) == (1, True)


def test_evaluate_shows_both_forms_side_by_side(state: Path, tmp_path: Path):
    vignettes = tmp_path / "vignettes.jsonl"
    note = "44F leg pain below the knee, SLR positive, worse on coughing"
    lines = [VIGNETTES[0] | {"free_text": note, "split": "dev"},
             VIGNETTES[2] | {"present": ["a purple zorkle", "leg pain below the knee"]},
             {"id": "p1", "text": "no fever", "status": "present"}]
    vignettes.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    shown = _run(state, "evaluate", str(vignettes), "--worst", "1").output
    row = next(line for line in shown.splitlines() if "truth first, decidable" in line)
    assert [cell.strip()[:3] for cell in row.split("│")[2:4]] == ["1/2", "1/2"]
    assert "nothing is known as 'zorkitis'" in shown
    assert "p1: 'no fever' is present, read as absent" in shown
    assert shown.count("unnamed, by ") == 2
    assert "not understood: a purple zorkle" in shown
    part = _run(state, "evaluate", str(vignettes), "--split", "dev", "--json")
    assert [c["id"] for c in json.loads(part.stdout)["by"]["note"]["cases"]] == ["hit"]


def test_evaluate_without_a_file_takes_the_examples(state: Path):
    done = _run(state, "evaluate", "--json")
    assert done.exit_code == 0, done.output
    results = json.loads(done.stdout)["by"]["coded"]["cases"]
    assert [r["id"] for r in results] == [f"example-{n:02}" for n in range(1, 26)]
    shown = _run(state, "evaluate").output
    for result in results:
        assert (f"missed: {result['id']}" in shown) is (result["rank"] != 1)
    assert _run(state, "evaluate", "--by", "note").exit_code == 2


def test_a_flag_that_can_wait_is_not_red(state: Path, tmp_path: Path):
    vignettes = tmp_path / "vignettes.jsonl"
    vignettes.write_text('{"id": "rider", "truth": "pudendal neuralgia",'
                         ' "present": ["genital numbness only while cycling"]}')
    told = json.loads(_run(state, "evaluate", str(vignettes), "--json").stdout)
    result = told["by"]["phrases"]["cases"][0]
    assert (result["red_flag"], result["red_flags"]) == (False, [])


def _made_by_a_query(folder: Path) -> tuple[str, int]:
    """Ask the checkout in ``folder``; return the digest and the time of what is then current."""
    code = "from kg.cli import main; main(['query', 'activities-that-bring-on', "
    code += "'condition=piriformis syndrome', '--csv'])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "GLUTEAL_STATE": str(folder / "state"),
             "PYTHONPATH": str(folder / "checkout")},
    )
    assert done.stdout.startswith("condition,activity")
    current = (folder / "state" / "current").resolve()
    return current.name, (current / "manifest.json").stat().st_mtime_ns


def test_a_snapshot_is_made_again_when_the_ontology_is_newer(state: Path, tmp_path: Path):
    checkout = tmp_path / "checkout"
    for name in ("kg", "queries", "ontology/compiled"):
        shutil.copytree(ROOT / name, checkout / name)
    shutil.copy2(ROOT / "pyproject.toml", checkout)
    shutil.copytree(state, tmp_path / "state", symlinks=True,
                    ignore=shutil.ignore_patterns("*.sock"))
    current = (state / "current").resolve()
    before = (current.name, (current / "manifest.json").stat().st_mtime_ns)
    assert _made_by_a_query(tmp_path) == before
    with (checkout / "ontology/compiled/gluteal.ttl").open("a") as compiled:
        compiled.write('<urn:x> rdfs:comment "new" .\n')
    digest, made = _made_by_a_query(tmp_path)
    assert digest != before[0]
    assert _made_by_a_query(tmp_path) == (digest, made)


@pytest.mark.parametrize(("host", "ours"), [
    ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
    ("0.0.0.0", False), ("::", False), ("10.0.0.1", False), ("example.org", False),
])
def test_bar_48_loopback_is_what_only_this_machine_reaches(host: str, ours: bool):
    assert is_loopback(host) is ours


def test_words_and_options_become_one_request():
    assert request("pain") == {"text": "pain"}
    assert request("pain", 34, "female")["patient"] == {"age": 34, "sex": "female"}



def test_a_command_whose_needs_are_not_installed_still_explains_itself(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setitem(sys.modules, "kg.cli.authoring", None)
    shown = CliRunner().invoke(main, ["build", "--help"])
    assert (shown.exit_code, shown.output.startswith("Usage:")) == (0, True)
    used = CliRunner().invoke(main, ["new", "condition", "zorkitis", "--what"])
    assert used.exit_code == 1
    assert "`make build` installs it" in used.output


def _serve(state: Path, **settings: str) -> str:
    """Start the service with ``settings`` that it cannot start with, and return what it says."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GLUTEAL_")}
    done = subprocess.run(
        [sys.executable, "-m", "kg", "serve", "--port", "9"], cwd=ROOT, capture_output=True,
        text=True, check=False, timeout=60,
        env=environment | {"GLUTEAL_STATE": str(state)} | settings,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(("name", "value"), [
    ("GLUTEAL_BODY_BYTES", "-1"), ("GLUTEAL_QUERY_DEPTH", "deep"), ("GLUTEAL_ACCESS_LOG", "maybe"),
])
def test_a_wrong_setting_is_told_at_the_start(state: Path, name: str, value: str):
    assert f"Error: {name} must be" in _serve(state, **{name: value})


def test_bar_70_a_damaged_snapshot_is_told_once_and_by_name(state: Path, tmp_path: Path):
    damaged = tmp_path / "snapshot"
    shutil.copytree((state / "current").resolve(), damaged)
    content = bytearray((damaged / "dataset.nq").read_bytes())
    content[len(content) // 2] ^= 1
    (damaged / "dataset.nq").write_bytes(content)
    said = _serve(state, GLUTEAL_SNAPSHOT=str(damaged))
    assert said.count("dataset.nq") == 1
    assert "does not match its digest" in said


def test_the_folder_it_is_started_in_has_no_say_in_what_runs(state: Path, tmp_path: Path):
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg/__init__.py").write_text("raise SystemExit('the wrong code')")
    code = (
        "from kg.cli import main\n"
        "main(['query', 'activities-that-bring-on', 'condition=piriformis syndrome', '--csv'])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True,
        check=False, timeout=300,
        env={**os.environ, "GLUTEAL_STATE": str(tmp_path / "state"), "PYTHONPATH": str(ROOT)},
    )
    assert "the wrong code" not in done.stderr
    assert (done.returncode, done.stdout.splitlines()[0][:18]) == (0, "condition,activity")
