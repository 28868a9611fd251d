"""The same events as flat trees in ROOT files.

usage: writeRoot.py CSV FOLDER; needs pandas, uproot and awkward
"""

import os
import sys

import numpy as np
import pandas
import uproot

csv, folder = sys.argv[1:]
frame = pandas.read_csv(csv)
types = {name: np.int32 if name in ("x3", "label") else np.float32 for name in frame.columns}
compressions = {"uncompressed": None, "zlib": uproot.ZLIB(1), "lz4": uproot.LZ4(4)}
for name, compression in compressions.items():
    path = os.path.join(folder, f"events.{name}.root")
    with uproot.recreate(path + ".tmp", compression=compression) as file:
        file.mktree("events", types)
        # Baskets as ROOT writes them hold some tens of kB.
        for start in range(0, len(frame), 16384):
            part = frame.iloc[start : start + 16384]
            file["events"].extend({name: part[name].to_numpy(type) for name, type in types.items()})
    os.replace(path + ".tmp", path)
