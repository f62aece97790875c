"""Trees and forests of scikit-learn as cases."""

import numpy as np
from coremltools.proto import TreeEnsemble_pb2
from model_types import add, blobs, classified, classifier, data, model, regressor, rows_of, set_labels
from sklearn.ensemble import (GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
                              HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

Node = TreeEnsemble_pb2.TreeEnsembleParameters.TreeNode


def add_tree(params, tree_id, tree, leaf):
    """A tree of scikit-learn; leaf(value) gives the pairs of a leaf."""
    for i in range(tree.node_count):
        node = params.nodes.add(treeId=tree_id, nodeId=i, relativeHitRate=float(tree.n_node_samples[i]))
        if tree.children_left[i] < 0:
            node.nodeBehavior = Node.LeafNode
            for index, value in leaf(tree.value[i]):
                node.evaluationInfo.add(evaluationIndex=index, evaluationValue=float(value))
            continue
        node.nodeBehavior = Node.BranchOnValueLessThanEqual
        node.branchFeatureIndex = int(tree.feature[i])
        node.branchFeatureValue = float(tree.threshold[i])
        node.trueChildNodeId = int(tree.children_left[i])
        node.falseChildNodeId = int(tree.children_right[i])
        node.missingValueTracksTrueChild = bool(tree.missing_go_to_left[i])


def add_boosted_tree(params, tree_id, predictor, dimension, behavior=Node.BranchOnValueLessThanEqual):
    """A tree of HistGradientBoosting. With "greater than" the children change places, and so does what is missing."""
    turned = behavior == Node.BranchOnValueGreaterThan
    for i, n in enumerate(predictor.nodes):
        node = params.nodes.add(treeId=tree_id, nodeId=i)
        if n["is_leaf"]:
            node.nodeBehavior = Node.LeafNode
            node.evaluationInfo.add(evaluationIndex=dimension, evaluationValue=float(n["value"]))
            continue
        node.nodeBehavior = behavior
        node.branchFeatureIndex = int(n["feature_idx"])
        node.branchFeatureValue = float(n["num_threshold"])
        left, right = int(n["left"]), int(n["right"])
        node.trueChildNodeId, node.falseChildNodeId = (right, left) if turned else (left, right)
        node.missingValueTracksTrueChild = bool(n["missing_go_to_left"]) != turned


def finish(params, base):
    params.numPredictionDimensions = len(base)
    params.basePredictionValue.extend(float(v) for v in base)


def holes(seed, x):
    """A quarter of the numbers is missing."""
    return np.where(np.random.default_rng(seed).random(x.shape) < 0.25, np.nan, x)


def regression_trees():
    x = data(11, 80, 4)
    y = np.sin(x[:, 0] * 2) + x[:, 1] * x[:, 2]
    fitted = DecisionTreeRegressor(max_depth=4, random_state=0).fit(x, y)
    message = regressor(4)
    add_tree(message.treeEnsembleRegressor.treeEnsemble, 0, fitted.tree_, lambda v: [(0, v[0, 0])])
    finish(message.treeEnsembleRegressor.treeEnsemble, [0])
    add("treeEnsembleRegressor, one tree", "sklearn DecisionTreeRegressor", message, rows_of(x[:6]),
        [{"y": v} for v in fitted.predict(x[:6])])

    several = np.stack([y, x[:, 3] - y, np.abs(x[:, 0])], axis=1)
    fitted = DecisionTreeRegressor(max_depth=4, random_state=0).fit(x, several)
    message = regressor(4, ("array", [3]))
    add_tree(message.treeEnsembleRegressor.treeEnsemble, 0, fitted.tree_, lambda v: enumerate(v[:, 0]))
    finish(message.treeEnsembleRegressor.treeEnsemble, [0, 0, 0])
    add("treeEnsembleRegressor, three dimensions", "sklearn DecisionTreeRegressor", message, rows_of(x[:4]),
        [{"y": v} for v in fitted.predict(x[:4])])

    fitted = RandomForestRegressor(5, max_depth=3, random_state=0).fit(x, y)
    message = model({f"f{i}": "double" for i in range(4)}, {"y": "double"}, "y")
    for i, tree in enumerate(fitted.estimators_):
        add_tree(message.treeEnsembleRegressor.treeEnsemble, i, tree.tree_, lambda v: [(0, v[0, 0] / 5)])
    finish(message.treeEnsembleRegressor.treeEnsemble, [0])
    add("treeEnsembleRegressor, forest, four inputs", "sklearn RandomForestRegressor", message,
        [{f"f{i}": float(v) for i, v in enumerate(row)} for row in x[:4]],
        [{"y": v} for v in fitted.predict(x[:4])])

    fitted = GradientBoostingRegressor(n_estimators=6, max_depth=2, random_state=0).fit(x, y)
    message = regressor(4)
    for i, (tree,) in enumerate(fitted.estimators_):
        add_tree(message.treeEnsembleRegressor.treeEnsemble, i, tree.tree_,
                 lambda v: [(0, v[0, 0] * fitted.learning_rate)])
    finish(message.treeEnsembleRegressor.treeEnsemble, [fitted.init_.constant_.item()])
    add("treeEnsembleRegressor, boosted", "sklearn GradientBoostingRegressor", message, rows_of(x[:6]),
        [{"y": v} for v in fitted.predict(x[:6])])

    x = holes(12, x)
    for behavior in (Node.BranchOnValueLessThanEqual, Node.BranchOnValueGreaterThan):
        fitted = HistGradientBoostingRegressor(max_iter=5, max_leaf_nodes=6, min_samples_leaf=5).fit(x, y)
        message = regressor(4)
        for i, (predictor,) in enumerate(fitted._predictors):
            add_boosted_tree(message.treeEnsembleRegressor.treeEnsemble, i, predictor, 0, behavior)
        finish(message.treeEnsembleRegressor.treeEnsemble, [fitted._baseline_prediction.item()])
        add(f"treeEnsembleRegressor, missing values, {Node.TreeNodeBehavior.Name(behavior)}",
            "sklearn HistGradientBoostingRegressor", message, rows_of(x[:12]),
            [{"y": v} for v in fitted.predict(x[:12])])


def classification_trees():
    labels = ["red", "green", "blue"]
    x, y = blobs(21, 90, 3, 3)
    fitted = RandomForestClassifier(4, max_depth=3, random_state=0).fit(x, y)
    message = classifier(3, labels)
    part = message.treeEnsembleClassifier
    for i, tree in enumerate(fitted.estimators_):
        add_tree(part.treeEnsemble, i, tree.tree_, lambda v: enumerate(v[0] / v[0].sum() / 4))
    finish(part.treeEnsemble, [0, 0, 0])
    set_labels(part, labels)
    p = fitted.predict_proba(x)
    clear = np.flatnonzero(np.diff(np.sort(p, axis=1))[:, -1] > 0.01)[:6]
    add("treeEnsembleClassifier, forest", "sklearn RandomForestClassifier", message, rows_of(x[clear]),
        classified(labels, p[clear]), labels)

    fitted = GradientBoostingClassifier(n_estimators=4, max_depth=2, random_state=0).fit(x, y)
    message = classifier(3, [0, 1, 2])
    part = message.treeEnsembleClassifier
    for i, trees in enumerate(fitted.estimators_):
        for k, tree in enumerate(trees):
            add_tree(part.treeEnsemble, 3 * i + k, tree.tree_, lambda v, k=k: [(k, v[0, 0] * fitted.learning_rate)])
    base = fitted.decision_function(x[:1])[0] - sum(
        np.array([tree.predict(x[:1])[0] for tree in trees]) * fitted.learning_rate for trees in fitted.estimators_)
    finish(part.treeEnsemble, base)
    part.postEvaluationTransform = TreeEnsemble_pb2.Classification_SoftMax
    add("treeEnsembleClassifier, boosted, softmax, no labels", "sklearn GradientBoostingClassifier", message,
        rows_of(x[:6]), classified([0, 1, 2], fitted.predict_proba(x[:6])), [0, 1, 2])

    # The same with the first class as reference: its trees come off the others'.
    message = classifier(3, labels)
    part = message.treeEnsembleClassifier
    for i, trees in enumerate(fitted.estimators_):
        add_tree(part.treeEnsemble, 3 * i, trees[0].tree_,
                 lambda v: [(0, -v[0, 0] * fitted.learning_rate), (1, -v[0, 0] * fitted.learning_rate)])
        for k in (1, 2):
            add_tree(part.treeEnsemble, 3 * i + k, trees[k].tree_,
                     lambda v, k=k: [(k - 1, v[0, 0] * fitted.learning_rate)])
    finish(part.treeEnsemble, base[1:] - base[0])
    part.postEvaluationTransform = TreeEnsemble_pb2.Classification_SoftMaxWithZeroClassReference
    set_labels(part, labels)
    add("treeEnsembleClassifier, softmax with zero class reference", "sklearn GradientBoostingClassifier", message,
        rows_of(x[:6]), classified(labels, fitted.predict_proba(x[:6])), labels)

    x, y = blobs(22, 60, 2, 2)
    fitted = DecisionTreeClassifier(max_depth=2, random_state=0).fit(x, y)
    message = classifier(2, ["off", "on"])
    part = message.treeEnsembleClassifier
    add_tree(part.treeEnsemble, 0, fitted.tree_, lambda v: [(0, v[0, 1] / v[0].sum())])
    finish(part.treeEnsemble, [0])
    set_labels(part, ["off", "on"])
    p = fitted.predict_proba(x[:6])
    assert (np.abs(p - 0.5) > 0.01).all()
    add("treeEnsembleClassifier, one score for two labels", "sklearn DecisionTreeClassifier", message, rows_of(x[:6]),
        classified(["off", "on"], p), ["off", "on"])

    x = holes(23, x)
    fitted = HistGradientBoostingClassifier(max_iter=4, max_leaf_nodes=5, min_samples_leaf=5).fit(x, y)
    message = classifier(2, [3, 5], inputs={"a": "double", "b": "double"}, optional=("a", "b"))
    part = message.treeEnsembleClassifier
    for i, (predictor,) in enumerate(fitted._predictors):
        add_boosted_tree(part.treeEnsemble, i, predictor, 0)
    finish(part.treeEnsemble, [fitted._baseline_prediction.item()])
    part.postEvaluationTransform = TreeEnsemble_pb2.Regression_Logistic
    set_labels(part, [3, 5])
    rows = [{name: float(v) for name, v in zip("ab", row) if not np.isnan(v)} for row in x[:10]]
    add("treeEnsembleClassifier, missing optional inputs, logistic", "sklearn HistGradientBoostingClassifier", message,
        rows, classified([3, 5], fitted.predict_proba(x[:10])), [3, 5])
