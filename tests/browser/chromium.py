"""The browser of the tests: Debian's chromium, installed where it is missing and may be."""

import os
import shutil
import subprocess
from pathlib import Path

WHERE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = "the browser tests need chromium: apt-get install chromium"


def chromium() -> Path:
    """Return the browser's program.

    Raises:
        RuntimeError: there is none and none can be installed; the message says what to do.
    """
    found = _found()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        found = _found()
    if found is None:
        raise RuntimeError(ADVICE)
    return found


def _found() -> Path | None:
    paths = (shutil.which(name) for name in WHERE)
    return next((Path(path) for path in paths if path), None)


def _install() -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for task in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "--quiet", *task], env=environment, **quiet)
