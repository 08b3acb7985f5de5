"""The numbers are the program's, byte for byte: every right value is a file that the program wrote."""

from __future__ import annotations

import pathlib

import pytest
from conftest import ROOT, TALKS, written

import foretell as ft

SUMMIT = "scenarios/leaders_summit.toml"


@pytest.fixture
def talks_file(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "talks.toml"
    path.write_text(TALKS)
    return path


@pytest.fixture(scope="module")
def ran(program, tmp_path_factory) -> pathlib.Path:
    """The files of a run of the flagship."""
    folder = tmp_path_factory.mktemp("ran")
    return written(program, folder, "run", SUMMIT, "-n", "20000", "--seed", "3", "--worlds", "64")


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_a_run_has_the_bytes_of_the_program(ran, summit, threads):
    folder = ran
    forecast = summit.run(20_000, 3, 64, threads)
    for name in ("summary", "quantiles", "timeline", "experts"):
        path = folder / f"{name}.csv"
        if path.exists():
            assert forecast.table(name).to_csv().encode() == path.read_bytes(), name
    assert (folder / "summary.csv").exists() and (folder / "timeline.csv").exists()


def test_default_counts_are_those_of_the_program(program, tmp_path, talks_file):
    folder = written(program, tmp_path / "out", "run", str(talks_file))
    assert ft.read(talks_file).run().summary.to_csv().encode() == (folder / "summary.csv").read_bytes()


def test_changes_are_those_of_the_program(program, tmp_path, summit):
    arguments = ["--set", "process.talks.from.none.experts.p=20% to 50%", "--do", "our_push=push"]
    arguments += ["--given", "by(talks == ministers, 2025-10-01)"]
    folder = written(program, tmp_path / "out", "run", SUMMIT, "-n", "20000", "--worlds", "50", *arguments)
    changed = summit.set({"process.talks.from.none.experts.p": "20% to 50%"}).do(our_push="push")
    forecast = changed.given("by(talks == ministers, 2025-10-01)").run(20_000, worlds=50)
    assert forecast.summary.to_csv().encode() == (folder / "summary.csv").read_bytes()


def test_sweeps_comparisons_and_sensitivities_are_those_of_the_program(program, tmp_path, talks, talks_file):
    counts = ["-n", "20000", "--worlds", "50"]
    over = ["--over", "event.deal.case.1.p=0.2,0.4", "--over", "push=no,yes"]
    folder = written(program, tmp_path / "sweep", "sweep", str(talks_file), *over, *counts)
    design = {"event.deal.case.1.p": [0.2, 0.4], "push": ["no", "yes"]}
    sweep = talks.sweep(design, trials=20_000, worlds=50)
    assert sweep.summary.to_csv().encode() == (folder / "sweep.csv").read_bytes()

    folder = written(program, tmp_path / "compare", "compare", str(talks_file), "--choice", "push", *counts)
    compared = talks.compare(choice="push", trials=20_000, worlds=50)
    assert compared.summary.to_csv().encode() == (folder / "comparison.csv").read_bytes()

    arguments = ["sensitivity", str(talks_file), "--question", "deal", *counts]
    folder = written(program, tmp_path / "sensitivity", *arguments)
    found = talks.sensitivity("deal", trials=20_000, worlds=50)
    assert found.summary.to_csv().encode() == (folder / "sensitivity.csv").read_bytes()


def test_json_is_the_program_s_and_reads_back(program, tmp_path, talks, talks_file):
    import json
    import subprocess

    command = [str(program), "run", str(talks_file), "-n", "10000", "--worlds", "20", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    forecast = talks.run(10_000, worlds=20)
    assert forecast.to_dict() == json.loads(done.stdout)
    again = ft.Forecast.from_json(forecast.to_json())
    assert again.to_json() == forecast.to_json()
    assert again.summary.to_csv() == forecast.summary.to_csv()


def test_trials_are_those_that_are_counted(talks):
    forecast = talks.run(50_000, worlds=100)
    rows = held = 0
    for batch in forecast.trials(["event.deal", "trial"]):
        assert batch.columns == ["event.deal", "trial"]
        rows += len(batch)
        held += batch["event.deal"].count("yes") + batch["event.deal"].count(True)
    assert rows == 50_000
    # the forecast's chance is the share of these very trials
    assert abs(held / rows - forecast["deal"].probability) < 1e-12
