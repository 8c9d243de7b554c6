"""Reads the public instances into one shape: costs[i][j] of serving customer j from site i, and what goes with them."""
import heapq
import math


class Instance:
    """fixed is None where opening costs nothing and is not limited; capacity None where there is none; p the number to open."""

    def __init__(self, costs, load, capacity=None, fixed=None, p=None, is_whole=False):
        self.costs, self.load, self.capacity, self.fixed, self.p, self.is_whole = costs, load, capacity, fixed, p, is_whole
        self.sites, self.customers = len(costs), len(costs[0])


def read(form, path, capacity=None):
    with open(path, encoding="ascii") as file:
        words = iter(file.read().split())
    number = lambda: float(next(words))
    count = lambda: int(next(words))
    if form in ("ufl", "cfl"):
        m, n = count(), count()
        room, fixed = [], []
        for _ in range(m):
            word = next(words)
            room.append(float(capacity) if capacity else math.inf if word == "capacity" else float(word))
            fixed.append(number())
        demand, rows = [], []
        for _ in range(n):
            demand.append(number())
            rows.append([number() for _ in range(m)])
        costs = [[rows[j][i] for j in range(n)] for i in range(m)]
        bounded = form == "cfl" and max(room) < math.inf
        return Instance(costs, [demand] * m, room if bounded else None, fixed)
    if form == "sscfl":
        m, n = count(), count()
        room, fixed = [number() for _ in range(m)], [number() for _ in range(m)]
        demand = [number() for _ in range(n)]
        rows = [[number() for _ in range(m)] for _ in range(n)]
        return Instance([[rows[j][i] for j in range(n)] for i in range(m)], [demand] * m, room, fixed, is_whole=True)
    if form == "gap":
        m, n = count(), count()
        costs = [[number() for _ in range(n)] for _ in range(m)]
        load = [[number() for _ in range(n)] for _ in range(m)]
        return Instance(costs, load, [number() for _ in range(m)], is_whole=True)
    if form == "pmedcap":
        number(), number()
        n, p, room = count(), count(), number()
        points = [[number() for _ in range(4)] for _ in range(n)]
        costs = [[float(math.floor(math.dist(a[1:3], b[1:3]))) for b in points] for a in points]
        return Instance(costs, [[point[3] for point in points]] * n, [room] * n, [0.0] * n, p, is_whole=True)
    n, edges, p = count(), count(), count()
    roads = [{} for _ in range(n)]
    for _ in range(edges):
        a, b, length = count() - 1, count() - 1, number()
        if a != b:
            roads[a][b] = roads[b][a] = length
    return Instance([reach(roads, start) for start in range(n)], [[1.0] * n] * n, None, [0.0] * n, p)


def reach(roads, start):
    best = [math.inf] * len(roads)
    best[start] = 0.0
    heap = [(0.0, start)]
    while heap:
        length, here = heapq.heappop(heap)
        if length > best[here]:
            continue
        for there, road in roads[here].items():
            if length + road < best[there]:
                best[there] = length + road
                heapq.heappush(heap, (length + road, there))
    return best
