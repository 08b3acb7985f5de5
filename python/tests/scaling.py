"""How long work takes on a cluster: its costs as measured here, a model, and a simulated scheduler to check the model.

    python python/tests/scaling.py scenarios/leaders_summit.toml --trials 1e13 --workers 10000

The caller is one thread: it adds up each part that arrives, and sends another task for it.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import time
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import foretell as ft
from foretell import _worker, distributed as spread
from foretell._asked import Drawn
from foretell._foretell import Task


@dataclass(frozen=True)
class Costs:
    """Seconds."""

    start: float
    """Before the first part: the description is sent, compiled and sized."""
    drawing: float
    """All trials, on one core."""
    part: float
    """What a part adds on its worker: its counts are set up and written."""
    joining: float
    """What a part adds on the caller, which reads it, adds it up and sends the next task."""
    end: float
    """After the last part: the result of all counts."""
    latency: float = 0.002
    """From the caller to a worker, or back."""
    spread: float = 0.1
    """The standard deviation of a part's time, as a share of it."""
    bytes: int = 0
    """The bytes of a part."""

    def of(self, trials: float, drawn: float) -> Costs:
        """Returns the costs of so many trials, if these are those of ``drawn``."""
        return replace(self, drawing=self.drawing * trials / drawn)


def _seconds(task: Task, index: int, of: int) -> float:
    began = time.perf_counter()
    task.draw(index, of)
    return time.perf_counter() - began


def predicted(costs: Costs, workers: int, parts: int) -> float:
    """Returns the time of some work by the model: the workers or the caller are the bottleneck."""
    each = costs.drawing / parts + costs.part
    busy = min(workers, parts)
    # how far the longest of the parts that are drawn at once is from the mean
    longest = costs.spread * math.sqrt(2 * math.log(busy))
    if parts <= workers:
        on_workers = each * (1 + longest)
    else:
        # workers end at different times, up to a part apart
        on_workers = each * (parts / workers + 0.5 * (1 - 1 / workers) + 0.5 * longest)
    on_caller = parts * costs.joining + each * max(0.0, 1 - longest)
    return costs.start + max(on_workers, on_caller) + 2 * costs.latency + costs.joining + costs.end


def simulated(costs: Costs, workers: int, parts: int, seed: int = 0) -> float:
    """Returns the time of some work by a scheduler that hands tasks to workers, event by event."""
    chance = random.Random(seed)
    each = costs.drawing / parts + costs.part
    waiting: deque[float] = deque()  # tasks that no worker has yet, by the time at which they get there
    left, clock, caller = parts, costs.start, costs.start
    for _ in range(min(left, spread._AHEAD * workers)):
        waiting.append(clock + costs.latency)
        left -= 1
    idle = workers
    going: list[float] = []  # the times at which workers finish
    done = 0
    while done < parts:
        while idle and waiting:
            begun = max(waiting.popleft(), clock)
            heapq.heappush(going, begun + each * max(0.0, chance.gauss(1.0, costs.spread)))
            idle -= 1
        clock = heapq.heappop(going)
        idle += 1
        # the part waits until the caller has added up those before it
        caller = max(caller, clock + costs.latency) + costs.joining
        done += 1
        if left:
            waiting.append(caller + costs.latency)
            left -= 1
    return caller + costs.end


def _joined(task: Task, parts: list[bytes]) -> tuple[float, float]:
    """Returns the time of adding parts, and that of joining them."""
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        for index, part in enumerate(parts):
            path = Path(folder, str(index))
            path.write_bytes(part)
            task.open(path)
        added = time.perf_counter()
        task.join()
        return added - began, time.perf_counter() - added


def measured(scenario: ft.Scenario, trials: int, worlds: int, of: int = 16) -> Costs:
    """Measures the costs of a run of so many trials, on one core of this machine."""
    began = time.perf_counter()
    task = _worker.Work(scenario, Drawn(trials, 0, worlds, 1, [])).task(1)
    task.draw(of - 1, of)
    start = time.perf_counter() - began
    parts: list[bytes] = []
    times: list[float] = []
    for index in range(of):
        began = time.perf_counter()
        parts.append(task.draw(index, of))
        times.append(time.perf_counter() - began)
    # a part without trials of its own, of a run with as many readings
    few = _worker.Work(scenario, Drawn(2 * worlds, 0, worlds, 1, [])).task(1)
    few.draw(0, of)
    part = min(_seconds(few, index, of) for index in range(1, min(6, of)))
    # as the caller does it: each part to a file, and all of them read when they are joined
    all_of = _joined(task, parts)
    quarter = _joined(task, [task.draw(index, of // 4) for index in range(of // 4)])
    joining = max(all_of[0] / of, (sum(all_of) - sum(quarter)) / (of - of // 4))
    end = max(0.0, sum(all_of) - of * joining)
    mean = sum(times) / of
    deviation = (sum((one - mean) ** 2 for one in times) / (of - 1)) ** 0.5
    drawing = max(0.0, sum(times) - of * part)
    return Costs(start, drawing, part, joining, end, spread=deviation / mean, bytes=max(map(len, parts)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--trials", type=float, default=1e13)
    parser.add_argument("--workers", type=int, default=10_000)
    parser.add_argument("--measured", type=int, default=4_000_000, help="trials that are drawn to measure")
    parser.add_argument("--worlds", type=int, default=1000)
    options = parser.parse_args()
    own = measured(ft.read(options.scenario), options.measured, options.worlds)
    print(own)
    costs = own.of(options.trials, options.measured)
    print(f"{'workers':>8} {'parts':>8} {'s a part':>9} {'model, s':>10} {'simulated':>10} {'efficiency':>10}")
    workers = 1
    while workers <= options.workers:
        parts = spread._number(costs.drawing, workers, spread._MOST, costs.part)
        model = predicted(costs, workers, parts)
        # the scheduler is simulated where that takes no minutes
        run = simulated(costs, workers, parts) if parts < 2_000_000 else float("nan")
        efficiency = costs.drawing / workers / model
        print(f"{workers:8} {parts:8} {costs.drawing / parts:9.2f} {model:10.1f} {run:10.1f} {efficiency:10.1%}")
        workers *= 10


if __name__ == "__main__":
    main()
