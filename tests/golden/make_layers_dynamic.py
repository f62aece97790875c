"""Makes layers-dynamic.json and networks-dynamic.json: layers whose output shapes hang on values, and
whole networks with branches, loops and flexible shapes.

    python tests/golden/make_layers_dynamic.py

The answers are NumPy's, in float64, from what the layers are defined to do; the networks are built
with coremltools' own builder and answered by hand-written NumPy beside them. What must be refused is
stored as the error's code.
"""

import pathlib

import numpy as np
import specs
from coremltools.models import datatypes
from coremltools.models.neural_network import NeuralNetworkBuilder, flexible_shape_utils
from fixtures import exact, short, write_json
from specs import draw, layer

GOLDEN = pathlib.Path(__file__).resolve().parent
LAYERS, NETWORKS = [], []
SEEDS = iter(range(40_000, 50_000))


def values(*shape, scale=1.0):
    return (draw(next(SEEDS), shape, scale).round(2) + np.float32(0)).astype(np.float32)


def numbers(*given):
    return np.float32(given)


# --- single layers ---


def array(x, write=exact):
    return {"shape": list(np.shape(x)), "values": write(x)}


def add(name, kind, inputs, outputs, **params):
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    message = layer("layer", [f"x{i}" for i in range(len(inputs))], [f"y{i}" for i in range(len(outputs))])
    target = getattr(message, kind)
    target.SetInParent()
    for key, value in params.items():
        if isinstance(value, list):
            getattr(target, key).extend(value)
        else:
            setattr(target, key, value)
    LAYERS.append({
        "name": name, "kind": kind,
        "layerBytesHex": message.SerializeToString(deterministic=True).hex(),
        "inputs": [array(np.float32(x)) for x in inputs],
        "outputs": [array(y, short) for y in outputs],
    })


def shapes():
    add("rank 5", "getShape", [values(2, 1, 3, 1, 4)], numbers(2, 1, 3, 1, 4))
    add("rank 1", "getShape", [values(7)], numbers(7))
    x = values(3, 4, 2)
    add("to a matrix", "reshapeDynamic", [x, numbers(6, 4)], x.reshape(6, 4))
    add("-1", "reshapeDynamic", [x, numbers(2, -1, 3)], x.reshape(2, -1, 3))
    add("to one axis", "reshapeDynamic", [x, numbers(-1)], x.reshape(-1))
    x = values(3, 1, 2)
    add("a middle axis and one in front", "broadcastToDynamic", [x, numbers(2, 3, 4, 2)],
        np.broadcast_to(x, (2, 3, 4, 2)))
    add("the same shape", "broadcastToDynamic", [x, numbers(3, 1, 2)], x)
    add("a number", "broadcastToDynamic", [numbers(1.5), numbers(2, 3)], np.full((2, 3), 1.5))
    add("a matrix", "fillDynamic", [numbers(2, 3)], np.full((2, 3), -0.75), value=-0.75)
    add("zeros", "fillDynamic", [numbers(5)], np.zeros(5))


def ranges():
    arange = lambda end, start=0, step=1: np.arange(start, end, step, np.float64)
    add("end alone", "rangeDynamic", [numbers(4)], arange(4), startValue=0, stepSizeValue=1)
    add("a last step that is cut", "rangeDynamic", [numbers(4.5)], arange(4.5, -2, 1.5),
        startValue=-2, stepSizeValue=1.5)
    add("start is an input", "rangeDynamic", [numbers(3), numbers(1)], arange(3, 1, 0.25), startValue=9,
        stepSizeValue=0.25)
    add("a quotient that is whole only in float32", "rangeDynamic", [numbers(0.3), numbers(0), numbers(0.1)],
        np.arange(3) * np.float64(np.float32(0.1)))
    add("all inputs, backwards", "rangeDynamic", [numbers(-2), numbers(3), numbers(-2)], arange(-2, 3, -2),
        startValue=9, stepSizeValue=9)


