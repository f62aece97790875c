// One pass of a workload with one library: what the runner calls in turn for each library.

import { ceiling } from './ceiling.mjs';
import { unitVectors } from './data.mjs';
import { dataOf, TRAINING } from './workloads.mjs';

/** Queries in one pass, one at a time; libraries that are slow answer as many as the time allows. */
const MOST_QUERIES = 1000;

export class Passes {
  #library;
  #neighbors;
  #classifier;

  constructor(library) {
    this.#library = library;
  }

  static ceiling = ceiling;

  /**
   * Trains from the shared first weights. Examples lie in the library's own form before the clock starts.
   *
   * @param limit milliseconds; what takes longer is stopped and is a partial pass
   */
  async train(id, limit) {
    const workload = TRAINING[id];
    const data = await dataOf(workload);
    const trainer = await this.#library.trainer(workload, data);
    try {
      const begun = performance.now();
      const examples = await trainer.run(begun + limit);
      const milliseconds = performance.now() - begun;
      const partial = examples < workload.count * workload.epochs;
      const loss = partial ? undefined : await trainer.loss();
      return { examplesPerSecond: (1000 * examples) / milliseconds, milliseconds, partial, loss };
    } finally {
      await trainer.dispose?.();
    }
  }

  /** The nearest five of 10,000, one query at a time or all in one call. */
  async neighbors(batched, limit) {
    const data = unitVectorsOnce();
    this.#neighbors ??= await this.#library.neighbors(data);
    const labels = [];
    const begun = performance.now();
    if (batched) labels.push(...(await this.#neighbors.many(data.q)));
    else {
      while (labels.length < MOST_QUERIES && performance.now() - begun < limit) {
        const query = labels.length;
        labels.push(await this.#neighbors.one(data.q.subarray(query * data.width, (query + 1) * data.width)));
      }
    }
    const milliseconds = performance.now() - begun;
    const agreement = labels.filter((label, query) => label === query % 10).length / labels.length;
    return { queriesPerSecond: (1000 * labels.length) / milliseconds, milliseconds, agreement };
  }

  /** Probabilities of one batch of digits: the median of some samples, each long enough for a browser's coarse clock. */
  async infer(batch, samples) {
    const data = await dataOf(TRAINING.w3);
    this.#classifier ??= await this.#library.classifier(data);
    const calls = batch === 1 ? 10 : 1;
    const times = [];
    for (let sample = 0; sample <= samples; sample++) {
      const begun = performance.now();
      for (let call = 0; call < calls; call++) await this.#classifier.run(batch, (sample * calls + call) % 900);
      times.push((performance.now() - begun) / calls);
    }
    const milliseconds = times.slice(1).sort((a, b) => a - b)[Math.floor(samples / 2)]; // the first one warms up
    const [...first] = (await this.#classifier.run(1, 0)).slice(0, 3);
    return { milliseconds, first };
  }

  /** Frees what passes keep. */
  async rest() {
    await this.#neighbors?.dispose?.();
    await this.#classifier?.dispose?.();
    this.#neighbors = undefined;
    this.#classifier = undefined;
  }
}

let vectors;

function unitVectorsOnce() {
  vectors ??= unitVectors();
  return vectors;
}

/** For libraries that are told each batch: trains until the deadline, answers how many examples that were. */
export async function batchByBatch({ count, batch, epochs }, deadline, step) {
  let examples = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let index = 0; index < count / batch; index++) {
      await step(index);
      examples += batch;
      if (performance.now() > deadline) return examples;
    }
  }
  return examples;
}

export { TRAINING };
