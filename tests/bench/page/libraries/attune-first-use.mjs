// What a page with Attune does first: it fetches a model, predicts and updates.

import { Model } from 'attune';
import { examplesOf } from '../examples.mjs';

export async function firstUse(data, since) {
  const model = await Model.load('/w1.mlmodel');
  const ready = since();
  const examples = examplesOf(data);
  await model.predictBatch(examples);
  const predicted = since();
  await model.update(examples, { parameters: { epochs: 1 } }).finished;
  return { ready, predicted, updated: since() };
}