def slices():
    x = values(4, 5, 3)
    lists = lambda *rows: [numbers(*row) for row in rows]
    add("ends in the parameters", "sliceDynamic", [x, numbers(1, 0, -2)], x[1:3, 0:4, -2:3], endIds=[3, 4, 3])
    add("ends are an input, negative", "sliceDynamic", [x, *lists((-3, 1, 0), (-1, 99, 2))],
        x[-3:-1, 1:99, 0:2])
    add("strides, one backwards", "sliceDynamic", [x, *lists((0, 4, 0), (4, 0, 3), (2, -2, 5))],
        x[0:4:2, 4:0:-2, 0:3:5])
    add("masks in the parameters", "sliceDynamic", [x, *lists((3, 2, 1), (0, 0, 2))], x[:, 2:, 1:2],
        beginMasks=[True, False, False], endMasks=[True, True, False])
    add("backwards to the first", "sliceDynamic", [x, numbers(0, 0, 0)], x[:, ::-1, ::-2],
        beginMasks=[True] * 3, endMasks=[True] * 3, strides=[1, -1, -2])
    add("squeezed", "sliceDynamic", [x, numbers(2, -1, 0)], x[2, -1, 0:2], endIds=[3, 5, 2],
        squeezeMasks=[True, True, False])
    add("squeezed to one number", "sliceDynamic", [x, numbers(2, -1, 0)], x[2, -1, 0:1], endIds=[3, 5, 1],
        squeezeMasks=[True, True, True])
    add("parameters for five axes, as coremltools writes them", "sliceDynamic", [x, *lists((1, 1, 1), (4, 3, 2))],
        x[1:4, 1:3, 1:2], endIds=[1] * 5, strides=[1] * 5, beginMasks=[False] * 5, endMasks=[False] * 5,
        squeezeMasks=[False] * 5)
    add("all seven inputs", "sliceDynamic",
        [x, *lists((1, 1, 1), (3, 3, 3), (1, 2, 1), (0, 1, 0), (0, 1, 0), (0, 0, 1))], x[1:3, ::2, 1])


def where():
    x = values(3, 4) * np.float32([[1, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0]])
    add("a matrix", "whereNonZero", [x], np.argwhere(x))
    add("a vector", "whereNonZero", [numbers(0, -0.0, 2, 0, -3)], numbers(2, 4).reshape(2, 1))


def suppression():
    def overlap(a, b):
        sides = [max(min(a[i] + a[i + 2] / 2, b[i] + b[i + 2] / 2)
                     - max(a[i] - a[i + 2] / 2, b[i] - b[i + 2] / 2), 0) for i in (0, 1)]
        both = sides[0] * sides[1]
        return both / (a[2] * a[3] + b[2] * b[3] - both)

    def suppress(boxes, scores, iou, least, most, per_class=False):
        batch, classes = boxes.shape[0], scores.shape[2]
        y = np.zeros((batch, most, 4)), np.zeros((batch, most, classes)), -np.ones((batch, most)), np.zeros(batch)
        for b in range(batch):
            score, group = scores[b].max(1), scores[b].argmax(1)
            order = [i for i in np.argsort(-score, kind="stable") if score[i] >= least] or [int(score.argmax())]
            kept = []
            for i in order:
                rivals = [j for j in kept if not per_class or group[i] == group[j]]
                if len(kept) < most and all(overlap(boxes[b, i], boxes[b, j]) <= iou for j in rivals):
                    kept.append(i)
            y[0][b, : len(kept)], y[1][b, : len(kept)] = boxes[b, kept], scores[b, kept]
            y[2][b, : len(kept)], y[3][b] = kept, len(kept)
        return y

    random = np.random.default_rng(next(SEEDS))
    boxes = np.concatenate([random.uniform(0, 4, (2, 9, 2)), random.uniform(1, 3, (2, 9, 2))], 2).round(2)
    scores = random.uniform(0, 1, (2, 9, 3)).round(3)
    boxes, scores = boxes.astype(np.float32).astype(np.float64), scores.astype(np.float32).astype(np.float64)
    options = dict(iouThreshold=0.3, scoreThreshold=0.4, maxBoxes=6)
    nms = lambda name, inputs, y, **more: add(name, "NonMaximumSuppression", inputs, y, **{**options, **more})
    nms("one for all classes", [boxes, scores], suppress(boxes, scores, 0.3, 0.4, 6))
    nms("each class alone", [boxes, scores], suppress(boxes, scores, 0.3, 0.4, 6, True), perClassSuppression=True)
    nms("fewer than there are", [boxes, scores], suppress(boxes, scores, 0.3, 0.4, 2), maxBoxes=2)
    nms("none has the score", [boxes, scores], suppress(boxes, scores, 0.3, 2, 3), scoreThreshold=2, maxBoxes=3)
    nms("thresholds are inputs", [boxes, scores, numbers(0.1), numbers(0.7)], suppress(boxes, scores, 0.1, 0.7, 6))
    nms("all five inputs", [boxes, scores, numbers(0.5), numbers(0.2), numbers(4)],
        suppress(boxes, scores, 0.5, 0.2, 4), maxBoxes=9)


