"""Makes layers-movement.json: layers that move, repeat, pick or resize data, in float64.

    python tests/golden/make_layers_movement.py

Each output is what NumPy's function of that name gives, or the definition in the format's own
comments, written as loops over indices where NumPy has none. The layer stands in the file as the
serialised NeuralNetworkLayer message.
"""

import itertools
import pathlib

import numpy as np
from coremltools.proto import NeuralNetwork_pb2
from fixtures import exact, short, write_json
from specs import draw, layer

GOLDEN = pathlib.Path(__file__).resolve().parent
ENTRIES = []
SEEDS = iter(range(52000, 59000))
MODES = ("UPDATE", "ADD", "SUB", "MUL", "DIV", "MAX", "MIN")


def values(*shape):
    """Two decimals, none of them 0."""
    x = draw(next(SEEDS), shape, 1.0).round(2)
    return np.where(x == 0, np.float32(0.25), x).astype(np.float32)


def indices(low, high, *shape):
    return np.random.default_rng(next(SEEDS)).integers(low, high, shape).astype(np.float32)


def whole(x):
    return x.astype(np.int64)


def make(kind, count=1):
    message = layer(kind, [f"x{i}" for i in range(count)], ["y"])
    getattr(message, kind).SetInParent()
    return message, getattr(message, kind)


def add(name, message, inputs, y, note=None):
    entry = {"name": name, "kind": message.WhichOneof("layer")}
    if note:
        entry["note"] = note
    entry["layerBytesHex"] = message.SerializeToString(deterministic=True).hex()
    entry["inputs"] = [{"shape": list(x.shape), "values": exact(x)} for x in inputs]
    entry["output"] = {"shape": list(np.shape(y)), "values": short(y)}
    ENTRIES.append(entry)


def repetitions():
    for shape, reps in (((3,), (2,)), ((2, 3, 2), (1, 2, 3)), ((2, 1, 3), (3,)), ((1, 2, 1, 3, 2), (2, 1, 3, 2, 2))):
        message, params = make("tile")
        params.reps.extend(reps)
        x = values(*shape)
        add(f"tile {list(reps)}", message, [x], np.tile(x, reps))
    for times in (0, 3):
        message, params = make("sequenceRepeat")
        params.nRepetitions = times
        x = values(2, 2, 3, 1, 2)
        add(f"sequence repeat {times}", message, [x], np.tile(x, (max(times, 1), 1, 1, 1, 1)))
    for shape, target in (((3,), (2, 3)), ((2, 1, 3), (2, 4, 3)), ((1, 3, 1), (2, 5, 3, 2)), ((1,), (2, 1, 2))):
        message, params = make("broadcastToStatic")
        params.targetShape.extend(target)
        x = values(*shape)
        add(f"broadcast {list(shape)} to {list(target)}", message, [x], np.broadcast_to(x, target))
        message, _ = make("broadcastToLike", 2)
        add(f"broadcast {list(shape)} like {list(target)}", message, [x, values(*target)], np.broadcast_to(x, target))


def fills():
    for shape in ((3,), (2, 1, 5), (1, 2, 1, 3, 2)):
        message, params = make("fillStatic", 0)
        params.value = -0.75
        params.targetShape.extend(shape)
        add(f"fill {list(shape)}", message, [], np.full(shape, -0.75))
        message, params = make("fillLike")
        params.value = 2.5
        add(f"fill like {list(shape)}", message, [values(*shape)], np.full(shape, 2.5))
    for start, end, step in ((0, 7, 1), (5, 8, 2), (5, 8, 98), (10, 5, -0.625), (24, -65, -20.5), (-2.5, 3.25, 0.125)):
        message, params = make("rangeStatic", 0)
        params.startValue, params.endValue, params.stepSizeValue = start, end, step
        add(f"range {start} {end} {step}", message, [], np.arange(start, end, step, dtype=np.float64))


