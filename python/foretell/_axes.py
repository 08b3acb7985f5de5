"""Charts on axes of matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._answers import Answer, Estimate
from ._errors import MissingError
from ._results import Forecast

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]


def draw(forecast: Forecast, name: str | None, ax: Axes) -> Axes:
    """Draws an answer, or all chances, on these axes."""
    axes: Any = ax
    if name is None:
        chances = [own for own in forecast.answers.values() if own.kind in ("condition", "date")]
        if not chances:
            raise MissingError("no answer is a single chance: draw one answer by its name")
        _bars(axes, {own.label: own.estimate for own in chances})
        axes.set_title(forecast.title)
        return ax
    answer = forecast[name]
    if answer.kind == "date" or answer.timeline:
        _curve(axes, answer)
    elif answer.kind == "number":
        _histogram(axes, answer)
    else:
        _bars(axes, answer.outcomes)
    axes.set_title(answer.label)
    return ax


def _bars(axes: Any, chances: dict[str, Estimate]) -> None:
    """Chances as dots, with their ranges as lines."""
    labels = list(chances)
    for row, label in enumerate(labels):
        own = chances[label]
        if own.low is not None and own.high is not None:
            axes.plot([100 * own.low, 100 * own.high], [row, row], color="C0", linewidth=2)
        if own.probability is not None:
            axes.plot([100 * own.probability], [row], "o", color="C0")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlim(0, 100)
    axes.invert_yaxis()
    axes.set_xlabel("in 100")


def _curve(axes: Any, answer: Answer) -> None:
    """The chance that it has happened by each day, with its range as a band."""
    days = [(day, own) for day, own in answer.timeline if own.probability is not None]
    axes.plot([day for day, _ in days], [100 * (own.probability or 0) for _, own in days], color="C0")
    ranged = [(day, own.low, own.high) for day, own in days if own.low is not None and own.high is not None]
    if ranged:
        lows, highs = [100 * low for _, low, _ in ranged], [100 * high for _, _, high in ranged]
        axes.fill_between([day for day, _, _ in ranged], lows, highs, color="C0", alpha=0.2)
    axes.set_ylim(0, 100)
    axes.set_ylabel("in 100")


def _histogram(axes: Any, answer: Answer) -> None:
    """The share of the trials in each bin."""
    bins = answer.to_dict()["histogram"]
    edges = [one["from"] for one in bins]
    widths = [one["to"] - one["from"] for one in bins]
    axes.bar(edges, [100 * one["share"] for one in bins], width=widths, align="edge")
    axes.set_xlabel(answer.unit or answer.question)
    axes.set_ylabel("in 100")
