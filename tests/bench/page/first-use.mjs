// A cold page: from asking for the library to its first prediction and its first finished update, both on 32 examples of w1.

import { features } from './data.mjs';
import { TRAINING } from './workloads.mjs';

const workload = { ...TRAINING.w1, count: 32, epochs: 1 };

/** Milliseconds since the library was asked for. */
export async function firstUse(script, options) {
  const data = { ...features(), count: 32 };
  data.x = data.x.slice(0, 32 * data.width);
  data.y = data.y.slice(0, 32);
  const begun = performance.now();
  const since = () => performance.now() - begun;
  const module = await import(script);
  if (module.firstUse !== undefined) return module.firstUse(data, since, options);
  const library = await module.open(options);
  const ready = since();
  const trainer = await library.trainer(workload, data);
  await trainer.loss();
  const predicted = since();
  await trainer.run(Number.POSITIVE_INFINITY);
  return { ready, predicted, updated: since() };
}
