"""Scenarios from dictionaries: the numbers are those of the same scenario as text."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
from conftest import ROOT, TALKS

import foretell as ft


def test_a_dictionary_is_the_text_it_mirrors(talks):
    made = ft.Scenario.from_dict(tomllib.loads(TALKS), name="talks.toml")
    assert made.run(10_000).to_json() == talks.run(10_000).to_json()


# a text has no folder, so scenarios that read tables beside them are left out
SCENARIOS = [
    path
    for path in sorted((ROOT / "scenarios").glob("*.toml"))
    if not path.stem.endswith("_news") and not path.with_name(f"{path.stem}_members.csv").exists()
]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_of_the_repository_mirrors(path):
    made = ft.Scenario.from_dict(tomllib.loads(path.read_text()), name=str(path))
    read = ft.read(path)
    options = {"trials": 2_000, "worlds": 8}
    assert made.run(**options).summary.to_csv() == read.run(**options).summary.to_csv()


def test_faults_name_the_keys():
    with pytest.raises(ft.FaultError) as caught:
        ft.Scenario.from_dict(
            {
                "event": {
                    "meeting": {"p": 1.3},
                    "deal": {"p": 0.1, "case": [{"if": "meeting", "p": 0.2}, {"if": "meating", "p": 0.2}]},
                }
            }
        ).run()
    assert [one.key for one in caught.value.diagnostics] == ["event.meeting.p", "event.deal.case[1].if"]
    assert "E0501 is at event.meeting.p" in str(caught.value)


def test_values_that_no_scenario_has():
    for value in (None, object(), {1: 2}, b"x"):
        with pytest.raises(TypeError, match="event.deal.p"):
            ft.Scenario.from_dict({"event": {"deal": {"p": value}}})


def test_texts_keys_and_dates_of_any_kind():
    data = {
        "scenario": {"title": 'Say "yes"\n\\ or \u007f ü 𝛼', "as_of": date(2025, 8, 20), "until": date(2025, 9, 20)},
        "event": {"höhe": {"p": 0.25}},
        "question": {"höhe": {"ask": "höhe", "label": "tab\there"}},
    }
    made = ft.Scenario.from_dict(data)
    assert tomllib.loads(made.text) == data
