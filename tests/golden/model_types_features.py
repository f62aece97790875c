"""Feature engineering, pipelines, boxes and recommendations as cases."""

import numpy as np
import specs
from model_types import add, classified, classifier, data, model, rows_of, set_labels, sixty_fourths
from model_types_fitted import set_rows
from model_types_trees import add_tree, finish, holes
from sklearn.feature_extraction import DictVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler, normalize
from sklearn.tree import DecisionTreeClassifier


def scalers():
    x = data(51, 30, 4) * 3 + 5
    standard = StandardScaler().fit(x)
    message = model({"x": ("array", [4])}, {"y": ("array", [4])})
    message.scaler.shiftValue.extend((-standard.mean_).tolist())
    message.scaler.scaleValue.extend((1 / standard.scale_).tolist())
    add("scaler, each number", "sklearn StandardScaler", message, rows_of(x[:3]),
        [{"y": row} for row in standard.transform(x[:3])])
    least = MinMaxScaler().fit(x)
    message = model({"x": ("array", [4], specs.FLOAT32)}, {"y": ("array", [4], specs.FLOAT32)})
    message.scaler.shiftValue.extend((least.min_ / least.scale_).tolist())
    message.scaler.scaleValue.extend(least.scale_.tolist())
    add("scaler, floats", "sklearn MinMaxScaler", message, rows_of(x[:3]),
        [{"y": row} for row in least.transform(x[:3])], tolerance=1e-7)
    message = model({"x": "int64"}, {"y": "double"})
    message.scaler.shiftValue.append(-3)
    message.scaler.scaleValue.append(0.25)
    add("scaler, an integer becomes a number", "NumPy", message, [{"x": 7}, {"x": -1}], [{"y": 1.0}, {"y": -1.0}])

    for norm_, name in enumerate(("max", "l1", "l2")):
        message = model({"x": ("array", [5])}, {"y": ("array", [5])})
        message.normalizer.normType = norm_
        x = data(52 + norm_, 3, 5)
        x[2] = 0
        answers = normalize(x, norm=name) if norm_ else x / np.where(x.max(1, keepdims=True) == 0, 1,
                                                                    x.max(1, keepdims=True))
        add(f"normalizer, {name}", "sklearn normalize" if norm_ else "NumPy", message, rows_of(x),
            [{"y": row} for row in answers])


def imputers():
    x = holes(61, data(61, 20, 3))
    fitted = SimpleImputer(strategy="median").fit(x)
    message = model({"x": ("array", [3])}, {"x": ("array", [3])})
    message.imputer.imputedDoubleArray.vector.extend(fitted.statistics_.tolist())
    message.imputer.replaceDoubleValue = np.nan
    add("imputer, NaN in an array", "sklearn SimpleImputer", message, rows_of(x[:8]),
        [{"x": row} for row in fitted.transform(x[:8])])
    integers = np.random.default_rng(62).integers(-2, 3, (10, 3))
    fitted = SimpleImputer(missing_values=-1, strategy="most_frequent").fit(integers)
    message = model({"x": ("array", [3], specs.INT32)}, {"x": ("array", [3], specs.INT32)})
    message.imputer.imputedInt64Array.vector.extend(fitted.statistics_.astype(int).tolist())
    message.imputer.replaceInt64Value = -1
    add("imputer, -1 in integers", "sklearn SimpleImputer", message, rows_of(integers.astype(float)),
        [{"x": row} for row in fitted.transform(integers).astype(float)])


def vectorizers():
    rows = [{"tea": 2.0, "milk": 0.5}, {"coffee": 1.0}, {}, {"sugar": 4.0, "tea": 1.0, "coffee": 3.0}]
    fitted = DictVectorizer(sparse=False).fit(rows)
    expected = fitted.transform(rows)
    message = model({"x": ("dictionary", "string")}, {"y": ("array", [4])})
    message.dictVectorizer.stringToIndex.vector.extend(fitted.feature_names_)
    add("dictVectorizer", "sklearn DictVectorizer", message, [{"x": row} for row in rows],
        [{"y": row} for row in expected])

    # As coremltools converts a DictVectorizer: places of a sparse vector, then a dense one; then trees on it.
    y = np.array([0, 1, 0, 1])
    tree = DecisionTreeClassifier(random_state=0).fit(expected, y)
    pipeline = model({"x": ("dictionary", "string")}, {"label": "string", "p": ("dictionary", "string")}, "label", "p")
    first = pipeline.pipelineClassifier.pipeline.models.add()
    first.CopyFrom(model({"x": ("dictionary", "string")}, {"sparse": ("dictionary", "int64")}))
    first.dictVectorizer.stringToIndex.vector.extend(fitted.feature_names_)
    second = pipeline.pipelineClassifier.pipeline.models.add()
    second.CopyFrom(model({"sparse": ("dictionary", "int64")}, {"dense": ("array", [4])}))
    second.featureVectorizer.inputList.add(inputColumn="sparse", inputDimensions=4)
    third = pipeline.pipelineClassifier.pipeline.models.add()
    third.CopyFrom(classifier(4, ["in", "out"], inputs={"dense": ("array", [4])}))
    part = third.treeEnsembleClassifier
    add_tree(part.treeEnsemble, 0, tree.tree_, lambda v: enumerate(v[0] / v[0].sum()))
    finish(part.treeEnsemble, [0, 0])
    set_labels(part, ["in", "out"])
    add("pipeline: dictVectorizer, featureVectorizer, trees", "sklearn DictVectorizer, DecisionTreeClassifier", pipeline,
        [{"x": row} for row in rows], classified(["in", "out"], tree.predict_proba(expected)), ["in", "out"])


