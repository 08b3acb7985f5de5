"""Progress of long work: a bar of tqdm if that is installed, else one line on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

__all__ = ["Progress", "bar"]

Progress: TypeAlias = "bool | Callable[[str, int, int], object] | None"
"""Whether to show progress: ``None`` for work of over two seconds on a terminal or in a notebook, or a function that gets
the stage, the steps done and all steps."""

_PATIENCE = 2.0


class _Line:
    """A line on the terminal that is written anew."""

    def __init__(self) -> None:
        self._width = 0
        self._began = time.monotonic()

    def show(self, stage: str, done: int, of: int) -> None:
        share = done / of
        took = time.monotonic() - self._began
        left = f", {_duration(took * (1 - share) / share)} left" if 0 < share < 1 else ""
        text = f"{stage} {100 * share:.0f} %{left}"
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)

    def close(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


class _Tqdm:
    """A bar of tqdm for each stage."""

    def __init__(self, tqdm: Any) -> None:
        self._tqdm = tqdm
        self._bar: Any = None
        self._stage = ""

    def show(self, stage: str, done: int, of: int) -> None:
        if self._bar is None or stage != self._stage or of != self._bar.total:
            self.close()
            self._stage = stage
            self._bar = self._tqdm(total=of, desc=stage, unit_scale=True, leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class bar:
    """Shows progress while work goes on: ``with bar(progress) as report: …``."""

    def __init__(self, progress: Progress) -> None:
        self._wanted = progress
        self._shown: _Line | _Tqdm | None = None
        self._began = time.monotonic()

    def __enter__(self) -> Callable[[str, int, int], object] | None:
        if callable(self._wanted):
            return self._wanted
        if self._wanted is False or (self._wanted is None and not _is_watched()):
            return None
        return self._report

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown.close()

    def _report(self, stage: str, done: int, of: int) -> None:
        if self._wanted is None and time.monotonic() - self._began < _PATIENCE:
            return
        if self._shown is None:
            self._shown = _made()
        self._shown.show(stage, done, of)


def _made() -> _Line | _Tqdm:
    try:
        return _Tqdm(import_module("tqdm.auto").tqdm)
    except ImportError:
        return _Line()


def _is_watched() -> bool:
    """Whether somebody sees it: a terminal, or a notebook."""
    return "ipykernel" in sys.modules or (sys.stderr is not None and sys.stderr.isatty())


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
