"""Two samples of the same kind, of which the second is shifted a little in every third feature.

usage: writeEvents.py FOLDER EVENTS; needs numpy and pyarrow
"""

import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

features = 30


def sample(seed, events, shift):
    random = np.random.default_rng(seed)
    columns = {}
    for feature in range(features):
        x = random.normal(size=events) + (shift if feature % 3 == 0 else 0)
        # Normal, with a long tail, and uniform.
        values = [x, 60 * np.exp(0.6 * x), np.arctan(x)][(feature // 3) % 3]
        columns[f"x{feature}"] = values.astype(np.float32)
    sign = np.where(random.uniform(size=events) < 0.1, -1, 1)
    columns["weight"] = sign * np.exp(0.3 * random.normal(size=events))
    for nuisance in range(4):
        columns[f"factor{nuisance}"] = 1 + 0.1 * random.normal(size=events)
    return pa.table(columns)


def main():
    folder, events = sys.argv[1], int(sys.argv[2])
    for seed, (name, shift) in enumerate([("nominal", 0), ("applied", 0.02)]):
        pq.write_table(sample(seed, events, shift), f"{folder}/{name}.parquet", compression="snappy", row_group_size=65536)


if __name__ == "__main__":
    main()