def counts():
    random = np.random.default_rng(next(SEEDS))
    x = random.permutation(24).reshape(2, 4, 3).astype(np.float32) - 12
    for axis, k, bottom in ((1, 3, False), (-1, 1, True), (0, 2, False), (-2, 4, True)):
        order = np.argsort(x if bottom else -x, axis, kind="stable")
        order = np.take(order, range(k), axis)
        add(f"axis {axis}, K {k}", "topK", [x, numbers(k)], (np.take_along_axis(x, order, axis), order), axis=axis,
            useBottomK=bottom)
    add("a K in the file does not count", "topK", [numbers(1, 3, 2), numbers(2)], (numbers(3, 2), numbers(1, 2)),
        axis=0, K=1)
    which = numbers(2, 0, 5, -1, 1, 1).reshape(2, 3)
    for axis, size in ((-1, 3), (0, 6), (1, 1), (-2, 2)):
        hot = np.moveaxis((which[..., None] == np.arange(size)) * 3.5 - 0.5, -1, axis)
        add(f"axis {axis}, size {size}", "oneHot", [which, numbers(size)], hot, axis=axis, onValue=3, offValue=-0.5)


# --- whole networks ---


def builder(inputs, outputs, exact_mapping=True):
    array_of = lambda shape: datatypes.Array(*shape) if shape is not None else None
    return NeuralNetworkBuilder([(name, array_of(shape)) for name, shape in inputs],
                                [(name, array_of(shape)) for name, shape in outputs],
                                disable_rank5_shape_mapping=exact_mapping)


def network(name, built, *cases):
    """A case: inputs and outputs by name; or inputs and an error's code."""
    spec = built if hasattr(built, "SerializeToString") else built.spec
    entries = []
    for given, wanted in cases:
        entry = {"inputs": {key: array(np.float32(x)) for key, x in given.items()}}
        if isinstance(wanted, str):
            entry["refused"] = wanted
        else:
            entry["outputs"] = {key: array(y, short) for key, y in wanted.items()}
        entries.append(entry)
    NETWORKS.append({"name": name, "modelBytesHex": spec.SerializeToString(deterministic=True).hex(),
                     "cases": entries})


