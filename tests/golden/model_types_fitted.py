"""Linear models and support vector machines of scikit-learn as cases."""

import warnings

import numpy as np
from model_types import add, blobs, classified, classifier, data, regressor, rows_of, set_labels
from scipy.special import expit
from scipy.stats import norm
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import SVC, SVR, NuSVC, NuSVR

warnings.simplefilter("ignore")  # that SVC(probability=True) is deprecated


def set_rows(part, weights, offsets):
    for row in np.atleast_2d(weights):
        part.weights.add().value.extend(row.tolist())
    part.offset.extend(np.atleast_1d(offsets).tolist())


def linear():
    x = data(1, 40, 4)
    y = x @ np.array([[1.5, -2], [0.25, 1], [0, 3], [-1, 0.5]]) + [3, -4] + data(2, 40, 2) / 8
    fitted = LinearRegression().fit(x, y)
    message = regressor(4, ("array", [2]))
    set_rows(message.glmRegressor, fitted.coef_, fitted.intercept_)
    add("glmRegressor, two outputs", "sklearn LinearRegression", message, rows_of(x[:4]),
        [{"y": row} for row in fitted.predict(x[:4])])

    for classes, labels in ((2, ["no", "yes"]), (3, [7, -2, 2**40]), (4, ["a", "b", "c", "ü"])):
        x, y = blobs(classes, 60, 3, classes)
        fitted = LogisticRegression().fit(x, y)
        message = classifier(3, labels)
        part = message.glmClassifier
        part.classEncoding = part.ReferenceClass
        if classes == 2:
            set_rows(part, fitted.coef_, fitted.intercept_)
        else:  # only differences to the first class count
            set_rows(part, fitted.coef_[1:] - fitted.coef_[0], fitted.intercept_[1:] - fitted.intercept_[0])
        set_labels(part, labels)
        add(f"glmClassifier, reference class, {classes} labels", "sklearn LogisticRegression", message,
            rows_of(x[:6]), classified(labels, fitted.predict_proba(x[:6])), labels)

    x, y = blobs(8, 60, 3, 3)
    fitted = OneVsRestClassifier(LogisticRegression()).fit(x, y)
    labels = ["a", "b", "c"]
    message = classifier(3, labels)
    part = message.glmClassifier
    part.classEncoding = part.OneVsRest
    set_rows(part, np.vstack([e.coef_ for e in fitted.estimators_]),
             np.concatenate([e.intercept_ for e in fitted.estimators_]))
    set_labels(part, labels)
    add("glmClassifier, one versus rest", "sklearn OneVsRestClassifier(LogisticRegression)", message, rows_of(x[:6]),
        classified(labels, fitted.predict_proba(x[:6])), labels)

    weights, offset = np.array([0.5, -1.25, 2.0]), 0.125
    message = classifier(3, [0, 1], inputs={"a": "double", "b": "int64", "c": "double"})
    part = message.glmClassifier
    part.postEvaluationTransform = part.Probit
    set_rows(part, weights, offset)
    rows = [{"a": float(a), "b": int(b), "c": float(c)} for a, b, c in ((1, 1, 0.5), (-2, 0, 0.25), (0, -1, -1.5))]
    p = norm.cdf([weights @ list(row.values()) + offset for row in rows])
    add("glmClassifier, probit, no labels, three inputs", "scipy norm.cdf", message, rows,
        classified([0, 1], np.stack([1 - p, p], axis=1)), [0, 1])


KERNELS = {"linear": {}, "rbf": {"gamma": 0.4}, "poly": {"gamma": 0.5, "coef0": 1.0, "degree": 3},
           "sigmoid": {"gamma": 0.1, "coef0": -0.25}}


def set_kernel(part, kernel, gamma=0.0, coef0=0.0, degree=0):
    if kernel == "linear":
        part.kernel.linearKernel.SetInParent()
    elif kernel == "rbf":
        part.kernel.rbfKernel.gamma = gamma
    elif kernel == "poly":
        part.kernel.polyKernel.gamma, part.kernel.polyKernel.c, part.kernel.polyKernel.degree = gamma, coef0, degree
    else:
        part.kernel.sigmoidKernel.gamma, part.kernel.sigmoidKernel.c = gamma, coef0


