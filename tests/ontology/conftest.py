"""A small ontology of its own, copied for each test that changes it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authoring.build import CompiledOntology, compile_ontology
from kg.authoring.validate import validate
from kg.errors import AuthoringError, Fault

FIXTURE = Path(__file__).parent / "fixture"

Edit = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """A copy of the small ontology, with the real shapes and checks."""
    copy = tmp_path / "ontology"
    shutil.copytree(FIXTURE / "ontology", copy)
    for name in ("shapes", "checks"):
        shutil.copytree(root / "ontology" / name, copy / name)
    return copy


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace text in a file of the copy; the text must be there."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), "utf-8")

    return replace


@pytest.fixture
def append(folder: Path) -> Edit:
    """Add text at the end of a file of the copy."""

    def add(name: str, text: str) -> None:
        path = folder / name
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    return add


@pytest.fixture(scope="session")
def small() -> CompiledOntology:
    """The small ontology, compiled."""
    return compile_ontology(FIXTURE / "ontology")


@pytest.fixture
def load_faults(folder: Path) -> Callable[[], list[Fault]]:
    """Return the faults of compiling the copy; none when it compiles."""

    def run() -> list[Fault]:
        try:
            compile_ontology(folder)
        except AuthoringError as error:
            return error.faults
        return []

    return run


@pytest.fixture
def check_faults(folder: Path) -> Callable[[], list[Fault]]:
    """Return the faults of validating the copy with the small documents and terminologies."""

    def run() -> list[Fault]:
        compiled = compile_ontology(folder)
        try:
            validate(
                compiled, folder, documents=FIXTURE / "documents",
                terminologies=FIXTURE / "terminologies", progress=lambda line: None)
        except AuthoringError as error:
            return error.faults
        return []

    return run


@pytest.fixture
def documents() -> Path:
    """The document that the small ontology's claims quote."""
    return FIXTURE / "documents"
