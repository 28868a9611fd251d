"""The same random numbers, five columns of float32 and five of float64, in every format.

usage: writeFiles.py FOLDER EVENTS; writes what the packages that are installed can write
"""

import importlib.util
import os
import sys

import numpy as np

folder, events = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
columns = {f"x{i}": random.normal(size=events).astype(np.float32 if i < 5 else np.float64) for i in range(10)}


def has(*packages):
    return all(importlib.util.find_spec(package) is not None for package in packages)


def file(name):
    return os.path.join(folder, name)


records = np.zeros(events, [(name, values.dtype) for name, values in columns.items()])
for name, values in columns.items():
    records[name] = values
np.save(file("structured.npy"), records)
np.save(file("rows.npy"), np.stack([values.astype(np.float32) for values in columns.values()], axis=1))
np.savez(file("stored.npz"), **columns)

if has("uproot"):
    import uproot

    for name, compression in {"none": None, "zlib": uproot.ZLIB(1), "lz4": uproot.LZ4(4), "zstd": uproot.ZSTD(5)}.items():
        with uproot.recreate(file(f"{name}.root"), compression=compression) as out:
            out.mktree("events", {name: values.dtype for name, values in columns.items()})
            # Baskets as ROOT writes them hold some tens of kB.
            for start in range(0, events, 16384):
                out["events"].extend({name: values[start : start + 16384] for name, values in columns.items()})
if has("pyarrow"):
    import pyarrow as pa
    import pyarrow.feather
    import pyarrow.parquet as pq

    table = pa.table(columns)
    for compression in ("none", "snappy", "zstd", "lz4"):
        pq.write_table(table, file(f"{compression}.parquet"), compression=compression, use_dictionary=False)
    pq.write_table(table, file("default.parquet"))
    pyarrow.feather.write_feather(table, file("none.feather"), compression="uncompressed")
    pyarrow.feather.write_feather(table, file("lz4.feather"), compression="lz4")
if has("h5py"):
    import h5py

    with h5py.File(file("plain.h5"), "w") as out:
        for name, values in columns.items():
            out[name] = values
    with h5py.File(file("gzip.h5"), "w") as out:
        for name, values in columns.items():
            out.create_dataset(name, data=values, chunks=(65536,), compression="gzip", compression_opts=1, shuffle=True)
if has("pandas"):
    import pandas as pd

    frame = pd.DataFrame(columns)
    frame.to_csv(file("plain.csv"), index=False)
    frame.to_csv(file("packed.csv.gz"), index=False, compression={"method": "gzip", "compresslevel": 1})
