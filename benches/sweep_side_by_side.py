#!/usr/bin/env python3
"""A 100 x 100 grid of the twelve events at 10^5 trials a point: foretell beside hand-vectorised NumPy.

Run by hand, from the top of the repository, with NumPy installed and the program built:

    cargo build --release
    python3 benches/sweep_side_by_side.py target/release/foretell

NumPy does a part of the grid (one draw a variable, thresholds gathered by the parents' row, float32
uniforms, bytes for outcomes, chunks that stay in cache), on one thread; foretell does the part alike on one
thread, and then the whole grid on all cores. Points per second, the best of three, and the largest
difference between the two in standard errors.
"""
import csv, subprocess, sys, tempfile, time, tomllib
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SCENARIO = HERE / "summit_static.toml"
TRIALS, CHUNK, PART, SIDE = 100_000, 16_384, 5, 100
AXES = [("event.front_line.outcomes.ua_gain", "front_line", "ua_gain"),
        ("event.us_pressure.outcomes.high", "us_pressure", "high")]
ENDS = (0.02, 0.9)


def read():
    """Variables with their outcomes, parents and rows of chances, in the order of the file."""
    events = tomllib.loads(SCENARIO.read_text())["event"]
    names, outcomes, model = list(events), {}, []
    for name, event in events.items():
        if "outcomes" in event:
            outcomes[name] = list(event["outcomes"])
            model.append((name, [], [list(event["outcomes"].values())]))
            continue
        given = event["given"]
        outcomes[name] = list(event["table"][0]["outcomes"])
        rows = {}
        for row in event["table"]:
            at = 0
            for parent in given:
                at = at * len(outcomes[parent]) + outcomes[parent].index(row[parent])
            rows[at] = list(row["outcomes"].values())
        model.append((name, [names.index(parent) for parent in given], [rows[i] for i in range(len(rows))]))
    return names, outcomes, model


def point(names, outcomes, model, values, seed):
    """The chance of each outcome that foretell is asked for, at one point."""
    prepared = []
    for name, parents, rows in model:
        rows = np.array(rows)
        for (_, varied, outcome), value in zip(AXES, values):
            if name == varied:
                i = outcomes[name].index(outcome)
                rows = rows * (1 - value) / (1 - rows[:, i : i + 1])
                rows[:, i] = value
        thresholds = np.cumsum(rows, axis=1)[:, :-1].astype(np.float32)
        prepared.append((parents, [np.ascontiguousarray(t) for t in thresholds.T]))
    random = np.random.Generator(np.random.SFC64(seed))
    asked = ["meeting", "venue", "concession", "ceasefire", "deal"]
    counts = {name: np.zeros(len(outcomes[name]), np.int64) for name in asked}
    together = np.zeros(len(outcomes["meeting"]) * len(outcomes["deal"]), np.int64)
    done = 0
    while done < TRIALS:
        n = min(CHUNK, TRIALS - done)
        columns = []
        for parents, thresholds in prepared:
            u = random.random(n, dtype=np.float32)
            x = np.zeros(n, np.uint8)
            if parents:
                row = columns[parents[0]]
                for parent in parents[1:]:
                    row = row * np.uint8(len(outcomes[names[parent]])) + columns[parent]
                for t in thresholds:
                    x += u >= t[row]
            else:
                for t in thresholds:
                    x += u >= t[0]
            columns.append(x)
        for name in asked:
            counts[name] += np.bincount(columns[names.index(name)], minlength=len(outcomes[name]))
        meeting, deal = columns[names.index("meeting")], columns[names.index("deal")]
        together += np.bincount(meeting * np.uint8(len(outcomes["deal"])) + deal, minlength=len(together))
        done += n
    return {name: counts[name] / TRIALS for name in asked}


def best(work, times=3):
    found = []
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        found.append(time.perf_counter() - began)
    return min(found), result


def sweep(program, low_high, side, threads):
    """Seconds, and the rows of sweep.csv."""
    with tempfile.TemporaryDirectory() as folder:
        over = [f"--over={path}={low_high[0]}..{low_high[1]}:{side}" for path, _, _ in AXES]
        command = [program, "sweep", SCENARIO, *over, "-n", str(TRIALS), "--out", folder]
        command += ["--threads", str(threads)] if threads else []
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        took = time.perf_counter() - began
        return took, list(csv.DictReader((Path(folder) / "sweep.csv").open()))


def main():
    program = sys.argv[1]
    names, outcomes, model = read()
    values = [round(ENDS[0] + (ENDS[1] - ENDS[0]) * i / (PART - 1), 12) for i in range(PART)]
    part = [(a, b) for a in values for b in values]
    numpy_took, by_numpy = best(lambda: [point(names, outcomes, model, at, i) for i, at in enumerate(part)])
    one_took, rows = best(lambda: sweep(program, ENDS, PART, 1)[1])
    worst = 0.0
    for row in rows:
        name = row["question"].removesuffix("_marginal")
        if name in by_numpy[0]:
            at = part.index(tuple(float(row[path]) for path, _, _ in AXES))
            p, other = float(row["probability"]), by_numpy[at][name][outcomes[name].index(row["outcome"])]
            error = max(float(row["std_error"]), 1e-6) * 2**0.5
            worst = max(worst, abs(p - other) / error)
    print(f"NumPy {np.__version__}, one thread      {len(part) / numpy_took:8.1f} points a second")
    print(f"foretell, one thread          {len(part) / one_took:8.1f} points a second"
          f"   ({numpy_took / one_took:.1f} times)")
    print(f"largest difference            {worst:8.1f} standard errors, of {len(rows)} numbers")
    if "--part" not in sys.argv:
        took, rows = sweep(program, ENDS, SIDE, 0)
        print(f"foretell, {SIDE} x {SIDE}, all cores {SIDE * SIDE / took:8.1f} points a second   ({took:.1f} s)")


if __name__ == "__main__":
    main()
