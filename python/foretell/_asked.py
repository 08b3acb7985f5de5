"""What is asked of a scenario: counts, points of a sweep, sides of a comparison."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from ._errors import UsageError
from ._foretell import Options
from ._tables import cell

if TYPE_CHECKING:
    from ._foretell import Against, Points

__all__ = ["Drawn", "Number", "NumberPath", "Overlay", "Questions", "against", "names", "points", "shown"]

_Other = TypeVar("_Other")

Number: TypeAlias = "float | int | str | date | bool"
"""A value as a scenario writes it: ``0.3``, ``"20% to 50%"``, ``"6 weeks"``, a day."""

Questions: TypeAlias = "str | Sequence[str] | None"


@dataclass(frozen=True)
class NumberPath:
    """A number of a scenario."""

    path: str
    """The path by which it can be set."""
    text: str
    """The number as it is written."""
    is_fact: bool
    """Whether it is a fact, which nobody argues about."""


@dataclass(frozen=True)
class Overlay:
    """A text whose ``path = value`` lines are laid over a scenario."""

    text: str
    name: str = "overlay"


@dataclass(frozen=True)
class Drawn:
    """The options that decide what is drawn, which parts of work share."""

    trials: int | None
    seed: int
    worlds: int | None
    threads: int
    questions: list[str]

    def with_threads(self, threads: int) -> Drawn:
        """Returns the same on other threads, on which no number depends."""
        return replace(self, threads=threads)

    def options(
        self,
        *,
        exact: bool = False,
        target: float | None = None,
        timelines: bool = True,
        surprises: bool = False,
    ) -> Options:
        for name, value in (("trials", self.trials), ("worlds", self.worlds)):
            if value is not None and value < 1:
                raise UsageError(f"`{name}` is {value}: it is at least 1")
        if self.seed < 0 or self.threads < 0:
            raise UsageError("`seed` and `threads` are not negative")
        return Options(
            trials=self.trials,
            worlds=self.worlds,
            seed=self.seed,
            threads=self.threads,
            questions=self.questions,
            exact=exact,
            target=target,
            timelines=timelines,
            surprises=surprises,
            memory=None,
        )


def names(questions: Questions) -> list[str]:
    """Returns the names of questions."""
    if questions is None:
        return []
    return [questions] if isinstance(questions, str) else list(questions)


def points(
    over: str | Mapping[str, Iterable[Number] | str] | None,
    zip: bool,
    design: str | None,
    points: str | pathlib.Path | None,
) -> Points:
    """Returns the points of a sweep."""
    table = None
    if isinstance(points, pathlib.Path):
        table = (str(points), points.read_text(encoding="utf-8"))
    elif points is not None:
        table = ("points", points)
    spread = None
    if design is not None:
        kind, _, number = design.partition(":")
        if not number.isdigit():
            raise UsageError(f"`design` is {design!r}: it is such as 'sobol:256' or 'lhs:256'")
        spread = (kind, int(number))
    pairs: list[tuple[str, str]] = []
    if over is not None and not isinstance(over, str):
        for path, values in over.items():
            text = values if isinstance(values, str) else ",".join(cell(value) for value in values)
            pairs.append((path, text))
    return {
        "name": over if isinstance(over, str) else None,
        "over": pairs,
        "zip": zip,
        "design": spread,
        "table": table,
    }


def against(
    others: Sequence[_Other | Mapping[str, _Other]],
    choice: str | None,
    variants: bool | Sequence[str],
    experts: bool,
    since: date | str | None,
    overlays: Sequence[Overlay | pathlib.Path],
) -> tuple[Against, list[tuple[str, _Other]]]:
    """Returns what a scenario is compared with, and the other scenarios with their names."""
    named: list[tuple[str, _Other]] = []
    for other in others:
        if isinstance(other, Mapping):
            named.extend(cast("Mapping[str, _Other]", other).items())
        else:
            named.append(("", other))
    laid: list[tuple[str, str]] = []
    for overlay in overlays:
        if isinstance(overlay, pathlib.Path):
            laid.append((str(overlay), overlay.read_text(encoding="utf-8")))
        else:
            laid.append((overlay.name, overlay.text))
    asked = [bool(named), choice is not None, bool(variants), experts, since is not None, bool(laid)]
    if sum(asked) != 1:
        raise UsageError(
            "compare with one of: other scenarios, `choice`, `variants`, `experts`, `since`, `overlays`"
        )
    if any(name for name, _ in named) and not all(name for name, _ in named):
        raise UsageError("name all scenarios that are compared, or none")
    found: Against = {
        "others": [],
        "choice": choice,
        "variants": None if variants is False else [] if variants is True else list(variants),
        "experts": experts,
        "since": None if since is None else cell(since),
        "overlays": laid,
    }
    return found, named


_METHODS = {
    "set": "set",
    "intervene": "do",
    "observe": "given",
    "variant": "variant",
    "believe": "believe",
    "today": "today",
    "news": "news",
    "overlay": "overlay",
}


def shown(changes: Sequence[tuple[str, ...]]) -> str:
    """Returns changes as they are called."""
    return "".join(f".{_METHODS[change[0]]}({', '.join(map(repr, change[1:]))})" for change in changes)
