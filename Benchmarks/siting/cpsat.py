"""OR-Tools CP-SAT on single-source location and generalised assignment, one worker: the peer of `yaolian site solve`.

usage: cpsat.py FILE --format sscfl|gap|cfl [--sense min|max] [--time-limit S] [--seed N]
Prints one line of JSON: status, objective, bound, seconds (model building and solve; start of Python not counted), version.
"""
import argparse
import json
import time

import ortools
from ortools.sat.python import cp_model


def numbers(path):
    with open(path) as file:
        return [float(word) for word in file.read().split()]


def read(path, layout):
    """Sites, customers, fixed costs (None: no sites to open), capacities, uses[i][j], costs[i][j]."""
    values = numbers(path)
    m, n = int(values[0]), int(values[1])
    rest = values[2:]
    if layout == "gap":
        costs = [rest[i * n:(i + 1) * n] for i in range(m)]
        rest = rest[m * n:]
        uses = [rest[i * n:(i + 1) * n] for i in range(m)]
        return m, n, None, rest[m * n:m * n + m], uses, costs
    if layout == "sscfl":
        capacity, fixed, demand = rest[:m], rest[m:2 * m], rest[2 * m:2 * m + n]
        rows = [rest[2 * m + n + j * m:2 * m + n + (j + 1) * m] for j in range(n)]
    else:
        capacity, fixed = rest[0:2 * m:2], rest[1:2 * m:2]
        rows = [rest[2 * m + j * (m + 1):2 * m + (j + 1) * (m + 1)] for j in range(n)]
        demand, rows = [row[0] for row in rows], [row[1:] for row in rows]
    return m, n, fixed, capacity, [demand] * m, [[rows[j][i] for j in range(n)] for i in range(m)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--format", required=True, choices=["sscfl", "gap", "cfl"])
    parser.add_argument("--sense", default="min", choices=["min", "max"])
    parser.add_argument("--time-limit", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    m, n, fixed, capacity, uses, costs = read(args.file, args.format)
    begin = time.time()
    everything = [value for row in costs for value in row] + (fixed or [])
    scale = next(10 ** k for k in range(7) if k == 6 or all(abs(v * 10 ** k - round(v * 10 ** k)) < 1e-6 for v in everything))
    model = cp_model.CpModel()
    x = [[model.new_bool_var(f"x{i},{j}") for j in range(n)] for i in range(m)]
    terms = [round(costs[i][j] * scale) * x[i][j] for i in range(m) for j in range(n)]
    for j in range(n):
        model.add_exactly_one(x[i][j] for i in range(m))
    for i in range(m):
        load = sum(int(uses[i][j]) * x[i][j] for j in range(n))
        if fixed is None:
            model.add(load <= int(capacity[i]))
    if fixed is not None:
        y = [model.new_bool_var(f"y{i}") for i in range(m)]
        terms += [round(fixed[i] * scale) * y[i] for i in range(m)]
        for i in range(m):
            model.add(sum(int(uses[i][j]) * x[i][j] for j in range(n)) <= int(capacity[i]) * y[i])
            for j in range(n):
                model.add_implication(x[i][j], y[i])
        model.add(sum(int(capacity[i]) * y[i] for i in range(m)) >= int(sum(uses[0])))
    if args.sense == "min":
        model.minimize(sum(terms))
    else:
        model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = args.seed
    solver.parameters.max_time_in_seconds = args.time_limit
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    print(json.dumps({
        "status": solver.status_name(status).lower(),
        "objective": solver.objective_value / scale if found else None,
        "bound": solver.best_objective_bound / scale,
        "seconds": round(time.time() - begin, 3),
        "version": ortools.__version__,
    }))


if __name__ == "__main__":
    main()
