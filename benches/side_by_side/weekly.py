"""The talks of `benches/talks_weekly.toml`: their tables, and the scenario made of them.

    python3 benches/side_by_side/weekly.py > benches/talks_weekly.toml

A trial has a front f, sanctions s, talks k, and remembers whether the leaders have met. In each of 26
weeks f moves by its own row, s by a row of (s, k as it was), k by a row of (week, k, s and f as they now
are). At the end comes a ceasefire, or not, with a chance by (met, s, f, k).
"""

WEEKS = 26
FRONT = ["ua_gain", "stalemate", "ru_gain"]
SANCTIONS = ["eased", "held", "tightened"]
TALKS = ["none", "experts", "ministers", "leaders", "collapsed"]
LEADERS, COLLAPSED = 3, 4
GATHERINGS = (8, 9, 20, 21)

BY_FRONT = [[0.88, 0.10, 0.02], [0.05, 0.88, 0.07], [0.02, 0.11, 0.87]]
BY_SANCTIONS = [[0.92, 0.06, 0.02], [0.03, 0.92, 0.05], [0.02, 0.08, 0.90]]
EASE = [0.0, 0.01, 0.02, 0.05, -0.01]
BY_TALKS = [
    [0.80, 0.17, 0.02, 0.002, 0.008],
    [0.08, 0.74, 0.15, 0.005, 0.025],
    [0.03, 0.14, 0.73, 0.06, 0.04],
    [0.15, 0.20, 0.58, 0.05, 0.02],
    [0.10, 0.015, 0.004, 0.001, 0.88],
]
UP_BY_SANCTIONS, UP_BY_FRONT = [1.25, 1.0, 0.8], [0.85, 1.15, 0.7]
DOWN_BY_SANCTIONS, DOWN_BY_FRONT = [0.7, 1.0, 1.5], [1.1, 0.9, 1.4]
MET, BY_END_TALKS = 0.22, [0.0, 0.03, 0.1, 0.2, -0.03]
BY_END_SANCTIONS, BY_END_FRONT = [0.05, 0.0, 0.03], [0.02, 0.06, 0.0]


def sanctions(s, k):
    """The row of chances of sanctions `s` under talks `k`."""
    row, ease = list(BY_SANCTIONS[s]), EASE[k]
    row[0] += ease
    if s == 0:
        row[1] -= 0.75 * ease
        row[2] -= 0.25 * ease
    else:
        row[s] -= ease
    return [round(p, 4) for p in row]


def move(k, to, s, f, gathering):
    """The chance of a move of the talks in a week, to four places."""
    p = BY_TALKS[k][to]
    if to == COLLAPSED:
        p *= DOWN_BY_SANCTIONS[s] * DOWN_BY_FRONT[f]
    elif to > k or k == COLLAPSED:
        p *= UP_BY_SANCTIONS[s] * UP_BY_FRONT[f]
        if to == LEADERS and gathering:
            p *= 1.5
    return round(p, 4)


def talks(k, s, f, week):
    """The row of chances of talks `k` in a week."""
    row = [0.0 if to == k else move(k, to, s, f, week in GATHERINGS) for to in range(5)]
    row[k] = round(1 - sum(row), 4)
    return row


def ceasefire(met, s, f, k):
    """The chance of a ceasefire at the end."""
    return round(0.04 + MET * met + BY_END_SANCTIONS[s] + BY_END_FRONT[f] + BY_END_TALKS[k], 4)


def exact():
    """The answers by going forward through all states, week by week."""
    now = {(0, 1, 1, 0): 1.0}
    first = []
    for week in range(1, WEEKS + 1):
        then = {}
        for (met, s, f, k), p in now.items():
            for f2, pf in enumerate(BY_FRONT[f]):
                for s2, ps in enumerate(sanctions(s, k)):
                    for k2, pk in enumerate(talks(k, s2, f2, week)):
                        key = (int(met or k2 == LEADERS), s2, f2, k2)
                        then[key] = then.get(key, 0) + p * pf * ps * pk
        now = then
        first.append(sum(p for key, p in now.items() if key[0]))
    answers = {"first_meeting": first[-1]}
    answers |= {f"first_meeting by week {week}": p for week, p in enumerate(first, 1)}
    answers["ceasefire"] = sum(p * ceasefire(*key) for key, p in now.items())
    answers["both"] = sum(p * ceasefire(*key) for key, p in now.items() if key[0])
    return answers


