// onnxruntime-web 1.19.2, the last with training. One thread. Its artifacts are usually made in Python; here its graphs and its
// checkpoint are written directly. Its SGD optimizer does not load in a browser, so AdamW stands in for it: a little more work,
// and another loss, on all workloads but w2.

import { Builder } from 'flatbuffers';
import * as ort from 'onnxruntime-training/training';
import { channelsFirst, cnnWeights, denseWeights } from '../data.mjs';
import { BOOL, FLOAT, Graph, INT64, MICROSOFT } from '../onnx.mjs';
import { batchByBatch } from '../passes.mjs';
import { ADAM } from '../workloads.mjs';

/** ONNX Runtime's checkpoint.fbs: trained and frozen parameters by name. */
function checkpoint(parameters) {
  const builder = new Builder(1 << 20);
  const tensor = ({ name, values, dims }) => {
    const nameAt = builder.createString(name);
    const dataAt = builder.createByteVector(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    builder.startVector(8, dims.length, 8);
    for (const dim of dims.toReversed()) builder.addInt64(BigInt(dim));
    const dimsAt = builder.endVector();
    builder.startObject(6);
    builder.addFieldOffset(0, nameAt, 0);
    builder.addFieldOffset(2, dimsAt, 0);
    builder.addFieldInt32(3, FLOAT, 0);
    builder.addFieldOffset(4, dataAt, 0);
    return builder.endObject();
  };
  const vector = (chosen) => {
    const places = chosen.map(tensor);
    builder.startVector(4, places.length, 4);
    for (const place of places.toReversed()) builder.addOffset(place);
    return builder.endVector();
  };
  const trainedAt = vector(parameters.filter(({ trained }) => trained));
  const frozenAt = vector(parameters.filter(({ trained }) => !trained));
  builder.startObject(4);
  builder.addFieldOffset(0, trainedAt, 0);
  builder.addFieldOffset(1, frozenAt, 0);
  const stateAt = builder.endObject();
  builder.startObject(4);
  builder.addFieldInt32(0, 2, 0);
  builder.addFieldOffset(1, stateAt, 0);
  builder.finish(builder.endObject(), 'ODTC');
  return builder.asUint8Array();
}

/** Forward and backward of a network, written into two graphs side by side. */
class Writer {
  train = new Graph();
  evaluate = new Graph();
  parameters = [];
  #gradients = [];
  /** From the last layer to the first: takes the gradient of the layer's output, answers that of its input. */
  #backward = [];

  constructor(shape) {
    for (const graph of [this.train, this.evaluate]) {
      graph.input('x', FLOAT, ['n', ...shape]);
      graph.input('y', INT64, ['n']);
      graph.constant('flat', new BigInt64Array([-1n, 1600n]), [2]);
    }
    this.train.constant('rows', new BigInt64Array([0n]), [1]);
    this.train.constant('one', new Float32Array([1]), []);
  }

  #parameter(name, values, dims, trained = true) {
    this.parameters.push({ name, values, dims, trained });
    for (const graph of [this.train, this.evaluate]) graph.input(name, FLOAT, dims);
    return name;
  }

  #both(...node) {
    this.evaluate.node(...node);
    return this.train.node(...node);
  }

  dense(x, index, { inputs, outputs, weights, biases }, { relu, inputGradient }) {
    const { train } = this;
    const w = this.#parameter(`weights${index}`, weights, [inputs, outputs]);
    const b = this.#parameter(`biases${index}`, biases ?? new Float32Array(outputs), [outputs]);
    const sums = this.#both('Gemm', [x, w, b], `sums${index}`);
    const result = relu ? this.#both('Relu', [sums], `relu${index}`) : sums;
    this.#backward.unshift((gradient) => {
      const dy = relu ? train.node('ReluGrad', [gradient, result], `drelu${index}`, {}, MICROSOFT) : gradient;
      this.#gradients.push(
        [w, train.node('Gemm', [x, dy], `${w}_grad`, { transA: 1 })],
        [b, train.node('ReduceSum', [dy, 'rows'], `${b}_grad`, { keepdims: 0 })],
      );
      return inputGradient ? train.node('Gemm', [dy, w], `dx${index}`, { transB: 1 }) : undefined;
    });
    return result;
  }

  convolution(x, index, kernel, [outputs, inputs], { trained, inputGradient }) {
    const { train } = this;
    const w = this.#parameter(`kernel${index}`, kernel, [outputs, inputs, 3, 3], trained);
    const b = this.#parameter(`offsets${index}`, new Float32Array(outputs), [outputs], trained);
    const shape = { kernel_shape: [3, 3], strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 };
    const window = { kernel_shape: [2, 2], strides: [2, 2] };
    const sums = this.#both('Conv', [x, w, b], `convolved${index}`, shape);
    const rectified = this.#both('Relu', [sums], `rectified${index}`);
    const pooled = this.#both('MaxPool', [rectified], [`pooled${index}`, `places${index}`], window);
    if (trained) {
      this.#backward.unshift((gradient) => {
        const unpooled = train.node('MaxPoolGrad', [gradient, `places${index}`], `dpool${index}`, window);
        const dy = train.node('ReluGrad', [unpooled, rectified], `dconvolved${index}`, {}, MICROSOFT);
        const dx = inputGradient ? `dx_convolution${index}` : '';
        train.node('ConvGrad', [dy, x, w], [dx, `${w}_grad`, `${b}_grad`], shape, MICROSOFT);
        this.#gradients.push([w, `${w}_grad`], [b, `${b}_grad`]);
        return dx;
      });
    }
    return pooled;
  }

  rows(x, backward) {
    if (backward) {
      this.#backward.unshift((gradient) => {
        this.train.node('Shape', [x], 'shape');
        return this.train.node('Reshape', [gradient, 'shape'], 'dimages');
      });
    }
    return this.#both('Reshape', [x, 'flat'], 'table');
  }

  /** Loss, gradients, and their accumulation as the runtime expects it. */
  finish(scores) {
    const { train, evaluate } = this;
    this.#both('SoftmaxCrossEntropyLoss', [scores, 'y'], ['loss', 'logarithms'], { reduction: 'mean' });
    const inputs = ['one', 'logarithms', 'y'];
    let gradient = train.node('SoftmaxCrossEntropyLossGrad', inputs, 'dscores', { reduction: 'mean' }, MICROSOFT);
    for (const back of this.#backward) gradient = back(gradient);
    for (const [name] of this.#gradients) {
      const { dims } = this.parameters.find((parameter) => parameter.name === name);
      train.input(`${name}_grad.accumulation.buffer`, FLOAT, dims);
    }
    train.input('lazy_reset_grad', BOOL, [1]);
    for (const graph of [train, evaluate]) graph.output('loss', FLOAT, []);
    for (const [name, found] of this.#gradients) {
      const sources = [`${name}_grad.accumulation.buffer`, found, 'lazy_reset_grad'];
      train.output(
        train.node('InPlaceAccumulatorV2', sources, `${name}_grad.accumulation.out`, {}, MICROSOFT),
        BOOL,
        [1],
      );
    }
  }
}

