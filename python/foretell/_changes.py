"""A scenario with its changes: how it is read, changed, checked and sent."""

from __future__ import annotations

import hashlib
import html
import pathlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar, cast

from ._asked import Number, NumberPath, Overlay, shown
from ._dictionary import written
from ._errors import Diagnostics, FaultError, ForetellError, listed
from ._foretell import Case
from ._tables import cell

__all__ = ["Changes"]

_S = TypeVar("_S", bound="Changes")


class Changes:
    """A text with changes, interventions and evidence. It never changes: each method returns another one."""

    def __init__(self, text: str | bytes, *, name: str = "scenario.toml", normalize: bool = False) -> None:
        self._text = text.encode() if isinstance(text, str) else bytes(text)
        self._name = name
        self._normalize = normalize
        self._changes: tuple[tuple[str, ...], ...] = ()
        self._case = Case.read(name, self._text, normalize)
        self._keys: Mapping[int, str] = {}

    @classmethod
    def from_dict(cls: type[_S], data: Mapping[str, Any], *, name: str = "scenario") -> _S:
        """Makes a scenario of dictionaries that mirror the TOML; faults name the path of keys, ``event.deal.p``."""
        text, keys = written(data)
        made = cls(text, name=name)
        made._keys = keys
        return made

    def _changed(self: _S, *change: str) -> _S:
        made = type(self).__new__(type(self))
        made._text, made._name, made._normalize = self._text, self._name, self._normalize
        made._keys = self._keys
        made._changes = (*self._changes, change)
        made._case = cast("Case", getattr(self._case, change[0])(*change[1:]))
        return made

    def _each(self: _S, method: str, values: Mapping[str, Number] | None, named: Mapping[str, Number]) -> _S:
        made = self
        for name, value in {**(values or {}), **named}.items():
            made = made._changed(method, name, cell(value))
        return made

    def set(self: _S, values: Mapping[str, Number] | None = None, /, **named: Number) -> _S:
        """Replaces numbers at their paths: ``set({"event.deal.p": "20% to 50%"})``; :meth:`paths` lists them."""
        return self._each("set", values, named)

    def do(self: _S, values: Mapping[str, Number] | None = None, /, **named: Number) -> _S:
        """Supposes that somebody makes it so: ``do(push="yes")``, ``do({"sanctions": "imposed@2025-10-01"})``."""
        return self._each("intervene", values, named)

    def given(self: _S, *conditions: str) -> _S:
        """Supposes that we learn that these conditions hold."""
        made = self
        for condition in conditions:
            made = made._changed("observe", condition)
        return made

    def variant(self: _S, name: str) -> _S:
        """Takes a what-if of the file, ``[variant.NAME]``."""
        return self._changed("variant", name)

    def believe(self: _S, expert: str) -> _S:
        """Believes one expert alone on each panel where that one speaks."""
        return self._changed("believe", expert)

    def today(self: _S, day: date | str) -> _S:
        """Reads the news up to this day."""
        return self._changed("today", cell(day))

    def news(self: _S, text: str | pathlib.Path, *, name: str = "news") -> _S:
        """Adds the news of a text with ``[[news]]`` tables, or of a file at a ``pathlib.Path``."""
        if isinstance(text, pathlib.Path):
            text, name = text.read_text(encoding="utf-8"), str(text)
        return self._changed("news", name, text)

    def overlay(self: _S, overlay: Overlay | pathlib.Path) -> _S:
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
        return isinstance(other, Changes) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self._text, self._name, self._normalize, self._changes, dict(self._keys))

    def __repr__(self) -> str:
        return f"<scenario {self._name}{shown(self._changes)}>"

    def _repr_html_(self) -> str:
        try:
            items = "".join(f"<li><code>{html.escape(name)}</code></li>" for name in self.questions)
            return f"<p><strong>{html.escape(self.title)}</strong></p><ul>{items}</ul>"
        except ForetellError as error:
            return f"<pre>{html.escape(str(error))}</pre>"


def _again(
    kind: type[_S],
    text: bytes,
    name: str,
    normalize: bool,
    changes: tuple[tuple[str, ...], ...],
    keys: Mapping[int, str],
) -> _S:
    """Makes a scenario that was pickled."""
    made = kind(text, name=name, normalize=normalize)
    made._keys = keys  # pyright: ignore[reportPrivateUsage]
    for change in changes:
        made = made._changed(*change)  # pyright: ignore[reportPrivateUsage]
    return made
