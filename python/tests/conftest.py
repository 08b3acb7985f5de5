"""What all tests share: the repository, the program, and a small scenario whose answers are known."""

from __future__ import annotations

import os
import pathlib
import subprocess

import pytest

import foretell as ft

ROOT = pathlib.Path(__file__).parents[2]
PROGRAM = pathlib.Path(os.environ.get("FORETELL", ROOT / "target" / "release" / "foretell"))

TALKS = """
[choice.push]
options = ["no", "yes"]
default = "no"

[event.meeting]
p    = "20% to 40%"
case = [ { if = "push == yes", p = 0.8 } ]

[event.deal]
p    = 0.1
case = [ { if = "meeting", p = 0.5 } ]

[question]
deal    = { ask = "deal" }
meeting = { ask = "meeting" }
"""

COIN = "[event.heads]\np = 0.5\n"

# several seconds of work on a fast machine: many steps, none of which can be skipped
LONG = """
[scenario]
as_of = 2024-01-01
until = 2030-01-01
step = "day"

[process.walk]
states = ["a", "b", "c"]
start = "a"
from.a.b = 0.4
from.b.c = 0.4
from.c.a = 0.4

[question]
end = { ask = "walk == a" }
"""


@pytest.fixture
def talks() -> ft.Scenario:
    return ft.Scenario(TALKS, name="talks.toml")


@pytest.fixture
def long() -> ft.Scenario:
    return ft.Scenario(LONG, name="long.toml")


@pytest.fixture(scope="session")
def summit() -> ft.Scenario:
    return ft.read(ROOT / "scenarios" / "leaders_summit.toml")


@pytest.fixture(scope="session")
def program() -> pathlib.Path:
    """The program, which `.ci/run python` builds."""
    assert PROGRAM.exists(), f"{PROGRAM} is missing: cargo build --release, or set FORETELL"
    return PROGRAM


def written(program: pathlib.Path, folder: pathlib.Path, *arguments: str) -> pathlib.Path:
    """Runs the program with ``--out``, and returns the folder."""
    command = [str(program), *arguments, "--out", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder
