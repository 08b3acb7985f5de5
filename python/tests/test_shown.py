"""What notebooks show, and the charts."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import ROOT

import foretell as ft


@pytest.fixture(scope="module")
def forecast(summit) -> ft.Forecast:
    return summit.run(20_000, worlds=64)


def test_text_is_that_of_the_program(program, forecast):
    command = [str(program), "run", "scenarios/leaders_summit.toml", "-n", "20000", "--worlds", "64"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env={})
    assert str(forecast) == done.stdout


def test_html_has_the_page_s_tables_and_charts(forecast):
    bundle = forecast._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    page = bundle["text/html"]
    assert page.startswith('<div class="foretell">') and "<table" in page and "<svg" in page and "<script" not in page


def test_every_result_shows_itself(talks):
    results = [
        talks.run(5_000),
        talks.compare(choice="push", trials=5_000),
        talks.sensitivity("deal", trials=5_000),
        talks.sweep({"event.deal.p": [0.1, 0.2]}, trials=5_000),
        talks.explain("deal", trials=5_000),
    ]
    for result in results:
        assert "<table" in result._repr_html_() or "<ul" in result._repr_html_(), result
    assert "<li>" in talks._repr_html_() and "E0501" in ft.Scenario("[event.a]\np = 2\n")._repr_html_()
    assert "<table" in talks.run(5_000).summary._repr_html_()


def test_charts_are_pictures(forecast):
    assert len(forecast.charts) > 3
    for chart in [*forecast.charts, forecast.plot("meet_by_december"), forecast.plot()]:
        assert ElementTree.fromstring(chart.svg).tag.endswith("svg")
        assert chart._repr_mimebundle_()["image/svg+xml"] == chart.svg
    with pytest.raises(ft.MissingError):
        forecast.plot("no_such_question")


def test_a_chart_of_one_answer_is_about_that_answer(forecast):
    chart = forecast.plot("meet_by_december")
    assert "They meet by 31 Dec" in chart.svg and "Sanctions" not in chart.svg


def test_axes_of_matplotlib(forecast):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3)
    assert forecast.plot("meet_by_december", ax=axes[0]) is axes[0]
    forecast.plot(ax=axes[1])
    forecast.plot("venue_if_meet", ax=axes[2])
    assert axes[1].get_xlim() == (0.0, 100.0) and axes[2].lines
    pyplot.close(figure)


def test_a_report_stands_alone(talks, tmp_path):
    page = talks.report(tmp_path / "page.html", trials=5_000)
    assert page.startswith("<!DOCTYPE html>") and (tmp_path / "page.html").read_text() == page
