"""Tables of results and streams of trials, for any library that reads Arrow data."""

from __future__ import annotations

import html
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ._errors import MissingError
from ._foretell import Frame
from ._foretell import Trials as _Trials

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["Cell", "Column", "Table", "Trials"]

Cell: TypeAlias = "str | float | int | bool | date | None"
"""A cell: text, number, day; infinity for *never*; ``None`` for a value that can't be had."""

_TO_1970 = date(1970, 1, 1).toordinal()
_SHOWN = 20


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    kind: str
    """``text``, ``number``, ``whole``, ``date``, ``truth``, or ``name`` (one of a few texts)."""
    description: str
    """The meaning of its cells, with their unit."""


class Table:
    """A table: rows under typed columns.

    It has the Arrow PyCapsule interface, so ``polars.DataFrame(table)``, ``pyarrow.table(table)`` and DuckDB's SQL read
    it as it is; ``pandas.DataFrame(table)`` reads it by rows, :meth:`to_pandas` by columns.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    @property
    def name(self) -> str:
        """The name, such as ``summary``."""
        return self._frame.name

    @property
    def question(self) -> str | None:
        """The question that the table belongs to, if it belongs to one alone."""
        return self._frame.question

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [name for name, _, _ in self._frame.fields()]

    @property
    def schema(self) -> list[Column]:
        """The columns with their types and meanings."""
        return [Column(*field) for field in self._frame.fields()]

    def __len__(self) -> int:
        return self._frame.rows

    def __getitem__(self, column: str) -> list[Cell]:
        """Returns the cells of a column."""
        for index, (name, kind, _) in enumerate(self._frame.fields()):
            if name == column:
                return self._cells(index, kind)
        raise MissingError(f"{self.name} has no column `{column}`: it has {', '.join(self.columns)}")

    def _cells(self, index: int, kind: str) -> list[Cell]:
        cells = self._frame.values(index)
        if kind != "date":
            return list(cells)
        return [date.fromordinal(int(cell) + _TO_1970) if isinstance(cell, int) else None for cell in cells]

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Goes through the rows."""
        fields = self._frame.fields()
        names = [name for name, _, _ in fields]
        columns = [self._cells(index, kind) for index, (_, kind, _) in enumerate(fields)]
        for row in zip(*columns):
            yield dict(zip(names, row))

    def rows(self, **where: Cell) -> list[dict[str, Cell]]:
        """Returns the rows, or those with these cells: ``table.rows(question="deal", outcome="yes")``."""
        for name in where:
            if name not in self.columns:
                raise MissingError(f"{self.name} has no column `{name}`: it has {', '.join(self.columns)}")
        return [row for row in self if all(row[name] == cell for name, cell in where.items())]

    def to_dict(self) -> dict[str, list[Cell]]:
        """Returns the cells of each column by its name."""
        return {name: self._cells(index, kind) for index, (name, kind, _) in enumerate(self._frame.fields())}

    def to_csv(self) -> str:
        """Returns the table as CSV, byte for byte as the program writes it."""
        return self._frame.csv() or ""

    def to_arrow(self) -> Any:
        """Returns a table of pyarrow, which has to be installed."""
        return import_module("pyarrow").table(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Returns a table of pandas, which has to be installed."""
        import pandas

        table: pandas.DataFrame = pandas.DataFrame(self.to_dict(), columns=self.columns)
        return table

    def to_polars(self) -> polars.DataFrame:
        """Returns a table of polars, which has to be installed."""
        import polars

        return polars.DataFrame(self)

    def __arrow_c_schema__(self) -> object:
        return self._frame.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        return self._frame.__arrow_c_array__(requested_schema)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self)} rows, {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        rows: list[str] = []
        for index, row in enumerate(self):
            if index == _SHOWN:
                rows.append(f'<tr><td colspan="{len(self.columns)}">… {len(self) - _SHOWN} more</td></tr>')
                break
            rows.append("<tr>" + "".join(f"<td>{html.escape(_shown(cell))}</td>" for cell in row.values()) + "</tr>")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return "never" if cell == float("inf") else f"{cell:.6g}"
    return str(cell)


class Trials:
    """Every trial of a run, drawn while it is read; memory does not grow with the trials.

    It has the Arrow PyCapsule interface: ``pyarrow.RecordBatchReader.from_stream(trials)`` reads batch by batch, and
    ``polars.DataFrame(trials)`` all rows. Going through it gives tables of some 65,536 rows. Each reading draws the same
    trials again.
    """

    def __init__(self, trials: _Trials) -> None:
        self._trials = trials

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._trials.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """Returns all rows as a table of pyarrow, which has to be installed."""
        with _interrupted():
            return import_module("pyarrow").table(self)

    def to_polars(self) -> polars.DataFrame:
        """Returns all rows as a table of polars, which has to be installed."""
        import polars

        with _interrupted():
            return polars.DataFrame(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Returns all rows as a table of pandas, which has to be installed with pyarrow."""
        return cast("pandas.DataFrame", self.to_arrow().to_pandas())

    def __iter__(self) -> Iterator[Table]:
        self._trials.rewind()
        while (frame := self._trials.next()) is not None:
            yield Table(frame)

    def __repr__(self) -> str:
        return "<trials, drawn while they are read>"


@contextmanager
def _interrupted() -> Generator[None]:
    """Turns the error that a reader makes of Ctrl-C back into what it was."""
    try:
        yield
    except Exception as error:
        if "interrupted by Ctrl-C" in str(error):
            raise KeyboardInterrupt from None
        raise


def named(tables: Sequence[tuple[str, str | None]]) -> Mapping[str, list[str | None]]:
    """Returns the questions of the tables by the names of these."""
    found: dict[str, list[str | None]] = {}
    for name, question in tables:
        found.setdefault(name, []).append(question)
    return found


def cell(value: Any) -> str:
    """Returns a value as a scenario writes it."""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, (float, int)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