def encoders():
    categories = [["lima", "oslo", "rome"], [1, 5, 9]]
    table = np.array([["oslo", 9], ["rome", 1], ["lima", 5], ["cairo", 9]], object)
    fitted = OneHotEncoder(categories=categories, handle_unknown="ignore", sparse_output=False).fit(table[:3])
    expected = fitted.transform(table)
    sizes = sixty_fourths([0.5, -1.25, 3, 2])
    wide = np.hstack([expected, sizes[:, None]])
    target = np.array([1.0, -2, 0.5, 3])
    linear_ = LinearRegression().fit(wide, target)
    scaler = StandardScaler().fit(wide)

    inputs = {"city": "string", "code": "int64", "size": "double"}
    pipeline = model(inputs, {"y": "double"}, "y")
    parts = pipeline.pipelineRegressor.pipeline.models
    one = parts.add()
    one.CopyFrom(model({"city": "string"}, {"city": ("array", [3])}))
    one.oneHotEncoder.stringCategories.vector.extend(categories[0])
    one.oneHotEncoder.handleUnknown = one.oneHotEncoder.IgnoreUnknown
    two = parts.add()
    two.CopyFrom(model({"code": "int64"}, {"code": ("dictionary", "int64")}))
    two.oneHotEncoder.int64Categories.vector.extend(categories[1])
    two.oneHotEncoder.outputSparse = True
    three = parts.add()
    three.CopyFrom(model({"city": ("array", [3]), "code": ("dictionary", "int64"), "size": "double"},
                         {"all": ("array", [7])}))
    for name, size in (("city", 3), ("code", 3), ("size", 1)):
        three.featureVectorizer.inputList.add(inputColumn=name, inputDimensions=size)
    four = parts.add()
    four.CopyFrom(model({"all": ("array", [7])}, {"scaled": ("array", [7])}))
    four.scaler.shiftValue.extend((-scaler.mean_).tolist())
    four.scaler.scaleValue.extend((1 / scaler.scale_).tolist())
    five = parts.add()
    five.CopyFrom(model({"scaled": ("array", [7])}, {"y": "double"}, "y"))
    set_rows(five.glmRegressor, linear_.coef_ * scaler.scale_, linear_.intercept_ + linear_.coef_ @ scaler.mean_)
    rows = [{"city": c, "code": int(n), "size": float(s)} for (c, n), s in zip(table, sizes)]
    add("pipeline: oneHotEncoder twice, featureVectorizer, scaler, glmRegressor",
        "sklearn OneHotEncoder, StandardScaler, LinearRegression", pipeline, rows,
        [{"y": v} for v in linear_.predict(wide)])

    message = model({"x": ("sequence", "string")}, {"y": ("sequence", "int64")})
    for key, value in (("a", 1), ("b", -5), ("", 2**60)):
        message.categoricalMapping.stringToInt64Map.map[key] = value
    message.categoricalMapping.int64Value = 0
    add("categoricalMapping, sequences", "a Python dict", message,
        [{"x": ["b", "", "zzz", "a"]}, {"x": ["a"]}], [{"y": [-5, 2**60, 0, 1]}, {"y": [1]}])

    x = data(71, 3, 6)
    message = model({"x": ("array", [2, 3])}, {"y": ("array", [4])})
    message.arrayFeatureExtractor.extractIndex.extend([5, 0, 0, 3])
    add("arrayFeatureExtractor", "NumPy take", message, [{"x": row.reshape(2, 3)} for row in x],
        [{"y": row[[5, 0, 0, 3]]} for row in x])


# --- boxes and recommendations ---------------------------------------------------------------------------------------

