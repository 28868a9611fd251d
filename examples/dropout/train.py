"""Trains a classifier of ttH against tt once, with dropout, and writes it as ONNX: its Dropout takes its training mode from
an input, so that it can be switched on again. Weights are those of the analysis, both classes of equal total weight.

python train.py    (numpy, uproot, onnx)
"""

from pathlib import Path

import numpy as np
import onnx
import uproot
from onnx import TensorProto, helper, numpy_helper

here = Path(__file__).parent
features = ["HT_all", "nJets", "nBTags_70"]
weights = [
    "weight_normalise",
    "weight_pileup",
    "weight_mc",
    "weight_leptonSF",
    "weight_bTagSF_MV2c10_Continuous",
    "weight_jvt",
]
widths = [len(features), 32, 32, 1]
ratio = 0.2
random = np.random.default_rng(7)


def events(file):
    with uproot.open(here / file) as opened:
        columns = opened["nominal_Loose"].arrays([*features, *weights], library="np")
    selected = columns["nJets"] >= 5
    weight = np.prod([columns[name][selected].astype(float) for name in weights], axis=0)
    return np.stack([columns[name][selected].astype(float) for name in features], axis=1), weight / weight.sum()


def passed(x, layers, masks):
    """What goes into each layer, and the score. A mask is 0 or 1/(1 - ratio), so that its mean is 1."""
    into = [x]
    for (w, b), mask in zip(layers[:-1], masks):
        into.append(np.maximum(into[-1] @ w + b, 0) * mask)
    w, b = layers[-1]
    return into, 1 / (1 + np.exp(-(into[-1] @ w + b)[:, 0]))


def train(x, y, weight, steps=6000, batch=512, rate=2e-3):
    """Cross-entropy, by Adam (arXiv:1412.6980); each event of a batch loses its own hidden units."""
    layers = [
        [random.normal(0, np.sqrt(2 / m), (m, n)), np.zeros(n)] for m, n in zip(widths[:-1], widths[1:])
    ]
    moments = [[[np.zeros_like(p), np.zeros_like(p)] for p in layer] for layer in layers]
    for step in range(1, steps + 1):
        chosen = random.integers(0, len(x), batch)
        masks = [(random.random((batch, n)) >= ratio) / (1 - ratio) for n in widths[1:-1]]
        into, score = passed(x[chosen], layers, masks)
        slope = (weight[chosen] * (score - y[chosen]) / batch)[:, None]
        gradients = []
        for layer in reversed(range(len(layers))):
            gradients.insert(0, [into[layer].T @ slope, slope.sum(0)])
            if layer > 0:
                slope = slope @ layers[layer][0].T * (into[layer] > 0) * masks[layer - 1]
        decreasing = rate * (1 - step / steps)
        for layer, gradient, moment in zip(layers, gradients, moments):
            for parameter, g, m in zip(layer, gradient, moment):
                m[0] += 0.1 * (g - m[0])
                m[1] += 0.001 * (g**2 - m[1])
                parameter -= decreasing * (m[0] / (1 - 0.9**step)) / (np.sqrt(m[1] / (1 - 0.999**step)) + 1e-8)
    return layers


def write(path, mean, deviation, layers):
    """Each Dropout has a seed of its own: the same analysis gives the same numbers."""
    node = helper.make_node
    nodes = [node("Sub", ["features", "mean"], ["centred"]), node("Div", ["centred", "deviation"], ["x0"])]
    values = {"mean": mean, "deviation": deviation, "ratio": np.array(ratio)}
    last = len(layers) - 1
    for layer, (w, b) in enumerate(layers):
        values |= {f"w{layer}": w, f"b{layer}": b}
        nodes.append(node("Gemm", [f"x{layer}", f"w{layer}", f"b{layer}"], [f"sum{layer}"]))
        if layer < last:
            nodes.append(node("Relu", [f"sum{layer}"], [f"hidden{layer}"]))
            inputs = [f"hidden{layer}", "ratio", "training_mode"]
            nodes.append(node("Dropout", inputs, [f"x{layer + 1}"], seed=101 + layer))
    nodes.append(node("Sigmoid", [f"sum{last}"], ["score"]))
    graph = helper.make_graph(
        nodes,
        "dropout",
        [
            helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", len(features)]),
            helper.make_tensor_value_info("training_mode", TensorProto.BOOL, []),
        ],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch", 1])],
        [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in values.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, {"feature_names": '["HT_all", "nJets", "nBTags_70"]'})
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    (background, b), (signal, s) = events("tt_PP8.root"), events("ttH_PP8.root")
    x = np.concatenate([background, signal])
    y = np.concatenate([np.zeros(len(b)), np.ones(len(s))])
    weight = np.concatenate([b, s]) * len(x) / 2
    mean, deviation = x.mean(0), x.std(0)
    write(here / "tth_dropout.onnx", mean, deviation, train((x - mean) / deviation, y, weight))


if __name__ == "__main__":
    main()