def flexible():
    weights, bias = values(3, 4), values(3)
    dense = lambda x: x @ weights.T.astype(np.float64) + bias

    def scores():
        made = builder([("x", (2, 4))], [("y", None)])
        made.add_inner_product("dense", weights, bias, 4, 3, True, "x", "y")
        return made

    made = scores()
    flexible_shape_utils.add_multiarray_ndshape_enumeration(made.spec, "x", [(2, 4), (5, 4), (1, 4)])
    runs = [values(*shape) for shape in ((5, 4), (2, 4), (1, 4), (5, 4))]
    network("shapes enumerated", made, *[({"x": x}, {"y": dense(x)}) for x in runs],
            ({"x": values(3, 4)}, "shape-mismatch"), ({"x": values(5, 4).reshape(4, 5)}, "shape-mismatch"),
            ({"x": runs[0]}, {"y": dense(runs[0])}))

    made = scores()
    flexible_shape_utils.set_multiarray_ndshape_range(made.spec, "x", [2, 4], [-1, 4])
    network("a range without end", made,
            *[({"x": x}, {"y": dense(x)}) for x in (values(9, 4), values(2, 4), values(33, 4))],
            ({"x": values(1, 4)}, "shape-mismatch"), ({"x": values(2, 3)}, "shape-mismatch"),
            ({"x": values(2, 4, 1)}, "shape-mismatch"))

    # A convolution over whatever size comes, then a mean over it: rank-5 mapping.
    kernel = values(3, 3, 2, 2)  # [H, W, in, out]
    made = builder([("x", (2, 5, 4))], [("y", (2,))], False)
    made.add_convolution("conv", 2, 2, 3, 3, 1, 1, "valid", 1, kernel, None, False, input_name="x", output_name="c")
    made.add_pooling("mean", 1, 1, 1, 1, "AVERAGE", "VALID", "c", "y", is_global=True)
    flexible_shape_utils.update_multiarray_shape_range(
        made.spec, "x", _range((2, 2), (3, 8), (3, -1)))

    def mean(x):
        x = x.astype(np.float64)
        height, width = x.shape[1] - 2, x.shape[2] - 2
        y = np.zeros((2, height, width))
        for i in range(height):
            for j in range(width):
                y[:, i, j] = np.einsum("chw,hwco->o", x[:, i:i + 3, j:j + 3], kernel)
        return y.mean((1, 2))

    network("rank-5 mapping, height and width vary", made,
            *[({"x": x}, {"y": mean(x)})
              for x in (values(2, 3, 3), values(2, 8, 5), values(2, 5, 4), values(2, 4, 17))],
            ({"x": values(2, 9, 5)}, "shape-mismatch"), ({"x": values(1, 5, 5)}, "shape-mismatch"))

    # Rank-5 mapping: Seq and Batch may come with the value.
    made = builder([("x", (4,))], [("y", (3,))], False)
    made.add_inner_product("dense", weights, bias, 4, 3, True, "x", "y")
    x, sequence = values(4), values(3, 2, 4)
    network("rank-5 mapping, a sequence", made, ({"x": x}, {"y": dense(x)}),
            ({"x": sequence}, {"y": dense(sequence).reshape(3, 2, 3, 1, 1)}),
            ({"x": sequence.reshape(3, 2, 4, 1, 1)}, {"y": dense(sequence).reshape(3, 2, 3, 1, 1)}),
            ({"x": values(3, 2, 5)}, "shape-mismatch"), ({"x": values(2, 4)}, "shape-mismatch"))

    # Two flexible inputs, one of them optional, two outputs.
    made = builder([("x", (3,)), ("offset", (3,))], [("sum", None), ("product", None)])
    made.add_add_broadcastable("add", ["x", "offset"], "sum")
    made.add_multiply_broadcastable("multiply", ["x", "offset"], "product")
    flexible_shape_utils.set_multiarray_ndshape_range(made.spec, "x", [1], [6])
    optional = made.spec.description.input[1].type
    optional.isOptional = True
    optional.multiArrayType.floatDefaultValue = 0.5
    flexible_shape_utils.add_multiarray_ndshape_enumeration(made.spec, "offset", [(3,), (1,)])
    a, b = values(3), values(6)
    network("two inputs, one optional", made,
            ({"x": a, "offset": numbers(1, 2, 3)}, {"sum": a + [1.0, 2, 3], "product": a * [1.0, 2, 3]}),
            ({"x": a}, {"sum": a + 0.5, "product": a * 0.5}),
            ({"x": b, "offset": numbers(2)}, {"sum": b + 2.0, "product": b * 2.0}),
            ({"x": b}, "shape-mismatch"), ({"offset": numbers(2)}, "bad-example"))


def _range(channels, height, width):
    shape_range = flexible_shape_utils.NeuralNetworkMultiArrayShapeRange()
    shape_range.add_channel_range(channels)
    shape_range.add_height_range(height)
    shape_range.add_width_range(width)
    return shape_range


def branches():
    # y = 2 x where the sum of x is above 1, else x - 10; then y + 1.
    def choose(with_else):
        made = builder([("x", (3,)), ("c", (1,))], [("z", None)])
        made.add_copy("start", "x", "y")
        branch = made.add_branch("choose", "c")
        then = NeuralNetworkBuilder(nn_spec=branch.branch.ifBranch)
        then.add_elementwise("twice", ["x"], "doubled", "MULTIPLY", alpha=2.0)
        then.add_copy("keep", "doubled", "y")
        if with_else:
            other = NeuralNetworkBuilder(nn_spec=branch.branch.elseBranch)
            other.add_elementwise("less", ["x"], "lower", "ADD", alpha=-10.0)
            other.add_copy("keep", "lower", "y")
        made.add_elementwise("one", ["y"], "z", "ADD", alpha=1.0)
        return made

    x = values(3)
    network("branch", choose(True), ({"x": x, "c": numbers(1)}, {"z": x * 2.0 + 1}),
            ({"x": x, "c": numbers(0)}, {"z": x - 9.0}), ({"x": x, "c": numbers(-0.5)}, {"z": x * 2.0 + 1}),
            ({"x": x, "c": numbers(1e-7)}, {"z": x - 9.0}))
    network("branch without else", choose(False), ({"x": x, "c": numbers(1)}, {"z": x * 2.0 + 1}),
            ({"x": x, "c": numbers(0)}, {"z": x + 1.0}))

    # The two ways give other shapes, and one of them does not make what comes after.
    made = builder([("x", (4,)), ("c", (1,))], [("y", None)])
    branch = made.add_branch("choose", "c")
    then = NeuralNetworkBuilder(nn_spec=branch.branch.ifBranch)
    then.add_concat_nd("both", ["x", "x"], "y", 0)
    network("a branch makes a value that the other does not", made,
            ({"x": numbers(1, 2, 3, 4), "c": numbers(1)}, {"y": numbers(1, 2, 3, 4, 1, 2, 3, 4)}),
            ({"x": numbers(1, 2, 3, 4), "c": numbers(0)}, "model-invalid"),
            ({"x": numbers(4, 3, 2, 1), "c": numbers(1)}, {"y": numbers(4, 3, 2, 1, 4, 3, 2, 1)}))


