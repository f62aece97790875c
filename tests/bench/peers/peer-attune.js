// Attune in the harness that measured the other libraries before Attune existed. To plug it in, its src/peer-attune.js says
//   export * from '<checkout>/tests/bench/peers/peer-attune.js';
// and its list of peers gets
//   attune: { src: 'peer-attune.js', opts: {}, w: ['w1', 'w2', 'w3', 'w4', 'w5', 'w6'], isolate: false }

import { open } from '../page/libraries/attune.mjs';
import { TRAINING } from '../page/workloads.mjs';

let library;

export async function init(options) {
  library = await open(options);
  return { worker: true };
}

const table = ({ x, y, n, d }) => ({ x, y, count: n, width: d });

/** An update is one call: the first batch is all of them, as with TensorFlow.js' `fit`. */
export async function trainer(workload, id, data) {
  const { n, epochs } = workload;
  const own = await library.trainer({ ...TRAINING[id], count: n, epochs }, table(data));
  let all;
  return {
    batch() {
      all ??= own.run(performance.now() + 600_000);
      return all;
    },
    loss: () => own.loss(),
    dispose: () => own.dispose(),
  };
}

export async function infer(data) {
  const own = await library.classifier(table(data));
  return { run: (batch, first) => own.run(batch, first), check: async () => [...(await own.run(1, 0)).slice(0, 3)] };
}

/** Unit vectors: the nearest of them are the most similar by cosine. */
export async function knn({ x, y, n, d, q, qs }) {
  const begun = performance.now();
  const own = await library.neighbors({ x: normalised(x, d), y, count: n, width: d, queries: q });
  const added = performance.now();
  const queries = normalised(qs, d);
  let right = 0;
  for (let index = 0; index < q; index++) {
    if ((await own.one(queries.subarray(index * d, (index + 1) * d))) === index % 10) right++;
  }
  const answered = performance.now();
  own.dispose();
  return { addMs: added - begun, queryMs: answered - added, queries: q, agree: right / q };
}

function normalised(rows, width) {
  const unit = rows.slice();
  for (let from = 0; from < unit.length; from += width) {
    const row = unit.subarray(from, from + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let index = 0; index < width; index++) row[index] /= length;
  }
  return unit;
}
