"""Runs, sweeps, comparisons and sensitivities on many machines: Dask distributed, or any ``concurrent.futures.Executor``.

``scenario.run(…, client=client)`` and ``scenario.run(…, executor=executor)`` do the work of this module: it is cut into
parts of 1 to 30 seconds, which workers draw and the caller joins. The numbers are those of undivided work, to the bit,
whatever the number of workers, the order in which they finish, and the workers that are lost on the way.
"""

from __future__ import annotations

import math
import os
import pickle
import queue
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from ._errors import CancelledError, ForetellError, MismatchError, UsageError
from ._foretell import Found, version
from ._progress import Progress, bar
from ._results import Comparison, Forecast, Sensitivity, Sweep
from ._worker import Compared, Described, DrawnPart, Missing, Work, draw

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ._asked import Drawn
    from ._foretell import Against, Asked, Points
    from ._scenario import Scenario

__all__ = ["Cluster", "cluster"]

# A task takes from one to thirty seconds: as long as leaves each worker so many of them.
_SHORTEST, _LONGEST = 1.0, 30.0
_TASKS = 16
# The first pilot draws one part of so many; others follow until one takes about as long as this. What a part takes to
# begin is measured by parts of nothing, so many times, and is at most such a share of each part.
_PILOT = 4096
_PILOT_SECONDS = 0.25
_HINT_SECONDS = 0.02
_NOTHING = 1 << 63
_LOOKS = 3
_BEGIN_SHARE = 0.03
# A pilot draws at most so many points of a sweep, because memory grows with the points of a part.
_PILOT_POINTS = 256
# Tasks in progress for each worker: one that is drawn and one that waits.
_AHEAD = 2
_LOOK = 0.05
# How long the number of workers is taken to be the same, in seconds.
_FRESH = 1.0
_TRIES = 2
# The most parts of a run or a comparison.
_MOST = 1 << 40


class _Future(Protocol):
    """What futures of Dask and of ``concurrent.futures`` have in common."""

    def add_done_callback(self, fn: Callable[[Any], Any], /) -> Any: ...
    def result(self) -> Any: ...
    def cancel(self) -> Any: ...


@dataclass(frozen=True)
class Cluster:
    """Where work is carried: submits calls, and knows how many run at once."""

    submit: Callable[..., Any]
    workers: Callable[[], int]
    threads: int = 1
    """The threads on which a part is drawn."""


def cluster(client: Any = None, executor: Executor | None = None) -> Cluster:
    """Returns where a ``distributed.Client`` or an executor carries work."""
    if client is not None and executor is not None:
        raise UsageError("give `client` or `executor`, not both")
    if client is not None:

        def submit(function: Callable[..., Any], *arguments: Any) -> Any:
            return client.submit(function, *arguments, pure=False)

        seen: tuple[float, int] = (-math.inf, 1)

        def workers() -> int:
            nonlocal seen
            if time.monotonic() - seen[0] > _FRESH:
                # it asks the scheduler
                seen = (time.monotonic(), sum(int(threads) for threads in client.nthreads().values()))
            return max(1, seen[1])

        return Cluster(submit, workers)
    if executor is None:
        raise UsageError("give a `client` of Dask or an `executor`")
    carrier = executor
    most = int(getattr(carrier, "_max_workers", 0) or os.cpu_count() or 1)
    return Cluster(carrier.submit, lambda: most)


def _here(threads: int) -> Cluster:
    """Returns a carrier that draws a part when it is submitted, on so many threads of this process."""

    def submit(function: Callable[..., Any], *arguments: Any) -> Any:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    return Cluster(submit, lambda: 1, threads)


class _Parts:
    """Parts that workers draw: sends descriptions where they are missing, and tries again what failed once."""

    def __init__(self, described: Described, carrier: Cluster) -> None:
        self._described = described
        self._identity = described.identity
        self._carrier = carrier
        self._done: queue.SimpleQueue[tuple[Any, int]] = queue.SimpleQueue()
        self._going: dict[int, Any] = {}
        self._sent = 0
        self._failed: dict[int, int] = {}
        self._of = 1

    def _submit(self, index: int, *, described: bool = False) -> None:
        # each worker probably gets one of the first, and asks if it did not
        described = described or self._sent < self._carrier.workers()
        self._sent += 1
        try:
            future = self._carrier.submit(
                draw, version(), self._identity, self._described if described else None, index, self._of
            )
        except Exception as error:
            raise ForetellError(f"no worker takes part {index + 1} of {self._of}: {error}") from None
        self._going[index] = future

        def done(future: object) -> None:
            self._done.put((future, index))

        future.add_done_callback(done)

    def seconds(self, index: int, of: int) -> float:
        """Draws one part, and returns how long it took."""
        return next(drawn.seconds for _, drawn in self.drawn([index], of))

    def drawn(self, indices: Iterable[int], of: int) -> Iterator[tuple[int, DrawnPart]]:
        """Draws these parts of so many; gives each as it is finished."""
        self._of = of
        self._failed.clear()
        left = iter(indices)
        is_over = False
        try:
            while True:
                while not is_over and len(self._going) < _AHEAD * self._carrier.workers():
                    index = next(left, None)
                    if index is None:
                        is_over = True
                    else:
                        self._submit(index)
                if not self._going:
                    return
                try:
                    future, index = self._done.get(timeout=_LOOK)
                except queue.Empty:
                    continue
                if self._going.get(index) is not future:
                    continue
                found = self._result(self._going.pop(index), index)
                if isinstance(found, DrawnPart):
                    yield index, found
                else:
                    self._submit(index, described=isinstance(found, Missing))
        finally:
            for future in self._going.values():
                future.cancel()
            self._going.clear()

    def _result(self, future: _Future, index: int) -> DrawnPart | Missing | None:
        """Returns the result of a task; ``None`` if it is to be tried again."""
        try:
            found: DrawnPart | Missing = future.result()
            return found
        except MismatchError:
            raise
        except Exception as error:
            failed = self._failed.get(index, 0) + 1
            self._failed[index] = failed
            if failed < _TRIES:
                return None
            if isinstance(error, ForetellError) and not isinstance(error, CancelledError):
                raise error from None
            why = str(error) or type(error).__name__
            raise ForetellError(f"part {index + 1} of {self._of} failed {failed} times on its worker: {why}") from None


