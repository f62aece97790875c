// The tool that gives a model its replay set.

import { AttuneError } from '../errors.js';
import { FeatureReader } from '../inputs/feature-reader.js';
import type { ImageOptions } from '../inputs/image-options.js';
import { blockOf, type Examples } from '../model/examples.js';
import type { Model } from '../model/model.js';
import { readPredictions } from '../model/prediction.js';
import { type Example, ExampleSet } from './example-set.js';
import { featuresOf } from './features.js';
import { countsText } from './prior.js';
import { herded, withReplaySet } from './replay-set.js';

export interface ReplaySetOptions {
  /** How many examples, spread evenly over the classes. Default 200. */
  readonly size?: number | undefined;
  /** The value whose numbers are compared. Default: what the last dense layer reads. */
  readonly features?: string | undefined;
  readonly imageOptions?: ImageOptions | undefined;
}

/** The model's file with the chosen examples in it. */
export async function fileWithReplaySet(
  model: Model,
  examples: Examples<unknown>,
  { size = 200, features, imageOptions }: ReplaySetOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new FeatureReader(model.description.trainingInputs, imageOptions);
  const all = readPredictions(await blockOf(examples, reader)) as readonly Example[];
  const set = new ExampleSet(all, model.description);
  const { labels } = set;
  if (labels === undefined) throw new AttuneError('unsupported', 'only a classifier takes a replay set');
  if (!Number.isSafeInteger(size) || size < 1) throw new AttuneError('invalid-parameter', 'size is whole, from 1');
  const chosen = herded(await featuresOf(model, all, features), labels, size);
  const block = await blockOf(
    chosen.map((index) => all[index]),
    reader,
  );
  return withReplaySet(await model.export(), block, countsText(set, model.description));
}
