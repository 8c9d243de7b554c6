"""Writes the tables, runs each program in a process of its own, prints CPU seconds and peak memory."""
import os
import resource
import subprocess
import sys

work, root = sys.argv[1:3]
peers = "--without-peers" not in sys.argv
yaolian = f"{root}/.build-release/release/yaolian"
probe = f"{root}/.build-benchmarks/probe/release/complexity-probe"
here = os.path.dirname(os.path.abspath(__file__))


# One thread in the peers' linear algebra: waiting threads would be counted against them.
environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")


def table(name, regions, industries, rows):
    """A nested, noisy table: rich regions do many things, hard industries are rare."""
    path = f"{work}/{name}.csv"
    if os.path.exists(path):
        return path
    import numpy as np
    rng = np.random.default_rng(7)
    rich, hard = rng.normal(size=regions), rng.normal(size=industries)
    chance = 0.9 * rich[:, None] - 0.9 * hard[None, :] + rng.normal(size=(regions, industries)) * 1.6
    has = chance > np.quantile(chance, 1 - rows / (regions * industries))
    value = np.exp(rng.normal(size=(regions, industries)) * 1.5 + rich[:, None] + 5)
    with open(path, "w") as out:
        out.write("loc,prod,val\n")
        for c in range(regions):
            for p in np.nonzero(has[c])[0]:
                out.write("R%05d,%04d,%.3f\n" % (c, p, value[c, p]))
    return path


def run(arguments, best_of=3):
    """CPU seconds (best of some runs) and peak MiB of one process; None where it fails."""
    best = None
    for _ in range(best_of):
        with open(f"{work}/log.txt", "w") as out:
            pid = subprocess.Popen(arguments, stdout=out, stderr=subprocess.STDOUT, env=environment)
            _, status, usage = os.wait4(pid.pid, 0)
            pid.returncode = status
        if status != 0:
            return None
        cpu = usage.ru_utime + usage.ru_stime
        if best is None or cpu < best[0]:
            best = (cpu, usage.ru_maxrss / 1024)
    return best


def cell(result):
    return "failed" if result is None else "%.2f s, %.0f MiB" % result


def ratio(a, b):
    return "" if a is None or b is None else " (%.0fx)" % (b[0] / a[0])


sets = [("a", 226, 785, 124_336), ("b", 340, 1400, 262_370), ("c", 3000, 1400, 2_380_957)]
keys = ["--region", "loc", "--industry", "prod", "--value", "val"]
print("| table | all six files, 1 thread | 2 threads, CPU | ecomplexity 0.5.3 | econci 0.1.3 |")
print("| --- | --- | --- | --- | --- |")
for name, regions, industries, rows in sets:
    path = table(name, regions, industries, rows)
    ours = run([yaolian, "complexity", path, *keys, "--out", f"{work}/out"])
    two = run([yaolian, "complexity", path, *keys, "--out", f"{work}/out", "--threads", "2"])
    e = c = None
    if peers:
        e = run([f"{work}/ecomplexity/bin/python", f"{here}/peer.py", "ecomplexity", path], 1)
        c = run([f"{work}/econci/bin/python", f"{here}/peer.py", "econci", path], 1)
    print(f"| {name}: {regions} x {industries}, {rows:,} rows | {cell(ours)} | {cell(two)} | {cell(e)}{ratio(ours, e)} | {cell(c)}{ratio(ours, c)} |", flush=True)

million = table("five-million", 4000, 1600, 5_000_000)
print()
print(subprocess.run([probe, f"{work}/c.csv", million], capture_output=True, text=True).stdout, end="")

scopes = f"{work}/scopes.csv"
if not os.path.exists(scopes):
    clauses = ["生产、加工、销售：片剂、硬胶囊剂、颗粒剂（按许可证所列范围生产经营）", "二类6815注射穿刺器械、6866医用高分子材料及制品生产",
               "医药中间体、化学试剂（不含危险化学品）的研发、生产、销售", "中成药、化学药制剂、抗生素、生化药品、生物制品（除疫苗）零售",
               "自营和代理各类商品及技术的进出口业务（国家限定企业经营或禁止进出口的商品和技术除外）", "保健食品、预包装食品销售", "普通机械零部件制造、加工"]
    with open(scopes, "w") as out:
        out.write("credit_code,name,scope\n")
        for n in range(20_000):
            picked = [clauses[(n * 7 + k * (1 + n % 5)) % len(clauses)] for k in range(4)]
            out.write(f"{n},某公司,\"{'；'.join(picked)}\"\n")
label = run([yaolian, "chain", "label", scopes, "--scope-column", "scope", "--taxonomy", f"{root}/Content/chains/biomed.yaml", "--json"])
print("20,000 scopes labelled: " + cell(label))
