#!/usr/bin/env python3
"""foretell, loops written by hand in Rust, and NumPy, on the same works in one round.

Run by hand, from the top of the repository, with a Python that has NumPy:

    cargo build --release --bin foretell --example by_hand
    python3 benches/side_by_side

The works:

    W1  the network ALARM, 37 variables, all drawn; the marginals of three of them  alarm.bif
    W2  twelve events that look at each other; five marginals and a joint table     summit_static.toml
    W3  three processes over 26 weeks that look at each other; a first passage, a    talks_weekly.toml
        memory and an event at the end
    W4  W2 at each point of a grid: the chance of high pressure one way, the odds    summit_static.toml
        of a ceasefire the other, 10^5 trials a point
    W5  five continuous inputs combined; mean, deviation and quantiles               five_inputs.toml
    flagship  scenarios/leaders_summit.toml with all its rules, doubts and delays, a thousand trials a world

Before anything is timed, answers are held against exact ones: those of `foretell run --exact`, of a pass
through all states (W3) or in closed form (W5). Then come rounds in which each contender runs once. Rates are
those of a long run less a short one, so that starting, reading and printing don't count, by the
processor's time of one thread; ratios are formed within a round, and medians over rounds are printed.
NumPy comes as one writes it and tuned further (by_numpy.py). Of networks the draws of a variable a second
are compared with those of W1. Ratios hold better than rates on a machine that does other things too.
FORETELL_KERNELS=avx2 or plain, in front, keeps foretell from faster instructions.
"""
import argparse, statistics, sys, tempfile
from pathlib import Path

import answers
from timing import Timed, spend

HERE = Path(__file__).resolve().parent
BENCHES, ROOT = HERE.parent, HERE.parent.parent
TRIALS_A_POINT, TRIALS_A_WORLD = 100_000, 1_000
PART = 8  # of a sweep, NumPy and the loop by hand do this many points to a side
CHUNKS = (4096, 16_384, 65_536)
FAR = 5.0
FILES = {
    "W1": (BENCHES / "alarm.bif", ["--question=BP", "--question=HRBP", "--question=CATECHOL"]),
    "W2": (BENCHES / "summit_static.toml", []),
    "W3": (BENCHES / "talks_weekly.toml", []),
    "W5": (BENCHES / "five_inputs.toml", []),
    "flagship": (ROOT / "scenarios/leaders_summit.toml", []),
}
HIGH, SWING = "event.us_pressure.outcomes.high", "parameter.swing"


