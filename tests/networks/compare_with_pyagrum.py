#!/usr/bin/env python3
"""Every marginal of published networks, computed by foretell and by pyAgrum, to the last digits.

Run by hand; no part of the test suite, for the networks are not ours to ship:

    python3 -m venv v && v/bin/pip install pyagrum numpy
    v/bin/pip download --no-deps pgmpy && unzip -q pgmpy-*.whl 'pgmpy/utils/example_models/*.bif.gz'
    gunzip pgmpy/utils/example_models/*.bif.gz
    v/bin/python tests/networks/compare_with_pyagrum.py FORETELL NETWORK.bif ...

`--cross-check N` also runs `foretell run --cross-check -n N` under the same evidence, and
`--grid N` (beside or instead of files) makes a grid of N x N variables that only a good order can do.

Of each network: its priors; likely evidence (three variables at their likeliest outcome), evidence of
about 1e-4 and of about 1e-9, grown one variable at a time; a variable in its middle held at an outcome
by `--do`; and that together with evidence. Told are the chance of the evidence, the largest difference
of any probability, the tables' size and the seconds that foretell took. The files are read here by
code that shares nothing with foretell's reader, rows are divided by their sums as foretell does
(docs/networks.md), and pyAgrum computes in double precision (LazyPropagation). It fails where a
difference is above 1e-12, or where one of the two says 0 and the other does not.
"""
import argparse
import csv
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyagrum as gum

MOST = 1e-12
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"[^"]*"|[{}()\[\];|]|[^\s,{}()\[\];|"]+', re.S)


class Network:
    """A network as its file has it."""

    def __init__(self, path):
        self.path, self.states, self.parents, self.tables = path, {}, {}, {}
        with open(path, encoding="utf-8") as file:
            words = TOKEN.findall(file.read())
        self.words = [w.strip('"') for w in words if not w.startswith(("//", "/*"))]
        self.at = 0
        while self.at < len(self.words):
            {"variable": self.variable, "probability": self.probability}.get(self.next(), self.skip)()
        self.names = dict(zip(self.states, identifiers(list(self.states))))

    def next(self):
        self.at += 1
        return self.words[self.at - 1]

    def until(self, end):
        found = []
        while (word := self.next()) != end:
            found.append(word)
        return found

    def skip(self):
        while self.next() != "}":
            pass

    def variable(self):
        name = self.next()
        self.until("discrete")
        self.until("{")
        self.states[name] = self.until("}")
        self.skip()

    def probability(self):
        self.next()
        head = self.until(")")
        child, parents = head[0], head[2:]
        shape = [len(self.states[name]) for name in [*parents, child]]
        table = np.full(shape, np.nan)
        self.next()
        while (word := self.next()) != "}":
            if word == "property":
                self.until(";")
            elif word == "table":
                numbers = np.array([float(w) for w in self.until(";")])
                # the child runs slowest
                table = np.moveaxis(numbers.reshape([shape[-1], *shape[:-1]]), 0, -1)
            elif word == "default":
                row = [float(w) for w in self.until(";")]
                table[np.isnan(table)] = np.broadcast_to(row, shape)[np.isnan(table)]
            else:
                assert word == "(", word
                where = tuple(self.states[p].index(s) for p, s in zip(parents, self.until(")")))
                table[where] = [float(w) for w in self.until(";")]
        sums = table.sum(axis=-1, keepdims=True)
        self.parents[child] = parents
        self.tables[child] = np.where(abs(sums - 1) > MOST, table / sums, table)

    def pyagrum(self, made=None):
        """The network in pyAgrum, with one variable made to have an outcome."""
        net = gum.BayesNet()
        place = {name: i for i, name in enumerate(self.states)}
        for name, states in self.states.items():
            labels = [f"s{i}" for i in range(len(states))]
            net.add(gum.LabelizedVariable(f"v{place[name]}", name, labels))
        for child, parents in self.parents.items():
            if made and made[0] == child:
                net.cpt(place[child]).fillWith([float(i == made[1]) for i in range(len(self.states[child]))])
                continue
            for parent in parents:
                net.addArc(place[parent], place[child])
            table = net.cpt(place[child])
            # pyAgrum's own order of the axes, by their names
            axes = [f"v{place[p]}" for p in [*parents, child]]
            wanted = [axes.index(name) for name in reversed(table.names)]
            table[:] = np.ascontiguousarray(np.transpose(self.tables[child], wanted))
        return net, place


def identifiers(names):
    """What foretell calls them (docs/networks.md, Names); these few rules are enough here."""
    reserved = set("and or not if then else in step year month week day days weeks months years now yes no true "
                   "false end start today rest".split())
    usable = lambda n: re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", n) and n not in reserved
    taken, found, count = {n for n in names if usable(n)}, [], {}
    for name in names:
        if usable(name):
            found.append(name)
            continue
        plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).rstrip("_") or "variable"
        plain = plain + "_" if plain in reserved else plain
        plain = "_" + plain if plain[0].isdigit() else plain
        tried = plain
        while tried in taken:
            count[plain] = count.get(plain, 1) + 1
            tried = f"{plain}_{count[plain]}"
        taken.add(tried)
        found.append(tried)
    return found


def posteriors(net, place, evidence):
    engine = gum.LazyPropagation(net)
    engine.setEvidence({place[name]: state for name, state in evidence.items()})
    engine.makeInference()
    chance = engine.evidenceProbability() if evidence else 1.0
    return chance, {name: engine.posterior(i).toarray() for name, i in place.items()}


