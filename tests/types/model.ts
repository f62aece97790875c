// The public types of models and updates. Compiled, never run.

import {
  AttuneError,
  type Dictionary,
  type ErrorCode,
  type EvaluationResult,
  type FeatureDescription,
  type ImageInput,
  Model,
  type ModelFile,
  ModelStore,
  type OutputValue,
  type Prediction,
  type TaskSnapshot,
  type UpdateContext,
  type UpdateMetrics,
} from 'attune';
import { Model as CoreModel } from 'attune/core';
import { expectType, type Same } from './expect.js';

export async function untyped(canvas: HTMLCanvasElement, data: ImageData): Promise<void> {
  const model = await Model.load('/model.mlmodel', {
    sha256: 'ab',
    signal: AbortSignal.timeout(1000),
    onProgress: ({ loaded, total }) => expectType<Same<[typeof loaded, typeof total], [number, number | undefined]>>(),
    parameters: { numberOfNeighbors: 3, 'classifier.learningRate': 0.1, seed: 5n, shuffle: true },
  });
  expectType<Same<typeof model, Model>>();

  const prediction = await model.predict(
    { drawing: canvas, scale: 1, note: undefined },
    { imageOptions: { fit: 'cover' } },
  );
  expectType<Same<typeof prediction, Prediction>>();
  expectType<Same<(typeof prediction)[string], OutputValue>>();

  const task = model.update([{ drawing: data, label: 'cat' }], { parameters: { epochs: 10 }, suspended: true });
  task.addEventListener('epochend', (event) => {
    expectType<Same<typeof event.context, UpdateContext>>();
    expectType<Same<typeof event.context.metrics, UpdateMetrics>>();
    expectType<Same<typeof event.context.metrics.lossValue, number>>();
    event.context.waitUntil(event.context.model.evaluate([]));
    event.context.task.resume({ learningRate: 0.1 });
  });
  for await (const { metrics } of task) expectType<Same<typeof metrics, UpdateMetrics>>();
  const result = await task.finished;
  expectType<Same<typeof result.model, Model>>();
  expectType<Same<typeof result.history, readonly UpdateMetrics[]>>();
  expectType<Same<typeof task.state, 'suspended' | 'running' | 'cancelling' | 'cancelled' | 'completed' | 'failed'>>();

  const bytes = await result.model.export({ format: 'mlmodel' });
  expectType<Same<typeof bytes, Uint8Array<ArrayBuffer>>>();
  await result.model.export({ format: 'mlpackage' });
  // @ts-expect-error there is no such format
  await result.model.export({ format: 'mlmodelc' });
  new Blob([bytes]);
  {
    using scoped = result.model;
    scoped.dispose();
  }

  const store = await ModelStore.open('drawings');
  const latest: Model = (await store.latest('emoji', { base: model })) ?? model;
  await store.save('emoji', latest, { note: 'first', metrics: result.metrics });

  // One class, whichever entry it came from.
  const other: CoreModel = model;
  if ((other as unknown) instanceof CoreModel) other.dispose();
}

export async function trained(model: Model, base: Model): Promise<EvaluationResult> {
  const examples = [{ x: 1, label: 'cat' }];
  const task = model.update(examples, {
    ...{ validation: 0.2, earlyStopping: true, anchor: 0.01, gradientClipNorm: 1, classWeights: 'balanced' },
    ...{
      replay: { examples: new Set(examples), ratio: 0.5 },
      keepIfBetter: { metric: 'accuracy', minDelta: -0.01, examples },
    },
  });
  model.update(examples, {
    validation: { length: 1, at: () => examples[0] },
    earlyStopping: { monitor: 'validationAccuracy', patience: 5, minDelta: 0.001, restoreBest: false },
    anchor: { strength: 1, to: 'start' },
    classWeights: { cat: 2 },
  });
  model.update(examples, { classWeights: new Map([[5n, 2]]), keepIfBetter: true, validation: examples });
  const snapshot = await task.snapshot();
  expectType<Same<typeof snapshot, TaskSnapshot>>();
  const { compared, history } = await base.update(examples, { resumeFrom: structuredClone(snapshot) }).finished;
  expectType<Same<typeof compared, { readonly before: number; readonly after: number } | undefined>>();
  for (const { validationLoss, validationAccuracy } of history) (validationLoss + validationAccuracy).toFixed(2);

  const result = await model.evaluate(examples);
  for (const { label, precision, recall, f1 } of result.classification?.classes ?? []) {
    expectType<Same<typeof label, string | number | bigint>>();
    (precision + recall + f1).toFixed(2);
  }
  expectType<Same<number | undefined, NonNullable<typeof result.regression>['rSquared'] | undefined>>();

  // @ts-expect-error there is no such monitor
  model.update(examples, { earlyStopping: { monitor: 'loss' } });
  // @ts-expect-error replayed examples come with their ratio
  model.update(examples, { replay: examples });
  // @ts-expect-error a word that is none
  model.update(examples, { classWeights: 'fair' });
  // @ts-expect-error the pull goes to one of two places
  model.update(examples, { anchor: { strength: 1, to: 'base' } });
  return result;
}

