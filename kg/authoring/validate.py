"""Validates a compiled ontology: shapes, checks, locators, copied sentences, mappings."""

from collections.abc import Callable
from pathlib import Path

from kg.authoring.build import CompiledOntology
from kg.authoring.checks import violations
from kg.authoring.documents import copied_runs, locator_problems
from kg.authoring.faults import Faults
from kg.authoring.problems import add_problems
from kg.authoring.shapes import nonconformities
from kg.authoring.terminologies import mapping_problems
from kg.authoring.view import check_store

Progress = Callable[[str], None]


def validate(
    compiled: CompiledOntology,
    folder: Path,
    *,
    documents: Path | None,
    terminologies: Path | None,
    progress: Progress,
) -> None:
    """Run every check on what was compiled from the ontology ``folder``.

    ``documents`` and ``terminologies`` are the folders to compare with; when one is missing,
    ``progress`` is told in a line that starts with ``WARNING``.

    Raises:
        AuthoringError: at least one check failed; every failure is in it.
    """
    faults = Faults()
    origins = compiled.origins
    progress("running the shapes")
    add_problems(nonconformities(compiled.triples, folder / "shapes", faults), origins, faults)
    progress("running the checks")
    add_problems(violations(check_store(compiled), folder / "checks", faults), origins, faults)
    if documents is not None and documents.is_dir():
        progress("comparing with the documents")
        add_problems(locator_problems(compiled.knowledge, documents), origins, faults)
        faults.found.extend(copied_runs(folder, documents))
    else:
        progress("WARNING: the source documents are not here; locators and copied sentences"
                 " were NOT checked. Put them beside the checkout, as shared/documents")
    if terminologies is not None and terminologies.is_dir():
        progress("looking up the mappings")
        add_problems(mapping_problems(compiled.knowledge, terminologies), origins, faults)
    else:
        progress("WARNING: the terminologies are not here; mappings were NOT checked."
                 " Put them beside the checkout, as shared/terminologies")
    faults.raise_any()
