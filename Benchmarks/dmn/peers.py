"""The same 20 rules in CPython and in zen-engine, over the same rows. Prints JSON: rule applications a second of CPU time.

CPython: one function made from the rules by `compile`, with floats. zen: its decision table (collect), the same with trace,
and the rules as 20 compiled expressions. The time includes the binding of zen to Python; the cost of an empty call is
reported beside it, so that the net rate can be judged.
Usage: peers.py RULES.json enterprises-10k.csv
"""

import csv
import json
import sys
import time

import zen

rules = json.load(open(sys.argv[1], encoding="utf-8"))
TEXT, FLAG = {"sector"}, {"hightech", "credit_ok"}
rows = []
for record in csv.DictReader(open(sys.argv[2], encoding="utf-8")):
    record.pop("id")
    rows.append({k: v if k in TEXT else v == "true" if k in FLAG else float(v) for k, v in record.items()})


def measure(data, body, least=1.0):
    """Runs until a second of CPU time is used; the total is that of one run."""
    times, total, start = 0, 0, time.process_time()
    while True:
        total = body(data)
        times += 1
        seconds = time.process_time() - start
        if seconds >= least:
            return {"rulesPerSecond": int(len(data) * len(rules) * times / seconds), "cpuSeconds": round(seconds, 3), "rows": len(data),
                    "total": f"{total:.4f}"}


def python_condition(c):
    op = {"in": "in", "==": "=="}.get(c["op"], c["op"])
    return f"r[{c['field']!r}] {op} {c['value']!r}"


def python_amount(rule):
    return repr(float(rule["cap"])) if rule["rate"] is None else f"min(r[{rule['base']!r}] * {rule['rate']}, {rule['cap']})"


lines = ["def grant(r):", "    t = 0.0"]
for rule in rules:
    lines += ["    if " + " and ".join(map(python_condition, rule["conditions"])) + ":", f"        t += {python_amount(rule)}"]
space = {}
exec(compile("\n".join(lines + ["    return t"]), "rules", "exec"), space)
grant = space["grant"]


def zen_condition(c):
    if c["op"] == "in":
        return f"{c['field']} in [" + ", ".join(f"'{v}'" for v in c["value"]) + "]"
    value = c["value"]
    return f"{c['field']} {c['op']} " + ("true" if value is True else f"'{value}'" if isinstance(value, str) else str(value))


def zen_amount(rule):
    return rule["cap"] if rule["rate"] is None else f"min([{rule['base']} * {rule['rate']}, {rule['cap']}])"


expressions = [
    zen.compile_expression(" and ".join(map(zen_condition, rule["conditions"])) + f" ? {zen_amount(rule)} : 0") for rule in rules
]

FIELDS = ["sector", "revenue", "rd", "staff", "stage", "equip", "loan", "cro", "founded", "hightech", "credit_ok"]


def zen_cell(conditions):
    if not conditions:
        return ""
    parts = []
    for c in conditions:
        if c["op"] == "in":
            return ", ".join(f"'{v}'" for v in c["value"])
        value = "true" if c["value"] is True else f"'{c['value']}'" if isinstance(c["value"], str) else c["value"]
        parts.append(str(value) if c["op"] == "==" else f"{c['op']} {value}")
    return " and ".join(parts)


def zen_table():
    table_rules = []
    for number, rule in enumerate(rules):
        entry = {"_id": f"r{number}", "out": zen_amount(rule)}
        for field in FIELDS:
            entry["i_" + field] = zen_cell([c for c in rule["conditions"] if c["field"] == field])
        table_rules.append(entry)
    content = {
        "hitPolicy": "collect", "rules": table_rules,
        "inputs": [{"id": "i_" + f, "name": f, "type": "expression", "field": f} for f in FIELDS],
        "outputs": [{"id": "out", "name": "amount", "type": "expression", "field": "amount"}],
    }
    nodes = [{"id": "in", "name": "in", "type": "inputNode"}, {"id": "out", "name": "out", "type": "outputNode"},
             {"id": "t", "name": "t", "type": "decisionTableNode", "content": content}]
    edges = [{"id": "e1", "sourceId": "in", "targetId": "t", "type": "edge"}, {"id": "e2", "sourceId": "t", "targetId": "out", "type": "edge"}]
    return {"nodes": nodes, "edges": edges}


engine = zen.ZenEngine()
decision = engine.create_decision(json.dumps(zen_table()))
empty = engine.create_decision(json.dumps({
    "nodes": [{"id": "in", "name": "in", "type": "inputNode"}, {"id": "out", "name": "out", "type": "outputNode"}],
    "edges": [{"id": "e", "sourceId": "in", "targetId": "out", "type": "edge"}]}))


def by_table(data, options=None):
    total = 0
    for r in data:
        result = decision.evaluate(r, options) if options else decision.evaluate(r)
        total += sum(x["amount"] for x in result["result"])
    return total


def by_expressions(data):
    return sum(sum(e.evaluate(r) for e in expressions) for r in data)


calls = 2000
start = time.process_time()
for r in rows[:calls]:
    empty.evaluate(r)
empty_call = (time.process_time() - start) / calls

out = {
    "cpython": measure(rows, lambda data: sum(grant(r) for r in data)),
    "zenExpressions": measure(rows[:1000], by_expressions),
    "zenTable": measure(rows[:1000], by_table),
    "zenTableTrace": measure(rows[:500], lambda data: by_table(data, {"trace": True})),
    "zenEmptyCallMicroseconds": round(empty_call * 1e6, 1),
}
table = out["zenTable"]
net = table["cpuSeconds"] / (table["rulesPerSecond"] * table["cpuSeconds"] / len(rules)) - empty_call
out["zenTableNetOfBinding"] = int(len(rules) / net) if net > 0 else None
out["python"] = sys.version.split()[0]
print(json.dumps(out))
