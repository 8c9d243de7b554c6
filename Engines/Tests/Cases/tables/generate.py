"""Writes cases.txt: decision tables of one or two columns, an input, and the results in both modes.

The results come from the small interpreter below, written from the standard and independent of the engine.
Line: policy | input types | rows | default or - | input | result in specification mode | result in strict mode
A row is `cell & cell => output`; an input is a FEEL literal, `null` or `missing`.

Run: python3 generate.py > cases.txt
"""

from datetime import date
from itertools import product

MISSING = object()
VALUES = ['"高"', '"中"', '"低"']


def parse(text, kind):
    if text in ("null", "missing"):
        return None
    if text.startswith("date("):
        return date.fromisoformat(text[6:-2])
    if text.startswith('"'):
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    return float(text)


def kind_of(value):
    return type(value)


def one(test, value, kind):
    """True, False, or None where the standard gives null."""
    for sign in ("<=", ">=", "!=", "<", ">"):
        if test.startswith(sign):
            bound = parse(test[len(sign):].strip(), kind)
            if sign == "!=":
                return value != bound if value is not None else True
            if value is None or kind_of(value) != kind_of(bound):
                return None
            return {"<=": value <= bound, ">=": value >= bound, "<": value < bound, ">": value > bound}[sign]
    if ".." in test:
        low, high = (parse(part, kind) for part in test[1:-1].split(".."))
        if value is None or kind_of(value) != kind_of(low):
            return None
        above = value >= low if test[0] == "[" else value > low
        below = value <= high if test[-1] == "]" else value < high
        return above and below
    bound = parse(test, kind)
    if bound is None or value is None:
        return bound is None and value is None
    return value == bound if kind_of(value) == kind_of(bound) else None


def split(text):
    return [part.strip() for part in text.split(",")]


def cell(test, value, kind):
    if test == "-":
        return True
    negated = test.startswith("not(")
    results = [one(part, value, kind) for part in split(test[4:-1] if negated else test)]
    if True in results:
        return not negated
    return None if None in results else negated


def both(results):
    if False in results:
        return False
    return None if None in results else True


def answer(policy, rows, default, hits):
    outputs = [rows[h][1] for h in hits]
    if not outputs:
        if default == "-":
            return "null"
        return f"[{default}]" if policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER") else default
    rank = sorted(range(len(outputs)), key=lambda n: (VALUES.index(outputs[n]) if outputs[n] in VALUES else 9, n))
    if policy == "UNIQUE":
        return outputs[0] if len(outputs) == 1 else "null"
    if policy == "ANY":
        return outputs[0] if len(set(outputs)) == 1 else "null"
    if policy == "FIRST":
        return outputs[0]
    if policy == "PRIORITY":
        return outputs[rank[0]]
    if policy == "OUTPUT ORDER":
        return "[" + ", ".join(outputs[n] for n in rank) + "]"
    if policy in ("RULE ORDER", "COLLECT"):
        return "[" + ", ".join(outputs) + "]"
    numbers = [int(output) for output in outputs]
    return str({"SUM": sum, "MIN": min, "MAX": max, "COUNT": len}[policy.split()[1]](numbers))


def run(policy, kinds, rows, default, inputs):
    values = [parse(text, kind) for text, kind in zip(inputs, kinds)]
    wrong = []
    for n, (value, kind) in enumerate(zip(values, kinds)):
        fits = {"number": float, "string": str, "boolean": bool, "date": date}[kind]
        if value is None or type(value) is not fits:
            values[n] = None
            wrong.append(n)
    spec = [both([cell(test, value, kind) for test, value, kind in zip(tests, values, kinds)]) for tests, _ in rows]
    strict = [both([None if n in wrong and test != "-" else cell(test, value, kind)
                    for n, (test, value, kind) in enumerate(zip(tests, values, kinds))]) for tests, _ in rows]
    plain = answer(policy, rows, default, [n for n, hit in enumerate(spec) if hit])
    hits = [n for n, hit in enumerate(strict) if hit]
    unknown = [n for n, hit in enumerate(strict) if hit is None]
    if policy == "FIRST":
        undetermined = unknown and (not hits or unknown[0] < hits[0])
    elif policy in ("UNIQUE", "ANY"):
        undetermined = unknown and not hits
    else:
        undetermined = bool(unknown)
    careful = "undetermined" if undetermined else answer(policy, rows, default, hits)
    # Several hits of a table that allows one are a failure, never a silent null.
    if not undetermined and careful == "null" and hits:
        careful = "undetermined"
    return plain, careful


FORMS = {
    "number": (["500", "499.99", "0", '"五百"', "null", "missing"],
               [">= 500", "> 500", "< 500", "<= 500", "500", "!= 500", "[100..500]", "[100..500)", "(100..500)", "(499..500]",
                "not(500)", "not(>= 500)", "1, 500, 9", "< 100, > 400", "-", "null", "not([0..499])"]),
    "string": (['"器械"', '"食品"', "7", "null", "missing"],
               ['"器械"', '"器械", "药品"', 'not("器械")', 'not("器械", "药品")', "-", "null", '!= "器械"', '>= "食"', '["a".."z"]']),
    "boolean": (["true", "false", '"true"', "null", "missing"], ["true", "false", "not(true)", "-", "null", "!= false"]),
    "date": (['date("2024-02-29")', 'date("2023-12-31")', '"2024"', "null", "missing"],
             ['>= date("2024-01-01")', '< date("2024-01-01")', '[date("2024-01-01")..date("2024-12-31")]', 'date("2024-02-29")',
              'not(date("2024-02-29"))', "-"]),
}
POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER", "COLLECT SUM", "COLLECT MIN",
            "COLLECT MAX", "COLLECT COUNT"]

lines = []


def write(policy, kinds, rows, default, inputs):
    plain, strict = run(policy, kinds, rows, default, inputs)
    text = " ; ".join(" & ".join(tests) + " => " + output for tests, output in rows)
    lines.append(" | ".join([policy, ", ".join(kinds), text, default, " & ".join(inputs), plain, strict]))


number = 0
for kind, (inputs, forms) in FORMS.items():
    for form, given in product(forms, inputs):
        policy = POLICIES[number % len(POLICIES)]
        number += 1
        outs = ["4", "9"] if policy.startswith("COLLECT ") else ['"低"', '"高"']
        write(policy, [kind], [([form], outs[0])], "-" if number % 3 else outs[1], [given])

for policy in POLICIES:
    outs = ["4", "9", "2"] if policy.startswith("COLLECT ") else ['"低"', '"高"', '"低"']
    tables = [
        [([">= 500", '"器械"'], outs[0]), (["< 500", '"器械"'], outs[1]), (["-", 'not("器械")'], outs[2])],
        [([">= 100", "-"], outs[0]), ([">= 500", "-"], outs[1]), (["-", '"器械"'], outs[2])],
        [(["> 900", "-"], outs[0]), (["-", '"食品"'], outs[1])],
    ]
    pairs = [("600", '"器械"'), ("100", '"器械"'), ("missing", '"器械"'), ("600", "missing"), ("null", '"食品"'), ("50", "null"),
             ('"多"', '"药品"'), ("missing", "missing")]
    for rows, given in product(tables, pairs):
        write(policy, ["number", "string"], rows, "-", list(given))

print("\n".join(lines))
