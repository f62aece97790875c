"""Makes model-types.json: the classic model types, each with rows of inputs and what it must answer.

    python tests/golden/make_model_types.py

The models are put together from what scikit-learn fitted, and their answers are scikit-learn's; where it has no
such model, the stated definition in float64 NumPy. (coremltools 9 converts from older releases of scikit-learn only.)
Inputs are multiples of 1/64, so that float32 and float64 hold the same ones.
"""

import pathlib

import model_types_features
import model_types_fitted
import model_types_trees
from fixtures import write_json
from model_types import CASES

PATH = pathlib.Path(__file__).resolve().parent / "model-types.json"

if __name__ == "__main__":
    model_types_fitted.linear()
    model_types_trees.regression_trees()
    model_types_trees.classification_trees()
    model_types_fitted.machines()
    model_types_features.scalers()
    model_types_features.imputers()
    model_types_features.vectorizers()
    model_types_features.encoders()
    model_types_features.boxes()
    model_types_features.recommendations()
    write_json(PATH, {"cases": CASES})
    print(len(CASES), "cases,", PATH.stat().st_size, "bytes")
