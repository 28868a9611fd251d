"""The question of `shift/feature` asked of other packages, on the same events and on one core. Weights are left out: none
of them takes any.

usage: peers.py PACKAGE FOLDER; prints seconds and processor seconds of the test from memory, largest memory and
version as JSON
"""

import json
import resource
import sys
import time

import pandas as pd
import pyarrow.parquet as pq

features = [f"x{index}" for index in range(30)]


def read(folder, name):
    return pq.read_table(f"{folder}/{name}.parquet", columns=features, use_threads=False).to_pandas().astype("float64")


def scipy_ks(nominal, applied):
    from scipy.stats import ks_2samp

    return [ks_2samp(nominal[name].to_numpy(), applied[name].to_numpy(), method="asymp").pvalue for name in features]


def nannyml_ks(nominal, applied):
    import nannyml

    calculator = nannyml.UnivariateDriftCalculator(
        column_names=features, continuous_methods=["kolmogorov_smirnov"], chunk_number=1
    )
    calculator.fit(nominal)
    return calculator.calculate(applied)


def evidently_preset(nominal, applied):
    from evidently import Report
    from evidently.presets import DataDriftPreset

    return Report([DataDriftPreset()]).run(current_data=applied, reference_data=nominal).dict()


def alibi_ks(nominal, applied):
    from alibi_detect.cd import KSDrift

    detector = KSDrift(nominal.to_numpy(), p_val=0.01)
    return detector.predict(applied.to_numpy())


packages = {
    "scipy": scipy_ks,
    "nannyml": nannyml_ks,
    "evidently": evidently_preset,
    "alibi_detect": alibi_ks,
}


def main():
    package, folder = sys.argv[1:]
    from importlib.metadata import version

    nominal, applied = read(folder, "nominal"), read(folder, "applied")
    # Imports and what is compiled on first use are not part of the time.
    packages[package](nominal[:2000], applied[:2000])
    start, used = time.perf_counter(), time.process_time()
    packages[package](nominal, applied)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak, "version": version(package.replace("_", "-"))}))


if __name__ == "__main__":
    main()