def wanted():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=str(ROOT / "target/release/foretell"))
    parser.add_argument("--by-hand", help="the loops by hand (default: examples/by_hand beside the program)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="what a long run takes at least")
    parser.add_argument("--side", type=int, default=100, help="points to a side of foretell's sweep")
    parser.add_argument("--networks", help="a folder of more .bif files")
    everything = "W1,W2,W3,W4,W5,flagship,threads,networks,first"
    parser.add_argument("--only", default=everything, help=f"of {everything}")
    options = parser.parse_args()
    options.only = options.only.split(",")
    options.by_hand = options.by_hand or str(Path(options.program).parent / "examples/by_hand")
    return options


class Bench:
    """The commands of all contenders."""

    def __init__(self, options):
        self.options = options

    def foretell(self, work, threads=1, worlds=True):
        file, questions = FILES[work]
        command = [self.options.program, "run", file, *questions, "--format=json", f"--threads={threads}"]
        if work == "flagship" and worlds:
            return lambda n: [*command, "-n", str(n), "--worlds", str(n // TRIALS_A_WORLD)]
        return lambda n: [*command, "-n", str(n)]

    def sweep(self, side, threads=1):
        over = [f"--over={HIGH}=0.01..0.99:{side}", f"--over={SWING}=-3..3:{side}"]
        asked = ["--question=ceasefire_marginal", "--question=deal_marginal", "--format=csv"]
        return [self.options.program, "sweep", FILES["W2"][0], *over, *asked,
                f"--threads={threads}", f"-n={TRIALS_A_POINT}"]

    def by_hand(self, work):
        worlds = (lambda n: [str(n // TRIALS_A_WORLD)]) if work == "flagship" else (lambda n: [])
        return lambda n: [self.options.by_hand, work, str(n), *worlds(n)]

    def by_numpy(self, work, chunk, kind):
        return lambda n: [sys.executable, HERE / "by_numpy.py", work, str(n), str(chunk), kind]

    def exact(self, *more, work="W2"):
        file, questions = FILES[work]
        return answers.of_program(
            spend([self.options.program, "run", file, *questions, "--exact", "--format=json", *more])[2])


def check(bench, work):
    """Holds the answers of all contenders against the exact ones."""
    if work == "W4":
        return check_sweep(bench)
    if work == "flagship":
        return check_flagship(bench)
    n = 2_000_000
    values = {"foretell": answers.of_program(spend(bench.foretell(work)(n))[2])}
    if work == "W5":
        exact = answers.of_inputs()
    elif work == "W3":
        exact = answers.of_talks()
        computed = bench.exact(work=work)
        apart = max(abs(computed[name] - p) for name, p in exact.items())
        if apart > 1e-12:
            raise SystemExit(f"W3: --exact is off by {apart}")
    else:
        exact = bench.exact(work=work)
    values["by hand"] = read(bench.by_hand(work)(n))
    for kind in ("plain", "tuned"):
        values[f"NumPy {kind}"] = read(bench.by_numpy(work, 16_384, kind)(n))
    report(work, {name: answers.worst(found, exact, n) for name, found in values.items()})
    if work == "W5":
        quantiles = {k: v for k, v in values["foretell"].items() if k.startswith("y 0")}
        # a histogram of 4,096 parts to a power of two, and errors of quantiles from the density
        apart = max(abs(values["by hand"][k] - v) / v for k, v in quantiles.items())
        print(f"W5: quantiles of foretell and by hand lie {100 * apart:.2f} in 100 apart")


def read(command):
    import json
    return json.loads(spend(command)[2])


def report(work, far):
    print(f"{work}: standard errors from the truth at most: "
          + ", ".join(f"{name} {z:.1f}" for name, (z, _) in far.items()))
    bad = [f"{name} at {at}" for name, (z, at) in far.items() if z > FAR]
    if bad:
        raise SystemExit(f"{work}: too far from the truth: {'; '.join(bad)}")


def check_sweep(bench):
    values = {"by hand": read(bench.by_hand("W4")(PART)),
              "NumPy": read(bench.by_numpy("W4", 16_384, "tuned")(PART))}
    swept = {}
    rows = spend(bench.sweep(PART))[2].splitlines()[1:]
    axes = [sorted({float(row.split(",")[axis]) for row in rows}) for axis in (0, 1)]
    for row in rows:
        high, swing, question, outcome, p = row.split(",")[:5]
        at = f"{axes[0].index(float(high))},{axes[1].index(float(swing))}"
        if (question, outcome) == ("ceasefire_marginal", "yes"):
            swept[f"{at} ceasefire"] = float(p)
        elif (question, outcome) == ("deal_marginal", "full"):
            swept[f"{at} full"] = float(p)
    values["foretell"] = swept
    exact = {}
    for i in (0, PART // 2, PART - 1):
        for j in (0, PART // 2, PART - 1):
            point = bench.exact(f"--set={HIGH}={axes[0][i]}", f"--set={SWING}={axes[1][j]}")
            exact[f"{i},{j} ceasefire"] = point["ceasefire_marginal=yes"]
            exact[f"{i},{j} full"] = point["deal_marginal=full"]
    report("W4", {name: answers.worst(found, exact, TRIALS_A_POINT) for name, found in values.items()})


def check_flagship(bench):
    """No exact answers here: the loop is held against the program."""
    n = 1_000_000
    text = spend(bench.foretell("flagship")(n))[2]
    values, wide = answers.of_program(text), answers.ranges(text)
    by_hand = read(bench.by_hand("flagship")(n))
    chances = {name: p for name, p in values.items() if 0 <= p <= 1 and name in wide}
    # some are asked of a part of the trials: a fiftieth of all at the least
    worlds = n // TRIALS_A_WORLD
    more = {name: sd**2 * 2 / worlds + 4 * chances[name] * (1 - chances[name]) / n
            for name, sd in wide.items() if name in chances}
    report("flagship", {"by hand": answers.worst(by_hand, chances, n, more)})


def contenders(bench, work):
    """By name, what is timed."""
    seconds = bench.options.seconds
    if work == "W4":
        points = lambda side: side * side * TRIALS_A_POINT
        found = {"foretell": Timed(bench.sweep, points).at(bench.options.side, max(bench.options.side // 10, 2)),
                 "by hand": Timed(bench.by_hand("W4"), points).at(PART, 2)}
        for kind in ("plain", "tuned"):
            found[f"NumPy {kind}"] = Timed(bench.by_numpy("W4", 16_384, kind), points).at(PART, 2)
        return found
    if work == "flagship":
        # each of six experts has a tenth of the trials besides, but 10,000 at the least
        all_trials = lambda n: n + 6 * max(n // 10, min(n, 10_000))
        ours = Timed(bench.foretell(work), all_trials).settle(seconds, 500_000)
        return {"foretell": ours.at(ours.long, ours.long // 5),
                "by hand": Timed(bench.by_hand(work)).settle(seconds, 500_000)}
    found = {"foretell": Timed(bench.foretell(work)).settle(seconds, 1_000_000),
             "by hand": Timed(bench.by_hand(work)).settle(seconds, 500_000)}
    for kind in ("plain", "tuned"):
        tried = [Timed(bench.by_numpy(work, chunk, kind)).settle(seconds, 500_000) for chunk in CHUNKS]
        found[f"NumPy {kind}"] = max(tried, key=Timed.rate)
    return found


def side_by_side(bench, works):
    """Rounds of all works and contenders; the table of medians."""
    timed = {work: contenders(bench, work) for work in works}
    rounds = []
    for number in range(bench.options.rounds):
        print(f"round {number + 1} of {bench.options.rounds}", file=sys.stderr)
        rounds.append({work: {name: one.rate() for name, one in all_of.items()} for work, all_of in timed.items()})
    columns = ["foretell", "by hand", "NumPy plain", "NumPy tuned"]
    print("\ntrials a second, in millions, one thread        foretell over\n"
          f"{'':10}{'foretell':>10}{'by hand':>10}{'NumPy':>10}{'tuned':>10}   {'by hand':>9}{'NumPy':>9}{'tuned':>9}")
    for work in works:
        rates = {c: statistics.median(r[work][c] for r in rounds) if c in timed[work] else None for c in columns}
        over = {c: statistics.median(r[work]["foretell"] / r[work][c] for r in rounds)
                for c in columns[1:] if c in timed[work]}
        cells = [f"{rates[c] / 1e6:10.3g}" if rates[c] else f"{'':10}" for c in columns]
        ratios = [f"{over[c]:9.3g}" if c in over else f"{'':9}" for c in columns[1:]]
        print(f"{work:10}{''.join(cells)}   {''.join(ratios)}")
    return [r.get("W1", {}).get("foretell") for r in rounds]


def threads(bench, works):
    """Two threads against one, by the wall, and how many cores the two were given meanwhile."""
    print("\ntwo threads over one, by the wall                cores they had")
    for work in works:
        one = Timed(bench.foretell(work), wall=True).settle(2 * bench.options.seconds, 1_000_000)
        two = Timed(bench.foretell(work, threads=2), wall=True).at(one.long, one.short)
        found, cores = [], []
        for _ in range(bench.options.rounds):
            found.append(two.rate() / one.rate())
            cpu, wall, _ = spend(two.command(two.long))
            cores.append(cpu / wall)
        print(f"{work:10}{statistics.median(found):10.2f}   ({min(found):.2f} to {max(found):.2f})"
              f"{statistics.median(cores):20.2f}")


def networks(bench):
    """Draws of a variable a second, beside those of W1."""
    files = sorted((ROOT / "tests/bif/published").glob("*.bif"))
    files += sorted(Path(bench.options.networks).glob("*.bif")) if bench.options.networks else []
    alarm = FILES["W1"][0]
    print("\nnetworks: draws of a variable a second, in millions, one thread, and over those of ALARM")
    base = network(bench, alarm)
    for file in files:
        timed, variables = network(bench, file)
        found = []
        for _ in range(bench.options.rounds):
            rate = timed.rate() * variables
            found.append((rate, rate / (base[0].rate() * base[1])))
        rate, over = (statistics.median(part) for part in zip(*found))
        print(f"{file.stem:16}{variables:6} variables {rate / 1e6:10.4g}{over:10.3g}")
    whole_alarm(bench, base[0])


def network(bench, file):
    """A network with three of its variables asked for: the first, the last and one between."""
    import json
    command = [bench.options.program, "run", file, "--format=json", "--threads=1"]
    names = [a["question"] for a in json.loads(spend([*command, "-n", "1"])[2])["answers"]]
    asked = [f"--question={names[i]}" for i in sorted({0, len(names) // 2, len(names) - 1})]
    timed = Timed(lambda n: [*command, *asked, "-n", str(n)]).settle(bench.options.seconds, 20_000)
    return timed, len(names)


def whole_alarm(bench, all_asked):
    """Whether variables that no question needs are drawn too."""
    file = FILES["W1"][0]
    command = [bench.options.program, "run", file, "--format=json", "--threads=1", "--question=ANAPHYLAXIS"]
    root = Timed(lambda n: [*command, "-n", str(n)]).at(all_asked.long, all_asked.short)
    share = statistics.median(all_asked.rate() / root.rate() for _ in range(bench.options.rounds))
    print(f"ALARM asked about a root alone takes {share:.2f} of the time of three questions:"
          f" {'all of it is drawn' if share > 0.7 else 'NOT ALL OF IT IS DRAWN'}")


def first_answers(bench):
    """The wall time of whole runs at their defaults."""
    print("\nfirst answers: milliseconds by the wall, median, at the defaults, all cores")
    with tempfile.TemporaryDirectory():
        commands = {
            "an empty program": ["true"],
            "foretell --version": [bench.options.program, "--version"],
            "two_leaders.toml": [bench.options.program, "run", ROOT / "scenarios/two_leaders.toml"],
            "leaders_summit.toml": [bench.options.program, "run", FILES["flagship"][0]],
        }
        found = {name: [] for name in commands}
        for _ in range(bench.options.rounds):
            for name, command in commands.items():
                found[name].append(spend(command)[1])
    for name, took in found.items():
        print(f"{name:24}{1000 * statistics.median(took):10.1f}")


def main():
    bench = Bench(wanted())
    only = bench.options.only
    works = [work for work in ("W1", "W2", "W3", "W4", "W5", "flagship") if work in only]
    for work in works:
        check(bench, work)
    if works:
        side_by_side(bench, works)
    if "threads" in only:
        threads(bench, [work for work in works if work != "W4"])
    if "networks" in only:
        networks(bench)
    if "first" in only:
        first_answers(bench)


if __name__ == "__main__":
    main()
