"""The model of docs/scale.md against a simulated scheduler, and against a measurement here."""

from __future__ import annotations

import pytest
from scaling import Costs, measured, predicted, simulated

import foretell as ft
from foretell import distributed as spread

# the worst of all numbers of workers and costs below, as the page says
BOUND = 0.05


@pytest.mark.parametrize("workers", [1, 2, 7, 64, 1000])
@pytest.mark.parametrize("hours", [0.01, 1, 100])
@pytest.mark.parametrize("joining", [0.0005, 0.02])
def test_the_model_is_within_five_per_cent_of_a_simulated_scheduler(workers, hours, joining):
    costs = Costs(start=1.0, drawing=3600.0 * hours, part=0.05, joining=joining, end=0.5, spread=0.2)
    parts = spread._number(costs.drawing, workers, spread._MOST, costs.part)
    seeds = range(5 if parts < 5_000 else 1)
    mean = sum(simulated(costs, workers, parts, seed) for seed in seeds) / len(seeds)
    assert mean == pytest.approx(predicted(costs, workers, parts), rel=BOUND)


def test_a_wrong_model_would_be_found():
    costs = Costs(start=1.0, drawing=3600.0, part=0.05, joining=0.02, end=0.5)
    parts = spread._number(costs.drawing, 64, spread._MOST, costs.part)
    right = simulated(costs, 64, parts)
    assert abs(predicted(costs, 60, parts) / right - 1) > BOUND
    slow = Costs(start=1.0, drawing=3600.0, part=0.05, joining=0.5, end=0.5)
    assert simulated(slow, 64, parts) > 1.5 * right


class Sized:
    """Parts that take as long as the work says: some time to begin, and their share of all trials."""

    def __init__(self, begin: float, whole: float) -> None:
        self.begin, self.whole = begin, whole
        self.asked: list[int] = []

    def seconds(self, index: int, of: int) -> float:
        self.asked.append(of)
        first = 0.5 if len(self.asked) == 1 else 0.0
        return first + self.begin + (self.whole / of if index == of - 1 else 0.0)


@pytest.mark.parametrize("workers", [1, 2, 64])
@pytest.mark.parametrize("begin", [0.0, 0.05, 0.4])
@pytest.mark.parametrize("whole", [0.1, 5.0, 40.0, 4000.0, 4e6])
def test_what_parts_take_to_begin_is_little_beside_what_they_draw(workers, begin, whole):
    parts = Sized(begin, whole)
    carrier = spread.Cluster(lambda *_: None, lambda: workers)
    of = spread._size(parts, carrier, None)
    each = whole / of
    assert len(parts.asked) < 12 and each <= spread._LONGEST * 1.01
    if whole > 1:
        assert of % workers == 0 or of >= spread._TASKS * workers
        # at most one part for each worker, or a few hundredths
        assert of <= workers or begin <= 2 * spread._BEGIN_SHARE * each
        assert of >= workers


def test_costs_are_measured(talks):
    costs = measured(talks, 4_000_000, 100)
    assert costs.drawing > 0 and costs.joining > 0 and costs.bytes > 1000
    twice = costs.of(8_000_000, 4_000_000)
    assert twice.drawing == pytest.approx(2 * costs.drawing) and twice.part == costs.part
    assert isinstance(talks, ft.Scenario)
