"""The works in NumPy: a column a variable and a draw a column, thresholds gathered by the row of the
parents, `float32` uniforms of SFC64, bytes for outcomes, chunks that stay in cache.

    python3 benches/side_by_side/by_numpy.py WORK TRIALS CHUNK plain|tuned

prints the answers as JSON. `plain` gathers and compares as one writes it (`u >= t[row]`); `tuned` besides takes
no memory within a chunk and gathers by `take(…, mode="clip")`, which is half as fast again.
"""
import json, math, re, sys, tomllib
from pathlib import Path

import numpy as np

import weekly

BENCHES = Path(__file__).parent.parent
PLAIN = sys.argv[4:] == ["plain"]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Column:
    """Draws columns of one variable: thresholds by row, and what is needed to draw them."""

    def __init__(self, rows, parents=()):
        cumulative = np.cumsum(np.array(rows, dtype=float), axis=1)[:, :-1].astype(np.float32)
        self.thresholds = [np.ascontiguousarray(column) for column in cumulative.T]
        self.parents = list(parents)  # (index, count of outcomes)

    def draw(self, u, row, gathered, reached, out):
        """Counts the thresholds at or below each uniform; `row` is None without parents."""
        if PLAIN:
            x = np.zeros(len(u), np.uint8)
            for threshold in self.thresholds:
                x += u >= threshold[0 if row is None else row]
            out[:] = x
            return out
        for i, threshold in enumerate(self.thresholds):
            if row is None:
                bound = threshold[0]
            else:
                bound = np.take(threshold, row, out=gathered, mode="clip")
            if i == 0:
                np.greater_equal(u, bound, out=out.view(bool))
            else:
                np.greater_equal(u, bound, out=reached)
                out += reached.view(np.uint8)
        return out


def toml_network(path):
    """Names, outcomes and columns of the events of a scenario, in the order of its file."""
    events = tomllib.loads(path.read_text())["event"]
    names = list(events)
    outcomes, rows, parents = {}, {}, {}
    for name, event in events.items():
        if "outcomes" in event:
            outcomes[name], parents[name] = list(event["outcomes"]), []
            rows[name] = [list(event["outcomes"].values())]
            continue
        outcomes[name], parents[name] = list(event["table"][0]["outcomes"]), event["given"]
        rows[name] = [None] * math.prod(len(outcomes[parent]) for parent in event["given"])
        for row in event["table"]:
            at = 0
            for parent in event["given"]:
                at = at * len(outcomes[parent]) + outcomes[parent].index(row[parent])
            rows[name][at] = [row["outcomes"][outcome] for outcome in outcomes[name]]
    return names, outcomes, parents, rows


def bif_network(path):
    """The same of a network, in an order in which parents come first."""
    text = re.sub(r"//.*", "", path.read_text())
    outcomes = {
        name: [state.strip() for state in states.split(",")]
        for name, states in re.findall(r"variable (\S+) \{[^{]*\{([^}]*)\}", text)
    }
    parents, rows = {}, {}
    for head, body in re.findall(r"probability \(([^)]*)\) \{([^}]*)\}", text):
        name, _, given = (part.strip() for part in head.partition("|"))
        parents[name] = [parent.strip() for parent in given.split(",")] if given else []
        if not given:
            rows[name] = [[float(p) for p in re.search("table([^;]*);", body)[1].split(",")]]
            continue
        rows[name] = [None] * math.prod(len(outcomes[parent]) for parent in parents[name])
        for states, chances in re.findall(r"\(([^)]*)\)([^;]*);", body):
            at = 0
            for parent, state in zip(parents[name], states.split(",")):
                at = at * len(outcomes[parent]) + outcomes[parent].index(state.strip())
            rows[name][at] = [float(p) for p in chances.split(",")]
    names = []
    while len(names) < len(outcomes):
        ready = (n for n in outcomes if n not in names and all(p in names for p in parents[n]))
        names.append(next(ready))
    return names, outcomes, parents, rows