def suppress(confidence, coordinates, iou, least, per_class):
    """The definition in the format's comments, box by box."""
    top, label = confidence.max(1), confidence.argmax(1)
    corners = np.hstack([coordinates[:, :2] - coordinates[:, 2:] / 2, coordinates[:, :2] + coordinates[:, 2:] / 2])
    kept = []
    for i in sorted(np.flatnonzero(top >= least), key=lambda i: (-top[i], i)):
        for j in kept:
            sides = np.minimum(corners[i, 2:], corners[j, 2:]) - np.maximum(corners[i, :2], corners[j, :2])
            both = np.prod(np.maximum(sides, 0))
            union = np.prod(coordinates[i, 2:]) + np.prod(coordinates[j, 2:]) - both
            if both / union > iou and (label[i] == label[j] or not per_class):
                break
        else:
            kept.append(i)
    return kept


def boxes():
    rng = np.random.default_rng(81)
    confidence = sixty_fourths(rng.random((24, 3)))
    coordinates = sixty_fourths(np.hstack([rng.random((24, 2)) * 2, 0.5 + rng.random((24, 2))]))
    for per_class in (False, True):
        message = model({"c": ("array", []), "b": ("array", []), "iou": "double", "least": "double"},
                        {"c": ("array", []), "b": ("array", [])}, optional=("iou", "least"))
        part = message.nonMaximumSuppression
        part.pickTop.perClass = per_class
        part.iouThreshold, part.confidenceThreshold = 0.3, 0.5
        part.confidenceInputFeatureName = part.confidenceOutputFeatureName = "c"
        part.coordinatesInputFeatureName = part.coordinatesOutputFeatureName = "b"
        part.iouThresholdInputFeatureName, part.confidenceThresholdInputFeatureName = "iou", "least"
        set_labels(part, ["cup", "hat", "pen"])
        rows, answers = [], []
        for more in ({}, {"iou": 0.1, "least": 0.25}, {"iou": 1.0}, {"least": 2.0}):
            kept = suppress(confidence, coordinates, more.get("iou", 0.3), more.get("least", 0.5), per_class)
            rows.append({"c": confidence, "b": coordinates, **more})
            answers.append({"c": confidence[kept].reshape(-1, 3), "b": coordinates[kept].reshape(-1, 4)})
        add(f"nonMaximumSuppression{', per class' if per_class else ''}", "NumPy, the format's comments", message, rows,
            answers, ["cup", "hat", "pen"])


def recommendations():
    rng = np.random.default_rng(91)
    names = [f"item{i}" for i in range(8)]
    similarity = np.where(rng.random((8, 8)) < 0.5, sixty_fourths(rng.random((8, 8))), 0)
    np.fill_diagonal(similarity, 0)
    shift = np.where(rng.random(8) < 0.4, 0.25, 0)
    inputs = {"items": ("dictionary", "string"), "k": "int64", "only": ("sequence", "string"),
              "without": ("sequence", "string")}
    message = model(inputs, {"list": ("sequence", "string"), "scores": ("dictionary", "string")},
                    optional=("k", "only", "without"))
    part = message.itemSimilarityRecommender
    for i in range(8):
        row = part.itemItemSimilarities.add(itemId=i, itemScoreAdjustment=shift[i])
        for k in np.flatnonzero(similarity[i]):
            row.similarItemList.add(itemId=int(k), similarityScore=similarity[i, k])
    part.itemStringIds.vector.extend(names)
    part.itemInputFeatureName, part.numRecommendationsInputFeatureName = "items", "k"
    part.itemRestrictionInputFeatureName, part.itemExclusionInputFeatureName = "only", "without"
    part.recommendedItemListOutputFeatureName, part.recommendedItemScoreOutputFeatureName = "list", "scores"
    rows, answers = [], []
    for given, k, only, without in (
            ({"item1": 1.0, "item4": 0.5}, None, None, None), ({"item0": 2.0}, 3, None, None),
            ({"item2": 1.0, "nowhere": 9.0}, 4, ["item3", "item5", "item2"], None),
            ({"item7": 1.5, "item6": -1.0}, None, None, ["item0"])):
        score = np.zeros(8)
        for item, s in given.items():
            if item in names:
                i = names.index(item)
                score += similarity[i] * (s - shift)
        hidden = given if without is None else without
        ranked = [i for i in sorted(range(8), key=lambda i: (-score[i], i))
                  if names[i] not in hidden and (only is None or names[i] in only)][:k]
        rows.append({key: v for key, v in (("items", given), ("k", k), ("only", only), ("without", without))
                     if v is not None})
        answers.append({"list": [names[i] for i in ranked], "scores": {names[i]: score[i] for i in ranked}})
    add("itemSimilarityRecommender", "NumPy, the format's comments", message, rows, answers)
