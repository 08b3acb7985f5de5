"""Exceptions, and the diagnostics that they carry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

__all__ = [
    "CancelledError",
    "Diagnostic",
    "Diagnostics",
    "Edit",
    "FaultError",
    "ForetellError",
    "MismatchError",
    "MissingError",
    "Span",
    "UsageError",
]


@dataclass(frozen=True)
class Span:
    """A range of bytes in a text."""

    source: str
    """The name of the text: a file, or an argument such as ``--given``."""
    start: int
    """The first byte."""
    end: int
    """The byte after the last."""
    line: int
    """The line of the first byte, from 1."""
    column: int
    """The column of the first byte, from 1, in characters."""


@dataclass(frozen=True)
class Edit:
    """A text that takes the place of another."""

    span: Span
    text: str


@dataclass(frozen=True)
class Diagnostic:
    """One fault or piece of advice: what is wrong, where, why, and how to repair it."""

    code: str
    """The code, such as ``E0302``; :func:`foretell.explain_code` says more."""
    severity: str
    """``fault``, or ``advice`` for what is odd though legal."""
    message: str
    """One line that names the thing and the reason."""
    label: str
    """A few words that belong under its place."""
    help: tuple[str, ...]
    """Further reasons and repairs, a sentence each."""
    span: Span | None = None
    """The place; ``None`` if it is about no text."""
    edits: tuple[tuple[Edit, ...], ...] = ()
    """Ways to repair it, the likeliest first; all edits of one are made together."""
    related: tuple[tuple[Span, str], ...] = ()
    """Other places that matter, each with a remark."""
    key: str | None = None
    """The path of keys in the dictionary that the scenario was made of, such as ``event.deal.p``."""

    @property
    def path(self) -> str | None:
        """The name of the text that it is about."""
        return self.span.source if self.span else None

    @property
    def line(self) -> int | None:
        """The line of its place, from 1."""
        return self.span.line if self.span else None

    @property
    def column(self) -> int | None:
        """The column of its place, from 1, in characters."""
        return self.span.column if self.span else None

    @property
    def is_fault(self) -> bool:
        """Whether the scenario can't be used with it."""
        return self.code.startswith("E")


class Diagnostics(Sequence[Diagnostic]):
    """Diagnostics in their order, printed as the program prints them."""

    def __init__(self, found: Sequence[Diagnostic], text: str) -> None:
        self._found = tuple(found)
        self._text = text

    @overload
    def __getitem__(self, index: int) -> Diagnostic: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Diagnostic]: ...
    def __getitem__(self, index: int | slice) -> Diagnostic | Sequence[Diagnostic]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return self._text or "no faults and no advice"

    def with_keys(self, keys: Mapping[int, str], name: str) -> Diagnostics:
        """Returns the diagnostics with the key at each place; ``keys`` has that of each byte where a value begins."""
        starts = sorted(keys)
        found: list[Diagnostic] = []
        lines: list[str] = []
        for one in self._found:
            if one.span is not None and one.span.source == name:
                before = [start for start in starts if start <= one.span.start]
                if before:
                    one = replace(one, key=keys[before[-1]])
                    lines.append(f"{one.code} is at {one.key}")
            found.append(one)
        return Diagnostics(found, "\n".join([self._text, *lines]))


class ForetellError(Exception):
    """A call that failed."""

    def __init__(self, text: str, diagnostics: Diagnostics | None = None) -> None:
        super().__init__(text)
        self.diagnostics: Diagnostics = diagnostics or Diagnostics((), text)
        """Every fault at once; empty if the scenario is not to blame."""

    def __str__(self) -> str:
        return str(self.diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.diagnostics)


class FaultError(ForetellError, ValueError):
    """The scenario has faults, or an argument names something that it does not have."""


class MismatchError(ForetellError):
    """A part of work that was cut or changed, or that does not belong to the others."""


class UsageError(ForetellError, ValueError):
    """Arguments that can't go together."""


class MissingError(ForetellError, KeyError):
    """A name that a result does not have; the message lists those that it has."""


class CancelledError(ForetellError):
    """The work was ended early."""


_KINDS: dict[str, type[ForetellError]] = {
    "faults": FaultError,
    "mismatch": MismatchError,
    "usage": UsageError,
    "missing": MissingError,
    "cancelled": CancelledError,
}


def _span(data: Mapping[str, Any]) -> Span:
    return Span(data["source"], data["start"], data["end"], data["line"], data["column"])


def listed(text: str, found: str) -> Diagnostics:
    """Returns diagnostics from their JSON and their printed text."""
    diagnostics: list[Diagnostic] = []
    for one in json.loads(found):
        edits = tuple(tuple(Edit(_span(edit["span"]), edit["text"]) for edit in way) for way in one["repairs"])
        related = tuple((_span(place), remark) for place, remark in one["related"])
        diagnostics.append(
            Diagnostic(
                code=one["code"],
                severity=str(one["severity"]).lower(),
                message=one["message"],
                label=one["label"],
                help=tuple(one["help"]),
                span=_span(one["span"]) if one["span"] else None,
                edits=edits,
                related=related,
            )
        )
    return Diagnostics(diagnostics, text)


def made(kind: str, text: str, found: str | None) -> Exception:
    """Returns the exception of a kind; the compiled part calls it."""
    if kind == "io":
        return OSError(text)
    error = _KINDS.get(kind, ForetellError)
    return error(text, listed(text, found) if found else None)
