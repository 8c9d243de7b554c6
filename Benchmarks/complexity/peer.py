"""One peer on one table: RCA, ECI, PCI, density, COI and COG, and a CSV of the cells, as far as the package makes them."""
import sys

name, path = sys.argv[1:3]
import pandas as pd

data = pd.read_csv(path, dtype={"loc": str, "prod": str})
if name == "ecomplexity":
    from ecomplexity import ecomplexity, proximity

    data["time"] = 1
    columns = {"time": "time", "loc": "loc", "prod": "prod", "val": "val"}
    try:
        made = ecomplexity(data, columns, presence_test="rca", check_logsupermodularity=False)
    except TypeError:
        made = ecomplexity(data, columns, presence_test="rca")
    print(len(made), float(made["eci"].std()))
else:
    from econci import Complexity

    made = Complexity(data, c="loc", p="prod", values="val")
    made.calculate_indexes()
    print(len(made.eci))