class Network:
    """A network ready to be drawn, with the questions asked of it."""

    def __init__(self, network, asked, together=None):
        self.names, self.outcomes, parents, rows = network
        place = {name: i for i, name in enumerate(self.names)}
        counts = {name: len(outcomes) for name, outcomes in self.outcomes.items()}
        self.columns = [
            Column(rows[name], [(place[parent], counts[parent]) for parent in parents[name]])
            for name in self.names
        ]
        self.asked = [(question, place[name], self.outcomes[name]) for question, name in asked]
        self.together = together and [place[name] for name in together]

    def draw(self, random, n, memory):
        u, row, gathered, reached, columns = memory
        for column, out in zip(self.columns, columns):
            random.random(dtype=np.float32, out=u[:n])
            at = None
            for parent, count in column.parents:
                if at is None:
                    at = columns[parent][:n]
                else:
                    at = np.multiply(at, np.uint8(count), out=row[:n])
                    at += columns[parent][:n]
            column.draw(u[:n], at, gathered[:n], reached[:n], out[:n])
        return columns

    def answers(self, trials, chunk, seed=1):
        random = np.random.Generator(np.random.SFC64(seed))
        memory = (
            np.empty(chunk, np.float32), np.empty(chunk, np.uint8), np.empty(chunk, np.float32),
            np.empty(chunk, bool), [np.empty(chunk, np.uint8) for _ in self.names],
        )
        counts = [np.zeros(len(outcomes), np.int64) for _, _, outcomes in self.asked]
        pair, cells = self.together, None
        if pair:
            width = [len(self.outcomes[self.names[i]]) for i in pair]
            cells = np.zeros(width[0] * width[1], np.int64)
        for n in parts(trials, chunk):
            columns = self.draw(random, n, memory)
            for count, (_, at, _) in zip(counts, self.asked):
                count += np.bincount(columns[at][:n], minlength=len(count))
            if pair:
                at = columns[pair[0]][:n] * np.uint8(width[1])
                at += columns[pair[1]][:n]
                cells += np.bincount(at, minlength=len(cells))
        answers = {}
        for count, (question, _, outcomes) in zip(counts, self.asked):
            for k, outcome in zip(count, outcomes):
                answers[f"{question}={outcome}"] = k / trials
        if pair:
            for i, a in enumerate(self.outcomes[self.names[pair[0]]]):
                for j, b in enumerate(self.outcomes[self.names[pair[1]]]):
                    answers[f"together={a},{b}"] = cells[i * width[1] + j] / trials
        return answers


def parts(trials, chunk):
    """The sizes of the chunks that make up so many trials."""
    for begun in range(0, trials, chunk):
        yield min(chunk, trials - begun)


def alarm(trials, chunk):
    network = bif_network(BENCHES / "alarm.bif")
    return Network(network, [(name, name) for name in ("BP", "HRBP", "CATECHOL")]).answers(trials, chunk)


def summit(network):
    asked = ["meeting", "venue", "concession", "ceasefire", "deal"]
    return Network(network, [(f"{name}_marginal", name) for name in asked], ["meeting", "deal"])


def static(trials, chunk):
    return summit(toml_network(BENCHES / "summit_static.toml")).answers(trials, chunk)


def swept(network, high, swing):
    """The network with another chance of high pressure and other odds of a ceasefire."""
    names, outcomes, parents, rows = network
    rows = dict(rows)
    low, medium, was = rows["us_pressure"][0]
    rows["us_pressure"] = [[low * (1 - high) / (1 - was), medium * (1 - high) / (1 - was), high]]
    odds = [yes / no * math.exp(swing) for no, yes in rows["ceasefire"]]
    rows["ceasefire"] = [[1 / (1 + o), o / (1 + o)] for o in odds]
    return names, outcomes, parents, rows