def constant(made, name, *given):
    made.add_load_constant_nd(name + " constant", name, np.float32(given), (len(given),))


def loops():
    # Powers of two: v doubles, n times.
    def powers(limit=None, trip=False):
        made = builder([("x", (2,))] + ([("n", (1,))] if trip else []), [("v", None)])
        made.add_copy("start", "x", "v")
        loop = made.add_loop("again", input_name="n" if trip else None, max_iterations=limit)
        body = NeuralNetworkBuilder(nn_spec=loop.loop.bodyNetwork)
        body.add_elementwise("twice", ["v"], "w", "MULTIPLY", alpha=2.0)
        body.add_copy("keep", "w", "v")
        return made

    x = values(2)
    network("loop, a limit in the file", powers(5), ({"x": x}, {"v": x * 32.0}))
    network("loop, the limit is an input", powers(7, True),
            *[({"x": x, "n": numbers(n)}, {"v": x * 2.0 ** int(n)}) for n in (3, 0, 10.9)],
            ({"x": x, "n": numbers(-2)}, {"v": x * 1.0}))

    # Grows an array until it is long enough: the shapes change from turn to turn.
    def grow(limit=None):
        made = builder([("x", (2,)), ("least", (1,))], [("v", None), ("turns", None)])
        made.add_copy("start", "x", "v")
        constant(made, "zero", 0)
        constant(made, "one", 1)
        made.add_copy("count from 0", "zero", "turns")
        loop = made.add_loop("again", condition="short", max_iterations=limit)
        condition = NeuralNetworkBuilder(nn_spec=loop.loop.conditionNetwork)
        condition.add_get_shape("shape", "v", "length")
        condition.add_subtract_broadcastable("lacks", ["least", "length"], "lacking")
        condition.add_clip("is short", "lacking", "short", 0.0, 1.0)
        body = NeuralNetworkBuilder(nn_spec=loop.loop.bodyNetwork)
        body.add_concat_nd("both", ["v", "v"], "w", 0)
        body.add_copy("keep", "w", "v")
        body.add_add_broadcastable("next", ["turns", "one"], "turn")
        body.add_copy("keep turn", "turn", "turns")
        return made

    def grown(x, turns):
        return {"v": np.tile(x, 2 ** turns), "turns": numbers(turns)}

    network("loop while a condition holds", grow(),
            *[({"x": x, "least": numbers(least)}, grown(x, turns))
              for least, turns in ((9, 3), (1, 0), (4, 1), (16, 3))])
    network("loop while a condition holds, at most twice", grow(2),
            *[({"x": x, "least": numbers(least)}, grown(x, turns))
              for least, turns in ((9, 2), (2, 0), (3, 1))])

    # Sums 1 … but leaves the turn at the third number and the loop at the sixth.
    made = builder([("third", (1,)), ("sixth", (1,))], [("sum", None), ("i", None)])
    constant(made, "zero", 0)
    constant(made, "one", 1)
    made.add_copy("sum from 0", "zero", "sum")
    made.add_copy("i from 0", "zero", "i")
    loop = made.add_loop("again", max_iterations=100)
    body = NeuralNetworkBuilder(nn_spec=loop.loop.bodyNetwork)
    body.add_add_broadcastable("next", ["i", "one"], "j")
    body.add_copy("keep", "j", "i")
    for name, add_end in (("third", "add_loop_continue"), ("sixth", "add_loop_break")):
        body.add_subtract_broadcastable(name + " distance", ["i", name], name + " d")
        body.add_unary(name + " far", name + " d", name + " far", "abs")
        branch = body.add_branch(name + " there", name + " far")
        not_there = branch.branch.ifBranch.layers.add(name=name + " not", input=["i"])
        not_there.output.append(name + " unused")
        not_there.copy.SetInParent()
        getattr(NeuralNetworkBuilder(nn_spec=branch.branch.elseBranch), add_end)(name + " end")
    body.add_add_broadcastable("add", ["sum", "i"], "s")
    body.add_copy("keep sum", "s", "sum")
    network("loopBreak and loopContinue in branches", made,
            ({"third": numbers(3), "sixth": numbers(6)}, {"sum": numbers(1 + 2 + 4 + 5), "i": numbers(6)}),
            ({"third": numbers(200), "sixth": numbers(2)}, {"sum": numbers(1), "i": numbers(2)}),
            ({"third": numbers(200), "sixth": numbers(200)}, {"sum": numbers(5050), "i": numbers(100)}))

    # Loops in loops: 3 x 4 turns.
    made = builder([("x", (1,))], [("v", None)])
    made.add_copy("start", "x", "v")
    outer = made.add_loop("outer", max_iterations=3)
    inner = NeuralNetworkBuilder(nn_spec=outer.loop.bodyNetwork).add_loop("inner", max_iterations=4)
    body = NeuralNetworkBuilder(nn_spec=inner.loop.bodyNetwork)
    body.add_elementwise("one", ["v"], "w", "ADD", alpha=1.0)
    body.add_copy("keep", "w", "v")
    network("a loop in a loop", made, ({"x": numbers(0.5)}, {"v": numbers(12.5)}))


