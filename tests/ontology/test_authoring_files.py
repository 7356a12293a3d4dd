"""Which files are read at all, and that no input makes the loader do anything but report."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.authoring.build import write_all
from kg.authoring.files import is_safe_stem
from kg.authoring.load import load
from kg.authoring.new import new_condition
from kg.errors import AuthoringError

BORROWED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_bar_28_symbolic_links_are_refused(folder, load_faults, tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text((folder / "conditions/cauda-equina-syndrome.toml").read_text("utf-8"))
    (folder / "conditions/cauda-equina-syndrome.toml").unlink()
    (folder / "conditions/cauda-equina-syndrome.toml").symlink_to(outside)
    assert any("symbolic link" in fault.message for fault in load_faults())


def test_bar_28_a_linked_folder_is_refused(folder, load_faults, tmp_path):
    (folder / "claims").rename(tmp_path / "elsewhere")
    (folder / "claims").symlink_to(tmp_path / "elsewhere")
    assert any(f.file == "claims" and "symbolic" in f.message for f in load_faults())


@pytest.mark.parametrize("name", [
    "con.toml", "NUL.toml", "Piriformis.toml", "a b.toml", "%2e%2e.toml", ".toml", "x.toml~",
    "x.tsv", "a.b.toml", "ünicode.toml", "-x.toml",
])
def test_bar_28_odd_file_names_are_refused(folder, load_faults, name):
    (folder / "conditions" / name).write_text("")
    assert any("unexpected file" in fault.message for fault in load_faults())


@BORROWED
@given(label=st.text(max_size=60) | st.sampled_from(["../../etc/passwd", "CON", "a\x00b", "%2e"]))
def test_bar_28_a_new_condition_stays_inside_the_folder(folder, label):
    before = {path for path in folder.parent.rglob("*") if path.is_file()}
    try:
        made = new_condition(folder, label)
    except AuthoringError:
        assert {path for path in folder.parent.rglob("*") if path.is_file()} == before
    else:
        assert made.resolve().parent == (folder / "conditions").resolve()
        assert is_safe_stem(made.stem)
        made.unlink()


def _loads_or_reports(folder) -> bool:
    """Whether the folder is read, or every fault of it is reported; anything else is raised."""
    try:
        return bool(load(folder).knowledge.entities)
    except AuthoringError as error:
        return bool(error.faults)


@BORROWED
@given(content=st.binary(max_size=400) | st.text(max_size=400).map(
    lambda text: text.encode("utf-8", "replace")))
@pytest.mark.parametrize("name", [
    "conditions/piriformis-syndrome.toml", "vocabulary/findings.tsv", "schema.ttl",
    "rules/groups.toml", "claims/d1.tsv", "sources.toml",
])
def test_bar_26_any_bytes_give_a_report_or_success(folder, name, content):
    (folder / name).write_bytes(content)
    assert _loads_or_reports(folder)


@BORROWED
@given(data=st.data())
def test_bar_26_a_damaged_file_gives_a_report_or_success(folder, data):
    path = folder / data.draw(st.sampled_from([
        "conditions/piriformis-syndrome.toml", "vocabulary/findings.tsv", "sources.toml"]))
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole) - 1))
    junk = data.draw(st.sampled_from([b"", b"[", b'"', b"\t", b"\n", b"=", b"[[", b"{}", b"1e999"]))
    path.write_bytes(whole[:start] + junk + whole[start + data.draw(st.integers(0, 40)):])
    loads = _loads_or_reports(folder)
    path.write_bytes(whole)
    assert loads


@pytest.mark.parametrize("text", ["x = " + "[" * 100_000, "x = " + "{a=" * 100_000])
def test_bar_27_deep_nesting_is_a_fault(folder, load_faults, text):
    (folder / "rules/groups.toml").write_text(text)
    assert any(f.file == "rules/groups.toml" and "not TOML" in f.message for f in load_faults())


@pytest.mark.parametrize("text", [
    "gluteal:Muscle rdfs:subClassOf " + "[ a " * 50_000 + "gluteal:X" + " ]" * 50_000 + " .",
    "gluteal:Muscle rdfs:subClassOf ( " + "gluteal:X " * 50_000 + ") .",
])
def test_bar_27_a_deeply_nested_schema_is_a_fault(append, load_faults, text):
    append("schema.ttl", text)
    assert [(f.file, "too deeply" in f.message) for f in load_faults()] == [("schema.ttl", True)]


def test_either_all_files_are_written_or_none(tmp_path):
    kept = tmp_path / "kept.ttl"
    kept.write_bytes(b"old")
    (tmp_path / "blocked").write_bytes(b"a file where a folder is needed")
    with pytest.raises(FileExistsError):
        write_all({kept: b"new", tmp_path / "blocked" / "x.ttl": b"new"})
    assert kept.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "kept.ttl"]
    write_all({kept: b"new", tmp_path / "sub" / "x.ttl": b"too"})
    assert kept.read_bytes() == b"new"
    assert (tmp_path / "sub" / "x.ttl").read_bytes() == b"too"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocked", "kept.ttl", "sub"]
