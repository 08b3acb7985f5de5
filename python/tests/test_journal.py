"""Sweeps in a folder: broken off on a cluster and finished by the program, and the other way round."""

from __future__ import annotations

import resource
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import LONG, TALKS, written

import foretell as ft
from foretell import distributed as spread

COUNTS = {"trials": 2_000, "worlds": 20}
ARGUMENTS = ["-n", "2000", "--worlds", "20"]
OVER = {"event.deal.p": "0.1..0.3:24", "push": ["no", "yes"]}
POINTS = ["--over", "event.deal.p=0.1..0.3:24", "--over", "push=no,yes"]


class Broken(Exception):
    pass


def broken_off(after: int):
    """Ends the work after some parts."""
    calls = 0

    def report(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == after:
            raise Broken

    return report


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "talks.toml"
    file.write_text(TALKS)
    return file


def test_a_broken_run_of_a_cluster_is_finished_by_the_program(program, file, tmp_path, monkeypatch):
    right = written(program, tmp_path / "right", "sweep", str(file), *POINTS, *ARGUMENTS)
    monkeypatch.setattr(spread, "_size", lambda *_: 17)
    begun = tmp_path / "begun"
    with ThreadPoolExecutor(3) as executor:
        with pytest.raises(Broken):
            ft.read(file).sweep(OVER, **COUNTS, out=begun, executor=executor, progress=broken_off(6))
    assert (begun / "sweep.csv.part").exists() and not (begun / "sweep.csv").exists()
    written(program, begun, "sweep", str(file), *POINTS, *ARGUMENTS, "--resume")
    for name in ("sweep.csv", "sweep.json"):
        assert (begun / name).read_bytes() == (right / name).read_bytes()


def test_a_broken_run_of_the_program_is_finished_by_a_cluster(program, tmp_path):
    file = tmp_path / "long.toml"
    file.write_text(LONG)
    counts = ["--over", "process.walk.from.a.b=0.1..0.3:40", "-n", "2000"]
    right = written(program, tmp_path / "right", "sweep", str(file), *counts)
    begun = tmp_path / "begun"
    command = [str(program), "sweep", str(file), *counts, "--threads", "1", "--out", str(begun)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    part = begun / "sweep.csv.part"
    until = time.monotonic() + 30
    while time.monotonic() < until and not (part.exists() and part.read_text().count("\n") > 3):
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert part.exists(), "it was finished before it was killed"
    over = {"process.walk.from.a.b": "0.1..0.3:40"}
    scenario = ft.read(file)
    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(ft.MismatchError, match="unfinished"):
            scenario.sweep(over, trials=2_000, out=begun, executor=executor)
        with pytest.raises(ft.MismatchError, match="trials") as refused:
            scenario.sweep(over, trials=3_000, seed=1, out=begun, resume=True, executor=executor)
        # all that differs, each with a repair
        faults = refused.value.diagnostics
        assert {fault.code for fault in faults} == {"E1406"} and all(fault.help for fault in faults)
        assert any("seed" in fault.message for fault in faults)
        table = scenario.sweep(over, trials=2_000, out=begun, resume=True, executor=executor)
    assert table == begun / "sweep.csv" and table.read_bytes() == (right / "sweep.csv").read_bytes()


def test_a_sweep_in_a_folder_needs_no_cluster(talks, tmp_path):
    with pytest.raises(Broken):
        talks.sweep(OVER, **COUNTS, out=tmp_path, progress=broken_off(1))
    table = talks.sweep(OVER, **COUNTS, out=tmp_path, resume=True)
    assert table.read_text() == talks.sweep(OVER, **COUNTS).summary.to_csv()
    # finished work is left as it is
    assert talks.sweep(OVER, **COUNTS, out=tmp_path, resume=True) == table
    with pytest.raises(ft.UsageError, match="out"):
        talks.sweep(OVER, **COUNTS, resume=True)


def test_memory_does_not_grow_with_the_points(talks, tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "_number", lambda *_: 400)

    def peak(each: int) -> int:
        over = {path: f"0.1..0.3:{each}" for path in ("event.deal.p", "event.deal.case.1.p")}
        talks.sweep(over, trials=64, worlds=1, out=tmp_path / str(each))
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = peak(30)
    # kept in memory, the rows of 14,400 points take over 10 MB
    assert peak(120) - first < 5_000
