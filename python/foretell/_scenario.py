"""Scenarios: read, changed, run."""

from __future__ import annotations

import hashlib
import html
import os
import pathlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from ._answers import Chart
from ._asked import Drawn, Number, NumberPath, Overlay, Questions, names, shown
from ._asked import against as sides
from ._asked import points as laid_out
from ._dictionary import written
from ._errors import Diagnostics, FaultError, ForetellError, UsageError, listed
from ._foretell import Case
from ._progress import Progress, bar
from ._results import Comparison, Explanation, Forecast, Sensitivity, Sweep, Track
from ._tables import Trials, cell

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from matplotlib.axes import Axes

    from ._foretell import Against, Asked

__all__ = ["Scenario", "read"]

def read(path: str | os.PathLike[str], *, normalize: bool = False) -> Scenario:
    """Reads a scenario or a Bayesian network from a file; ``normalize`` divides each row of a network by its sum."""
    with open(path, "rb") as file:
        return Scenario(file.read(), name=os.fspath(path), normalize=normalize)


class Scenario:
    """A scenario with changes, interventions and evidence. It never changes: each method returns another one.

    Faults in the text are raised when it is first used, all at once; :meth:`check` returns them.
    """

    def __init__(self, text: str | bytes, *, name: str = "scenario.toml", normalize: bool = False) -> None:
        self._text = text.encode() if isinstance(text, str) else bytes(text)
        self._name = name
        self._normalize = normalize
        self._changes: tuple[tuple[str, ...], ...] = ()
        self._case = Case.read(name, self._text, normalize)
        self._keys: Mapping[int, str] = {}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, name: str = "scenario") -> Scenario:
        """Makes a scenario of dictionaries that mirror the TOML; faults name the path of keys, ``event.deal.p``."""
        text, keys = written(data)
        made = cls(text, name=name)
        made._keys = keys
        return made

    def _changed(self, *change: str) -> Scenario:
        made = Scenario.__new__(Scenario)
        made._text, made._name, made._normalize = self._text, self._name, self._normalize
        made._keys = self._keys
        made._changes = (*self._changes, change)
        made._case = cast("Case", getattr(self._case, change[0])(*change[1:]))
        return made

    def _each(self, method: str, values: Mapping[str, Number] | None, named: Mapping[str, Number]) -> Scenario:
        made = self
        for name, value in {**(values or {}), **named}.items():
            made = made._changed(method, name, cell(value))
        return made

    def set(self, values: Mapping[str, Number] | None = None, /, **named: Number) -> Scenario:
        """Replaces numbers at their paths: ``set({"event.deal.p": "20% to 50%"})``; :meth:`paths` lists them."""
        return self._each("set", values, named)

    def do(self, values: Mapping[str, Number] | None = None, /, **named: Number) -> Scenario:
        """Supposes that somebody makes it so: ``do(push="yes")``, ``do({"sanctions": "imposed@2025-10-01"})``."""
        return self._each("intervene", values, named)

    def given(self, *conditions: str) -> Scenario:
        """Supposes that we learn that these conditions hold."""
        made = self
        for condition in conditions:
            made = made._changed("observe", condition)
        return made

    def variant(self, name: str) -> Scenario:
        """Takes a what-if of the file, ``[variant.NAME]``."""
        return self._changed("variant", name)

    def believe(self, expert: str) -> Scenario:
        """Believes one expert alone on each panel where that one speaks."""
        return self._changed("believe", expert)

    def today(self, day: date | str) -> Scenario:
        """Reads the news up to this day."""
        return self._changed("today", cell(day))

    def news(self, text: str | pathlib.Path, *, name: str = "news") -> Scenario:
        """Adds the news of a text with ``[[news]]`` tables, or of a file at a ``pathlib.Path``."""
        if isinstance(text, pathlib.Path):
            text, name = text.read_text(encoding="utf-8"), str(text)
        return self._changed("news", name, text)

    def overlay(self, overlay: Overlay | pathlib.Path) -> Scenario:
        """Lays the ``path = value`` lines of a text over the scenario."""
        if isinstance(overlay, pathlib.Path):
            overlay = Overlay(overlay.read_text(encoding="utf-8"), str(overlay))
        return self._changed("overlay", overlay.name, overlay.text)

    @property
    def name(self) -> str:
        """The name that messages show."""
        return self._name

    @property
    def text(self) -> str:
        """The text of the scenario without changes."""
        return self._text.decode(errors="replace")

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text."""
        return self._case.sha256

    @property
    def identity(self) -> str:
        """A hash of the text and all changes."""
        digest = hashlib.sha256(self._text)
        digest.update(repr((self._name, self._normalize, self._changes)).encode())
        return digest.hexdigest()

    @property
    def title(self) -> str:
        """The title."""
        return self._compiled()[0]

    @property
    def questions(self) -> list[str]:
        """The names of the questions, in the order in which they are answered."""
        return self._compiled()[1]

    def _compiled(self) -> tuple[str, list[str]]:
        with self._faults():
            return self._case.compile()

    def paths(self) -> list[NumberPath]:
        """Returns every number of the text with the path by which it can be set."""
        return [NumberPath(*path) for path in self._case.paths()]

    def check(self) -> Diagnostics:
        """Returns every fault, or else advice on what is odd though legal."""
        found, text = self._case.check()
        return self._with_keys(listed(text, found))

    def run(
        self,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        *,
        exact: bool = False,
        questions: Questions = None,
        target_std_error: float | None = None,
        surprises: bool = False,
        progress: Progress = None,
        client: Any = None,
        executor: Executor | None = None,
    ) -> Forecast:
        """Forecasts: the answer to each question.

        The numbers are those of the program for the same scenario, seed and counts, on any number of ``threads`` (0: all
        cores). ``exact`` computes chances instead of drawing; ``target_std_error`` draws until every chance is within it.
        ``client`` (of Dask) or ``executor`` carries the work elsewhere: :mod:`foretell.distributed`.
        """
        drawn = Drawn(trials, seed, worlds, threads, names(questions))
        if client is not None or executor is not None:
            if exact or target_std_error is not None or surprises:
                raise UsageError("only plain runs are spread: drop `exact`, `target_std_error` and `surprises`")
            from . import distributed

            return distributed.run(self, drawn, distributed.cluster(client, executor), progress)
        options = drawn.options(exact=exact, target=target_std_error, surprises=surprises)
        with self._faults(), bar(progress) as report:
            found = self._case.run(options, report)
        return Forecast(found, None if exact or target_std_error else self._again(drawn))

    def trials(
        self,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        *,
        columns: Sequence[str] | None = None,
    ) -> Trials:
        """Returns every trial of a run, drawn while they are read; ``columns`` names those to keep."""
        drawn = Drawn(trials, seed, worlds, threads, [])
        return self._again(drawn)(list(columns) if columns is not None else None)

    def _again(self, drawn: Drawn) -> Callable[[list[str] | None], Trials]:
        def again(columns: list[str] | None) -> Trials:
            with self._faults():
                return Trials(self._case.trials(drawn.options(), columns))

        return again

    def sweep(
        self,
        over: str | Mapping[str, Iterable[Number] | str] | None = None,
        *,
        zip: bool = False,
        design: str | None = None,
        points: str | pathlib.Path | None = None,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        questions: Questions = None,
        progress: Progress = None,
        client: Any = None,
        executor: Executor | None = None,
    ) -> Sweep:
        """Answers the questions at many values of some numbers.

        ``over`` maps paths, choices or interventions to values, ``{"appetite": [0.1, 0.2]}`` or ``"0.05..0.60:12"``; or it
        names a ``[sweep]`` of the scenario. ``zip`` takes the first values together, then the second. ``design`` is
        ``"sobol:256"`` or ``"lhs:256"``; ``points`` is a table in CSV, as text or at a ``pathlib.Path``.
        """
        drawn = Drawn(trials, seed, worlds, threads, names(questions))
        asked = laid_out(over, zip, design, points)
        if client is not None or executor is not None:
            from . import distributed

            return distributed.sweep(self, asked, drawn, distributed.cluster(client, executor), progress)
        with self._faults(), bar(progress) as report:
            return Sweep(self._case.sweep(drawn.options(), report, asked))

    def compare(
        self,
        *others: Scenario | Mapping[str, Scenario],
        choice: str | None = None,
        variants: bool | Sequence[str] = False,
        experts: bool = False,
        since: date | str | None = None,
        overlays: Sequence[Overlay | pathlib.Path] = (),
        why: bool = False,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        questions: Questions = None,
        progress: Progress = None,
    ) -> Comparison:
        """Compares this scenario with others on the same random numbers.

        With other scenarios, ``compare(other)`` or ``compare({"pushed": s.do(push="yes")})``; with each option of a
        ``choice``, the ``variants`` of the file (all, or these), each of the ``experts`` alone, an earlier day (``since``),
        or ``overlays``. ``why`` splits each difference among the numbers that differ.
        """
        drawn = Drawn(trials, seed, worlds, threads, names(questions))
        against, named = sides(others, choice, variants, experts, since, overlays)
        with self._faults(), bar(progress) as report:
            full: Against = {**against, "others": [(name, other._case) for name, other in named]}
            return Comparison(self._case.compare(drawn.options(), report, full, why))

    def sensitivity(
        self,
        question: str | None = None,
        outcome: str | None = None,
        *,
        indices: bool = False,
        boxes: bool = False,
        all: bool = False,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        progress: Progress = None,
    ) -> Sensitivity:
        """Finds the numbers that move an answer.

        ``indices`` splits the variance across readings among the inputs (Sobol'), ``boxes`` finds ranges of inputs in which
        the answer is high, ``all`` moves also the numbers that can hardly move it.
        """
        drawn = Drawn(trials, seed, worlds, threads, [])
        asked: Asked = {"question": question, "outcome": outcome, "indices": indices, "boxes": boxes, "all": all}
        with self._faults(), bar(progress) as report:
            return Sensitivity(self._case.sensitivity(drawn.options(), report, asked))

    def explain(
        self,
        name: str | None = None,
        *,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        progress: Progress = None,
    ) -> Explanation:
        """Explains the model in sentences, or one variable; or where the answer to a question comes from."""
        with self._faults():
            if name is not None and name in self.questions:
                options = Drawn(trials, seed, worlds, threads, []).options()
                with bar(progress) as report:
                    return Explanation(self._case.trace(options, report, name))
            return Explanation(None, self._case.explain(name))

    def track(
        self,
        every: str = "news",
        *,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        exact: bool = False,
        questions: Questions = None,
        progress: Progress = None,
    ) -> Track:
        """Forecasts again for each day up to today (``every`` ``day``, ``week`` or day with ``news``)."""
        options = Drawn(trials, seed, worlds, threads, names(questions)).options(exact=exact, timelines=False)
        with self._faults(), bar(progress) as report:
            return Track(self._case.track(options, report, every))

    def report(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        trials: int | None = None,
        seed: int = 0,
        worlds: int | None = None,
        threads: int = 0,
        progress: Progress = None,
    ) -> str:
        """Returns one page in HTML for readers without the program; also writes it to ``path``."""
        options = Drawn(trials, seed, worlds, threads, []).options()
        with self._faults(), bar(progress) as report:
            page = self._case.report(options, report)
        if path is not None:
            pathlib.Path(path).write_text(page, encoding="utf-8")
        return page

    def plot(self, question: str | None = None, *, ax: Axes | None = None, **options: Any) -> Chart | Axes:
        """Runs the scenario with the ``options`` of :meth:`run`, and draws an answer."""
        return self.run(**options).plot(question, ax=ax)

    def dot(self, name: str | None = None) -> str:
        """Returns the model, or one process of it, as a drawing for Graphviz."""
        with self._faults():
            return self._case.drawing("dot", name)

    def mermaid(self, name: str | None = None) -> str:
        """Returns the model, or one process of it, as a drawing for Mermaid."""
        with self._faults():
            return self._case.drawing("mermaid", name)

    @contextmanager
    def _faults(self) -> Generator[None]:
        """Adds the paths of keys to faults of a scenario from a dictionary."""
        try:
            yield
        except FaultError as error:
            if not self._keys:
                raise
            raise FaultError(str(error), self._with_keys(error.diagnostics)) from None

    def _with_keys(self, found: Diagnostics) -> Diagnostics:
        return found.with_keys(self._keys, self._name) if self._keys else found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._text, self._name, self._normalize, self._changes, dict(self._keys))

    def __repr__(self) -> str:
        return f"<scenario {self._name}{shown(self._changes)}>"

    def _repr_html_(self) -> str:
        try:
            items = "".join(f"<li><code>{html.escape(name)}</code></li>" for name in self.questions)
            return f"<p><strong>{html.escape(self.title)}</strong></p><ul>{items}</ul>"
        except ForetellError as error:
            return f"<pre>{html.escape(str(error))}</pre>"


def _again(
    text: bytes, name: str, normalize: bool, changes: tuple[tuple[str, ...], ...], keys: Mapping[int, str]
) -> Scenario:
    """Makes a scenario that was pickled."""
    made = Scenario(text, name=name, normalize=normalize)
    made._keys = keys  # pyright: ignore[reportPrivateUsage]
    for change in changes:
        made = made._changed(*change)  # pyright: ignore[reportPrivateUsage]
    return made
