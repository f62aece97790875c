"""Makes predictions.json: what models that are only asked, or that learn by storing, must answer.

    python tests/golden/make_predictions.py

glm       rows for glm-regressor.mlmodel, computed as W x + offset
networks  rows for networks; the rows of an image input are digits of mnist-cnn/digits.bin, as they are
drawing   drawing-classifier-updatable.mlmodel after learning digits: scikit-learn on the embeddings
"""

import math
import pathlib

import numpy as np
import specs
from fixtures import exact, short, write_json
from reference import Network
from sklearn.neighbors import KNeighborsClassifier

GOLDEN = pathlib.Path(__file__).resolve().parent
MODELS = GOLDEN.parent / "models"
DIGITS = "mnist-cnn/digits.bin"


def glm():
    name = "glm-regressor.mlmodel"
    params = specs.read_model(MODELS / name).glmRegressor
    assert params.postEvaluationTransform == 0 and len(params.weights) == len(params.offset) == 1
    rows = np.random.default_rng(201).uniform(0, 20, (6, 13)).round(3)
    rows[0], rows[1] = 0.0, 1.0
    answers = [math.fsum([w * x for w, x in zip(params.weights[0].value, row)] + [params.offset[0]])
               for row in rows]
    return {"model": name, "input": "input", "output": "prediction", "rows": rows.tolist(),
            "expected": answers}


def digits():
    return np.frombuffer((GOLDEN / DIGITS).read_bytes(), np.uint8).reshape(-1, 1, 28, 28).astype(np.float64)


def network(name, inputs):
    outputs = Network(specs.read_model(MODELS / name)).predict(inputs)
    return {"model": name,
            "inputs": [{"name": k, "rows": [exact(row) for row in v]} for k, v in inputs.items()],
            "outputs": [{"name": k, "rows": [short(row) for row in v]} for k, v in outputs.items()]}


def networks():
    def noise(seed, *shape):
        return np.random.default_rng(seed).standard_normal(shape).round(3).astype(np.float32)

    whole = lambda *v: np.array(v, np.float64)[:, None]
    found = [
        network("house-price-updatable.mlmodel", {
            "categoricalInput1": whole(0, 1, 1), "categoricalInput2": whole(0, 8, 3),
            "numericalInput": noise(211, 3, 11)}),
        network("house-price.mlmodel", {
            "input1": noise(212, 3, 11), "input2": whole(1, 0, 1), "input3": whole(2, 7, 0)}),
        network("keras-mlp.mlmodel", {"input1": noise(213, 3, 3)}),
    ]
    chosen = [0, 21, 42]
    embedding = network("tiny-drawing-embedding.mlmodel", {"drawing": digits()[chosen]})
    embedding["inputs"] = [{"name": "drawing", "file": DIGITS, "digits": chosen}]
    return found + [embedding]


def drawing():
    """k = 5, inverse distance; no result may hang on a near tie."""
    model = specs.read_model(MODELS / "drawing-classifier-updatable.mlmodel")
    front, knn = model.pipelineClassifier.pipeline.models
    assert knn.kNearestNeighborsClassifier.numberOfNeighbors.defaultValue == 5
    features = Network(front).predict({"drawing": digits()})["embedding"]
    labels = [str(n * 7 % 10) for n in range(64)]
    learned, seen = list(range(40)), list(dict.fromkeys(labels[:40]))
    classifier = KNeighborsClassifier(5, weights="distance", algorithm="brute")
    classifier.fit(features[learned], labels[:40])
    order = [list(classifier.classes_).index(s) for s in seen]
    results = []
    for query in range(40, 64):
        distances = np.sort(np.linalg.norm(features[learned] - features[query], axis=1))
        chances = classifier.predict_proba(features[[query]])[0]
        if distances[5] / distances[4] < 1.002 or np.diff(np.sort(chances))[-1] < 0.01:
            continue
        results.append({"digit": query, "truth": labels[query],
                        "label": str(classifier.predict(features[[query]])[0]),
                        "probabilities": short(chances[order])})
    right = sum(r["truth"] == r["label"] for r in results)
    print(f"drawing: {right} of {len(results)} digits named rightly")
    return {"model": "drawing-classifier-updatable.mlmodel", "file": DIGITS, "input": "drawing",
            "target": "label", "learned": learned, "labels": labels[:40], "classes": seen,
            "results": results}


if __name__ == "__main__":
    write_json(GOLDEN / "predictions.json", {"glm": glm(), "networks": networks(), "drawing": drawing()})