def cases(base, arms):
    """A chance with the cases in which it is another."""
    arms = [f'  {{ if = "{condition}", p = {p} }},' for condition, p in arms if p != base]
    return "\n".join([f"{{ p = {base}, case = [", *arms, "] }"]) if arms else f"{base}"


def moves_of_sanctions(s):
    for to in range(3):
        if to != s:
            arms = [(f"talks == {TALKS[k]}", sanctions(s, k)[to]) for k in range(1, 5)]
            yield f"{SANCTIONS[to]} = {cases(sanctions(s, 0)[to], arms)}"


def moves_of_talks(k):
    for to in range(5):
        if to == k:
            continue
        arms = []
        weeks = " or ".join(f"step == {week}" for week in GATHERINGS)
        for gathering in (True, False) if to == LEADERS else (False,):
            for s in range(3):
                for f in range(3):
                    at = f"now(sanctions) == {SANCTIONS[s]} and now(front) == {FRONT[f]}"
                    at += f" and ({weeks})" if gathering else ""
                    arms.append((at, move(k, to, s, f, gathering)))
        plain = len({p for _, p in arms}) == 1
        yield f"{TALKS[to]} = {arms[0][1] if plain else cases(0, arms)}"


def scenario():
    """The text of the scenario."""
    text = [
        "# Talks week by week, for the benchmarks, made by benches/side_by_side/weekly.py: the front moves",
        "# first, then sanctions, which see the talks of the week before, then the talks, which see both as",
        "# they now stand; gatherings in four of the weeks bring leaders together. Its numbers were chosen",
        "# for their shape, not for truth.",
        "", "[scenario]", 'title = "Talks, week by week"', "as_of = 2025-01-01", "until = 2025-07-02",
        'step  = "week"', "", "[process.front]", f"states = {FRONT}".replace("'", '"'),
        'start  = "stalemate"', "[process.front.from]",
    ]
    for f, row in enumerate(BY_FRONT):
        moves = ", ".join(f"{FRONT[to]} = {p}" for to, p in enumerate(row) if to != f)
        text.append(f"{FRONT[f]} = {{ {moves} }}")
    text += ["", "[process.sanctions]", f"states = {SANCTIONS}".replace("'", '"'), 'start  = "held"']
    for s in range(3):
        text += [f"[process.sanctions.from.{SANCTIONS[s]}]", *moves_of_sanctions(s)]
    text += ["", "[process.talks]", f"states = {TALKS}".replace("'", '"'), 'start  = "none"']
    for k in range(5):
        text += [f"[process.talks.from.{TALKS[k]}]", *moves_of_talks(k)]
    text += [
        "", "[event.ceasefire]", 'when = "end"', 'p    = """', f"  {0.04}",
        f"  + (if ever(talks == leaders) then {MET} else 0)",
        f"  + ({either('sanctions', SANCTIONS, BY_END_SANCTIONS)})",
        f"  + ({either('front', FRONT, BY_END_FRONT)})",
        f"  + ({either('talks', TALKS, BY_END_TALKS)})", '"""', "",
        "[question]", 'first_meeting = { ask = "first(talks == leaders)" }',
        'ceasefire     = { ask = "ceasefire" }',
        'both          = { ask = "ceasefire == yes and ever(talks == leaders)" }',
    ]
    return "\n".join(text)


def either(name, states, values):
    arms = [f"if {name} == {state} then {value}" for state, value in zip(states, values)]
    return " else ".join(arms[:-1]) + f" else {values[-1]}"


if __name__ == "__main__":
    print(scenario())
