"""What an analyst would write by hand for the same question: read, score three times, fill histograms.

usage: peer.py FILE MODEL; needs numpy, onnxruntime, and pandas (CSV) or uproot (ROOT)
"""

import json
import os
import resource
import sys

import numpy as np
import onnxruntime

features = [f"x{i}" for i in range(10)]
columns = features + ["weight", "weight_up", "weight_down", "label"]
rows_per_call = 65536


def read(file):
    if file.endswith(".csv"):
        import pandas

        frame = pandas.read_csv(file, usecols=columns)
        return {name: frame[name].to_numpy() for name in columns}
    import uproot

    return uproot.open(file)["events"].arrays(columns, library="np")


def open_model(file):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def score(session, events):
    rows = np.column_stack([events[name] for name in features]).astype(np.float32)
    parts = [
        session.run(["score"], {"features": rows[start : start + rows_per_call]})[0]
        for start in range(0, len(rows), rows_per_call)
    ]
    return np.concatenate(parts).ravel().astype(np.float64)


def fill(values, weights, labels, edges):
    """Sums of w and w^2 for each class."""
    return [
        [np.histogram(values[labels == label], edges, weights=power[labels == label])[0] for power in weights]
        for label in (0, 1)
    ]


def edges_of(values):
    return np.unique(np.quantile(values[:65536], np.linspace(0, 1, 257)))


def main():
    file, model = sys.argv[1:]
    events = read(file)
    session = open_model(model)
    labels = events["label"]
    nominal = score(session, events)
    weight = (events["weight"], events["weight"] ** 2)
    histograms = [fill(events[name], weight, labels, edges_of(events[name])) for name in features]
    edges = edges_of(nominal)
    histograms.append(fill(nominal, weight, labels, edges))
    for name in ("weight_up", "weight_down"):
        histograms.append(fill(nominal, (events[name], events[name] ** 2), labels, edges))
    for factor in (1.02, 0.98):
        varied = score(session, {**events, "x1": events["x1"] * factor})
        histograms.append(fill(varied, weight, labels, edges))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    with open(os.environ["PULLSCOPE_BENCH_USAGE"], "w") as out:
        json.dump({"cpu": usage.ru_utime + usage.ru_stime, "peak": peak(usage)}, out)


def peak(usage):
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
    return usage.ru_maxrss


if __name__ == "__main__":
    main()
