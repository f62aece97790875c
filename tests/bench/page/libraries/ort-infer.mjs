// onnxruntime-web of today, which predicts and no longer trains. One thread.

import * as ort from 'onnxruntime-inference/wasm';
import { channelsFirst, cnnWeights } from '../data.mjs';
import { FLOAT, Graph } from '../onnx.mjs';

function cnn() {
  const { kernel1, kernel2, dense1, dense2 } = channelsFirst(cnnWeights());
  const graph = new Graph();
  graph.input('x', FLOAT, ['n', 1, 28, 28]);
  graph.constant('flat', new BigInt64Array([-1n, 1600n]), [2]);
  const convolution = (x, index, kernel, [outputs, inputs]) => {
    graph.constant(`kernel${index}`, kernel, [outputs, inputs, 3, 3]);
    graph.constant(`biases${index}`, new Float32Array(outputs), [outputs]);
    const sums = graph.node('Conv', [x, `kernel${index}`, `biases${index}`], `sums${index}`, { kernel_shape: [3, 3] });
    const rectified = graph.node('Relu', [sums], `relu${index}`);
    return graph.node('MaxPool', [rectified], `pool${index}`, { kernel_shape: [2, 2], strides: [2, 2] });
  };
  const dense = (x, index, weights, [inputs, outputs]) => {
    graph.constant(`weights${index}`, weights, [inputs, outputs]);
    graph.constant(`offsets${index}`, new Float32Array(outputs), [outputs]);
    return graph.node('Gemm', [x, `weights${index}`, `offsets${index}`], `dense${index}`);
  };
  const pooled = convolution(convolution('x', 1, kernel1, [32, 1]), 2, kernel2, [64, 32]);
  const hidden = dense(graph.node('Reshape', [pooled, 'flat'], 'rows'), 1, dense1, [1600, 128]);
  const scores = dense(graph.node('Relu', [hidden], 'relu3'), 2, dense2, [128, 10]);
  graph.output(graph.node('Softmax', [scores], 'probabilities', { axis: 1 }), FLOAT, ['n', 10]);
  return graph.bytes();
}

export async function open() {
  ort.env.wasm.wasmPaths = '/peers/onnxruntime-inference/dist/';
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return {
    async classifier({ x, width }) {
      const session = await ort.InferenceSession.create(cnn(), { executionProviders: ['wasm'] });
      return {
        async run(batch, first) {
          const images = x.slice(first * width, (first + batch) * width);
          const answer = await session.run({ x: new ort.Tensor('float32', images, [batch, 1, 28, 28]) });
          return answer.probabilities.data;
        },
        dispose: () => session.release(),
      };
    },
  };
}
