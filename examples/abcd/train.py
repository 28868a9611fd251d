"""Trains what tells events with four b-tagged jets or more (region A) from those with three (region B), from their number
of jets: five logistic regressions, each on another bootstrap sample, as ONNX. Only events of A and B are seen.

python train.py    (numpy, scikit-learn, uproot, onnx)
"""

from pathlib import Path

import numpy as np
import onnx
import uproot
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression

here = Path(__file__).parent
weights = [
    "weight_normalise",
    "weight_pileup",
    "weight_mc",
    "weight_leptonSF",
    "weight_bTagSF_MV2c10_Continuous",
    "weight_jvt",
]


def events():
    with uproot.open(here / "tt_PP8.root") as file:
        columns = file["nominal_Loose"].arrays(["HT_all", "nJets", "nBTags_70", *weights], library="np")
    columns = {name: values.astype(float) for name, values in columns.items()}
    weight = np.prod([columns[name] for name in weights], axis=0) * 11000
    return columns, weight


def write(path, slope, intercept):
    """p = 1/(1 + exp(-(slope nJets + intercept)))"""
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["features", "slope", "intercept"], ["logit"]),
            helper.make_node("Sigmoid", ["logit"], ["score"]),
        ],
        "reweighting",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", 1])],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch", 1])],
        [
            numpy_helper.from_array(np.array([[slope]], np.float32), "slope"),
            numpy_helper.from_array(np.array([intercept], np.float32), "intercept"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, {"feature_names": '["nJets"]'})
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    columns, weight = events()
    training = columns["HT_all"] < 500000
    jets = columns["nJets"][training, None]
    four_tags = columns["nBTags_70"][training] >= 4
    for member in range(5):
        drawn = np.random.default_rng(member).poisson(1, training.sum())
        fit = LogisticRegression(C=1e3).fit(jets, four_tags, sample_weight=weight[training] * drawn)
        write(here / f"tags_boot{member}.onnx", fit.coef_[0, 0], fit.intercept_[0])
        print(member, fit.coef_[0, 0], fit.intercept_[0])


if __name__ == "__main__":
    main()