def rare(net, place, target, seed, held):
    """Evidence of about this chance, grown one variable at a time."""
    draw, evidence, chance, found = random.Random(seed), {}, 1.0, None
    for name in draw.sample(list(place), len(place)):
        if chance <= target * 10 or len(evidence) == 12:
            break
        if name == held:
            continue
        if found is None:
            chance, found = posteriors(net, place, evidence)
        # the rarest outcome that is neither past the target nor almost known
        fit = [(p, i) for i, p in enumerate(found[name]) if 1e-4 <= p < 0.7 and chance * p >= target / 2]
        if fit:
            p, state = min(fit)
            evidence[name], chance, found = state, chance * p, None
    return evidence


def arguments(network, evidence, made):
    def said(name, state, sign):
        outcome = network.states[name][state]
        quoted = outcome if sign == "=" else f"'{outcome}'"
        return f"{network.names[name]}{sign}{quoted}"

    found = []
    for name, state in evidence.items():
        found += ["--given", said(name, state, " == ")]
    return found + (["--do", said(*made, "=")] if made else [])


def foretell(program, network, extra):
    began = time.monotonic()
    ran = subprocess.run([program, "run", network.path, "--exact", "--format", "csv", *extra],
                         capture_output=True, text=True)
    took = time.monotonic() - began
    if ran.returncode:
        raise SystemExit(f"{network.path} {extra}: exit {ran.returncode}\n{ran.stderr}")
    found = {}
    for row in csv.DictReader(io.StringIO(ran.stdout)):
        found.setdefault(row["question"], {})[row["outcome"]] = float(row["probability"])
    return found, took


def compare(network, wanted, found):
    """The largest difference, how many numbers, how many zeros on one side only."""
    worst, numbers, zeros = 0.0, 0, 0
    for name, chances in wanted.items():
        told = found.get(network.names[name])
        if told is None:
            assert len(chances) == 1, f"{name} is not told"
            continue
        for state, p in zip(network.states[name], chances):
            if state not in told and len(chances) == 2:
                continue  # of yes and no only yes is told
            q = told[state]
            worst, numbers = max(worst, abs(q - p)), numbers + 1
            zeros += (q == 0) != (p == 0)
    return worst, numbers, zeros


def cases(network, seed):
    """Title, evidence, what is made, and what pyAgrum says."""
    net, place = network.pyagrum()
    _, prior = posteriors(net, place, {})
    yield "prior", {}, None, (1.0, prior)
    evidence = {}
    for name in random.Random(seed).sample(sorted(place), min(3, len(place) - 1)):
        found = posteriors(net, place, evidence)[1] if evidence else prior
        evidence[name] = int(found[name].argmax())
    yield "likely", evidence, None, posteriors(net, place, evidence)
    for target in (1e-4, 1e-9):
        evidence = rare(net, place, target, seed, None)
        yield f"{target:.0e}", evidence, None, posteriors(net, place, evidence)
    children = {p for parents in network.parents.values() for p in parents}
    middle = sorted(n for n in children if network.parents[n] and len(network.states[n]) > 1)
    if middle:
        name = random.Random(seed).choice(middle)
        made = (name, len(network.states[name]) - 1)
        net, place = network.pyagrum(made)
        yield "do", {}, made, posteriors(net, place, {})
        evidence = rare(net, place, 1e-4, seed, name)
        yield "do, 1e-04", evidence, made, posteriors(net, place, evidence)


def grid(size, folder):
    """A grid of yes/no variables, each with the one above and the one to its left as causes."""
    draw, lines = random.Random(size), ["network grid { }"]
    lines += [f"variable g{x}_{y} {{ type discrete [ 2 ] {{ yes, no }}; }}" for x in range(size) for y in range(size)]
    for x in range(size):
        for y in range(size):
            causes = [f"g{x - 1}_{y}"] * (x > 0) + [f"g{x}_{y - 1}"] * (y > 0)
            p = [round(draw.uniform(0.1, 0.9), 3) for _ in range(2 ** len(causes))]
            numbers = ", ".join(str(q) for q in p) + ", " + ", ".join(str(round(1 - q, 3)) for q in p)
            given = f" | {', '.join(causes)}" if causes else ""
            lines.append(f"probability ( g{x}_{y}{given} ) {{ table {numbers}; }}")
    path = os.path.join(folder, f"grid_{size}.bif")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    return path


def main():
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("foretell")
    about.add_argument("networks", nargs="*")
    about.add_argument("--grid", type=int, action="append", default=[])
    about.add_argument("--cross-check", type=int)
    about.add_argument("--seed", type=int, default=1)
    asked = about.parse_args()
    folder = tempfile.mkdtemp()
    failed = False
    print(f"{'network':<16}{'variables':>9}  {'case':<10}{'chance':>9}{'numbers':>9}{'largest |d|':>13}"
          f"{'zeros off':>10}{'seconds':>9}  cross-check", flush=True)
    for path in asked.networks + [grid(size, folder) for size in asked.grid]:
        network = Network(path)
        for title, evidence, made, (chance, wanted) in cases(network, asked.seed):
            extra = arguments(network, evidence, made)
            found, took = foretell(asked.foretell, network, extra)
            worst, numbers, zeros = compare(network, wanted, found)
            checked = ""
            if asked.cross_check:
                trials = ["-n", str(asked.cross_check)]
                ran = subprocess.run([asked.foretell, "run", path, "--cross-check", *trials, *extra],
                                     capture_output=True, text=True)
                checked = "agrees" if ran.returncode == 0 else f"exit {ran.returncode} {extra}"
                failed |= ran.returncode != 0
            wrong = not worst <= MOST or zeros > 0
            failed |= wrong
            name = os.path.basename(path).removesuffix(".bif")
            print(f"{name:<16}{len(network.states):>9}  {title:<10}{chance:>9.1e}{numbers:>9}{worst:>13.1e}"
                  f"{zeros:>10}{took:>9.2f}  {checked}{f'  WRONG {extra}' if wrong else ''}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
