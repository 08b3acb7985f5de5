"""Work in parts on other processes: the bytes are those of the program, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256

import pytest
from conftest import TALKS, written

import foretell as ft
from foretell import _worker, distributed as spread
from foretell._asked import Drawn

COUNTS = {"trials": 300_000, "worlds": 100}
ARGUMENTS = ["-n", "300000", "--worlds", "100"]
DESIGN = {"event.deal.case.1.p": [0.1 + 0.05 * step for step in range(8)], "push": ["no", "yes"]}

# a chance that leaves 0 to 1 in some readings: the fault of a trial
WRONG = TALKS.replace('p    = "20% to 40%"', 'p    = "0.3 + x"') + '[parameter.x]\nvalue = "normal(0, 0.4)"\n'


def _sensitivity(scenario: ft.Scenario, **where) -> ft.Sensitivity:
    return scenario.sensitivity("deal", indices=True, **COUNTS, **where)


WORKS: dict[str, Callable[..., ft.Result]] = {
    "run": lambda scenario, **where: scenario.run(**COUNTS, **where),
    "sweep": lambda scenario, **where: scenario.sweep(DESIGN, **COUNTS, **where),
    "comparison": lambda scenario, **where: scenario.compare(choice="push", **COUNTS, **where),
    "sensitivity": _sensitivity,
}
each_work = pytest.mark.parametrize("name", WORKS)


def digest(result: ft.Result) -> str:
    return sha256(result.summary.to_csv().encode()).hexdigest()


@pytest.fixture(scope="module")
def right(program, tmp_path_factory) -> dict[str, str]:
    """The SHA-256 of the files that the program writes."""
    folder = tmp_path_factory.mktemp("program")
    file = folder / "talks.toml"
    file.write_text(TALKS)
    values = ",".join(repr(value) for value in DESIGN["event.deal.case.1.p"])
    commands = {
        "run": ["run", str(file)],
        "sweep": ["sweep", str(file), "--over", f"event.deal.case.1.p={values}", "--over", "push=no,yes"],
        "comparison": ["compare", str(file), "--choice", "push"],
        "sensitivity": ["sensitivity", str(file), "--question", "deal", "--indices"],
    }
    found: dict[str, str] = {}
    for name, command in commands.items():
        path = written(program, folder / name, *command, *ARGUMENTS) / f"{'summary' if name == 'run' else name}.csv"
        found[name] = sha256(path.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2) as executor:
        yield executor


@each_work
def test_two_processes(talks, right, processes, name):
    assert digest(WORKS[name](talks, executor=processes)) == right[name]


def test_eight_processes(talks, right):
    with ProcessPoolExecutor(8) as executor:
        for name, work in WORKS.items():
            assert digest(work(talks, executor=executor)) == right[name]


@each_work
def test_one_worker(talks, right, name):
    with ThreadPoolExecutor(1) as executor:
        assert digest(WORKS[name](talks, executor=executor)) == right[name]


@each_work
def test_a_joined_result_shows_all_that_a_local_one_does(talks, processes, name):
    local, joined = WORKS[name](talks), WORKS[name](talks, executor=processes)
    assert joined.to_json() == local.to_json() and joined.notes == local.notes
    assert str(joined) == str(local) and joined._repr_html_() == local._repr_html_()
    assert [chart.svg for chart in joined.charts] == [chart.svg for chart in local.charts] and local.charts


def test_a_joined_forecast_has_charts_and_trials(talks, processes):
    local, joined = talks.run(50_000), talks.run(50_000, executor=processes)
    assert joined.plot("deal").svg == local.plot("deal").svg
    assert [len(batch) for batch in joined.trials(["trial"])] == [len(batch) for batch in local.trials(["trial"])]


def test_points_that_no_trial_meets_are_shown_alike(processes):
    rare = ft.Scenario('[event.a]\np = 0.5\n[event.b]\np = 0\ncase = [ { if = "a", p = 1e-7 } ]\n')
    design = {"event.a.p": [0.1, 0.2, 0.3]}
    local, joined = (rare.sweep(design, trials=2_000, executor=where) for where in (None, processes))
    assert "none of 2,000 trials" in str(local) and str(joined) == str(local)


def test_sides_of_all_kinds(talks, processes):
    other = talks.set({"event.deal.p": 0.2}).given("meeting")
    for sides in ([other], [{"more": other, "pushed": talks.do(push="yes")}]):
        local, joined = (talks.compare(*sides, why=True, **COUNTS, executor=where) for where in (None, processes))
        assert joined.to_json() == local.to_json() and local.why.to_csv() == joined.why.to_csv()


def cut(monkeypatch: pytest.MonkeyPatch, of: int) -> None:
    """Cuts work into so many parts."""
    monkeypatch.setattr(spread, "_size", lambda *_: of)


class Backwards(Executor):
    """Finishes the last task first, and the others in disorder."""

    _max_workers = 4

    def __init__(self) -> None:
        self.waiting: list[tuple[Future, object, tuple]] = []

    def submit(self, fn, /, *arguments):
        future: Future = Future()
        self.waiting.append((future, fn, arguments))
        if len(self.waiting) == 1:
            threading.Timer(0.01, self.finish).start()
        return future

    def finish(self) -> None:
        waiting, self.waiting = self.waiting[::-1], []
        for future, fn, arguments in waiting:
            future.set_result(fn(*arguments))


@each_work
@pytest.mark.parametrize("of", [1, 2, 13, 120])
def test_any_order_and_any_number_of_parts(talks, right, monkeypatch, name, of):
    cut(monkeypatch, min(of, 16) if name == "sweep" else of)
    assert digest(WORKS[name](talks, executor=Backwards())) == right[name]


class Counting(ThreadPoolExecutor):
    """Counts what is sent."""

    described = 0
    tasks = 0

    def submit(self, fn, /, *arguments):
        self.tasks += 1
        self.described += arguments[2] is not None
        return super().submit(fn, *arguments)


def test_a_scenario_is_sent_once_and_trials_never(talks, monkeypatch):
    cut(monkeypatch, 40)
    _worker._rounds.clear()
    with Counting(2) as executor:
        talks.run(**COUNTS, executor=executor)
        assert executor.tasks >= 40 and executor.described <= 4
    few, many = (_worker.Work(talks, Drawn(n, 0, 50, 1, [])).task(1).draw(0, 2) for n in (10_000, 1_000_000))
    assert len(many) < 1.5 * len(few)


def test_a_scenario_is_compiled_once_by_each_worker(talks, monkeypatch):
    compiled: list[int] = []
    task = _worker.Work.task

    def counted(work: _worker.Work, threads: int) -> object:
        compiled.append(threads)
        return task(work, threads)

    monkeypatch.setattr(_worker.Work, "task", counted)
    for name, work in WORKS.items():
        _worker._rounds.clear()
        _worker._works.clear()
        compiled.clear()
        cut(monkeypatch, 16 if name == "sweep" else 40)
        with ThreadPoolExecutor(1) as executor:
            work(talks, executor=executor)
        # by the caller, and by the only worker for all rounds and parts
        assert compiled == [0, 1], name


def test_all_that_is_wrong_with_parts_is_said_at_once(talks):
    task = _worker.Work(talks, Drawn(10_000, 0, 50, 1, [])).task(1)
    other = _worker.Work(talks, Drawn(10_000, 1, 50, 1, [])).task(1)
    parts = [task.draw(index, 6) for index in range(5)]
    task.add(parts[0])
    task.add(parts[1][:-1], "two")
    task.add(other.draw(2, 6), "three")
    task.add(parts[3], "four")
    task.add(b"", "empty")
    task.add(parts[3], "again")
    with pytest.raises(ft.MismatchError) as caught:
        task.join()
    found = [(one.code, one.path) for one in caught.value.diagnostics]
    wanted = [("E1401", "two"), ("E1401", "empty"), ("E1402", "three"), ("E1403", "again"), ("E1404", "the parts")]
    assert found == wanted
    assert all(one.help for one in caught.value.diagnostics)


def test_parts_in_files_are_read_when_they_are_joined(talks, right, tmp_path):
    task = _worker.Work(talks, Drawn(300_000, 0, 100, 1, [])).task(1)
    for index in range(3):
        path = tmp_path / f"{index}"
        path.write_bytes(task.draw(index, 3))
        task.open(path)
    task.open(tmp_path / "nowhere")
    with pytest.raises(OSError, match="nowhere"):
        task.join()
    for index in range(3):
        task.open(tmp_path / f"{index}")
    assert ft.Forecast(task.join()).to_json() == talks.run(**COUNTS).to_json()


class Older(ThreadPoolExecutor):
    """Workers that are asked by another version."""

    def submit(self, fn, /, *arguments):
        return super().submit(fn, "9.9.9", *arguments[1:])


@each_work
def test_other_versions_are_refused(talks, name):
    with Older(1) as executor, pytest.raises(ft.MismatchError, match=rf"{ft.__version__}.*9\.9\.9"):
        WORKS[name](talks, executor=executor)


class Failing(ThreadPoolExecutor):
    """Fails as a worker may: the first times that some part is drawn."""

    def __init__(self, times: int, error: Exception) -> None:
        super().__init__(2)
        self.times, self.error = times, error

    def submit(self, fn, /, *arguments):
        def task():
            if arguments[3] == 3 and self.times > 0:
                self.times -= 1
                raise self.error
            return fn(*arguments)

        return super().submit(task)


@each_work
def test_a_part_that_fails_once_is_drawn_again(talks, right, monkeypatch, name):
    cut(monkeypatch, 8)
    with Failing(1, RuntimeError("lost")) as executor:
        assert digest(WORKS[name](talks, executor=executor)) == right[name]


@each_work
def test_a_part_that_fails_twice_ends_the_work(talks, monkeypatch, name):
    cut(monkeypatch, 8)
    with Failing(2, RuntimeError("lost")) as executor:
        with pytest.raises(ft.ForetellError, match="part 4 of 8 failed 2 times on its worker: lost") as caught:
            WORKS[name](talks, executor=executor)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


@each_work
def test_a_fault_ends_with_its_diagnostic(talks, processes, name):
    for wrong in (talks.set({"event.dael.p": 0.2}), ft.Scenario(WRONG, name="wrong.toml")):
        with pytest.raises(ft.FaultError) as local:
            WORKS[name](wrong)
        with pytest.raises(ft.FaultError) as caught:
            WORKS[name](wrong, executor=processes)
        # of a trial, it is that of the part that met it
        own, right = caught.value.diagnostics, local.value.diagnostics
        assert [(one.code, one.span) for one in own] == [(one.code, one.span) for one in right]
        assert str(caught.value).startswith("error[E")


def test_calls_that_can_not_be(talks):
    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(ft.UsageError):
            talks.run(exact=True, executor=executor)
        with pytest.raises(ft.UsageError):
            talks.run(executor=executor, client=object())


def test_progress_counts_parts(talks, monkeypatch):
    cut(monkeypatch, 8)
    seen: list[tuple[str, int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        talks.run(**COUNTS, executor=executor, progress=lambda *report: seen.append(report))
    assert seen == [("parts", done, 8) for done in range(1, 9)]


def test_ctrl_c_leaves_nothing_on_its_way(talks, monkeypatch):
    cut(monkeypatch, 100_000)
    with ThreadPoolExecutor(2) as executor:

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            talks.run(**COUNTS, executor=executor, progress=stop)
        assert time.monotonic() - began < 5


# Dask

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def client():
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    client = distributed.Client(cluster)
    yield client
    client.close()
    cluster.close()


def pid() -> int:
    return os.getpid()


def test_dask_with_two_workers_one_killed_one_late(talks, right, client, monkeypatch):
    for name, work in WORKS.items():
        assert digest(work(talks, client=client)) == right[name]

    cut(monkeypatch, 60)
    # another scenario, of which no worker has the description
    fresh = ft.Scenario(talks.text + "\n", name=talks.name)
    for name in ("sensitivity", "comparison", "run"):
        victim = next(iter(client.run(pid).values()))
        seen: list[int] = []

        def disturb(_: str, done: int, __: int) -> None:
            seen.append(done)
            if len(seen) == 5:
                os.kill(victim, signal.SIGKILL)
                client.cluster.scale(3)

        assert digest(WORKS[name](fresh, client=client, progress=disturb)) == right[name] and seen[-1] == 60
        assert victim not in client.run(pid).values()