def shapes():
    for shape, target in (((2, 3, 4), (4, 6)), ((6,), (1, 3, 1, 2)), ((5, 1, 3), (15,))):
        message, _ = make("reshapeLike", 2)
        x = values(*shape)
        add(f"reshape {list(shape)} like {list(target)}", message, [x, values(*target)], x.reshape(target))
    for rank, axis, count in ((1, 0, 2), (1, -1, 3), (2, 1, 2), (3, -2, 3), (4, -5, 2)):
        message, params = make("stack", count)
        params.axis = axis
        inputs = [values(*(2, 3, 1, 2)[:rank]) for _ in range(count)]
        add(f"stack {count} of rank {rank} along {axis}", message, inputs, np.stack(inputs, axis))
    for flags in ((1,), (0, 1), (1, 0, 1), (0, 1, 0, 1, 1)):
        message, params = make("reverse")
        params.reverseDim.extend(bool(flag) for flag in flags)
        x = values(*(3, 2, 4, 1, 3)[:len(flags)])
        add(f"reverse {list(flags)}", message, [x], np.flip(x, [i for i, flag in enumerate(flags) if flag]))
    for shape, axis, size, step in (((7,), 0, 3, 2), ((2, 5, 3), 1, 2, 1), ((2, 3, 4), -1, 3, 5),
                                    ((2, 5, 1, 2), -3, 5, 1)):
        message, params = make("slidingWindows")
        params.axis, params.windowSize, params.step = axis, size, step
        x = values(*shape)
        y = np.lib.stride_tricks.sliding_window_view(x, size, axis)
        at = axis % len(shape)
        y = np.moveaxis(y, -1, at + 1)
        y = y[(slice(None),) * at + (slice(None, None, step),)]
        add(f"windows of {size}, {step} apart, along {axis} of {list(shape)}", message, [x], y)


