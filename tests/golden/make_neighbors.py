"""Makes neighbors.json: nearest-neighbour votes, counted by scikit-learn.

    python tests/golden/make_neighbors.py

All vectors hold whole numbers, so squared distances are exact in float32. A query is taken only if
no result depends on a tie: the k-th and the next neighbour differ in distance, and the two best
labels differ in votes by more than one in ten thousand.
"""

import pathlib

import numpy as np
import specs
from fixtures import short, write_json
from sklearn.neighbors import KNeighborsClassifier

GOLDEN = pathlib.Path(__file__).resolve().parent
MODELS = GOLDEN.parent / "models"
WEIGHTINGS = {"uniform": "uniform", "inverseDistance": "distance"}


def tied(samples, labels, query, k, weights):
    squares = ((samples - query) ** 2).sum(axis=1)
    order = np.argsort(squares, kind="stable")
    if k < len(samples) and squares[order[k - 1]] == squares[order[k]]:
        return True
    votes = np.sort(classify(samples, labels, query, k, weights)[1])
    return len(votes) > 1 and votes[-1] - votes[-2] < 1e-4


def classify(samples, labels, query, k, weights):
    """The label, and the probabilities in the order in which labels are first seen."""
    model = KNeighborsClassifier(min(k, len(samples)), weights=weights, algorithm="brute")
    model.fit(samples, labels)
    seen = list(dict.fromkeys(labels))
    chances = model.predict_proba([query])[0][[list(model.classes_).index(s) for s in seen]]
    return str(model.predict([query])[0]), chances


def results(samples, labels, queries, ks, weightings):
    found = []
    for at, query in enumerate(queries):
        for k in ks:
            for weighting in weightings:
                assert not tied(samples, labels, query, k, WEIGHTINGS[weighting])
                label, chances = classify(samples, labels, query, k, WEIGHTINGS[weighting])
                found.append({"query": at, "k": k, "weighting": weighting, "label": label,
                              "probabilities": short(chances)})
    return found


def queries_for(samples, labels, seed, count, ks, weightings=tuple(WEIGHTINGS)):
    """The last one is a stored sample itself: distance zero."""
    random = np.random.default_rng(seed)
    low, high = samples.min() - 2, samples.max() + 3
    found = []
    while len(found) < count:
        last = len(found) == count - 1
        query = samples[random.integers(len(samples))] if last else random.integers(
            low, high, samples.shape[1]).astype(np.float64)
        if not last and not ((samples - query) ** 2).sum(axis=1).all():
            continue
        if not any(tied(samples, labels, query, k, WEIGHTINGS[w]) for k in ks for w in weightings):
            found.append(query)
    return np.array(found)


def entry(name, samples, labels, seed, count, ks=(1, 3, 5), weightings=tuple(WEIGHTINGS),
          stored=True, queries=None):
    if queries is None:
        queries = queries_for(samples, labels, seed, count, ks, weightings)
    listed = {"samples": samples.astype(int).tolist(), "labels": labels} if stored else {}
    return {"name": name, "dimensions": samples.shape[1], "classes": list(dict.fromkeys(labels)),
            **listed, "queries": queries.astype(int).tolist(),
            "results": results(samples, labels, queries, ks, weightings)}


def cloud(seed, count, dimensions, names, spread):
    random = np.random.default_rng(seed)
    kinds = random.integers(0, len(names), count)
    centres = random.integers(-12, 13, (len(names), dimensions))
    samples = centres[kinds] + np.round(random.standard_normal((count, dimensions)) * spread)
    return samples.astype(np.float64), [names[k] for k in kinds]


def of_model(name, seed, ks, weighting):
    knn = specs.read_model(MODELS / name).kNearestNeighborsClassifier
    samples = np.array([list(s.vector) for s in knn.nearestNeighborsIndex.floatSamples], np.float64)
    labels = list(knn.stringClassLabels.vector) or [str(v) for v in knn.int64ClassLabels.vector]
    kind = "string" if knn.HasField("stringClassLabels") else "int64"
    return {"model": name, "labelType": kind,
            **entry(name, samples, labels, seed, 6, ks, (weighting,), stored=False)}


if __name__ == "__main__":
    paper = np.array([[0, 0], [1, 0], [0, 2], [6, 6], [7, 5], [6, 8], [-5, 4], [-6, 3], [-4, 6]], float)
    twins = np.array([[3, 3], [3, 3], [3, 3], [5, 5], [0, 8], [9, 1]], float)
    document = {
        "sets": [
            entry("on paper", paper, list("aaabbbccc"), 1, 5),
            entry("five dimensions", *cloud(2, 60, 5, ["red", "green", "blue", "grey"], 9), 3, 12),
            entry("twenty-one dimensions", *cloud(4, 150, 21, ["q", "w", "e", "r", "t"], 11), 5, 8),
            entry("three samples in one place", twins, list("aabbbc"), 0, 0, (3, 5),
                  queries=np.array([[3, 3]], float)),
            entry("more neighbours asked for than stored", paper[:4], list("aaab"), 6, 3, (3, 4, 9)),
        ],
        "models": [of_model("knn-int64-uniform.mlmodel", 7, (1, 3, 5), "uniform"),
                   of_model("knn-kdtree-string.mlmodel", 8, (1, 3, 5, 10), "inverseDistance")],
    }
    write_json(GOLDEN / "neighbors.json", document)
    print([len(s["results"]) for s in document["sets"] + document["models"]])
