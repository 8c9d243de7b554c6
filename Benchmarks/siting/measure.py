#!/usr/bin/env python3
"""Runs a set of instances through yaolian and its peers and rewrites the section "Siting" of docs/benchmarks.md.

usage: measure.py ROOT WORK [SET] [--limit SECONDS] [--data FOLDER] [--without-peers]      (called by run)
"""
import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {"highs": "HiGHS 1.15.1", "scip": "SCIP, OR-Tools 9.15", "cpsat": "CP-SAT, OR-Tools 9.15", "spopt": "spopt 0.7 with HiGHS"}
FOLDERS = {"highs": "highs", "scip": "ortools", "cpsat": "ortools", "spopt": "spopt"}


def ours(root, row, data, limit):
    command = [root / ".build-release/release/yaolian", "site", "solve", data / row["file"], "--format", row["format"], "--json",
               "--time-limit", str(limit)]
    if row["capacity"]:
        command += ["--capacity", row["capacity"]]
    # Started in the repository, so that .solver/ is found.
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    if done.returncode not in (0, 3, 4, 5):
        return {"fault": done.stderr.strip()[-200:]}
    answer = json.loads(done.stdout)
    return {"done": answer["status"] == "optimal", "value": answer["objective"], "bound": answer["bound"], "seconds": answer["seconds"]}


def peer(work, name, row, data, limit):
    command = [work / FOLDERS[name] / "bin/python", HERE / "peers.py", name, row["format"], data / row["file"], row["capacity"], str(limit)]
    try:
        # Building a large model may take long before the peer's own limit begins.
        done = subprocess.run(command, capture_output=True, text=True, timeout=3 * limit + 120)
    except subprocess.TimeoutExpired:
        return {"fault": "did not end"}
    if done.returncode:
        return {"fault": (done.stderr.strip().splitlines() or ["no answer"])[-1][:120]}
    return json.loads(done.stdout.splitlines()[-1])


def number(value):
    if value is None:
        return "–"
    text = f"{value:,.3f}"
    return re.sub(r"\.?0+$", "", text)


def shown(result):
    if "fault" in result:
        return f"failed: {result['fault']}"
    if result["done"]:
        return f"{result['seconds']:.2f}"
    return f"{result['seconds']:.0f}, open: {number(result['value'])} / {number(result['bound'])}"


def ratio(mine, other):
    if "fault" in other or "fault" in mine or not mine["done"]:
        return "–"
    times = other["seconds"] / max(mine["seconds"], 0.01)
    return f"{times:,.0f}×" if other["done"] else f"> {times:,.0f}×"


def published(data):
    best = {}
    with open(data / "optima.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["sense"] == "min":
                best[row["file"], row["capacity_override"], row["assignment"]] = row["best_known"]
    return best


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("root", type=pathlib.Path)
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("set", nargs="?", default="quick")
    arguments.add_argument("--limit", type=float, default=60)
    arguments.add_argument("--data", type=pathlib.Path)
    arguments.add_argument("--without-peers", action="store_true")
    options = arguments.parse_args()
    data = (options.data or options.root / ".." / "shared/cases/siting").resolve()
    if not (data / "optima.csv").is_file():
        sys.exit(f"No instances in {data}: name their folder with --data (layout: cfl/, sscfl/, gap/, pmed/, pmedcap/, optima.csv).")
    with open(HERE / "sets.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    rows = [row for row in table if row["set"] == options.set]
    if not rows:
        sys.exit(f"No set “{options.set}”. Known: {', '.join(sorted({row['set'] for row in table}))}")
    best = published(data)
    lines = []
    faults = []
    for row in rows:
        kind = {"ufl": "multi-source", "cfl": "multi-source", "pmed": "p-median", "pmedcap": "p-median"}.get(row["format"], "single-source")
        known = best.get((row["file"], row["capacity"], kind))
        mine = ours(options.root, row, data, options.limit)
        name = pathlib.Path(row["file"]).stem + (f", capacity {row['capacity']}" if row["capacity"] else "")
        print(name, shown(mine), flush=True)
        if mine.get("done") and known and abs(mine["value"] - float(known)) > 1e-6 * abs(float(known)):
            faults.append(f"{name}: {mine['value']} is not the published {known}")
        cells = []
        for other in [] if options.without_peers else row["peers"].split():
            result = peer(options.work, other, row, data, options.limit)
            print("  ", NAMES[other], shown(result), flush=True)
            cells.append(f"{NAMES[other]}: {shown(result)} ({ratio(mine, result)})")
        lines.append(f"| {row['format']} {name} | {number(float(known)) if known else '–'} | {shown(mine)} | {'; '.join(cells) or '–'} |")
    write(options, lines, faults)
    sys.exit("\n".join(faults) if faults else 0)


def write(options, lines, faults):
    with open("/proc/loadavg", encoding="ascii") as file:
        load = file.read().split()[0]
    section = "\n".join([
        "<!-- siting -->", "## Siting", "",
        f"Written by `Benchmarks/siting/run {options.set} --limit {options.limit:g}`. One thread, no gap allowed, every solve a process of its own;",
        f"wall seconds from the read instance to the end, model building included, on {os.cpu_count()} shared cores (load {load} at the end of the run).",
        "A plain number is the time to the proof. “60, open: a / b” is a limit reached with value a and bound b (– where there is none). In",
        "brackets: how many times faster ours was. The peers get the strong model (`peers.py`). Published: `optima.csv` of the test sets.", "",
        "| instance | published | Yaolian, s | peers, s |", "|---|---:|---:|---|", *lines, "",
        *(["Not as published: " + "; ".join(faults), ""] if faults else []), "<!-- /siting -->", "",
    ])
    path = options.root / "docs/benchmarks.md"
    text = path.read_text(encoding="utf-8")
    if "<!-- siting -->" in text:
        text = re.sub(r"<!-- siting -->.*?<!-- /siting -->\n", lambda _: section, text, flags=re.S)
    else:
        text = text.rstrip("\n") + "\n\n" + section
    path.write_text(text, encoding="utf-8")


main()
