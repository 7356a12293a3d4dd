"""Two snapshots compared: every kind of planted change is found, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import model
from kg.cli import main
from kg.evaluation.comparison import Comparison, compare
from kg.evaluation.examples import Example
from kg.evaluation.rules import Change, rule_changes
from kg.snapshot.build import build_snapshot
from kg.snapshot.load import Snapshot, load_snapshot
from tests.small_knowledge import small_knowledge, write_compiled

PAIN, SITTING, TEST = "GKG:0002000", "GKG:0002001", "GKG:0003000"
ONE, OTHER = "GKG:0004000", "GKG:0004002"
EXAMPLES = [
    Example(id="sitting", truth="piriformis syndrome", title="pain on sitting", request={
        "findings": [{"concept": "pain on sitting"}, {"concept": "spasm"}]}),
    Example(id="unmoved", truth="insufficient_information", request={"findings": []}),
]


def _knowledge(
    records: dict[str, dict[str, Any]] | None = None, entities: dict[str, Any] | None = None
) -> model.Knowledge:
    """The small knowledge with two rival conditions, and with ``records`` and ``entities`` in
    place of, or (``None``) taken out of, its own."""
    base = small_knowledge()
    rival = model.Condition(id=OTHER, kind="Condition", label="rival pain", slug="rival-pain",
                            key="rival_pain", prior_mid_pct=3.0, definition="Another one.")
    spasm = model.Finding(id="GKG:0002003", kind="Symptom", label="spasm", slug="spasm",
                          key="spasm", background_pct=20.0)
    sitting = replace(base.entities[SITTING], background_pct=20.0, side_applies=False)
    own = {**base.entities, OTHER: rival, spasm.id: spasm, SITTING: sitting}
    own |= entities or {}
    rows: dict[str, dict[str, Any]] = {k: dict(v) for k, v in base.records.items()}
    rows["evidence"] |= {
        "F003": _row("F003", ONE, 60.0), "F004": _row("F004", OTHER, 10.0),
    }
    for folder, changed in (records or {}).items():
        rows[folder] |= changed
    return model.Knowledge(
        entities={k: e for k, e in sorted(own.items()) if e is not None},
        records={folder: {k: r for k, r in sorted(found.items()) if r is not None}
                 for folder, found in rows.items()},
    )


def _row(identifier: str, condition: str, pct: float) -> model.Evidence:
    return model.Evidence(id=identifier, condition=condition, finding="GKG:0002003",
                          frequency_low_pct=pct, frequency_high_pct=pct,
                          band_basis="published_figure", sources=("smith2020",))


def _built(folder: Path, knowledge: model.Knowledge) -> Snapshot:
    compiled = write_compiled(folder / "compiled", knowledge)
    return load_snapshot(build_snapshot(compiled, folder / "state"))


def _planted() -> model.Knowledge:
    """The knowledge with one planted change of each kind."""
    base = _knowledge()
    row = base.records
    return _knowledge(
        {
            "evidence": {"F003": _row("F003", ONE, 2.0), "F004": _row("F004", OTHER, 90.0)},
            "red-flag": {
                "R01": replace(row["red-flag"]["R01"], act_within="PT2H", all_of=("spasm",)),
                "R02": model.RedFlag(id="R02", name="a new rule", conditions=(ONE,),
                                     flag_class="emergency_same_hour", all_of=("spasm",)),
            },
            "criterion": {"C01": None},
            "screening": {"S-piriformis_syndrome": replace(
                row["screening"]["S-piriformis_syndrome"], must_all_be_answered=(PAIN,))},
            "treatment-option": {"TX01": replace(
                row["treatment-option"]["TX01"], contraindicated_by=())},
            "escalation": {"E01": replace(row["escalation"]["E01"], after_weeks=4.0)},
            "test": {"T01": replace(row["test"]["T01"], specificity=0.8)},
            "mechanism-refusal": {"MR1": replace(
                row["mechanism-refusal"]["MR1"], reason="far too broad")},
        },
        {
            "GKG:0000200": replace(base.entities["GKG:0000200"], synonyms=("ischiadic nerve",)),
            "GKG:0000100": replace(
                base.entities["GKG:0000100"], relations=(("inPainRegion", "GKG:0000002"),)),
        },
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Snapshot]:
    """Two snapshots, before and after the planted changes."""
    folder = tmp_path_factory.mktemp("two")
    return _built(folder / "a", _knowledge()), _built(folder / "b", _planted())


@pytest.fixture(scope="module")
def found(folders: tuple[Snapshot, Snapshot]) -> Comparison:
    return compare(*folders, EXAMPLES)


def _of(found: Comparison, identifier: str) -> Change:
    (change,) = [c for c in found.changes if c.id == identifier]
    return change


def _fields(change: Change) -> dict[str, tuple[Any, Any]]:
    return {f.field: (f.before, f.after) for f in change.fields}


# --- rules and entities ---

def test_every_planted_change_of_a_rule_is_found_and_nothing_else(found: Comparison):
    assert [(c.kind, c.id, c.change) for c in found.changes] == [
        ("red-flag", "R01", "changed"), ("red-flag", "R02", "added"),
        ("criterion", "C01", "removed"), ("screening", "S-piriformis_syndrome", "changed"),
        ("treatment-option", "TX01", "changed"), ("escalation", "E01", "changed"),
        ("evidence", "F003", "changed"), ("evidence", "F004", "changed"),
        ("test", "T01", "changed"), ("mechanism-refusal", "MR1", "changed"),
        ("Muscle", "GKG:0000100", "changed"), ("Nerve", "GKG:0000200", "changed"),
    ]


def test_a_change_is_told_field_by_field_with_labels(found: Comparison):
    assert _fields(_of(found, "R01")) == {
        "act_within": ("PT1H", "PT2H"), "all_of": (["buttock_pain"], ["spasm"])}
    screening = _of(found, "S-piriformis_syndrome")
    assert _fields(screening) == {
        "must_all_be_answered": (["pain on sitting"], ["buttock pain"])}
    assert screening.title == "piriformis syndrome"
    assert _fields(_of(found, "TX01")) == {"contraindicated_by": (["age 50 or more"], None)}
    assert _fields(_of(found, "E01")) == {"after_weeks": (6.0, 4.0)}
    assert _fields(_of(found, "T01")) == {"specificity": (0.9, 0.8)}
    assert _of(found, "C01").title == "piriformis syndrome"
    assert _fields(_of(found, "R02"))["name"] == (None, "a new rule")
    assert _fields(_of(found, "GKG:0000200")) == {"synonyms": (None, ["ischiadic nerve"])}


def test_an_inferred_mechanism_is_not_called_evidence():
    mechanism = model.Evidence(id="M-1", condition=ONE, finding=PAIN, basis="mechanism")
    after = _knowledge({"evidence": {"M-1": mechanism}})
    (change,) = rule_changes(_knowledge(), after)
    assert (change.kind, change.id, change.change) == ("mechanism", "M-1", "added")


# --- triples ---

def test_triples_are_sorted_by_graph_and_kind_of_subject(found: Comparison):
    removed = {(s.graph, s.kind, s.triple) for s in found.removed}
    added = {(s.graph, s.kind, s.triple) for s in found.added}
    base = "https://w3id.org/gluteal/"
    assert ("evidence", "red-flag", f'<{base}red-flag/R01> <{base}actWithin> "PT1H" .') in removed
    assert ("evidence", "red-flag", f'<{base}red-flag/R01> <{base}actWithin> "PT2H" .') in added
    synonym = "<http://www.w3.org/2004/02/skos/core#altLabel> \"ischiadic nerve\"@en ."
    assert ("asserted", "Nerve", f"<{base}GKG_0000200> {synonym}") in added
    assert ("relations", "Muscle", f"<{base}GKG_0000100> <{base}isLoadedBy>"
            f" <{base}GKG_0001000> .") in removed
    assert {s.kind for s in found.removed} >= {"criterion", "class expression", "Muscle"}


def test_an_axiom_less_does_not_rename_the_blank_nodes_of_the_others(
    folders: tuple[Snapshot, Snapshot], tmp_path: Path
):
    before, muscle = folders[0], folders[0].knowledge.entities["GKG:0000100"]
    fewer = tuple(pair for pair in muscle.relations if pair[0] != "isLoadedBy")
    knowledge = _knowledge(entities={muscle.id: replace(muscle, relations=fewer)})
    found = compare(before, _built(tmp_path, knowledge), ())
    gone = [s for s in found.removed if s.graph == "asserted" and "_:" in s.triple]
    assert sorted(s.triple.split()[1].rpartition("#")[2].strip(">") for s in gone) == [
        "onProperty", "someValuesFrom", "subClassOf", "type"]
    assert not found.added


# --- rankings of the examples ---

def test_only_the_example_whose_answer_differs_is_listed(found: Comparison):
    (moved,) = found.moved
    assert moved.after.example.id == "sitting"
    assert (moved.before.rank, moved.after.rank) == (1, 2)
    assert moved.before.first[:2] == ("piriformis syndrome", "rival pain")
    assert moved.after.first[:2] == ("rival pain", "piriformis syndrome")
    assert (moved.before.red, moved.after.red) == ((), ("R02",))
    told = moved.to_json()
    assert {"kind": "red flag", "rule": "R02", "what": "emergency_same_hour"} in (
        told["fired"]["added"])


def test_a_snapshot_and_itself_are_the_same(folders: tuple[Snapshot, Snapshot]):
    before, _ = folders
    same = compare(before, before, EXAMPLES)
    assert same.is_empty
    assert same.to_json()["equal"] is True


# --- the command ---

def _diff(folders: tuple[Snapshot, Snapshot], *options: str) -> Result:
    paths = [str(snapshot.path) for snapshot in folders]
    return CliRunner().invoke(main, ["diff", *paths, *options])


def test_the_command_shows_every_section(folders: tuple[Snapshot, Snapshot]):
    done = _diff(folders)
    assert done.exit_code == 0, done.output
    for line in (
        "rules: 1 added, 1 removed, 8 changed", "  ~ R01 piriformis syndrome",
        '      act_within: "PT1H" -> "PT2H"', '      all_of: - "buttock_pain", + "spasm"',
        "  + R02 a new rule: piriformis syndrome", "  evidence, red-flag: 2 removed, 8 added",
        "entities, claims and sources: 0 added, 0 removed, 2 changed", "examples: ",
    ):
        assert line in done.output, line
    assert "more; --all lists them" in done.output
    assert "--all lists them" not in _diff(folders, "--all").output


def test_the_status_tells_a_difference_only_when_asked(folders: tuple[Snapshot, Snapshot]):
    assert _diff(folders).exit_code == 0
    assert _diff(folders, "--exit-code").exit_code == 1
    assert _diff((folders[0], folders[0]), "--exit-code").exit_code == 0


def test_json_holds_everything(folders: tuple[Snapshot, Snapshot], found: Comparison):
    done = json.loads(_diff(folders, "--json").stdout)
    assert {c["id"] for c in done["rules"]} == {c.id for c in found.changes if c.is_rule}
    assert len(done["triples"]["added"]) == len(found.added)
    assert sum(row["added"] for row in done["triples"]["by_graph"]) == len(found.added)
    assert (done["before"], done["equal"]) == (folders[0].manifest.digest, False)
