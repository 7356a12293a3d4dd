"""The sizes and habits that keep this code readable, checked on the syntax tree."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path
    for part in ("kg", "api")
    for path in (ROOT / part).rglob("*.py")
    if "node_modules" not in path.parts
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def _lines(node: Function) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def _functions(module: Path) -> Iterator[Function]:
    yield from (n for n in ast.walk(_tree(module)) if isinstance(n, Function))


def _public(tree: ast.Module) -> Iterator[ast.ClassDef | Function]:
    """Public classes and functions of a module, and the public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    n for n in node.body if isinstance(n, Function) and not n.name.startswith("_")
                )


def _relative(module: Path) -> str:
    return str(module.relative_to(ROOT))


def test_no_module_is_over_300_lines_and_their_median_is_at_most_120():
    sizes = {m: len(m.read_text(encoding="utf-8").splitlines()) for m in MODULES}
    assert {_relative(m): n for m, n in sizes.items() if n > 300} == {}
    assert statistics.median(sizes.values()) <= 120


def test_no_function_is_over_40_lines_and_nine_in_ten_are_at_most_18():
    sizes = {(m, f.name): _lines(f) for m in MODULES for f in _functions(m)}
    assert {f"{_relative(m)}:{name}": n for (m, name), n in sizes.items() if n > 40} == {}
    assert statistics.quantiles(sizes.values(), n=10)[-1] <= 18


@pytest.mark.parametrize("module", MODULES, ids=_relative)
def test_every_public_name_is_documented(module: Path):
    tree = _tree(module)
    bare = [n.name for n in _public(tree) if not ast.get_docstring(n)]
    assert ast.get_docstring(tree), "the module has no docstring"
    assert bare == []


@pytest.mark.parametrize("module", MODULES, ids=_relative)
def test_every_function_states_what_it_returns(module: Path):
    assert [f"{f.name}:{f.lineno}" for f in _functions(module) if f.returns is None] == []


@pytest.mark.parametrize("module", MODULES, ids=_relative)
def test_documented_parameters_are_those_of_the_signature(module: Path):
    drift = []
    for function in _functions(module):
        text = ast.get_docstring(function) or ""
        section = re.search(r"^Args:\n((?:[ ]{4}.*\n?|\n)+)", text, re.MULTILINE)
        named = re.findall(r"^ {4}\*{0,2}(\w+):", section.group(1), re.MULTILINE) if section else []
        taken = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
        drift += [f"{function.name}: {name}" for name in named if name not in taken]
    assert drift == []


def _calls(module: Path) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Call):
            shell = any(
                k.arg == "shell" and not (isinstance(k.value, ast.Constant) and not k.value.value)
                for k in node.keywords
            )
            yield ast.unparse(node.func) + (" with a shell" if shell else "")
        elif isinstance(node, ast.Import):
            yield from (f"import {alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"import {node.module}"


DANGEROUS = re.compile(
    r"(?:builtins\.)?(?:eval|exec|__import__)|os\.(?:system|popen)|.* with a shell"
    r"|import (?:pickle|marshal|shelve|yaml)|(?:pickle|marshal|shelve)\..*"
)


@pytest.mark.parametrize("module", MODULES, ids=_relative)
def test_bar_86_no_code_runs_text_or_unpickles(module: Path):
    assert [call for call in _calls(module) if DANGEROUS.fullmatch(call)] == []


@pytest.mark.parametrize(
    "bad", ["eval('1')", "import pickle", "import os\nos.system('x')", "run('x', shell=True)"]
)
def test_bar_86_the_check_sees_what_it_is_for(bad: str, tmp_path: Path):
    (tmp_path / "bad.py").write_text(bad)
    assert any(DANGEROUS.fullmatch(call) for call in _calls(tmp_path / "bad.py"))
