"""Work in parts on other processes: the bytes are those of the program, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256

import pytest
from conftest import TALKS, written

import foretell as ft
from foretell import distributed as spread

COUNTS = {"trials": 300_000, "worlds": 100}
DESIGN = {"event.deal.case.1.p": [0.1 + 0.05 * step for step in range(8)], "push": ["no", "yes"]}


def digest(table: ft.Table) -> str:
    return sha256(table.to_csv().encode()).hexdigest()


@pytest.fixture(scope="module")
def right(program, tmp_path_factory) -> dict[str, str]:
    """The SHA-256 of the files that the program writes."""
    folder = tmp_path_factory.mktemp("program")
    file = folder / "talks.toml"
    file.write_text(TALKS)
    counts = ["-n", "300000", "--worlds", "100"]
    run = written(program, folder / "run", "run", str(file), *counts)
    values = ",".join(repr(value) for value in DESIGN["event.deal.case.1.p"])
    over = ["--over", f"event.deal.case.1.p={values}", "--over", "push=no,yes"]
    sweep = written(program, folder / "sweep", "sweep", str(file), *over, *counts)
    found = {"run": run / "summary.csv", "sweep": sweep / "sweep.csv"}
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


@pytest.mark.parametrize("workers", [1, 3])
def test_processes(talks, right, workers):
    with ProcessPoolExecutor(workers) as executor:
        assert digest(talks.run(**COUNTS, executor=executor).summary) == right["run"]
        assert digest(talks.sweep(DESIGN, **COUNTS, executor=executor).summary) == right["sweep"]


def test_threads(talks, right):
    with ThreadPoolExecutor(2) as executor:
        assert digest(talks.run(**COUNTS, executor=executor).summary) == right["run"]


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
            threading.Timer(0.02, self.finish).start()
        return future

    def finish(self) -> None:
        waiting, self.waiting = self.waiting[::-1], []
        for future, fn, arguments in waiting:
            future.set_result(fn(*arguments))


@pytest.mark.parametrize("of", [1, 2, 13, 250])
def test_any_order_and_any_number_of_parts(talks, right, monkeypatch, of):
    cut(monkeypatch, of)
    assert digest(talks.run(**COUNTS, executor=Backwards()).summary) == right["run"]
    assert digest(talks.sweep(DESIGN, **COUNTS, executor=Backwards()).summary) == right["sweep"] or of > 16


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
    spread._tasks.clear()
    with Counting(2) as executor:
        talks.run(**COUNTS, executor=executor)
        assert executor.tasks >= 40 and executor.described <= 4
    few, many = (spread._Work(talks, scenario_drawn(trials), None).task().draw(0, 2) for trials in (10_000, 1_000_000))
    assert len(many) < 1.5 * len(few)


def scenario_drawn(trials: int):
    from foretell._asked import Drawn

    return Drawn(trials, 0, 50, 1, [])


class Older(ThreadPoolExecutor):
    """Workers that are asked by another version."""

    def submit(self, fn, /, *arguments):
        return super().submit(fn, "9.9.9", *arguments[1:])


def test_other_versions_are_refused(talks):
    with Older(1) as executor, pytest.raises(ft.MismatchError, match=rf"{ft.__version__}.*9\.9\.9"):
        talks.run(**COUNTS, executor=executor)


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


def test_a_part_that_fails_once_is_drawn_again(talks, right, monkeypatch):
    cut(monkeypatch, 8)
    with Failing(1, RuntimeError("lost")) as executor:
        assert digest(talks.run(**COUNTS, executor=executor).summary) == right["run"]


def test_a_part_that_fails_twice_ends_the_run(talks, monkeypatch):
    cut(monkeypatch, 8)
    with Failing(2, RuntimeError("lost")) as executor, pytest.raises(ft.ForetellError, match="part 4 of 8 failed 2 times"):
        talks.run(**COUNTS, executor=executor)


def test_a_fault_ends_with_its_diagnostic(talks):
    with ThreadPoolExecutor(1) as executor, pytest.raises(ft.FaultError) as caught:
        talks.set({"event.dael.p": 0.2}).run(**COUNTS, executor=executor)
    assert caught.value.diagnostics[0].code.startswith("E")


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


# Dask

distributed = pytest.importorskip("distributed")


@pytest.fixture
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


def test_dask_with_two_workers_and_eight_one_killed_one_late(talks, right, client, monkeypatch):
    assert digest(talks.run(**COUNTS, client=client).summary) == right["run"]
    assert digest(talks.sweep(DESIGN, **COUNTS, client=client).summary) == right["sweep"]

    client.cluster.scale(7)
    client.wait_for_workers(7)
    cut(monkeypatch, 60)
    victims = list(client.run(pid).values())
    seen: list[int] = []

    def disturb(_: str, done: int, __: int) -> None:
        seen.append(done)
        if len(seen) == 5:
            os.kill(victims[0], signal.SIGKILL)
            client.cluster.scale(8)

    # each part waits a little, so that some are on their way when the worker dies
    slow = ft.Scenario(talks.text + "\n", name=talks.name)
    found = slow.run(**COUNTS, client=client, progress=disturb)
    assert digest(found.summary) == right["run"] and seen[-1] == 60
    assert victims[0] not in client.run(pid).values()


def test_ctrl_c_leaves_nothing_on_its_way(talks, monkeypatch):
    cut(monkeypatch, 100_000)
    with ThreadPoolExecutor(2) as executor:

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            talks.run(**COUNTS, executor=executor, progress=stop)
        assert time.monotonic() - began < 5


