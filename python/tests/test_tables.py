"""Tables in other libraries hold the cells that the program's CSV has."""

from __future__ import annotations

import csv
import gc
import io
from datetime import date

import pytest

import foretell as ft

duckdb = pytest.importorskip("duckdb")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def forecast(summit) -> ft.Forecast:
    return summit.run(20_000, worlds=64)


def cells(table: ft.Table) -> list[list[str]]:
    """The cells of the CSV."""
    return list(csv.reader(io.StringIO(table.to_csv())))[1:]


def same(own: object, text: str) -> bool:
    """Whether a cell of a library is that of the CSV."""
    if own is None or own != own or own is pd.NaT:
        return text == ""
    if isinstance(own, float):
        return own == float("inf") if text == "never" else own == float(text)
    if hasattr(own, "date") and not isinstance(own, date):
        own = own.date()
    return str(own)[: len(text)] == text if isinstance(own, date) else str(own) == text


NAMES = ["summary", "quantiles", "timeline", "experts"]


@pytest.mark.parametrize("name", NAMES)
def test_pyarrow(forecast, name):
    table = forecast.table(name)
    read = pa.table(table)
    assert read.column_names == table.columns
    rows = zip(*(column.to_pylist() for column in read.columns))
    assert all(same(own, text) for row, texts in zip(rows, cells(table), strict=True) for own, text in zip(row, texts))
    for column, field in zip(table.schema, read.schema):
        assert field.metadata[b"description"].decode() == column.description
    read.validate(full=True)
    batch = pa.record_batch(table)
    assert batch.num_rows == len(table) and table.to_arrow().equals(read)


@pytest.mark.parametrize("name", NAMES)
def test_polars(forecast, name):
    table = forecast.table(name)
    read = pl.DataFrame(table)
    assert read.columns == table.columns and read.equals(table.to_polars())
    assert all(
        same(own, text) for row, texts in zip(read.rows(), cells(table), strict=True) for own, text in zip(row, texts)
    )


@pytest.mark.parametrize("name", NAMES)
def test_pandas(forecast, name):
    table = forecast.table(name)
    for read in (pd.DataFrame(table), table.to_pandas()):
        assert list(read.columns) == table.columns
        rows = read.itertuples(index=False)
        assert all(
            same(own, text) for row, texts in zip(rows, cells(table), strict=True) for own, text in zip(row, texts)
        )


def test_duckdb(forecast):
    summary = forecast.summary
    found = duckdb.sql("select question, probability from summary where outcome = 'yes' order by probability desc")
    rows = found.fetchall()
    own = sorted(summary.rows(outcome="yes"), key=lambda row: -row["probability"])
    assert [row[1] for row in rows] == [row["probability"] for row in own]


def test_joint_tables_and_never(talks):
    joint = ft.Scenario(talks.text + 'both = { ask = ["meeting", "deal"] }\n').run(20_000).joint
    assert sum(joint["probability"]) == pytest.approx(1, abs=1e-9) and len(joint) == 4


@pytest.mark.parametrize("read", [pa.table, pl.DataFrame, lambda own: pa.RecordBatchReader.from_stream(own).read_all()])
def test_trials_in_one_piece(talks, read):
    trials = talks.trials(150_000, columns=["trial", "event.meeting", "event.deal"])
    table = read(trials)
    assert table.shape == (150_000, 3)
    assert list(table["trial"].to_pylist() if hasattr(table["trial"], "to_pylist") else table["trial"])[:3] == [0, 1, 2]


def test_trials_come_in_batches(talks):
    reader = pa.RecordBatchReader.from_stream(talks.trials(200_000))
    sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == 200_000 and max(sizes) < 100_000 and len(sizes) > 2


def test_trials_of_all_kinds_validate(summit):
    table = pa.table(summit.trials(5_000, worlds=8))
    table.validate(full=True)
    assert table.num_rows == 5_000
    trials = summit.trials(5_000, worlds=8)
    assert [row for batch in trials for row in batch][17] == {
        name: column[17].as_py() for name, column in zip(table.column_names, table.columns)
    }


def test_a_reader_may_leave_early(talks):
    for _ in range(8):
        trials = talks.trials(10_000_000)
        assert len(next(iter(trials))) >= 65_536
        reader = pa.RecordBatchReader.from_stream(trials)
        reader.read_next_batch()
        del reader, trials
        gc.collect()


def test_columns_that_are_not_there(talks):
    with pytest.raises(ft.UsageError, match="event.deal"):
        pa.table(talks.trials(1000, columns=["event.dael"]))


def test_capsules_that_nobody_reads(forecast):
    for _ in range(1000):
        forecast.summary.__arrow_c_stream__()
        forecast.summary.__arrow_c_array__()
        forecast.summary.__arrow_c_schema__()
    gc.collect()
