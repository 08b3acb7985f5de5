"""Scenarios, their changes and their answers: right values are closed forms."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from conftest import COIN, TALKS

import foretell as ft


def test_answers_by_name(talks):
    forecast = talks.do(push="yes").run(exact=True)
    # 0.8 × 0.5 + 0.2 × 0.1
    assert forecast["deal"].probability == pytest.approx(0.42, abs=1e-12)
    assert forecast["deal"].std_error == 0
    assert list(forecast) == ["deal", "meeting"] and len(forecast) == 2
    assert forecast["meeting"].kind == "condition" and forecast["deal"].outcomes["yes"].probability is not None


def test_evidence_says_something_about_causes(talks):
    given = talks.do(push="yes").given("deal").run(exact=True)
    # Bayes: 0.8 × 0.5 / 0.42
    assert given["meeting"].probability == pytest.approx(0.4 / 0.42, abs=1e-12)


def test_ranges_are_those_of_the_inputs(talks):
    own = talks.run(200_000, worlds=500)["meeting"]
    # "20% to 40%": 5th and 95th percentile of the readings
    assert own.low == pytest.approx(0.2, abs=0.02) and own.high == pytest.approx(0.4, abs=0.02)
    assert own.std_error and own.std_error < 0.01


def test_a_scenario_never_changes(talks):
    before = talks.identity
    other = talks.set({"event.deal.p": 0.3})
    assert talks.identity == before != other.identity
    assert other == talks.set({"event.deal.p": 0.3}) != talks
    assert len({talks, other, ft.Scenario(TALKS, name="talks.toml")}) == 2


def test_values_of_each_kind():
    text = "[quantity.loss]\nvalue = \"normal(10, 2)\"\n[event.venue]\noutcomes = { geneva = 0.6, vienna = 0.4 }\n"
    text += "[question]\nloss = { ask = \"loss\" }\nvenue = { ask = \"venue\" }\n"
    forecast = ft.Scenario(text).run(100_000)
    loss, venue = forecast["loss"], forecast["venue"]
    assert loss.mean == pytest.approx(10, abs=0.05) and loss.std_dev == pytest.approx(2, abs=0.05)
    median = next(own for own in loss.quantiles if own.at == 0.5)
    assert isinstance(median.value, float) and median.value == pytest.approx(10, abs=0.1)
    assert venue.outcomes["geneva"].probability == pytest.approx(0.6, abs=0.02)
    with pytest.raises(ft.MissingError, match="several outcomes"):
        venue.probability
    with pytest.raises(ft.MissingError, match="there is loss, venue"):
        forecast["lost"]


def test_days_are_dates(long):
    first = '[question]\nfirst = { ask = "first(walk == b)" }\n'
    text = long.text.replace('[question]\nend = { ask = "walk == a" }\n', first).replace("2030-01-01", "2024-03-01")
    forecast = ft.Scenario(text).run(20_000)
    own = forecast["first"]
    assert all(isinstance(one.value, date) or one.value == float("inf") for one in own.quantiles)
    days = own.timeline
    # the chance by day n is 1 - 0.6^n; by the first step 0.4
    assert days[1][1].probability == pytest.approx(0.4, abs=0.02)
    assert isinstance(days[0][0], date) and forecast.timeline["date"][0] == days[0][0]


def test_comparisons_sweeps_and_sensitivities(talks):
    compared = talks.compare({"pushed": talks.do(push="yes")}, trials=50_000, worlds=100)
    difference = compared.difference("meeting", "pushed")
    # 0.8 against a mean near 0.3 of a range from 0.2 to 0.4
    assert difference.value == pytest.approx(0.5, abs=0.02)
    assert compared.sides == ["as it is", "pushed"]
    sweep = talks.do(push="yes").sweep({"event.deal.case.1.p": [0.2, 0.6]}, trials=50_000)
    row = sweep.summary.rows(**{"event.deal.case.1.p": "0.6", "question": "deal"})[0]
    assert row["probability"] == pytest.approx(0.8 * 0.6 + 0.2 * 0.1, abs=0.02)
    found = talks.sensitivity("deal", trials=50_000)
    swing = next(one for one in found.swings if one.name == "event.meeting.p")
    # from 0.1 + 0.4 × 0.2 to 0.1 + 0.4 × 0.4
    assert swing.difference == pytest.approx(0.08, abs=0.02)


def test_grids_and_designs(talks):
    grid = talks.sweep({"event.deal.p": "0.1..0.5:3", "push": ["no", "yes"]}, trials=1000, questions="deal")
    assert len(grid.summary) == 6
    pairs = talks.sweep({"event.deal.p": [0.1, 0.2], "push": ["no", "yes"]}, zip=True, trials=1000, questions="deal")
    assert len(pairs.summary) == 2
    spread = talks.sweep({"event.deal.p": "0.1..0.5"}, design="sobol:8", trials=1000, questions="deal")
    assert len(spread.summary) == 8
    table = talks.sweep(points="event.deal.p,push\n0.1,no\n0.3,yes\n", trials=1000, questions="deal")
    assert table.summary["push"] == ["no", "yes"]


def test_explanations_and_drawings(talks):
    assert "meeting" in str(talks.explain())
    traced = talks.explain("deal", trials=4_000, worlds=16)
    assert traced.data and "in 100" in str(traced)
    assert talks.dot().startswith("digraph") and "flowchart" in talks.mermaid()
    assert "E0302" in (ft.explain_code("E0302") or "") and ft.explain_code("E9999") is None


def test_tracks():
    text = '[scenario]\nas_of = 2025-08-20\nuntil = 2025-08-22\n[process.talks]\nstates = ["off", "on"]\nstart = "off"\n'
    text += 'from.off.on = 0.5\n[[news]]\non = 2025-08-21\nis = "talks == on"\n[question]\non = { ask = "talks == on" }\n'
    scenario = ft.Scenario(text)
    track = scenario.track(exact=True)
    # 1 - 0.5² before the news, certain after it
    assert track.summary["probability"] == [0.75, 1.0]
    assert scenario.today(date(2025, 8, 20)).run(exact=True)["on"].probability == 0.75


def test_news_overlays_experts_and_variants():
    text = COIN + '[variant.loaded]\nset = { "event.heads.p" = 0.9 }\n'
    scenario = ft.Scenario(text)
    assert scenario.variant("loaded").run(exact=True)["heads"].probability == pytest.approx(0.9)
    laid = scenario.overlay(ft.Overlay("event.heads.p = 0.2\n"))
    assert laid.run(exact=True)["heads"].probability == pytest.approx(0.2)
    assert scenario.compare(variants=True, trials=1000).sides == ["as written", "loaded"]
    panel = ft.Scenario("[expert.anna]\n[expert.ben]\n[event.deal]\np = { by = { anna = 0.2, ben = 0.4 } }\n")
    assert panel.believe("ben").run(exact=True)["deal"].probability == pytest.approx(0.4)
    with pytest.raises(ft.FaultError, match="no expert `bne`"):
        panel.believe("bne").run()


def test_scenarios_and_results_are_pickled(talks):
    changed = talks.do(push="yes").set({"event.deal.p": 0.2})
    again = pickle.loads(pickle.dumps(changed))
    assert again == changed and again.run(exact=True).to_json() == changed.run(exact=True).to_json()
    forecast = talks.run(10_000)
    assert pickle.loads(pickle.dumps(forecast)).to_json() == forecast.to_json()


def test_numbers_and_their_paths(talks):
    paths = {own.path: own.text for own in talks.paths()}
    assert paths["event.deal.p"] == "0.1" and paths["event.meeting.case.1.p"] == "0.8"


def test_calls_that_can_not_be():
    coin = ft.Scenario(COIN)
    for call in (
        lambda: coin.run(0),
        lambda: coin.run(seed=-1),
        lambda: coin.compare(),
        lambda: coin.compare(choice="a", experts=True),
        lambda: coin.sweep(design="sobol"),
    ):
        with pytest.raises(ft.UsageError):
            call()