def shapes_of_values():
    # The shape of x decides the range, the range's length the sum's shape.
    made = builder([("x", (2, 4))], [("y", None), ("where", None)])
    made.add_get_shape("shape", "x", "s")
    made.add_split_nd("extents", "s", ["n", "m"], 0, 2)
    made.add_range_dynamic("columns", ["m"], "r", 0, 1)
    made.add_add_broadcastable("add", ["x", "r"], "y")
    made.add_where_nonzero("where", "y", "where")
    flexible_shape_utils.set_multiarray_ndshape_range(made.spec, "x", [1, 1], [-1, 5])
    cases = []
    for shape in ((2, 4), (3, 5), (1, 1)):
        x = np.maximum(values(*shape), 0) - np.arange(shape[1], dtype=np.float32)
        x[0, 0] = 1
        y = x.astype(np.float64) + np.arange(shape[1])
        cases.append(({"x": x}, {"y": y, "where": np.argwhere(y)}))
    network("shapes that values give", made, *cases,
            ({"x": np.float32([[0, -1, -2]])}, "shape-mismatch"), ({"x": values(2, 6)}, "shape-mismatch"))

    # A matrix turned to its transpose's shape, then a dense layer whose weights are read once.
    weights = values(3, 2)
    made = builder([("x", (2, 6))], [("y", None)])
    made.add_get_shape("shape", "x", "s")
    made.add_split_nd("extents", "s", ["n", "m"], 0, 2)
    made.add_concat_nd("turned", ["m", "n"], "t", 0)
    made.add_reshape_dynamic("reshape", ["x", "t"], "z")
    made.add_inner_product("dense", weights, None, 2, 3, False, "z", "y")
    flexible_shape_utils.set_multiarray_ndshape_range(made.spec, "x", [2, 1], [2, -1])
    network("reshapeDynamic in front of a dense layer", made,
            *[({"x": x}, {"y": x.reshape(x.shape[::-1]) @ weights.T.astype(np.float64)})
              for x in (values(2, 6), values(2, 3), values(2, 6))])


if __name__ == "__main__":
    for make in (shapes, ranges, slices, where, suppression, flexible, branches, loops, shapes_of_values, counts):
        make()
    for file, key, entries in (("layers-dynamic.json", "layers", LAYERS),
                               ("networks-dynamic.json", "networks", NETWORKS)):
        write_json(GOLDEN / file, {key: entries})
        print(len(entries), key, (GOLDEN / file).stat().st_size, "bytes")
