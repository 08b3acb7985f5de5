"""Faults are exceptions that carry their diagnostics, and print as the program prints them."""

from __future__ import annotations

import pickle
import subprocess

import pytest
from conftest import ROOT

import foretell as ft

FAULTY = '[event.deal]\np = 1.3\n[event.talks]\np = 2\n[question]\ndeal = { ask = "dael" }\n'


def test_every_fault_at_once_with_its_place():
    with pytest.raises(ft.FaultError) as caught:
        ft.Scenario(FAULTY, name="talks.toml").run()
    found = caught.value.diagnostics
    assert [(one.code, one.path, one.line, one.column) for one in found] == [
        ("E0501", "talks.toml", 2, 5),
        ("E0501", "talks.toml", 4, 5),
        ("E0301", "talks.toml", 6, 17),
    ]
    assert all(one.is_fault and one.severity == "fault" for one in found)
    assert isinstance(caught.value, ValueError)


def test_repairs_are_edits():
    text = FAULTY.replace("1.3", "0.3").replace("p = 2", "p = 0.2")
    edit = ft.Scenario(text).check()[0].edits[0][0]
    assert (edit.text, text.encode()[edit.span.start : edit.span.end]) == ("deal", b"dael")


def test_they_print_as_the_program_prints_them(program, tmp_path):
    path = tmp_path / "faulty.toml"
    path.write_text(FAULTY)
    command = [str(program), "run", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={"NO_COLOR": "1"})
    assert done.returncode == 3
    with pytest.raises(ft.FaultError) as caught:
        ft.read(path).run()
    assert str(caught.value).strip() in done.stderr


def test_check_returns_faults_or_advice(talks):
    assert [one.code for one in ft.Scenario(FAULTY).check()][:2] == ["E0501", "E0501"]
    assert all(not one.is_fault for one in talks.check())


def test_arguments_have_places_too(talks):
    with pytest.raises(ft.FaultError) as caught:
        talks.set({"event.meal.p": 0.3}).given("dael").run()
    assert caught.value.diagnostics[0].path == "--set"
    assert "did you mean" in str(caught.value)


def test_exceptions_are_pickled():
    with pytest.raises(ft.FaultError) as caught:
        ft.Scenario(FAULTY).run()
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and list(again.diagnostics) == list(caught.value.diagnostics)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        ft.read(tmp_path / "none.toml")


def test_no_bytes_break_it():
    for data in (b"\xff\xfe\x00", b"", b"[" * 1000, "[événement]\n".encode()):
        with pytest.raises(ft.FaultError):
            ft.Scenario(data).run()
