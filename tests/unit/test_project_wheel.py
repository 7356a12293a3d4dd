"""What is installed is whole, reproducible, and stands on nobody's feet."""

import importlib.metadata
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"kg", "api"}


def _build(folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"},
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return _build(tmp_path_factory.mktemp("wheel"))


def test_bar_82_the_wheel_is_the_same_bytes_when_built_again(wheel: Path, tmp_path: Path):
    assert _build(tmp_path).read_bytes() == wheel.read_bytes()


def test_the_wheel_holds_our_packages_and_nothing_beside_them(wheel: Path):
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in names if not name.endswith(".dist-info")} == OURS


def test_the_wheel_finds_its_data_outside_the_checkout(wheel: Path, tmp_path: Path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from kg.places import checkout, data_folder\n"
        "assert checkout() is None\n"
        "print(data_folder('ontology/compiled'), data_folder('queries'))\n"
        "from kg.evaluation.examples import shipped_examples\n"
        "assert len(shipped_examples()) == 25\n"
        "from importlib.resources import files\n"
        "import api\n"
        "assert files('api').joinpath('web/templates/base.html').is_file()\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, str(tmp_path)], cwd=tmp_path,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(str(tmp_path)) == 2


def test_no_other_installed_distribution_provides_our_names():
    owners = importlib.metadata.packages_distributions()
    assert {name: owners.get(name, []) for name in OURS if
            set(owners.get(name, [])) - {"gluteal-kg"}} == {}