function written({ widths, cnn }) {
  const writer = new Writer(widths === undefined ? [1, 28, 28] : [widths[0]]);
  let value = 'x';
  if (widths === undefined) {
    const { kernel1, kernel2, dense1, dense2 } = channelsFirst(cnnWeights());
    const trained = cnn === 'all layers';
    value = writer.convolution(value, 1, kernel1, [32, 1], { trained, inputGradient: false });
    value = writer.convolution(value, 2, kernel2, [64, 32], { trained, inputGradient: true });
    value = writer.rows(value, trained);
    const first = { inputs: 1600, outputs: 128, weights: dense1 };
    value = writer.dense(value, 1, first, { relu: true, inputGradient: trained });
    value = writer.dense(value, 2, { inputs: 128, outputs: 10, weights: dense2 }, { inputGradient: true });
  } else {
    for (const [index, layer] of denseWeights(widths).entries()) {
      value = writer.dense(value, index, layer, { relu: index + 2 < widths.length, inputGradient: index > 0 });
    }
  }
  writer.finish(value);
  return writer;
}

function adamW() {
  const graph = new Graph();
  graph.input('learning_rate', FLOAT, [1]);
  graph.input('step', INT64, [1]);
  const lists = ['params', 'gradients', 'first_order_moments', 'second_order_moments'];
  for (const name of lists) graph.inputs(name, FLOAT);
  const settings = { alpha: ADAM.beta1, beta: ADAM.beta2, epsilon: ADAM.eps, weight_decay: 1e-30 };
  const more = { correct_bias: 1, adam_mode: 0 };
  const inputs = ['learning_rate', 'step', ...lists];
  graph.output(graph.node('AdamWOptimizer', inputs, 'updated', { ...settings, ...more }, MICROSOFT), BOOL, [1]);
  return graph.bytes();
}

export async function open() {
  ort.env.wasm.wasmPaths = '/peers/onnxruntime-training/dist/';
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return {
    async trainer(workload, { x, y, count, width }) {
      const { train, evaluate, parameters } = written(workload);
      const session = await ort.TrainingSession.create(
        {
          checkpointState: checkpoint(parameters),
          trainModel: train.bytes(),
          evalModel: evaluate.bytes(),
          optimizerModel: adamW(),
        },
        { executionProviders: ['wasm'] },
      );
      const { batch, widths } = workload;
      const shape = widths === undefined ? [batch, 1, 28, 28] : [batch, width];
      const batches = Array.from({ length: count / batch }, (_, index) => {
        const [from, to] = [index * batch, (index + 1) * batch];
        return {
          x: new ort.Tensor('float32', x.slice(from * width, to * width), shape),
          y: new ort.Tensor('int64', BigInt64Array.from(y.slice(from, to), BigInt), [batch]),
        };
      });
      return {
        run: (deadline) =>
          batchByBatch(workload, deadline, async (index) => {
            await session.runTrainStep(batches[index]);
            await session.runOptimizerStep();
            await session.lazyResetGrad();
          }),
        async loss() {
          let sum = 0;
          for (const feeds of batches) sum += (await session.runEvalStep(feeds)).loss.data[0];
          return sum / batches.length;
        },
        dispose: () => session.release(),
      };
    },
  };
}
