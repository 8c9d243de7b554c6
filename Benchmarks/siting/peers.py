#!/usr/bin/env python3
"""Solves one instance with one peer, one thread, no gap, and prints status, value, bound and seconds as JSON.

usage: peers.py highs|scip|cpsat|spopt FORMAT FILE CAPACITY LIMIT      (CAPACITY may be empty)
The model is the strong one that a careful modeller writes: every customer served, x_ij <= y_i, capacity rows with y, and the
row that the open sites hold all demand. Seconds count from the read instance: building the model is part of solving it.
"""
import json
import math
import sys
import time

from instances import read


def rows_of(instance):
    """(columns, integer, cost), then rows (lower, upper, {column: value}) of the strong model."""
    m, n = instance.sites, instance.customers
    offset = m if instance.fixed is not None else 0
    x = lambda i, j: offset + i * n + j
    cost = list(instance.fixed or []) + [instance.costs[i][j] for i in range(m) for j in range(n)]
    integer = [True] * offset + [instance.is_whole] * (m * n)
    rows = [(1, 1, {x(i, j): 1.0 for i in range(m)}) for j in range(n)]
    if offset:
        rows += [(-math.inf, 0, {x(i, j): 1.0, i: -1.0}) for i in range(m) for j in range(n)]
    if instance.capacity:
        for i in range(m):
            row = {x(i, j): instance.load[i][j] for j in range(n)}
            if offset:
                row[i] = -instance.capacity[i]
            rows.append((-math.inf, 0 if offset else instance.capacity[i], row))
        if offset:
            rows.append((sum(instance.load[0]), math.inf, {i: instance.capacity[i] for i in range(m)}))
    if instance.p:
        rows.append((instance.p, instance.p, {i: 1.0 for i in range(m)}))
    return cost, integer, rows


def highs(instance, limit):
    import highspy
    import numpy

    cost, integer, rows = rows_of(instance)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows)
    lp.col_cost_ = numpy.array(cost)
    lp.col_lower_, lp.col_upper_ = numpy.zeros(len(cost)), numpy.ones(len(cost))
    lp.row_lower_ = numpy.array([row[0] for row in rows], float)
    lp.row_upper_ = numpy.array([row[1] for row in rows], float)
    starts = numpy.cumsum([0] + [len(row[2]) for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts
    lp.a_matrix_.index_ = numpy.array([k for row in rows for k in row[2]])
    lp.a_matrix_.value_ = numpy.array([v for row in rows for v in row[2].values()])
    kind = highspy.HighsVarType
    lp.integrality_ = [kind.kInteger if whole else kind.kContinuous for whole in integer]
    solver = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("time_limit", limit), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    solver.run()
    info = solver.getInfo()
    done = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = info.primal_solution_status == 2
    return done, info.objective_function_value if found else None, info.mip_dual_bound


def scip(instance, limit):
    from ortools.linear_solver import pywraplp

    cost, integer, rows = rows_of(instance)
    solver = pywraplp.Solver.CreateSolver("SCIP")
    columns = [solver.IntVar(0, 1, "") if whole else solver.NumVar(0, 1, "") for whole in integer]
    for low, high, row in rows:
        low = -solver.infinity() if low == -math.inf else low
        constraint = solver.Constraint(low, solver.infinity() if high == math.inf else high)
        for column, value in row.items():
            constraint.SetCoefficient(columns[column], value)
    for column, value in zip(columns, cost):
        solver.Objective().SetCoefficient(column, value)
    solver.Objective().SetMinimization()
    solver.SetTimeLimit(int(limit * 1000))
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.0)
    status = solver.Solve(parameters)
    found = status in (solver.OPTIMAL, solver.FEASIBLE)
    return status == solver.OPTIMAL, solver.Objective().Value() if found else None, solver.Objective().BestBound()


def cpsat(instance, limit):
    from ortools.sat.python import cp_model

    m, n = instance.sites, instance.customers
    model = cp_model.CpModel()
    x = [[model.new_bool_var("") for _ in range(n)] for _ in range(m)]
    y = [model.new_bool_var("") for _ in range(m)] if instance.fixed is not None else None
    for j in range(n):
        model.add_exactly_one(x[i][j] for i in range(m))
    for i in range(m):
        if y:
            for j in range(n):
                model.add_implication(x[i][j], y[i])
        if instance.capacity:
            load = cp_model.LinearExpr.weighted_sum(x[i], [int(v) for v in instance.load[i]])
            model.add(load <= (int(instance.capacity[i]) * y[i] if y else int(instance.capacity[i])))
    if y and instance.capacity:
        model.add(cp_model.LinearExpr.weighted_sum(y, [int(v) for v in instance.capacity]) >= int(sum(instance.load[0])))
    if instance.p:
        model.add(sum(y) == instance.p)
    terms = [x[i][j] for i in range(m) for j in range(n)] + (y or [])
    costs = [int(instance.costs[i][j]) for i in range(m) for j in range(n)] + [int(v) for v in (instance.fixed or [])]
    model.minimize(cp_model.LinearExpr.weighted_sum(terms, costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return status == cp_model.OPTIMAL, solver.objective_value if found else None, solver.best_objective_bound


def spopt(instance, limit):
    import numpy
    import pulp
    from spopt.locate import PMedian

    costs = numpy.array(instance.costs).T
    model = PMedian.from_cost_matrix(costs, numpy.ones(instance.customers), instance.p)
    model = model.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=1, gapRel=0.0), results=False)
    done = model.problem.status == 1 and model.problem.sol_status == 1
    return done, pulp.value(model.problem.objective), None


peer, form, path, capacity, limit = sys.argv[1:6]
instance = read(form, path, capacity)
began = time.monotonic()
done, value, bound = {"highs": highs, "scip": scip, "cpsat": cpsat, "spopt": spopt}[peer](instance, float(limit))
print(json.dumps({"done": done, "value": value, "bound": bound if bound is None or math.isfinite(bound) else None,
                  "seconds": time.monotonic() - began}))