def paddings():
    for shape, amounts in (((3,), (1, 2)), ((2, 3), (0, 1, 2, 0)), ((2, 1, 3), (1, 1, 0, 2, 0, 0))):
        message, params = make("constantPad")
        params.value = -1.5
        params.padAmounts.extend(amounts)
        x = values(*shape)
        y = np.pad(x, np.reshape(amounts, (-1, 2)), constant_values=-1.5)
        add(f"pad {list(shape)} by {list(amounts)}", message, [x], y)
    for shape, amounts in (((3,), (0, 5)), ((2, 3), (4, 0, 0, 7)), ((2, 4, 3), (0, 1, 0, 4, 6, 0))):
        message, params = make("constantPad")
        params.value = 0.5
        params.padAmounts.extend(amounts)
        params.padToGivenOutputSizeMode = True
        x = values(*shape)
        missing = [max(a - shape[i // 2], 0) if a else 0 for i, a in enumerate(amounts)]
        y = np.pad(x, np.reshape(missing, (-1, 2)), constant_values=0.5)
        add(f"pad {list(shape)} to {list(amounts)}", message, [x], y)


def slices():
    def one(shape, begin, end, strides, begin_masks=None, end_masks=None, squeeze=None):
        rank = len(shape)
        message, params = make("sliceStatic")
        begin_masks, end_masks = begin_masks or [0] * rank, end_masks or [0] * rank
        params.beginIds.extend(begin)
        params.endIds.extend(end)
        params.strides.extend(strides)
        params.beginMasks.extend(bool(m) for m in begin_masks)
        params.endMasks.extend(bool(m) for m in end_masks)
        if squeeze:
            params.squeezeMasks.extend(bool(m) for m in squeeze)
        at = tuple(begin[i] if squeeze and squeeze[i] else
                   slice(None if begin_masks[i] else begin[i], None if end_masks[i] else end[i], strides[i])
                   for i in range(rank))
        x = values(*shape)
        add(f"slice {list(shape)}: {at}", message, [x], x[at])

    one((5,), [1], [4], [1])
    one((5,), [-1], [0], [-2], end_masks=[1])
    one((5,), [-9], [9], [2])
    one((5, 5), [4, 0], [-9, -1], [-3, 1])
    one((5, 4, 3), [1, 2, 0], [3, -3, 2], [2, 1, 2], [1, 0, 1], [0, 1, 1])
    one((5, 4, 3), [1, 2, 0], [3, -3, 2], [2, -1, 1], [1, 0, 1], [0, 1, 1], [0, 1, 0])
    one((2, 3, 1, 4, 2), [0, 2, 0, -1, 1], [2, 0, 1, 0, 2], [1, -1, 1, -2, 1], None, [0, 1, 0, 1, 0], [1, 0, 0, 0, 0])
    rng = np.random.default_rng(77)
    made = 0
    while made < 12:
        rank = int(rng.integers(1, 5))
        shape = [int(n) for n in rng.integers(2, 6, rank)]
        begin, end = ([int(rng.integers(-n - 1, n + 2)) for n in shape] for _ in range(2))
        strides = [int(s) for s in rng.choice([-3, -2, -1, 1, 2], rank)]
        masks = [[int(m) for m in rng.integers(0, 2, rank)] for _ in range(2)]
        at = tuple(slice(None if masks[0][i] else begin[i], None if masks[1][i] else end[i], strides[i])
                   for i in range(rank))
        if np.zeros(shape)[at].size:
            one(shape, begin, end, strides, *masks)
            made += 1
    for shape, axis, size, begin in (((5,), 0, 2, 1), ((2, 5, 3), 1, 3, 2), ((2, 3, 4), -1, 4, 0), ((3, 4), -2, 1, -1)):
        message, params = make("sliceBySize", 2)
        params.axis, params.size = axis, size
        x = values(*shape)
        first = begin % shape[axis]
        add(f"{size} of axis {axis} of {list(shape)} from {begin}", message, [x, np.float32([begin])],
            np.take(x, range(first, first + size), axis))


def gathers():
    for shape, wanted, axis in (((4,), (3,), 0), ((3, 2), (2, 2), 0), ((2, 3, 2), (4,), -2), ((2, 2, 5), (1, 3), 2),
                                ((2, 3, 2, 2), (2,), -4)):
        message, params = make("gather", 2)
        params.axis = axis
        x, at = values(*shape), indices(-shape[axis], shape[axis], *wanted)
        add(f"gather {list(wanted)} along {axis} of {list(shape)}", message, [x, at], np.take(x, whole(at), axis))
    for shape, wanted in (((4,), (3, 1)), ((3, 2, 2), (2, 2, 2)), ((2, 3, 2), (3, 3)), ((3, 2), (2, 1)),
                          ((2, 3), (1, 2, 1))):
        message, _ = make("gatherND", 2)
        count = wanted[-1]
        x = values(*shape)
        at = np.stack([indices(-shape[i], shape[i], *wanted[:-1]) for i in range(count)], -1)
        y = x[tuple(whole(at)[..., i] for i in range(count))]
        add(f"gather places {list(wanted)} of {list(shape)}", message, [x, at], y)
    for shape, axis, count in (((4,), 0, 6), ((3, 2), 0, 1), ((2, 3, 2), -2, 4), ((2, 2, 5), 2, 3)):
        message, params = make("gatherAlongAxis", 2)
        params.axis = axis
        wanted = list(shape)
        wanted[axis] = count
        x, at = values(*shape), indices(-shape[axis], shape[axis], *wanted)
        add(f"gather {count} in lanes along {axis} of {list(shape)}", message, [x, at],
            np.take_along_axis(x, whole(at), axis))


def combine(mode, y, u):
    return {"UPDATE": u, "ADD": y + u, "SUB": y - u, "MUL": y * u, "DIV": y / u, "MAX": max(y, u),
            "MIN": min(y, u)}[mode]


def scatters():
    for mode in MODES:
        value = NeuralNetwork_pb2.ScatterMode.Value(f"SCATTER_{mode}")
        for shape, wanted, axis in (((4,), (6,), 0), ((2, 3, 2), (2, 2), -2)):
            message, params = make("scatter", 3)
            params.axis, params.mode = axis, value
            at = indices(-shape[axis], shape[axis], *wanted)
            place = axis % len(shape)
            updates = values(*shape[:place], *wanted, *shape[place + 1:])
            x = values(*shape)
            y = x.astype(np.float64)
            for k in np.ndindex(*wanted):
                for front in np.ndindex(*shape[:place]):
                    for back in np.ndindex(*shape[place + 1:]):
                        to = (*front, int(at[k]), *back)
                        y[to] = combine(mode, y[to], float(updates[(*front, *k, *back)]))
            add(f"scatter {mode} {list(wanted)} along {axis} of {list(shape)}", message, [x, at, updates], y)
        for shape, wanted in (((3, 2), (4, 2)), ((3, 2, 2), (2, 2, 1))):
            message, params = make("scatterND", 3)
            params.mode = value
            count = wanted[-1]
            at = np.stack([indices(0, shape[i], *wanted[:-1]) for i in range(count)], -1)
            updates = values(*wanted[:-1], *shape[count:])
            x = values(*shape)
            y = x.astype(np.float64)
            for k in np.ndindex(*wanted[:-1]):
                for back in np.ndindex(*shape[count:]):
                    to = (*(int(i) for i in at[k]), *back)
                    y[to] = combine(mode, y[to], float(updates[(*k, *back)]))
            add(f"scatter {mode} to places {list(wanted)} of {list(shape)}", message, [x, at, updates], y)
        for shape, axis, count in (((3, 2), 0, 4), ((2, 3, 2), -2, 2)):
            message, params = make("scatterAlongAxis", 3)
            params.axis, params.mode = axis, value
            wanted = list(shape)
            wanted[axis] = count
            at, updates, x = indices(-shape[axis], shape[axis], *wanted), values(*wanted), values(*shape)
            y = x.astype(np.float64)
            for k in np.ndindex(*wanted):
                to = list(k)
                to[axis] = int(at[k])
                y[tuple(to)] = combine(mode, y[tuple(to)], float(updates[k]))
            add(f"scatter {mode} {count} in lanes along {axis} of {list(shape)}", message, [x, at, updates], y)


def sequences():
    for shape, batch, sequence in (((2, 4), 0, 1), ((3, 5, 2), 0, -2), ((2, 2, 3, 4), -3, -1), ((2, 3, 1, 2), 0, 1)):
        message, params = make("reverseSeq", 2)
        params.batchAxis, params.sequenceAxis = batch, sequence
        x = values(*shape)
        lengths = indices(0, shape[sequence] + 1, shape[batch])
        y = x.copy()
        for b, length in enumerate(whole(lengths)):
            # The batch axis leaves, so a sequence axis counted from the front moves up.
            part = np.moveaxis(np.take(x, b, batch), sequence % len(shape) - 1, 0)
            turned = np.concatenate([part[:length][::-1], part[length:]])
            to = [slice(None)] * len(shape)
            to[batch] = b
            y[tuple(to)] = np.moveaxis(turned, 0, sequence % len(shape) - 1)
        add(f"reverse sequences along {sequence} of {list(shape)}, batch axis {batch}", message, [x, lengths], y)


def matrices():
    for shape in ((3, 4), (2, 5, 3), (2, 1, 2, 2)):
        for k in (0, 1, -2):
            x = values(*shape)
            message, params = make("lowerTriangular")
            params.k = k
            add(f"lower triangle {k} of {list(shape)}", message, [x], np.tril(x, k))
            message, params = make("upperTriangular")
            params.k = k
            add(f"upper triangle {k} of {list(shape)}", message, [x], np.triu(x, k))
        for lower, upper in ((0, 0), (1, 2), (-1, 0), (2, -3), (-1, -1)):
            message, params = make("matrixBandPart")
            params.numLower, params.numUpper = lower, upper
            x = values(*shape)
            m, n = np.indices(shape[-2:])
            inside = ((lower < 0) | (m - n <= lower)) & ((upper < 0) | (n - m <= upper))
            add(f"band {lower} {upper} of {list(shape)}", message, [x], x * inside)


def one_hots():
    for shape, size, axis in (((3,), 4, -1), ((3,), 2, 0), ((2, 3), 3, 1), ((2, 1, 3), 5, -3), ((2, 2), 3, -1)):
        message, params = make("oneHot")
        params.oneHotVectorSize, params.axis, params.onValue, params.offValue = size, axis, 3.0, -0.5
        x = indices(-1, size + 1, *shape)
        y = np.full((*shape, size), -0.5)
        for k in np.ndindex(*shape):
            if 0 <= x[k] < size:
                y[(*k, int(x[k]))] = 3.0
        add(f"one hot {size} along {axis} of {list(shape)}", message, [x], np.moveaxis(y, -1, axis))


def reorganisations():
    for mode, shape, b in (("SPACE_TO_DEPTH", (2, 4, 6), 2), ("SPACE_TO_DEPTH", (2, 1, 3, 6), 3),
                           ("DEPTH_TO_SPACE", (8, 2, 3), 2), ("DEPTH_TO_SPACE", (1, 2, 9, 2, 1), 3),
                           ("PIXEL_SHUFFLE", (8, 2, 3), 2), ("PIXEL_SHUFFLE", (2, 9, 1, 2), 3)):
        message, params = make("reorganizeData")
        params.mode = params.ReorganizationType.Value(mode)
        params.blockSize = b
        x = values(*shape)
        images = x.reshape(-1, *shape[-3:])
        n, c, h, w = images.shape
        if mode == "SPACE_TO_DEPTH":
            y = images.reshape(n, c, h // b, b, w // b, b).transpose(0, 3, 5, 1, 2, 4)
            y = y.reshape(*shape[:-3], c * b * b, h // b, w // b)
        elif mode == "DEPTH_TO_SPACE":
            y = images.reshape(n, b, b, c // b // b, h, w).transpose(0, 3, 4, 1, 5, 2)
            y = y.reshape(*shape[:-3], c // b // b, h * b, w * b)
        else:
            y = images.reshape(n, c // b // b, b, b, h, w).transpose(0, 1, 4, 2, 5, 3)
            y = y.reshape(*shape[:-3], c // b // b, h * b, w * b)
        add(f"{mode} {b} of {list(shape)}", message, [x], y)


SAMPLING = ("STRICT_ALIGN_ENDPOINTS_MODE", "ALIGN_ENDPOINTS_MODE", "UPSAMPLE_MODE", "ROI_ALIGN_MODE")


def grid(mode, size, count):
    """The points over [0, size - 1], in the words of the format."""
    first, last = 0, size - 1
    if mode == "ALIGN_ENDPOINTS_MODE" and count == 1:
        first = last = (size - 1) / 2
    elif mode == "UPSAMPLE_MODE":
        last = size - size / count
    elif mode == "ROI_ALIGN_MODE":
        spacing = max(1, size - 1) / count
        first = 0.5 * spacing
        last = first + (count - 1) * spacing
    return np.minimum(size - 1, np.linspace(first, last, count))


def read(image, rows, columns):
    """Reads (..., H, W) between its elements: a matrix for the rows, one for the columns."""
    def matrix(points, size):
        at = np.clip(np.floor(points), 0, max(size - 2, 0))
        weights = np.zeros((len(points), size))
        for i, (point, low) in enumerate(zip(points, at.astype(int))):
            weights[i, low] += 1 - (point - low)
            if size > 1:
                weights[i, low + 1] += point - low
        return weights
    height, width = image.shape[-2:]
    return matrix(rows, height) @ image.astype(np.float64) @ matrix(columns, width).T


def resizes():
    for mode in SAMPLING:
        for shape, size in (((2, 3, 4), (5, 7)), ((1, 2, 5, 3), (2, 2)), ((2, 3, 2), (1, 1)),
                            ((1, 1, 1, 1, 4), (3, 9))):
            message, params = make("resizeBilinear")
            params.targetSize.extend(size)
            params.mode.samplingMethod = NeuralNetwork_pb2.SamplingMode.Method.Value(mode)
            x = values(*shape)
            y = read(x, grid(mode, shape[-2], size[0]), grid(mode, shape[-1], size[1]))
            add(f"resize {mode} {list(shape)} to {list(size)}", message, [x], y)
    for mode in ("DEFAULT", "ALIGN_CORNERS_TRUE", "ALIGN_CORNERS_FALSE"):
        for shape, factors in (((2, 3, 4), (2, 3)), ((1, 2, 5), (1, 2)), ((1, 3, 4), (1.66, 2.5)),
                               ((1, 5, 4), (0.5, 0.75))):
            fractional = not all(isinstance(f, int) for f in factors)
            if mode == "DEFAULT" and fractional:
                continue
            message, params = make("upsample")
            params.mode = params.InterpolationMode.Value("BILINEAR")
            params.linearUpsampleMode = params.LinearUpsampleMode.Value(mode)
            (params.fractionalScalingFactor if fractional else params.scalingFactor).extend(factors)
            x = values(*shape)
            points = []
            for n, factor in zip(shape[-2:], factors):
                m = int(np.floor(np.float32(n) * np.float32(factor)))
                i = np.arange(m)
                if mode == "ALIGN_CORNERS_FALSE":
                    at = i * n / m + 0.5 * n / m - 0.5
                elif m == 1:
                    at = 0.0 * i
                else:
                    at = i * ((n - 1 if mode == "ALIGN_CORNERS_TRUE" else n - n / m) / (m - 1))
                points.append(np.clip(at, 0, n - 1))
            add(f"upsample {mode} {list(shape)} by {list(factors)}", message, [x], read(x, *points))


def crops():
    ways = ("CORNERS_HEIGHT_FIRST", "CORNERS_WIDTH_FIRST", "CENTER_SIZE_HEIGHT_FIRST", "CENTER_SIZE_WIDTH_FIRST")

    def spelled(way, box):
        top, left, bottom, right = box
        if way.startswith("CENTER"):
            top, left, bottom, right = (top + bottom) / 2, (left + right) / 2, bottom - top, right - left
        return [left, top, right, bottom] if "WIDTH_FIRST" in way else [top, left, bottom, right]

    for mode, way in itertools.product(SAMPLING, ways):
        normalized, numbered = way.endswith("WIDTH_FIRST"), mode in SAMPLING[1:3]
        scale = 0.5 if way.startswith("CORNERS") else 1.0
        size = (3, 2) if way.startswith("CENTER") else (1, 4)
        batch, height, width = 2, 5, 9
        message, params = make("cropResize", 2)
        params.targetSize.extend(size)
        params.normalizedCoordinates = normalized
        params.mode.samplingMethod = NeuralNetwork_pb2.SamplingMode.Method.Value(mode)
        params.boxIndicesMode.boxMode = NeuralNetwork_pb2.BoxCoordinatesMode.Coordinates.Value(way)
        params.spatialScale = scale
        x = values(1, batch, 2, height, width)
        # Start before end, within the image; multiples of 1/64, so that every spelling is exact.
        boxes = [(0.5, 1.25, 3.0, 6.5), (1.0, 0.0, 1.5, 8.0)]
        pictures = [1, 0]
        rows, y = [], []
        for box, picture in zip(boxes, pictures):
            unit = [scale * (n - 1 if normalized else 1) for n in (height, width, height, width)]
            written = np.float32(spelled(way, [b / u for b, u in zip(box, unit)]))
            rows.append([picture, *written] if numbered else list(written))
            top, left, bottom, right = box
            # An axis of end - start + 1 elements that begins at start.
            points = (top + grid(mode, bottom - top + 1, size[0]), left + grid(mode, right - left + 1, size[1]))
            images = x[0, picture:picture + 1] if numbered else x[0]
            y.append(read(images, *points))
        told = [f"crop {mode}", way, f"scale {scale}"] + ["normalised"] * normalized + ["of one image"] * numbered
        add(", ".join(told), message, [x, np.float32(rows).reshape(len(rows), 1, -1, 1, 1)], np.stack(y),
            note="the format does not say what the size of a box counts; taken as end - start")


if __name__ == "__main__":
    for group in (repetitions, fills, shapes, paddings, slices, gathers, scatters, sequences, matrices, one_hots,
                  reorganisations, resizes, crops):
        group()
    path = GOLDEN / "layers-movement.json"
    write_json(path, {"layers": ENTRIES})
    print(len(ENTRIES), "layers,", path.stat().st_size, "bytes")
