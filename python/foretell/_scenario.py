"""Scenarios: read, changed, run."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, overload

from ._answers import Chart
from ._asked import Drawn, Number, Overlay, Questions, names
from ._asked import against as sides
from ._asked import points as laid_out
from ._changes import Changes
from ._errors import UsageError
from ._progress import Progress, bar
from ._results import Comparison, Explanation, Forecast, Sensitivity, Sweep, Track
from ._tables import Trials

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from matplotlib.axes import Axes

    from ._foretell import Against, Asked

__all__ = ["Scenario", "beside", "read"]


def read(path: str | os.PathLike[str], *, normalize: bool = False) -> Scenario:
    """Reads a scenario or a Bayesian network from a file; ``normalize`` divides each row of a network by its sum."""
    with open(path, "rb") as file:
        return Scenario(file.read(), name=os.fspath(path), normalize=normalize)


class Scenario(Changes):
    """A scenario with changes, interventions and evidence. It never changes: each method returns another one.

    Faults in the text are raised when it is first used, all at once; :meth:`check` returns them.
    """

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

    @overload
    def sweep(
        self,
        over: str | Mapping[str, Iterable[Number] | str] | None = ...,
        *,
        zip: bool = ...,
        design: str | None = ...,
        points: str | pathlib.Path | None = ...,
        trials: int | None = ...,
        seed: int = ...,
        worlds: int | None = ...,
        threads: int = ...,
        questions: Questions = ...,
        progress: Progress = ...,
        client: Any = ...,
        executor: Executor | None = ...,
        out: None = ...,
        resume: bool = ...,
    ) -> Sweep: ...

    @overload
    def sweep(
        self,
        over: str | Mapping[str, Iterable[Number] | str] | None = ...,
        *,
        zip: bool = ...,
        design: str | None = ...,
        points: str | pathlib.Path | None = ...,
        trials: int | None = ...,
        seed: int = ...,
        worlds: int | None = ...,
        threads: int = ...,
        questions: Questions = ...,
        progress: Progress = ...,
        client: Any = ...,
        executor: Executor | None = ...,
        out: str | os.PathLike[str],
        resume: bool = ...,
    ) -> pathlib.Path: ...

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
        out: str | os.PathLike[str] | None = None,
        resume: bool = False,
    ) -> Sweep | pathlib.Path:
        """Answers the questions at many values of some numbers.

        ``over`` maps paths, choices or interventions to values, ``{"appetite": [0.1, 0.2]}`` or ``"0.05..0.60:12"``; or it
        names a ``[sweep]`` of the scenario. ``zip`` takes the first values together, then the second. ``design`` is
        ``"sobol:256"`` or ``"lhs:256"``; ``points`` is a table in CSV, as text or at a ``pathlib.Path``.

        With ``out``, points go to ``sweep.csv`` in that folder as they are finished, and its path is returned: memory does
        not grow with the points. ``resume`` goes on with a sweep that was begun there, also by ``foretell sweep --out``.
        """
        drawn = Drawn(trials, seed, worlds, threads, names(questions))
        asked = laid_out(over, zip, design, points)
        is_spread = client is not None or executor is not None
        if out is not None:
            from . import distributed

            carrier = distributed.cluster(client, executor) if is_spread else None
            return distributed.sweep_to(out, resume, self, asked, drawn, carrier, progress)
        if resume:
            raise UsageError("`resume` goes on with a sweep in a folder: name it with `out`")
        if is_spread:
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
        client: Any = None,
        executor: Executor | None = None,
    ) -> Comparison:
        """Compares this scenario with others on the same random numbers.

        With other scenarios, ``compare(other)`` or ``compare({"pushed": s.do(push="yes")})``; with each option of a
        ``choice``, the ``variants`` of the file (all, or these), each of the ``experts`` alone, an earlier day (``since``),
        or ``overlays``. ``why`` splits each difference among the numbers that differ.
        """
        drawn = Drawn(trials, seed, worlds, threads, names(questions))
        against, named = sides(others, choice, variants, experts, since, overlays)
        if client is not None or executor is not None:
            from . import distributed

            carrier = distributed.cluster(client, executor)
            return distributed.compare(self, (against, named, why), drawn, carrier, progress)
        with self._faults(), bar(progress) as report:
            return Comparison(self._case.compare(drawn.options(), report, beside(against, named), why))

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
        client: Any = None,
        executor: Executor | None = None,
    ) -> Sensitivity:
        """Finds the numbers that move an answer.

        ``indices`` splits the variance across readings among the inputs (Sobol'), ``boxes`` finds ranges of inputs in which
        the answer is high, ``all`` moves also the numbers that can hardly move it.
        """
        drawn = Drawn(trials, seed, worlds, threads, [])
        asked: Asked = {"question": question, "outcome": outcome, "indices": indices, "boxes": boxes, "all": all}
        if client is not None or executor is not None:
            from . import distributed

            return distributed.sensitivity(self, asked, drawn, distributed.cluster(client, executor), progress)
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


def beside(against: Against, named: Sequence[tuple[str, Scenario]]) -> Against:
    """Adds other scenarios, each with its name, to what a scenario is compared with."""
    return {**against, "others": [(name, other._case) for name, other in named]}  # pyright: ignore[reportPrivateUsage]
