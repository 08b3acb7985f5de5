"""Long work: it stops on Ctrl-C, lets other threads run, and shows its progress."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator

import pytest
from conftest import LONG

import foretell as ft

ENDLESS = 10**12


CALLS = {
    "run": f"scenario.run({ENDLESS})",
    "compare": f"scenario.compare(scenario.set({{'process.walk.from.a.b': 0.3}}), trials={ENDLESS})",
    "sweep": f"scenario.sweep({{'process.walk.from.a.b': [0.1, 0.2]}}, trials={ENDLESS})",
    "trials": f"list(scenario.trials({ENDLESS}))",
    "arrow": f"scenario.trials({ENDLESS}).to_arrow()",
    "reader": f"pyarrow.table(scenario.trials({ENDLESS}))",
}


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory) -> Iterator[subprocess.Popen[str]]:
    """An interpreter that makes each call that it reads, and writes the time at which Ctrl-C ended it."""
    script = textwrap.dedent(f"""
        import sys, time, pyarrow
        import foretell as ft
        scenario = ft.Scenario({LONG!r})
        scenario.questions
        for call in sys.stdin:
            try:
                print("begun", flush=True)
                exec(call)
            except (KeyboardInterrupt, OSError) as error:
                # readers of Arrow streams make errors of their own
                assert isinstance(error, KeyboardInterrupt) or "pyarrow" in call
                print(time.time(), flush=True)
    """)
    path = tmp_path_factory.mktemp("interpreter") / "script.py"
    path.write_text(script)
    running = subprocess.Popen([sys.executable, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield running
    assert running.stdin is not None
    running.stdin.close()
    assert running.wait(timeout=10) == 0


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_ctrl_c_ends_it_within_a_fifth_of_a_second(call, interpreter):
    assert interpreter.stdin is not None and interpreter.stdout is not None
    print(call, file=interpreter.stdin, flush=True)
    assert interpreter.stdout.readline() == "begun\n"
    time.sleep(0.4)
    sent = time.time()
    interpreter.send_signal(signal.SIGINT)
    ended = float(interpreter.stdout.readline())
    assert ended - sent < 0.2 * float(os.environ.get("FORETELL_SLOW", "1")), f"{ended - sent:.3f} s"


def test_other_threads_run_meanwhile(long):
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.wait(0.01):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    began = time.monotonic()
    long.run(60_000, threads=1)
    took = time.monotonic() - began
    done.set()
    thread.join()
    # a thread that waits 10 ms at a time runs at least a fifth as often as on an idle machine
    assert ticks > 20 * took, (ticks, took)


def test_several_threads_may_run_at_once(talks):
    alone = talks.run(30_000, threads=1).to_json()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(talks.run(30_000).to_json())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


def test_progress_is_reported(long):
    seen: list[tuple[str, int, int]] = []
    long.run(60_000, progress=lambda *report: seen.append(report))
    assert seen[-1] == ("drawing", 60_000, 60_000)
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)


def test_an_error_in_a_report_ends_the_work(long):
    def failing(*_: object) -> None:
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        long.run(ENDLESS, progress=failing)


def test_a_bar_is_drawn_and_taken_away(long, capsys):
    long.run(60_000, progress=True)
    assert "drawing" in capsys.readouterr().err


def test_nothing_is_shown_where_nobody_watches(long, capsys):
    long.run(20_000)
    assert capsys.readouterr().err == ""


def test_the_package_needs_nothing_else(tmp_path: pathlib.Path):
    script = "import sys, foretell; print({'pandas', 'polars', 'pyarrow', 'numpy', 'tqdm', 'dask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "set()"
    assert ft.__version__
