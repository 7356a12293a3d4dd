"""What all tests share.

The reference material beside the checkout is optional: a test that compares with it takes the
fixture ``shared``, passes when it is ``None``, and the run then says so where nobody misses it.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A run is repeatable and never fails for being slow; `make soak` searches at random.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("GLUTEAL_HYPOTHESIS", "repeatable"))

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """The folder of reference material, or ``None`` where it is missing."""
    return SHARED if SHARED.is_dir() else None


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which comparisons this run could not make."""
    if not SHARED.is_dir():
        terminalreporter.write_sep("!", "REFERENCE MATERIAL MISSING", red=True, bold=True)
        terminalreporter.write_line(
            f"{SHARED} is not there: nothing was compared with the documents, the evidence tables"
            " or the terminologies. The tests that do so passed without looking."
        )


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without any setting of this product."""
    for name in [name for name in os.environ if name.startswith("GLUTEAL_")]:
        monkeypatch.delenv(name)
    return monkeypatch
