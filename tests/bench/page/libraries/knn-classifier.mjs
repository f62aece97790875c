// TensorFlow.js' knn-classifier on the wasm backend. It answers one query a call.

import * as knnClassifier from '@tensorflow-models/knn-classifier';
import { startTensorFlow } from './tfjs.mjs';

export async function open() {
  const tf = await startTensorFlow();
  return {
    async neighbors({ x, y, count, width }) {
      const classifier = knnClassifier.create();
      const rowsOf = (label) => [...y.keys()].filter((row) => row < count && y[row] === label);
      const dataset = {};
      for (let label = 0; label < 10; label++) {
        const rows = rowsOf(label);
        const table = new Float32Array(rows.length * width);
        for (const [place, row] of rows.entries()) table.set(x.subarray(row * width, (row + 1) * width), place * width);
        dataset[label] = tf.tensor2d(table, [rows.length, width]); // unit vectors, as it would make them
      }
      classifier.setClassifierDataset(dataset);
      return {
        async one(query) {
          const activation = tf.tensor1d(query.slice());
          const { label } = await classifier.predictClass(activation, 5);
          activation.dispose();
          return Number(label);
        },
        dispose: () => classifier.dispose(),
      };
    },
  };
}
