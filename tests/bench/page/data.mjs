// Data and first weights, drawn from seeds: every library sees the same numbers in every run. They are those of the harness that
// measured the libraries before Attune existed, so losses can be compared with its figures to the last digit.

/** Mulberry32: numbers in [0, 1). */
function uniform(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Box and Muller; two draws a number. */
function gaussian(draw) {
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - draw()));
    return radius * Math.cos(2 * Math.PI * draw());
  };
}

const filled = (count, next) => Float32Array.from({ length: count }, next);

function glorotUniform(draw, count, fanIn, fanOut) {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return filled(count, () => (2 * draw() - 1) * limit);
}

/**
 * Like an image network's features: not negative, classes that overlap.
 *
 * @returns `x` [count, width], `y` class indices
 */
export function features({ count = 512, width = 1280, classes = 10 } = {}) {
  const draw = uniform(1);
  const noise = gaussian(draw);
  const centres = filled(classes * width, () => 0.15 * noise());
  const x = new Float32Array(count * width);
  const y = new Int32Array(count);
  for (let example = 0; example < count; example++) {
    const label = Math.floor(draw() * classes);
    y[example] = label;
    for (let column = 0; column < width; column++) {
      x[example * width + column] = Math.max(0, 0.25 * (centres[label * width + column] + noise()));
    }
  }
  return { x, y, count, width, classes };
}

/** MNIST digits: `bytes` holds them class after class; here they come interleaved, then shuffled. [count, 784], 0 to 1. */
export function digits(bytes, count = 1024) {
  const size = 784;
  const perClass = bytes.length / (10 * size);
  const draw = uniform(4);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  const x = new Float32Array(count * size);
  const y = new Int32Array(count);
  for (const [place, index] of order.entries()) {
    const label = index % 10;
    const from = (label * perClass + Math.floor(index / 10)) * size;
    y[place] = label;
    for (let pixel = 0; pixel < size; pixel++) x[place * size + pixel] = bytes[from + pixel] / 255;
  }
  return { x, y, count, width: size, classes: 10 };
}

/** Unit vectors around ten centres, and as many kinds of queries. `y` of a query is its index modulo 10. */
export function unitVectors({ count = 10_000, width = 128, queries = 1000 } = {}) {
  const noise = gaussian(uniform(5));
  const centres = filled(10 * width, noise);
  const around = (total) => {
    const rows = new Float32Array(total * width);
    for (let row = 0; row < total; row++) {
      for (let column = 0; column < width; column++) {
        rows[row * width + column] = centres[(row % 10) * width + column] + 2 * noise();
      }
      normalise(rows.subarray(row * width, (row + 1) * width));
    }
    return rows;
  };
  const x = around(count);
  return { x, y: Int32Array.from({ length: count }, (_, row) => row % 10), count, width, queries, q: around(queries) };
}

function normalise(vector) {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  for (let index = 0; index < vector.length; index++) vector[index] /= length;
}

/** Dense layers of these widths: weights [in, out], biases 0. */
export function denseWeights(widths) {
  const draw = uniform(2);
  return widths.slice(1).map((outputs, index) => {
    const inputs = widths[index];
    return {
      ...{ inputs, outputs },
      weights: glorotUniform(draw, inputs * outputs, inputs, outputs),
      biases: new Float32Array(outputs),
    };
  });
}

/**
 * 28×28 · convolution 3×3×32 · ReLU · pool 2 · convolution 3×3×64 · ReLU · pool 2 · dense 1600-128 · ReLU · dense 128-10.
 * Kernels [height, width, in, out]; the rows of the first dense layer run over height, width, channel.
 */
export function cnnWeights() {
  const draw = uniform(3);
  return {
    kernel1: glorotUniform(draw, 9 * 32, 9, 9 * 32),
    kernel2: glorotUniform(draw, 9 * 32 * 64, 9 * 32, 9 * 64),
    dense1: glorotUniform(draw, 1600 * 128, 1600, 128),
    dense2: glorotUniform(draw, 128 * 10, 128, 10),
  };
}

/** The same for libraries that put channels first: kernels [out, in, height, width], dense rows over channel, height, width. */
export function channelsFirst({ kernel1, kernel2, dense1, dense2 }) {
  const kernel = (values, inputs, outputs) =>
    filled(values.length, (_, index) => {
      const [output, input, tap] = [Math.floor(index / (inputs * 9)), Math.floor(index / 9) % inputs, index % 9];
      return values[(tap * inputs + input) * outputs + output];
    });
  const rows = filled(dense1.length, (_, index) => {
    const [row, column] = [Math.floor(index / 128), index % 128];
    const [channel, place] = [Math.floor(row / 25), row % 25];
    return dense1[(place * 64 + channel) * 128 + column];
  });
  return { kernel1: kernel(kernel1, 1, 32), kernel2: kernel(kernel2, 32, 64), dense1: rows, dense2 };
}

/** [rows, columns] → [columns, rows]. */
export function transposed(values, rows, columns) {
  return filled(values.length, (_, index) => values[(index % rows) * columns + Math.floor(index / rows)]);
}

export function oneHot(y, classes = 10) {
  const rows = new Float32Array(y.length * classes);
  for (const [row, label] of y.entries()) rows[row * classes + label] = 1;
  return rows;
}

/** Mean of −ln p[label], in double. */
export function lossOfProbabilities(probabilities, y, classes = 10) {
  let sum = 0;
  for (const [row, label] of y.entries()) sum -= Math.log(Math.max(1e-12, probabilities[row * classes + label]));
  return sum / y.length;
}

/** The same from scores. */
export function lossOfScores(scores, y, classes = 10) {
  let sum = 0;
  for (const [row, label] of y.entries()) {
    const lane = scores.slice(row * classes, (row + 1) * classes);
    const top = Math.max(...lane);
    sum += top + Math.log(lane.reduce((total, score) => total + Math.exp(score - top), 0)) - lane[label];
  }
  return sum / y.length;
}