def set_vectors(part, vectors, sparse):
    if not sparse:
        for row in vectors:
            part.denseSupportVectors.vectors.add().values.extend(row.tolist())
        return
    for row in vectors:
        vector = part.sparseSupportVectors.vectors.add()
        for i in np.flatnonzero(row):
            vector.nodes.add(index=int(i) + 1, value=float(row[i]))


def machines():
    x = data(31, 50, 3)
    x[np.abs(x) < 0.3] = 0  # for sparse vectors
    y = x[:, 0] ** 2 - x[:, 1] + x[:, 2] / 2
    for i, (kernel, options) in enumerate(KERNELS.items()):
        kind = NuSVR if kernel == "rbf" else SVR
        fitted = kind(kernel=kernel, **options).fit(x[:24], y[:24])
        message = regressor(3)
        part = message.supportVectorRegressor
        set_kernel(part, kernel, **options)
        set_vectors(part, fitted.support_vectors_, sparse=i % 2 == 1)
        part.coefficients.alpha.extend(fitted.dual_coef_[0].tolist())
        part.rho = -float(fitted.intercept_[0])
        add(f"supportVectorRegressor, {kernel}", f"sklearn {kind.__name__}", message, rows_of(x[24:30]),
            [{"y": v} for v in fitted.predict(x[24:30])])

    for classes, kernel, sparse, probability in (
            (2, "rbf", False, True), (2, "linear", True, False), (3, "poly", True, True), (3, "rbf", False, False),
            (4, "sigmoid", False, True), (5, "linear", False, True)):
        x, y = blobs(40 + classes, 90, 3, classes)
        x[np.abs(x) < 0.3] = 0
        labels = ["ant", "bee", "cat", "dog", "eel"][:classes] if classes % 2 else [10, 20, 30, 40][:classes]
        kind = NuSVC if classes == 4 else SVC
        more = {"nu": 0.3} if classes == 4 else {}
        fitted = kind(kernel=kernel, probability=probability, random_state=0, **KERNELS[kernel], **more).fit(x[:45], y[:45])
        message = classifier(3, labels)
        part = message.supportVectorClassifier
        set_kernel(part, kernel, **KERNELS[kernel])
        part.numberOfSupportVectorsPerClass.extend(int(n) for n in fitted.n_support_)
        set_vectors(part, fitted.support_vectors_, sparse)
        for row in fitted._dual_coef_:
            part.coefficients.add().alpha.extend(row.tolist())
        part.rho.extend((-fitted._intercept_).tolist())
        set_labels(part, labels)
        ask = x[45:]
        if probability:
            part.probA.extend(fitted._probA.tolist())
            part.probB.extend(fitted._probB.tolist())
            p = fitted.predict_proba(ask)
            if classes == 2:  # scikit-learn couples two classes as well; LIBSVM's newer releases and Core ML do not
                d = -fitted.decision_function(ask)
                p = expit(-(d * fitted._probA[0] + fitted._probB[0]))
                p = np.stack([p, 1 - p], axis=1)
            best = None
        else:
            fitted.decision_function_shape = "ovo"
            d = fitted.decision_function(ask).reshape(len(ask), -1) * (-1 if classes == 2 else 1)
            p = np.zeros((len(ask), classes))
            pairs = [(a, b) for a in range(classes) for b in range(a + 1, classes)]
            for k, (a, b) in enumerate(pairs):
                p[np.arange(len(ask)), np.where(d[:, k] > 0, a, b)] += 1 / len(pairs)
            best = fitted.predict(ask)
        clear = np.flatnonzero(np.diff(np.sort(p, axis=1))[:, -1] > 0.01)[:8]
        add(f"supportVectorClassifier, {kernel}, {classes} labels{'' if probability else ', no probabilities'}",
            f"sklearn {kind.__name__}", message, rows_of(ask[clear]),
            classified(labels, p[clear], None if best is None else best[clear]), labels)
