"""One pool of workers over the data of every case."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query.client import QueryService
from tests.conformance.manifest import Case, cases
from tests.conformance.suite import pool_over

VERSIONS = ("sparql10", "sparql11", "sparql12")


@pytest.fixture(scope="session")
def suites(shared: Path | None) -> Path | None:
    """The folder of the suites, or ``None`` where it is missing."""
    return shared and shared / "conformance" / "rdf-tests" / "sparql"


@pytest.fixture(scope="session")
def every_case(suites: Path | None) -> list[Case]:
    """Every case of every version."""
    return [case for version in VERSIONS for case in cases(suites, version)] if suites else []


@pytest.fixture(scope="module")
def queries(
    suites: Path | None, every_case: list[Case], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[QueryService | None]:
    """The way of a query, over the data of the cases."""
    if suites is None:
        yield None
        return
    with pool_over(suites, every_case, tmp_path_factory.mktemp("suites")) as service:
        yield service
