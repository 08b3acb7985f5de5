"""Answers, estimates and charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from ._errors import MissingError

__all__ = ["Answer", "Chart", "Estimate", "Figure", "Quantile"]

_NEVER = float("inf")


@dataclass(frozen=True)
class Estimate:
    """A chance with its sampling error and its range across readings of the inputs."""

    probability: float | None
    """The chance, from 0 to 1; ``None`` if no trial was asked."""
    std_error: float | None
    """The standard error of sampling."""
    low: float | None
    """The 5th percentile across readings, if it is resolved."""
    high: float | None
    """The 95th percentile across readings, if it is resolved."""


@dataclass(frozen=True)
class Figure:
    """A chance or a number with its sampling error and its range across readings of the inputs."""

    value: float | None
    """The value; infinity for *never*."""
    std_error: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Quantile:
    """A quantile of a number or a day."""

    at: float
    """The probability."""
    value: float | date | None
    """The quantile; infinity for *never*."""
    std_error: float | None
    """The standard error of sampling; of a day in days."""
    low: float | date | None
    high: float | date | None


@dataclass(frozen=True)
class Chart:
    """A chart, which notebooks show."""

    name: str
    """A name for its file, without ending."""
    kind: str
    """``interval``, ``bars``, ``curve``, ``line``, ``grid``, ``flow``, ``dots``, ``histogram`` or ``share``."""
    title: str
    description: str
    """Its numbers in words."""
    svg: str
    """The picture."""

    def save(self, path: str) -> None:
        """Writes the picture to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.svg)

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": f"{self.title}. {self.description}"}


class Answer:
    """The answer to a question."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    @property
    def question(self) -> str:
        """The name of the question."""
        return str(self._data["question"])

    @property
    def label(self) -> str:
        """Its label."""
        return str(self._data["label"])

    @property
    def kind(self) -> str:
        """``condition``, ``category``, ``number``, ``date`` or ``joint``."""
        return str(self._data["kind"])

    @property
    def given(self) -> str | None:
        """The condition under which it is asked."""
        return cast("str | None", self._data["given"])

    @property
    def estimate(self) -> Estimate:
        """The chance of a condition, or that a day comes within the horizon."""
        if self.kind == "condition":
            return _estimate(self._data)
        if self.kind == "date":
            return _estimate(self._data["happens"])
        what = {"category": "has several outcomes", "number": "is a number", "joint": "is a joint distribution"}
        raise MissingError(f"`{self.question}` {what.get(self.kind, 'is of another kind')}, not one chance")

    @property
    def probability(self) -> float | None:
        """The chance, from 0 to 1; ``None`` if no trial was asked."""
        return self.estimate.probability

    @property
    def std_error(self) -> float | None:
        """The standard error of sampling: of the chance, or of the mean of a number."""
        return cast("float | None", self._data["mean_std_error"]) if self.kind == "number" else self.estimate.std_error

    @property
    def low(self) -> float | None:
        """The 5th percentile across readings of the inputs, if it is resolved: of the chance, or of the mean."""
        return _ends(self._data, "mean_range")[0] if self.kind == "number" else self.estimate.low

    @property
    def high(self) -> float | None:
        """The 95th percentile across readings of the inputs, if it is resolved: of the chance, or of the mean."""
        return _ends(self._data, "mean_range")[1] if self.kind == "number" else self.estimate.high

    @property
    def outcomes(self) -> dict[str, Estimate]:
        """The chance of each outcome, in the order of the file; of other chances that of ``yes``."""
        if self.kind == "category":
            return {str(one["outcome"]): _estimate(one) for one in self._data["outcomes"]}
        if self.kind == "joint":
            raise MissingError(f"`{self.question}` is a joint distribution: see the table `joint`")
        return {"yes": self.estimate}

    @property
    def mean(self) -> float | None:
        """The mean of a number, if there is a stable one."""
        return cast("float | None", self._number()["mean"])

    @property
    def std_dev(self) -> float | None:
        """The standard deviation of a number."""
        return cast("float | None", self._number()["std_dev"])

    @property
    def unit(self) -> str:
        """The unit of a number; empty for a plain one."""
        return str(self._number()["unit"])

    @property
    def quantiles(self) -> list[Quantile]:
        """The quantiles of a number or a day."""
        if self.kind not in ("number", "date"):
            raise MissingError(f"`{self.question}` has chances, not quantiles")
        found: list[Quantile] = []
        for one in self._data["quantiles"]:
            low, high = one["range"] or (None, None)
            found.append(
                Quantile(one["quantile"], _value(one["value"]), one["std_error"], _value(low), _value(high))
            )
        return found

    @property
    def timeline(self) -> list[tuple[date, Estimate]]:
        """Of a dated question: the chance that it has happened, by day."""
        return [(date.fromisoformat(day["date"]), _estimate(day)) for day in self._data.get("timeline", ())]

    def to_dict(self) -> dict[str, Any]:
        """Returns all that is known, as the JSON has it."""
        return dict(self._data)

    def _number(self) -> Mapping[str, Any]:
        if self.kind != "number":
            raise MissingError(f"`{self.question}` is not a number")
        return self._data

    def __repr__(self) -> str:
        if self.kind in ("condition", "date"):
            own = self.estimate
            span = "" if own.low is None else f", low={own.low!r}, high={own.high!r}"
            return f"<{self.question}: probability={own.probability!r}, std_error={own.std_error!r}{span}>"
        if self.kind == "category":
            return f"<{self.question}: " + ", ".join(f"{k} {v.probability!r}" for k, v in self.outcomes.items()) + ">"
        if self.kind == "number":
            return f"<{self.question}: mean={self.mean!r}, std_error={self.std_error!r}>"
        return f"<{self.question}: {self.kind}>"


def _ends(data: Mapping[str, Any], key: str) -> tuple[float | None, float | None]:
    low, high = data.get(key) or (None, None)
    return low, high


def _estimate(data: Mapping[str, Any]) -> Estimate:
    low, high = _ends(data, "range")
    return Estimate(data["probability"], data["std_error"], low, high)


def _value(value: object) -> float | date | None:
    if value == "never":
        return _NEVER
    if isinstance(value, str):
        return date.fromisoformat(value)
    return cast("float | None", value)