def _size(parts: _Parts, carrier: Cluster, points: int | None) -> int:
    """Returns the number of parts, so that each takes 1 to 30 seconds, by drawing a few small ones."""
    most, least = (_MOST, 1) if points is None else (points, max(1, points // _PILOT_POINTS))
    # the first on a worker compiles the scenario and chooses the readings
    begin = min(parts.seconds(0, _NOTHING) for _ in range(_LOOKS))
    of = min(_PILOT, most)
    while True:
        # the last part is never empty
        took = max(0.0, parts.seconds(of - 1, of) - begin)
        if took >= _PILOT_SECONDS or of <= least:
            return _number(took * of, carrier.workers(), most, begin)
        of = max(least, int(of * took / (1.2 * _PILOT_SECONDS)) if took > _HINT_SECONDS else of // 64)


def _number(whole: float, workers: int, most: int, begin: float = 0.0) -> int:
    """Returns the number of parts of work that takes so many seconds on one worker, and each part as many to begin."""
    seconds = min(_LONGEST, max(_SHORTEST, whole / (_TASKS * workers), begin / _BEGIN_SHARE))
    wanted = math.ceil(whole / seconds)
    if whole > 1 and wanted < _TASKS * workers:
        # all workers end at about the same time
        wanted = max(1, math.ceil(wanted / workers)) * workers
    return max(1, min(most, wanted))


def _found(work: Work, carrier: Cluster, progress: Progress) -> Found:
    """Draws all parts of each round of some work, and joins them as they come."""
    task, pickled = work.task(work.drawn.threads), pickle.dumps(work)
    described = Described(pickled)
    with bar(progress) as report:
        while True:
            parts = _Parts(described, carrier)
            of = _size(parts, carrier, task.points)
            # in files until they are joined, one at a time, so that memory doesn't grow with their number
            with TemporaryDirectory(prefix="foretell-") as folder:
                for done, (index, drawn) in enumerate(parts.drawn(range(of), of), 1):
                    path = Path(folder, f"part-{index + 1}-of-{of}")
                    path.write_bytes(drawn.part)
                    task.open(path)
                    if report is not None:
                        report("parts", done, of)
                found = task.join()
            if isinstance(found, Found):
                return found
            task, described = task.at(found), Described(pickled, found)


def run(scenario: Scenario, drawn: Drawn, carrier: Cluster, progress: Progress) -> Forecast:
    """Forecasts on a cluster."""
    with scenario._faults():  # pyright: ignore[reportPrivateUsage]
        found = _found(Work(scenario, drawn), carrier, progress)
    return Forecast(found, scenario._again(drawn))  # pyright: ignore[reportPrivateUsage]


def sweep(scenario: Scenario, points: Points, drawn: Drawn, carrier: Cluster, progress: Progress) -> Sweep:
    """Answers the questions at many points on a cluster."""
    with scenario._faults():  # pyright: ignore[reportPrivateUsage]
        return Sweep(_found(Work(scenario, drawn, points=points), carrier, progress))


def sweep_to(
    folder: str | os.PathLike[str],
    resume: bool,
    scenario: Scenario,
    points: Points,
    drawn: Drawn,
    carrier: Cluster | None,
    progress: Progress,
) -> Path:
    """Answers the questions at many points on a cluster, or here; writes them to a folder as they are finished."""
    work = Work(scenario, drawn, points=points)
    carrier = carrier or _here(drawn.threads)
    with scenario._faults(), bar(progress) as report:  # pyright: ignore[reportPrivateUsage]
        task = work.task(drawn.threads)
        journal = task.journal(folder, resume)
        try:
            if journal.missing() is not None:
                parts = _Parts(Described(pickle.dumps(work), threads=carrier.threads), carrier)
                of = _size(parts, carrier, task.points)
                missing = [index for index in range(of) if not journal.has(index, of)]
                for done, (_, part) in enumerate(parts.drawn(missing, of), 1 + of - len(missing)):
                    journal.join(part.part)
                    if report is not None:
                        report("parts", done, of)
            return journal.finish()
        finally:
            journal.close()


def compare(
    scenario: Scenario,
    sides: tuple[Against, Sequence[tuple[str, Scenario]], bool],
    drawn: Drawn,
    carrier: Cluster,
    progress: Progress,
) -> Comparison:
    """Compares sides on a cluster."""
    with scenario._faults():  # pyright: ignore[reportPrivateUsage]
        return Comparison(_found(Work(scenario, drawn, compared=Compared(*sides)), carrier, progress))


def sensitivity(
    scenario: Scenario, subject: Asked, drawn: Drawn, carrier: Cluster, progress: Progress
) -> Sensitivity:
    """Finds the numbers that move an answer on a cluster."""
    with scenario._faults():  # pyright: ignore[reportPrivateUsage]
        return Sensitivity(_found(Work(scenario, drawn, subject=subject), carrier, progress))
