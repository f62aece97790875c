// The three models of the suite, each with a user's data and a measure of how well it fits them.
//
// Nothing here is random or drawn by a browser, and every number is exact in float32 or a multiple of 1/256: runs can be
// compared bit by bit. `read(path)` answers with a file's bytes: it fetches, imports, or reads from the disk.

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** A convolutional network for digits, all of it trained (Adam, cross entropy). 64 digits. */
export const digits = {
  name: 'digits',
  path: '/models/mnist-cnn-updatable.mlmodel',
  parameters: { learningRate: 0.001, epochs: 10 },
  epochs: 10,

  async examples(read) {
    const pixels = await read('/golden/mnist-cnn/digits.bin');
    const { target } = JSON.parse(new TextDecoder().decode(await read('/golden/mnist-cnn/case.json')));
    return target.values.map((digit, index) => ({
      image: {
        data: Float32Array.from(pixels.subarray(index * 784, index * 784 + 784), (p) => p / 256),
        shape: [1, 28, 28],
      },
      output_true: new Int32Array([digit]),
    }));
  },

  inputOf: ({ image }) => ({ image }),
  /** Mean cross entropy. */
  badness: (predictions, examples) =>
    mean(predictions.map(({ output }, index) => -Math.log(output.data[examples[index].output_true[0]]))),
};

/** Two dense layers on three numbers, the second one trained (SGD, mean squared error). */
export const symptoms = {
  name: 'symptoms',
  path: '/models/keras-mlp-updatable.mlmodel',
  parameters: { learningRate: 0.125 },
  epochs: 10, // the only number that the file allows

  async examples() {
    return Array.from({ length: 80 }, (_, row) => ({
      input1: Float64Array.from({ length: 3 }, (_, i) => ((row * 37 + i * 101) % 64) / 64),
      output1_true: Float64Array.from({ length: 5 }, (_, i) => ((row * 53 + i * 29) % 32) / 32),
    }));
  },

  inputOf: ({ input1 }) => ({ input1 }),
  /** Mean squared error. */
  badness: (predictions, examples) =>
    mean(
      predictions.flatMap(({ output1 }, index) =>
        Array.from(output1.data, (value, i) => (value - examples[index].output1_true[i]) ** 2),
      ),
    ),
};

/** White strokes on black, as a canvas would hold them but made by arithmetic. */
function strokes(width, height, isStroke) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set(isStroke(x, y) ? [255, 255, 255, 255] : [0, 0, 0, 255], (y * width + x) * 4);
  }
  return { data, width, height };
}

/** Apple's drawing classifier: an embedding network, then nearest neighbours that know nobody yet. */
export const drawings = {
  name: 'drawings',
  path: '/models/drawing-classifier-updatable.mlmodel',
  // Not the file's own 5: what comes back from storage must know.
  loadOptions: { parameters: { numberOfNeighbors: 3 } },
  parameters: {},
  epochs: 0, // neighbours are remembered, not trained

  async examples() {
    const examples = [];
    for (let shift = -3; shift <= 3; shift++) {
      // Larger than the 28 × 28 that the model states, so that they are scaled.
      examples.push({
        drawing: strokes(84, 84, (x, y) => Math.abs(x - 42 - 4 * shift) < 5 && y > 12 && y < 72),
        label: '🌲',
      });
      examples.push({
        drawing: strokes(84, 84, (x, y) => Math.abs(y - 42 - 4 * shift) < 5 && x > 12 && x < 72),
        label: '🌊',
      });
      const ring = (x, y) => Math.abs(Math.hypot(x - 42, y - 42 - shift) - 28) < 5;
      examples.push({ drawing: strokes(84, 84, ring), label: '🙂' });
    }
    return examples;
  },

  inputOf: ({ drawing }) => ({ drawing }),
  /** The fraction of wrong labels. */
  badness: (predictions, examples) =>
    mean(predictions.map(({ label }, index) => (label === examples[index].label ? 0 : 1))),
};

/** The digits' file allows only mini-batches of 128. This makes it `size`, in the same number of bytes. */
export async function withMiniBatches(size, read) {
  const bytes = await read(digits.path);
  const { patches } = JSON.parse(new TextDecoder().decode(await read('/golden/mnist-cnn/case.json')));
  for (const { offset } of patches) bytes.set([0x80 | (size & 0x7f), size >> 7], offset);
  return bytes;
}
