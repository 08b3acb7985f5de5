"""Runs, sweeps, comparisons and sensitivities on many machines: Dask distributed, or any ``concurrent.futures.Executor``.

``scenario.run(…, client=client)`` and ``scenario.run(…, executor=executor)`` do the work of this module: it is cut into
parts of 1 to 30 seconds, which workers draw and the caller joins. The numbers are those of an undivided run, to the bit,
whatever the number of workers, the order in which they finish, and the workers that are lost on the way.
"""

from __future__ import annotations

import math
import os
import pickle
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from ._errors import CancelledError, ForetellError, MismatchError, UsageError
from ._foretell import Found, Task, version
from ._progress import Progress, bar
from ._results import Forecast, Sweep

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ._asked import Drawn
    from ._foretell import Points
    from ._scenario import Scenario

__all__ = ["Cluster", "cluster"]

# A task takes about this many seconds, if there is work enough for all workers.
_SECONDS = 5.0
# A pilot that takes as long says enough about the rest.
_PILOT_SECONDS = 0.25
# The first pilot draws one part of so many; each further one eight times as much.
_PILOT = 4096
# Tasks in progress for each worker: one that is drawn and one that waits.
_AHEAD = 2
_LOOK = 0.05
_TRIES = 2
# Descriptions of work that a worker keeps.
_KEPT = 8


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


def cluster(client: Any = None, executor: Executor | None = None) -> Cluster:
    """Returns where a ``distributed.Client`` or an executor carries work."""
    if client is not None and executor is not None:
        raise UsageError("give `client` or `executor`, not both")
    if client is not None:

        def submit(function: Callable[..., Any], *arguments: Any) -> Any:
            return client.submit(function, *arguments, pure=False)

        def workers() -> int:
            return max(1, sum(int(threads) for threads in client.nthreads().values()))

        return Cluster(submit, workers)
    if executor is None:
        raise UsageError("give a `client` of Dask or an `executor`")
    carrier = executor
    most = int(getattr(carrier, "_max_workers", 0) or os.cpu_count() or 1)
    return Cluster(carrier.submit, lambda: most)


@dataclass(frozen=True)
class _Work:
    """A description of work, which workers get once."""

    scenario: Scenario
    drawn: Drawn
    points: Points | None

    def task(self) -> Task:
        """Returns the work as a task, on one thread of a worker."""
        drawn = self.drawn.with_threads(1)
        return Task(self.scenario._case, drawn.options(), self.points)  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True)
class _Missing:
    """The answer of a worker that doesn't have the description."""


@dataclass(frozen=True)
class _Drawn:
    """A part that was drawn, and how long it took."""

    part: bytes
    seconds: float


_tasks: dict[str, Task] = {}


def _draw(asked: str, identity: str, described: bytes | None, index: int, of: int) -> _Drawn | _Missing:
    """Draws a part; runs on a worker."""
    if asked != version():
        raise MismatchError(f"a worker has foretell {version()}, and the caller has {asked}: install the same on both")
    task = _tasks.get(identity)
    if task is None:
        if described is None:
            return _Missing()
        work: _Work = pickle.loads(described)
        task = work.task()
        while len(_tasks) >= _KEPT:
            _tasks.pop(next(iter(_tasks)))
        _tasks[identity] = task
    began = time.monotonic()
    return _Drawn(task.draw(index, of), time.monotonic() - began)


class _Parts:
    """Parts that workers draw: sends descriptions where they are missing, and tries again what failed once."""

    def __init__(self, work: _Work, carrier: Cluster) -> None:
        self._described = pickle.dumps(work)
        self._identity = sha256(self._described).hexdigest()
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
                _draw, version(), self._identity, self._described if described else None, index, self._of
            )
        except Exception as error:
            raise ForetellError(f"no worker takes part {index + 1} of {self._of}: {error}") from error
        self._going[index] = future

        def done(future: object) -> None:
            self._done.put((future, index))

        future.add_done_callback(done)

    def one(self, index: int, of: int) -> _Drawn:
        """Draws one part."""
        return next(drawn for _, drawn in self.drawn(iter([index]), of))

    def drawn(self, indices: Iterator[int], of: int) -> Iterator[tuple[int, _Drawn]]:
        """Draws these parts of so many; gives each as it is finished."""
        self._of = of
        self._failed.clear()
        is_over = False
        try:
            while True:
                while not is_over and len(self._going) < _AHEAD * self._carrier.workers():
                    index = next(indices, None)
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
                if isinstance(found, _Drawn):
                    yield index, found
                elif isinstance(found, _Missing):
                    self._submit(index, described=True)
                else:
                    self._submit(index)
        finally:
            for future in self._going.values():
                future.cancel()
            self._going.clear()

    def _result(self, future: _Future, index: int) -> _Drawn | _Missing | None:
        """Returns the result of a task; ``None`` if it is to be tried again."""
        try:
            found: _Drawn | _Missing = future.result()
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
            raise ForetellError(f"part {index + 1} of {self._of} failed {failed} times on its worker: {why}") from error


def _size(parts: _Parts, carrier: Cluster, most: int) -> int:
    """Returns the number of parts, so that each takes 1 to 30 seconds, by drawing a few small ones."""
    of = min(_PILOT, most)
    while True:
        took = parts.one(0, of).seconds
        if took >= _PILOT_SECONDS or of == 1:
            break
        of = max(1, of // 8)
    whole = took * of
    seconds = min(_SECONDS, max(1.0, whole / (4 * carrier.workers())))
    wanted = max(math.ceil(whole / seconds), carrier.workers() if whole > 1 else 1)
    return max(1, min(most, wanted))


def _joined(work: _Work, task: Task, carrier: Cluster, progress: Progress, most: int) -> Found:
    """Draws all parts of some work, and joins them as they come."""
    parts = _Parts(work, carrier)
    with bar(progress) as report:
        of = _size(parts, carrier, most)
        for done, (_, drawn) in enumerate(parts.drawn(iter(range(of)), of), 1):
            task.add(drawn.part)
            if report is not None:
                report("parts", done, of)
    return task.join()


def run(scenario: Scenario, drawn: Drawn, carrier: Cluster, progress: Progress) -> Forecast:
    """Forecasts on a cluster."""
    work = _Work(scenario, drawn, None)
    with scenario._faults():  # pyright: ignore[reportPrivateUsage]
        return Forecast(_joined(work, work.task(), carrier, progress, 1 << 40))


def sweep(scenario: Scenario, points: Points, drawn: Drawn, carrier: Cluster, progress: Progress) -> Sweep:
    """Answers the questions at many points on a cluster."""
    work = _Work(scenario, drawn, points)
    with scenario._faults():  # pyright: ignore[reportPrivateUsage]
        task = work.task()
        return Sweep(_joined(work, task, carrier, progress, task.points() or 1))
