"""What workers do: they get a description of work once, and draw parts of it."""

from __future__ import annotations

import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from ._errors import MismatchError
from ._foretell import Task, version
from ._scenario import beside

if TYPE_CHECKING:
    from ._asked import Drawn
    from ._foretell import Against, Asked, Points
    from ._scenario import Scenario

__all__ = ["Compared", "Described", "DrawnPart", "Missing", "Work", "draw"]

# The works, and the rounds of them, that a worker keeps.
_KEPT = 8

_T = TypeVar("_T")


@dataclass(frozen=True)
class Compared:
    """The sides of a comparison."""

    against: Against
    named: Sequence[tuple[str, Scenario]]
    why: bool


@dataclass(frozen=True)
class Work:
    """Work on a scenario: a run, or what is asked of it."""

    scenario: Scenario
    drawn: Drawn
    points: Points | None = None
    compared: Compared | None = None
    subject: Asked | None = None

    def task(self, threads: int) -> Task:
        """Returns the work as a task on so many threads (0: all cores)."""
        case, options = self.scenario._case, self.drawn.with_threads(threads).options()  # pyright: ignore[reportPrivateUsage]
        if self.points is not None:
            return Task.sweep(case, options, self.points)
        if self.subject is not None:
            return Task.sensitivity(case, options, self.subject)
        if self.compared is not None:
            own = self.compared
            return Task.comparison(case, options, beside(own.against, own.named), own.why)
        return Task.run(case, options)


@dataclass(frozen=True)
class Described:
    """A round of work as it is sent: the pickled work, and what earlier rounds have found."""

    work: bytes
    round: bytes | None = None
    threads: int = 1

    @property
    def identity(self) -> str:
        """A hash of both, and of the number of threads."""
        return sha256(repr((self.work, self.round, self.threads)).encode()).hexdigest()

    def task(self) -> Task:
        """Returns the round as a task of a worker."""
        name = replace(self, round=None).identity
        task = _works.get(name)
        if task is None:
            work: Work = pickle.loads(self.work)
            task = _keep(_works, name, work.task(self.threads))
        return task if self.round is None else task.at(self.round)


@dataclass(frozen=True)
class Missing:
    """The answer of a worker that doesn't have the description."""


@dataclass(frozen=True)
class DrawnPart:
    """A part that was drawn, and how long it took."""

    part: bytes
    seconds: float


_works: dict[str, Task] = {}
_rounds: dict[str, Task] = {}


def _keep(kept: dict[str, _T], name: str, one: _T) -> _T:
    """Keeps one more, and not too many."""
    while len(kept) >= _KEPT:
        kept.pop(next(iter(kept)), None)
    return kept.setdefault(name, one)


def draw(asked: str, identity: str, described: Described | None, index: int, of: int) -> DrawnPart | Missing:
    """Draws a part of a round; runs on a worker."""
    if asked != version():
        raise MismatchError(f"a worker has foretell {version()}, and the caller has {asked}: install the same on both")
    task = _rounds.get(identity)
    if task is None:
        if described is None:
            return Missing()
        task = _keep(_rounds, identity, described.task())
    began = time.monotonic()
    return DrawnPart(task.draw(index, of), time.monotonic() - began)