def sweep(side, chunk, trials=100_000):
    """The grid of side × side points; of each the chance of a ceasefire and of a full deal."""
    network = toml_network(BENCHES / "summit_static.toml")
    answers = {}
    for i in range(side):
        for j in range(side):
            high, swing = grid(i, j, side)
            point = summit(swept(network, high, swing)).answers(trials, chunk, seed=i * side + j)
            answers[f"{i},{j} ceasefire"] = point["ceasefire_marginal=yes"]
            answers[f"{i},{j} full"] = point["deal_marginal=full"]
    return answers


def grid(i, j, side):
    return 0.01 + 0.98 * i / (side - 1), -3 + 6 * j / (side - 1)


def talks(trials, chunk):
    front = Column(weekly.BY_FRONT)
    sanctions = Column([weekly.sanctions(s, k) for s in range(3) for k in range(5)])
    by_week = [
        Column([weekly.talks(k, s, f, week) for k in range(5) for s in range(3) for f in range(3)])
        for week in range(1, weekly.WEEKS + 1)
    ]
    ends = [
        weekly.ceasefire(met, s, f, k)
        for met in range(2) for s in range(3) for f in range(3) for k in range(5)
    ]
    ends = np.array(ends, np.float32)
    random = np.random.Generator(np.random.SFC64(1))
    byte = lambda: np.empty(chunk, np.uint8)
    us, rows, gather, reach = np.empty(chunk, np.float32), byte(), np.empty(chunk, np.float32), np.empty(chunk, bool)
    fs, ss, ks, ms = byte(), byte(), byte(), byte()
    firsts = np.zeros(weekly.WEEKS + 1, np.int64)
    ceasefires = both = 0
    for n in parts(trials, chunk):
        u, row, gathered, reached = us[:n], rows[:n], gather[:n], reach[:n]
        f, s, k, m = fs[:n], ss[:n], ks[:n], ms[:n]
        f[:], s[:], k[:], m[:] = 1, 1, 0, 0
        draw = lambda column, at, out: column.draw(
            random.random(dtype=np.float32, out=u), at, gathered, reached, out)
        for week, column in enumerate(by_week, 1):
            row[:] = f
            draw(front, row, f)
            np.multiply(s, 5, out=row)
            row += k
            draw(sanctions, row, s)
            np.multiply(k, 3, out=row)
            row += s
            row *= 3
            row += f
            draw(column, row, k)
            np.equal(k, weekly.LEADERS, out=reached)
            reached &= m == 0
            np.putmask(m, reached, week)
        row[:] = m > 0
        for count, state in ((3, s), (3, f), (5, k)):
            row *= count
            row += state
        random.random(dtype=np.float32, out=u)
        peace = u < np.take(ends, row, out=gathered, mode="clip")
        firsts += np.bincount(m, minlength=weekly.WEEKS + 1)
        ceasefires += np.count_nonzero(peace)
        both += np.count_nonzero(peace & (m > 0))
    met = np.cumsum(firsts[1:]) / trials
    answers = {"first_meeting": met[-1], "ceasefire": ceasefires / trials, "both": both / trials}
    return answers | {f"first_meeting by week {week}": p for week, p in enumerate(met, 1)}


def inputs(trials, chunk):
    random = np.random.Generator(np.random.SFC64(1))
    y = np.empty(trials)
    begun = 0
    for n in parts(trials, chunk):
        x = random.normal(100, 15, n)
        x += random.lognormal(math.log(50), 0.4, n)
        x *= random.triangular(0.5, 1, 2, n)
        x /= random.uniform(0.8, 1.25, n)
        x -= 1.5 * (10 + 40 * random.beta(2, 4, n))
        y[begun : begun + n] = x
        begun += n
    answers = {"y mean": y.mean(), "y sd": y.std()}
    return answers | {f"y {q}": value for q, value in zip(QUANTILES, np.quantile(y, QUANTILES))}


WORKS = {"W1": alarm, "W2": static, "W3": talks, "W4": sweep, "W5": inputs}


def main():
    work, trials, chunk = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    answers = WORKS[work](trials, chunk)
    print(json.dumps({name: float(answer) for name, answer in answers.items()}))


if __name__ == "__main__":
    main()
