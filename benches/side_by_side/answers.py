"""Answers by name, and whether they agree with the exact ones."""
import itertools, json, math

import weekly


def of_program(text):
    """What `foretell run --format json` printed: values by name, and half-widths that no draw narrows."""
    values = {}
    for answer in json.loads(text)["answers"]:
        question, kind = answer["question"], answer["kind"]
        if kind == "condition":
            values[question] = answer["probability"]
            values[f"{question}=yes"], values[f"{question}=no"] = (
                answer["probability"], 1 - answer["probability"])
        elif kind == "category":
            for outcome in answer["outcomes"]:
                values[f"{question}={outcome['outcome']}"] = outcome["probability"]
        elif kind == "joint":
            for cell, outcomes in zip(answer["cells"], itertools.product(*answer["outcomes"])):
                values[f"{question}={','.join(outcomes)}"] = cell["probability"]
        elif kind == "date":
            values[question] = answer["happens"]["probability"]
            for week, day in enumerate(answer["timeline"]):
                values[f"{question} by week {week}"] = day["probability"]
        elif kind == "number":
            values[f"{question} mean"], values[f"{question} sd"] = answer["mean"], answer["std_dev"]
            for quantile in answer["quantiles"]:
                values[f"{question} {quantile['quantile']}"] = quantile["value"]
    return values


def ranges(text):
    """The standard deviation between worlds of each chance that has a range."""
    wide = {}
    for answer in json.loads(text)["answers"]:
        question = answer["question"]
        parts = [(question, answer.get("happens", answer))]
        parts += [(f"{question}={o['outcome']}", o) for o in answer.get("outcomes", []) if isinstance(o, dict)]
        if answer["kind"] == "joint":
            names = itertools.product(*answer["outcomes"])
            parts = [(f"{question}={','.join(n)}", cell) for n, cell in zip(names, answer["cells"])]
        for name, part in parts:
            if part.get("range"):
                wide[name] = (part["range"][1] - part["range"][0]) / (2 * 1.645)
    return wide


def of_inputs():
    """Mean and standard deviation of the five inputs, in closed form."""
    mean_a, var_a = 100 + 50 * math.exp(0.08), 225 + 2500 * math.exp(0.16) * math.expm1(0.16)
    mean_4, var_4 = 3.5 / 3, 1.75 / 18
    mean_5, square_5 = math.log(1.25 / 0.8) / 0.45, 1 / (0.8 * 1.25)
    mean_3, var_3 = 10 + 40 / 3, 1600 * 8 / (36 * 7)
    mean = mean_a * mean_4 * mean_5
    square = (var_a + mean_a**2) * (var_4 + mean_4**2) * square_5
    return {"y mean": mean - 1.5 * mean_3, "y sd": math.sqrt(square - mean**2 + 2.25 * var_3)}


def of_talks():
    return weekly.exact()


def worst(values, exact, trials, more=None):
    """The largest distance from the exact answers in standard errors, and where; `more` has variances."""
    largest = (0.0, "")
    for name, truth in exact.items():
        if name not in values:
            continue
        if name.startswith("y "):
            spread = exact["y sd"] * (1 if name.endswith("mean") else 0.9)
            error = spread / math.sqrt(trials)
        else:
            error = math.sqrt(max(truth * (1 - truth), 1 / trials) / trials)
        error = math.sqrt(error**2 + (more or {}).get(name, 0))
        largest = max(largest, (abs(values[name] - truth) / error, name))
    return largest
