"""Reads each file with the package that people use for it, all columns, and prints seconds as JSON.

usage: peers.py REPEATS FILE...
"""

import json
import resource
import sys
import time


def reader(path):
    """The name of a package and a function that reads a file with it; None where it is not installed."""
    try:
        if path.endswith(".root"):
            import uproot

            return f"uproot {uproot.__version__}", lambda: uproot.open(path)["events"].arrays(library="np")
        if path.endswith((".parquet", ".feather")):
            import pyarrow
            import pyarrow.feather
            import pyarrow.parquet

            pyarrow.set_cpu_count(1)
            pyarrow.set_io_thread_count(1)
            if path.endswith(".feather"):
                # As arrays in memory of their own, not as a map of the file.
                read = lambda: pyarrow.feather.read_table(path, use_threads=False, memory_map=False)
            else:
                read = lambda: pyarrow.parquet.read_table(path, use_threads=False)
            return f"pyarrow {pyarrow.__version__}", read
        if path.endswith(".h5"):
            import h5py

            def read():
                with h5py.File(path) as file:
                    return {name: dataset[:] for name, dataset in file.items()}

            return f"h5py {h5py.__version__}", read
        if ".csv" in path:
            import pandas

            return f"pandas {pandas.__version__}", lambda: pandas.read_csv(path)
        import numpy

        def load():
            loaded = numpy.load(path)
            return {name: loaded[name] for name in loaded.files} if path.endswith(".npz") else loaded

        return f"numpy {numpy.__version__}", load
    except ImportError:
        return None


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


WARM_UP = 1  # second, as long as the other side has
repeats = int(sys.argv[1])
for path in sys.argv[2:]:
    found = reader(path)
    if found is None:
        continue
    name, read = found
    start = time.perf_counter()
    while time.perf_counter() - start < WARM_UP:
        read()
    best = {"wall": float("inf"), "cpu": float("inf")}
    for _ in range(repeats):
        wall, used = time.perf_counter(), cpu()
        read()
        best = {"wall": min(best["wall"], time.perf_counter() - wall), "cpu": min(best["cpu"], cpu() - used)}
    print(json.dumps({"file": path, "package": name, **best}), flush=True)
