"""Fits with many nuisances by pyhf: writes the templates that both fit, then times fits of them.

    python peer.py FILE.json        writes templates and pseudo-data, and prints what pyhf's fits take
Needs pyhf, iminuit, scipy and numpy.
"""

import json
import sys
import time

import numpy as np
import pyhf

bins, nuisances = 30, 50
# Impacts take two fits for each nuisance, all alike: so many are timed.
timed_impacts = 3


def templates():
    rng = np.random.default_rng(50)
    x = (np.arange(bins) + 0.5) / bins
    shapes = {"signal": np.exp(2.5 * x), "background": np.exp(-2.0 * x), "flat": np.ones(bins), "rising": x, "falling": 1 - x}
    yields = {"signal": 300, "background": 3000, "flat": 500, "rising": 200, "falling": 200}
    processes = []
    for name, shape in shapes.items():
        contents = 2 + yields[name] * shape / shape.sum()
        processes.append({"name": name, "signal": name == "signal", "contents": contents, "squares": contents * 0.02})
    result = []
    for index in range(nuisances):
        shifts = []
        for process in processes:
            slope, rate, lopsided = rng.normal(0, 0.06), rng.normal(0, 0.02), rng.normal(0, 0.01)
            shift = rate + slope * (x - 0.5)
            shifts.append({"up": process["contents"] * (1 + shift + lopsided * x), "down": process["contents"] * (1 - shift + lopsided * x)})
        result.append({"name": f"n{index}", "shifts": shifts})
    total = sum(process["contents"] for process in processes)
    return {"bins": bins, "processes": processes, "nuisances": result, "data": rng.poisson(total).astype(float)}


def model(case, exponential):
    samples = []
    for position, process in enumerate(case["processes"]):
        modifiers = [{"name": "mu", "type": "normfactor", "data": None}] if process["signal"] else []
        for nuisance in case["nuisances"]:
            up, down = nuisance["shifts"][position]["up"], nuisance["shifts"][position]["down"]
            if exponential:
                hi, lo = up.sum() / process["contents"].sum(), down.sum() / process["contents"].sum()
                modifiers.append({"name": nuisance["name"], "type": "normsys", "data": {"hi": hi, "lo": lo}})
                up, down = up / hi, down / lo
            modifiers.append({"name": nuisance["name"], "type": "histosys", "data": {"hi_data": up.tolist(), "lo_data": down.tolist()}})
        samples.append({"name": process["name"], "data": process["contents"].tolist(), "modifiers": modifiers})
    return pyhf.Model(
        {"channels": [{"name": "channel", "samples": samples}], "parameters": [{"name": "mu", "bounds": [[-20.0, 20.0]], "inits": [1.0]}]},
        poi_name="mu",
        modifier_settings={"histosys": {"interpcode": "code4p" if exponential else "code0"}, "normsys": {"interpcode": "code4"}},
    )


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def seconds(of):
    start = time.process_time()
    result = of()
    return time.process_time() - start, result


case = templates()
with open(sys.argv[1], "w") as file:
    json.dump(plain(case), file)

out = {"pyhf": pyhf.__version__, "rows": []}
for exponential in (False, True):
    pdf = model(case, exponential)
    data = np.concatenate([case["data"], pdf.config.auxdata])
    for optimizer in ("scipy", "minuit"):
        pyhf.set_backend("numpy", pyhf.optimize.scipy_optimizer(maxiter=2000) if optimizer == "scipy" else pyhf.optimize.minuit_optimizer(maxiter=100000))
        row = {"interpolation": "exponential" if exponential else "linear", "optimizer": optimizer}
        try:
            row["fit"], (best, lowest) = seconds(lambda: pyhf.infer.mle.fit(data, pdf, return_fitted_val=True))
            row["mu"], row["nll"] = float(best[pdf.config.poi_index]), float(lowest)
            if optimizer == "scipy":
                init, fixed = best.tolist(), pdf.config.suggested_fixed()
                taken = 0.0
                for name in pdf.config.par_names[1 : 1 + timed_impacts] if pdf.config.par_names[0] == "mu" else pdf.config.par_names[:timed_impacts]:
                    index = pdf.config.par_names.index(name)
                    for by in (-0.9, 0.9):
                        moved, held = list(init), list(fixed)
                        moved[index] += by
                        held[index] = True
                        taken += seconds(lambda: pyhf.infer.mle.fit(data, pdf, moved, fixed_params=held))[0]
                row["impact"] = taken / timed_impacts
        except pyhf.exceptions.FailedMinimization as error:
            row["failed"] = str(error)[:80]
        out["rows"].append(row)
print(json.dumps(out))