export async function inputs(
  model: Model,
  image: HTMLImageElement,
  video: HTMLVideoElement,
  frame: VideoFrame,
  bitmap: ImageBitmap,
  offscreen: OffscreenCanvas,
): Promise<void> {
  const images: ImageInput[] = [image, video, frame, bitmap, offscreen, new Blob(), new File([], 'a.png')];
  await model.predict({
    ...{ image: images[0], number: 1, integer: 2n ** 60n, text: 'a' },
    ...{ flat: new Float32Array(3), list: [1, 2], shaped: { data: new Uint8Array(4), shape: [2, 2] } },
    ...{ counts: { a: 1 }, byLabel: new Map([['a', 1]]), byNumber: new Map([[1n, 0.5]]) },
    pixels: { data: new Uint8ClampedArray(4), width: 1, height: 1 },
  });

  // @ts-expect-error a Date is no feature
  await model.predict({ when: new Date() });
  await model.predict({ names: ['a', 'b'] });
  // @ts-expect-error neither is a list of dates
  await model.predict({ when: [new Date()] });
  // @ts-expect-error examples come as a collection
  model.update({ drawing: image });
  // @ts-expect-error there is no such way to fit
  await model.predict({}, { imageOptions: { fit: 'stretch' } });
  // @ts-expect-error Core ML's names, not others
  model.update([], { parameters: { batchSize: 3 } });
  // @ts-expect-error a number
  model.update([], { parameters: { epochs: '3' } });
  // @ts-expect-error there is no such event
  model.update([]).addEventListener('batchend', () => {});
  // @ts-expect-error models are loaded
  new Model();
  // @ts-expect-error a task is not a promise
  model.update([]).then;

  model.update(new Set([{ x: 1 }]));
  model.update({ length: 2, at: async (index) => ({ x: index }) });
  model.update(
    (async function* () {
      yield { x: 1 };
    })(),
  );
}

export async function sources(folder: FileSystemDirectoryHandle, files: FileList, picked: File[]): Promise<Model[]> {
  const limits = { packageBytes: 1 << 20, packageEntries: 10 };
  return [await Model.load(folder, { limits }), await Model.load(files), await Model.load(picked)];
}

export async function imported(file: ModelFile<Emoji>): Promise<void> {
  const model = await Model.load(file);
  expectType<Same<typeof model, Model<Emoji>>>();
  // @ts-expect-error one entry of a folder is no package
  await Model.load({ kind: 'file', name: 'a' });
}

interface Emoji {
  inputs: { drawing: ImageInput };
  outputs: { label: string; labelProbs: Dictionary<string> };
  examples: { drawing: ImageInput; label: string };
}

export async function typed(drawing: ImageData): Promise<void> {
  const model = await Model.load<Emoji>('/emoji.mlmodel');
  const { label, labelProbs } = await model.predict({ drawing });
  expectType<Same<typeof label, string>>();
  expectType<Same<(typeof labelProbs)[string], number>>();
  for (const [name, probability] of labelProbs) expectType<Same<[typeof name, typeof probability], [string, number]>>();
  new Map(labelProbs).get('cat')?.toFixed(2);

  // @ts-expect-error the model has no such input
  await model.predict({ picture: drawing });
  // @ts-expect-error an example has a label, too
  model.update([{ drawing }]);

  const examples = [{ drawing, label: 'cat' }];
  const { model: updated } = await model.update(examples, { replay: { examples }, validation: examples }).finished;
  // @ts-expect-error replayed examples have labels, too
  model.update(examples, { replay: { examples: [{ drawing }] } });
  expectType<Same<typeof updated, Model<Emoji>>>();
}

export function described(feature: FeatureDescription): number[] {
  switch (feature.type) {
    case 'multiArray':
      return [...feature.shape];
    case 'image':
      return [feature.width, feature.height];
    case 'dictionary':
      expectType<Same<typeof feature.keyType, 'int64' | 'string'>>();
      return [];
    case 'sequence':
    case 'int64':
    case 'double':
    case 'string':
    case 'state':
      // @ts-expect-error only arrays have one
      return feature.shape;
  }
}

export function failed(error: unknown): boolean {
  if (!(error instanceof AttuneError)) return false;
  expectType<Same<typeof error.code, ErrorCode>>();
  // @ts-expect-error there is no such code
  return error.code === 'unknown';
}
