"""The examples of the pages and the notebook do what they say, and the types are right."""

from __future__ import annotations

import ast
import doctest
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from conftest import ROOT

import foretell as ft

PYTHON = ROOT / "python"
PAGES = [ROOT / "docs" / "python.md", ROOT / "README.md"]
PACKAGE = pathlib.Path(ft.__file__).parent


def examples(page: pathlib.Path) -> Iterator[doctest.Example]:
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(), re.M | re.S)
    yield from doctest.DocTestParser().get_examples("\n".join(blocks))


@pytest.mark.parametrize("page", [PAGES[0]], ids=lambda page: page.name)
def test_a_page_says_what_happens(page, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    found = list(examples(page))
    assert len(found) > 15
    test = doctest.DocTest(found, {}, page.name, str(page), 0, None)
    failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert not failed, capsys.readouterr().out


def test_doc_strings_say_what_happens():
    assert doctest.testmod(ft).attempted > 2 and doctest.testmod(ft).failed == 0


def test_the_readme_s_python_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGES[1].read_text(), re.M | re.S)
    assert len(blocks) == 1 and len(blocks[0].splitlines()) <= 10
    exec(compile(blocks[0], "README.md", "exec"), {})


@pytest.mark.parametrize("path", sorted((PYTHON / "examples").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs(path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert len(outputs) >= 5
    assert any("image/svg+xml" in output.get("data", {}) for output in outputs)


def used(source: str) -> str:
    """Returns code whose last line, if it is an expression, is printed."""
    tree = ast.parse(source)
    last = tree.body[-1]
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant):
        call = ast.Call(ast.Name("print"), [last.value], [])
        tree.body[-1] = ast.fix_missing_locations(ast.Expr(call))
    return ast.unparse(tree) + "\n"


@pytest.fixture(scope="session")
def typed(tmp_path_factory) -> pathlib.Path:
    """A folder with the package as it is installed, the code of all pages and notebooks, and code with wrong types."""
    folder = tmp_path_factory.mktemp("typed")
    shutil.copytree(PACKAGE, folder / "foretell", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "page.py").write_text("".join(used(example.source) for example in examples(PAGES[0])))
    for path in (PYTHON / "examples").glob("*.ipynb"):
        nbformat = pytest.importorskip("nbformat")
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        (folder / f"{path.stem}_notebook.py").write_text("\n".join(used(cell) for cell in cells))
    (folder / "wrong.py").write_text('import foretell as ft\n\nft.read("x").run(trials="many").answers.low\n')
    shutil.copy(PYTHON / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def checkers(typed) -> dict[str, subprocess.Popen[str]]:
    """The type checkers, which run beside the tests."""
    commands = {
        "mypy": ["mypy", "--strict", "."],
        "pyright": ["pyright", "--pythonpath", sys.executable, "."],
    }
    start = lambda command: subprocess.Popen(  # noqa: E731
        [sys.executable, "-m", *command], cwd=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return {name: start(command) for name, command in commands.items()}


def found_by(checker: subprocess.Popen[str]) -> tuple[list[str], list[str]]:
    """Returns the faults in the code with wrong types, and all others."""
    faults = [line for line in checker.communicate()[0].splitlines() if re.search(r"(:| -) error: ", line)]
    return [line for line in faults if "wrong.py" in line], [line for line in faults if "wrong.py" not in line]


def test_mypy_finds_the_wrong_types_and_no_others(checkers):
    wrong, others = found_by(checkers["mypy"])
    assert not others and any("arg-type" in line for line in wrong) and any("attr-defined" in line for line in wrong)


def test_pyright_finds_the_wrong_types_and_no_others(checkers):
    wrong, others = found_by(checkers["pyright"])
    assert not others and wrong
