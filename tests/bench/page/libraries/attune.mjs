// Attune by its public names. Training goes through a worker; nearest neighbours and inference are timed in attune/core, as the
// other libraries run in the page too, and once more through the worker. The default entry has no core for `numerics: 'fast'`;
// attune/external has.

import { Model as ModelInline } from 'attune';
import { Model as ModelHere } from 'attune/core';
import { Model as ModelInFiles } from 'attune/external';
import { lossOfProbabilities } from '../data.mjs';
import { examplesOf } from '../examples.mjs';
import { inferenceOnly, neighbors, trainable } from '../models.mjs';

export async function open({ worker = false, numerics = 'exact' }) {
  const Model = numerics === 'fast' ? ModelInFiles : ModelInline;
  const Predicting = worker ? Model : ModelHere;
  const settings = { numerics };
  return {
    /** All epochs are one update. `run()` lets it go once its examples are in the core, where others keep tensors. */
    async trainer(workload, data) {
      const model = await Model.load(trainable(workload), settings);
      const examples = examplesOf(data);
      const task = model.update(examples);
      let go;
      const gate = new Promise((resolve) => {
        go = resolve;
      });
      const ready = new Promise((resolve) => {
        task.addEventListener('trainingbegin', ({ context }) => {
          context.waitUntil(gate);
          resolve();
        });
      });
      await Promise.race([ready, task.finished]);
      let trained;
      return {
        async run(deadline) {
          const timer = setTimeout(() => task.cancel({ keep: true }), deadline - performance.now());
          go();
          const result = await task.finished;
          clearTimeout(timer);
          trained = result.model;
          const { epochIndex, miniBatchIndex } = result.metrics;
          const batches = Math.ceil(workload.count / workload.batch);
          return Math.min(
            epochIndex * workload.count + (miniBatchIndex + 1) * workload.batch,
            batches * workload.batch * workload.epochs,
          );
        },
        async loss() {
          const answers = await trained.predictBatch(examples);
          const probabilities = answers.flatMap((answer) => [...answer.probabilities].map(([, value]) => value));
          return lossOfProbabilities(probabilities, data.y);
        },
        dispose() {
          model.dispose();
          trained?.dispose();
        },
      };
    },

    async neighbors(data) {
      const model = await Predicting.load(neighbors(data), settings);
      const labelOf = ({ label }) => Number(label);
      return {
        one: async (x) => labelOf(await model.predict({ x })),
        async many(queries) {
          const rows = Array.from({ length: data.queries }, (_, row) => ({
            x: queries.subarray(row * data.width, (row + 1) * data.width),
          }));
          return (await model.predictBatch(rows)).map(labelOf);
        },
        dispose: () => model.dispose(),
      };
    },

    async classifier({ x, width }) {
      const model = await Predicting.load(inferenceOnly(), settings);
      return {
        async run(batch, first) {
          const rows = Array.from({ length: batch }, (_, row) => ({
            x: x.subarray((first + row) * width, (first + row + 1) * width),
          }));
          const answers = batch === 1 ? [await model.predict(rows[0])] : await model.predictBatch(rows);
          const probabilities = new Float32Array(batch * 10);
          for (const [row, answer] of answers.entries()) probabilities.set(answer.probabilities.data, row * 10);
          return probabilities;
        },
        dispose: () => model.dispose(),
      };
    },
  };
}
