"""The reliability bars that this version meets, each by a test that carries its number."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

BARS = (
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
    31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 57, 58, 62, 65,
    68, 69, 70, 71, 72, 73, 74, 75, 76, 80, 81, 82, 83, 86, 90, 91, 92,
)
"""Query sandbox, HTTP, patient data, crash safety, reload, overload, health, reproducible builds,
imports, clinical safety."""


@pytest.fixture(scope="module")
def named(root: Path) -> dict[int, list[str]]:
    """The tests of an ordinary run that carry the number of a bar, by number."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not _is_soak(node):
                for number in re.findall(r"_(\d\d)(?=_)", _numbers(node.name)):
                    found[int(number)].append(f"{path.name}::{node.name}")
    return found


def _numbers(name: str) -> str:
    """Return the part of a test's name that holds the numbers of its bars.

    >>> _numbers("test_bar_91_and_92_on_random_presentations"), _numbers("test_order")
    ('_91_and_92_', '')
    """
    match = re.match(r"test_bars?((?:_(?:\d\d|and))+_)", name)
    return match[1] if match else ""


def _is_soak(node: ast.FunctionDef) -> bool:
    return any("soak" in ast.unparse(decorator) for decorator in node.decorator_list)


@pytest.mark.parametrize("bar", BARS)
def test_every_bar_has_a_test_that_carries_its_number(named: dict[int, list[str]], bar: int):
    assert named.get(bar)


def test_a_number_is_read_from_the_name_only_where_a_bar_is_meant():
    assert _numbers("test_bars_01_04_12_what_may_not_run") == "_01_04_12_"
    assert _numbers("test_bar_91_and_92_on_random_presentations") == "_91_and_92_"
    assert _numbers("test_ten_of_12_rows") == ""
