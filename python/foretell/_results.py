"""Results: answers by name, tables, charts."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ._answers import Answer, Chart, Figure
from ._errors import MissingError
from ._foretell import Found
from ._tables import Table, Trials, named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Comparison",
    "Explanation",
    "Forecast",
    "Result",
    "Sensitivity",
    "Sweep",
    "Swing",
    "Track",
]

_T = TypeVar("_T", bound="Result")

class Result:
    """A result: data, tables and charts."""

    _main = ""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._read: dict[str, Any] | None = None
        self._tables: dict[tuple[str, str | None], Table] = {}

    @property
    def _data(self) -> dict[str, Any]:
        if self._read is None:
            self._read = cast("dict[str, Any]", json.loads(self._found.json()))
        return self._read

    @classmethod
    def from_json(cls: type[_T], text: str) -> _T:
        """Reads a result that :meth:`to_json` or the program wrote. It has no charts."""
        return cls(Found.read(cls.__name__.lower(), text))

    def to_json(self) -> str:
        """Returns the result as JSON, which has a published schema and reads back."""
        return self._found.json()

    def to_dict(self) -> dict[str, Any]:
        """Returns the JSON as a dictionary."""
        return cast("dict[str, Any]", json.loads(self._found.json()))

    @property
    def title(self) -> str:
        """The title of the scenario."""
        return str(self._data.get("title", ""))

    @property
    def notes(self) -> list[str]:
        """Remarks on the run, a sentence each."""
        return self._found.notes

    @property
    def tables(self) -> list[Table]:
        """All tables."""
        return [self.table(name, question) for name, question in self._found.names()]

    def table(self, name: str, question: str | None = None) -> Table:
        """Returns the table of a name; of a question, if several tables have that name."""
        key = (name, question)
        if key not in self._tables:
            self._tables[key] = Table(self._found.table(name, question))
        return self._tables[key]

    @property
    def charts(self) -> list[Chart]:
        """All charts, as ``--charts`` of the program writes them; none if the result was read from JSON."""
        return [Chart(*chart) for chart in self._found.charts()]

    def plot(self, name: str | None = None) -> Chart:
        """Returns a chart by its name or title; the first one without a name."""
        return _chosen(self.charts, name)

    def __str__(self) -> str:
        return self._found.text() or repr(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()}: {self.title}>"

    def _repr_html_(self) -> str:
        return self._found.html() or f"<pre>{html.escape(str(self))}</pre>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_json, (self.to_json(),)


class Forecast(Result, Mapping[str, Answer]):
    """A forecast: the answer to each question, by its name."""

    def __init__(self, found: Found, again: Callable[[list[str] | None], Trials] | None = None) -> None:
        super().__init__(found)
        self._again = again
        self._answers: dict[str, Answer] | None = None

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers, in the order of the questions."""
        if self._answers is None:
            self._answers = {one["question"]: Answer(one) for one in self._data["answers"]}
        return self._answers

    def __getitem__(self, question: str) -> Answer:
        try:
            return self.answers[question]
        except KeyError:
            names = ", ".join(self.answers)
            raise MissingError(f"there is no answer `{question}`: there is {names}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def drawn(self) -> int:
        """The number of trials drawn."""
        return int(self._data["trials"])

    @property
    def kept(self) -> int:
        """The number of trials in which the evidence holds."""
        return int(self._data["kept"])

    @property
    def worlds(self) -> int:
        """The number of readings of the uncertain inputs."""
        return int(self._data["worlds"])

    @property
    def seed(self) -> int:
        """The seed of the random numbers."""
        return int(self._data["seed"])

    @property
    def summary(self) -> Table:
        """A row for each chance."""
        return self.table("summary")

    @property
    def quantiles(self) -> Table:
        """A row for each quantile of numbers, days and parameters."""
        return self.table("quantiles")

    @property
    def timeline(self) -> Table:
        """A row for each day of each dated question and each state of a process."""
        return self.table("timeline")

    @property
    def experts(self) -> Table:
        """The answers of each expert alone."""
        return self.table("experts")

    @property
    def joint(self) -> Table:
        """The joint distribution; if several are asked for, see ``table("joint", question)``."""
        questions = named(self._found.names()).get("joint", [])
        if len(questions) > 1:
            names = ", ".join(question or "" for question in questions)
            raise MissingError(f'there are several joint tables: take one with table("joint", …) of {names}')
        return self.table("joint")

    def trials(self, columns: list[str] | None = None) -> Trials:
        """Returns every trial behind the forecast, drawn again while they are read; ``columns`` names those to keep."""
        if self._again is None:
            raise MissingError("this forecast was read or joined from parts: draw it with `run` to have its trials")
        return self._again(columns)

    def plot(self, name: str | None = None, *, ax: Axes | None = None) -> Chart | Axes:  # type: ignore[override]
        """Returns the chart of an answer, or the first of the forecast; with ``ax`` draws on axes of matplotlib."""
        if ax is not None:
            from ._axes import draw

            return draw(self, name, ax)
        if name is None:
            return _chosen(self.charts, None)
        if name not in self:
            self[name]
        return _chosen([Chart(*chart) for chart in self._found.charts(name)], None)


class Comparison(Result):
    """Sides beside each other on the same random numbers; the others are compared with the first."""

    @property
    def sides(self) -> list[str]:
        """The names of the sides."""
        sides = cast("list[dict[str, Any]]", self._data["sides"])
        return [str(side["name"]) for side in sides]

    @property
    def summary(self) -> Table:
        """A row for each side of each chance."""
        return self.table("comparison")

    @property
    def means(self) -> Table:
        """A row for each side of each number."""
        return self.table("comparison-means")

    @property
    def why(self) -> Table:
        """The part of each difference that each change adds; empty unless asked for."""
        return self.table("why")

    def difference(self, question: str, side: str, outcome: str = "yes") -> Figure:
        """Returns the difference between a side and the first."""
        rows = self.summary.rows(question=question, side=side, outcome=outcome)
        if not rows:
            raise MissingError(f"there is no answer `{question}` ({outcome}) of side `{side}`")
        row = cast("dict[str, float | None]", rows[0])
        return Figure(
            row["difference"], row["difference_std_error"], row["difference_low"], row["difference_high"]
        )


class Sweep(Result):
    """Answers at many values of some numbers."""

    @property
    def summary(self) -> Table:
        """A row for each answer at each point."""
        return self.table("sweep")


@dataclass(frozen=True)
class Swing:
    """What moving one number does to the answer."""

    name: str
    kind: str
    """``range`` of an uncertain number, ``nudge`` of a plain one."""
    written: str | None
    low_answer: float | None
    high_answer: float | None
    difference: float | None
    std_error: float | None


class Sensitivity(Result):
    """The numbers that move an answer."""

    @property
    def summary(self) -> Table:
        """A row for each number."""
        return self.table("sensitivity")

    @property
    def indices(self) -> Table:
        """Sobol' indices, if they were asked for."""
        return self.table("indices")

    @property
    def boxes(self) -> Table:
        """Ranges of inputs in which the answer is high, if they were asked for."""
        return self.table("boxes")

    @property
    def swings(self) -> list[Swing]:
        """What moving each number does, the largest first."""
        names = ("name", "kind", "written", "low_answer", "high_answer", "difference", "std_error")
        return [Swing(*(cast("Any", row[name]) for name in names)) for row in self.summary]


class Track(Result):
    """What would have been said on each day, with the news up to it."""

    @property
    def summary(self) -> Table:
        """A row for each answer on each day."""
        return self.table("track")


class Explanation(Result):
    """Where an answer comes from, or the model in sentences."""

    def __init__(self, found: Found | None, text: str = "") -> None:
        if found is not None:
            super().__init__(found)
        self._text = text or (found.text() if found is not None else None) or ""
        self._has_data = found is not None

    @property
    def data(self) -> dict[str, Any] | None:
        """The origin of an answer as data; ``None`` for a model in sentences."""
        return self.to_dict() if self._has_data else None

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        own = self._found.html() if self._has_data else None
        return own or f"<pre>{html.escape(self._text)}</pre>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Explanation, (None, self._text)


def _chosen(charts: list[Chart], name: str | None) -> Chart:
    for chart in charts:
        if name is None or name in (chart.name, chart.title):
            return chart
    if not charts:
        raise MissingError("there is nothing to draw")
    raise MissingError(f"there is no chart `{name}`: there is {', '.join(chart.name for chart in charts)}")
