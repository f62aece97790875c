// What a page with Attune does first: it fetches a model, predicts and updates. Each entry is asked for by the page itself, so that
// no other is fetched.

import { examplesOf } from '../examples.mjs';

const ENTRIES = {
  attune: () => import('attune'),
  'attune/slim': () => import('attune/slim'),
  'attune/external': () => import('attune/external'),
};

export async function firstUse(data, since, { entry, numerics }) {
  const { Model } = await ENTRIES[entry]();
  const model = await Model.load('/w1.mlmodel', { numerics });
  const ready = since();
  const examples = examplesOf(data);
  await model.predictBatch(examples);
  const predicted = since();
  await model.update(examples, { parameters: { epochs: 1 } }).finished;
  return { ready, predicted, updated: since() };
}
