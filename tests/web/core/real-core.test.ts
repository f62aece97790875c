import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FeatureDescription, ModelDescription } from '../../../web/src/model/description.js';
import type { Dictionary } from '../../../web/src/model/prediction.js';
import { storage } from '../../../web/src/store/storable.js';
import { inThread, inWorker, modelFile, skipped } from '../support/real-core.js';

/** Those named wire-… are about the format; tests/core has them. */
const MODELS = readdirSync(new URL('../../models/', import.meta.url)).filter(
  (name) => name.endsWith('.mlmodel') && !name.startsWith('wire-'),
);

/** A drawing that is another one for every seed. */
function drawing(seed: number): { data: Uint8ClampedArray; width: number; height: number } {
  const data = new Uint8ClampedArray(4 * 28 * 28);
  for (let pixel = 0; pixel < 28 * 28; pixel++) data.set([...Array(3).fill(pixel % seed ? 0 : 255), 255], 4 * pixel);
  return { data, width: 28, height: 28 };
}

const drawings = [
  { drawing: drawing(3), label: '🐱' },
  { drawing: drawing(5), label: '__proto__' },
];

/** A linear model of numbers, as a table of examples. */
function houses(count: number): { numericalInput: number[]; categoricalInput1?: number[]; output_true: number[] }[] {
  return Array.from({ length: count }, (_, row) => ({
    numericalInput: Array.from({ length: 11 }, (_, column) => ((row * 7 + column * 3) % 10) / 10),
    categoricalInput1: [row % 2],
    categoricalInput2: [(row + 1) % 2],
    output_true: [(row % 10) / 10],
  }));
}

describe.skipIf(skipped !== undefined)('the wasm core', () => {
  it.each(MODELS)('describes %s as the types say, and writes it back byte for byte', async (name) => {
    const model = await inThread().load(modelFile(name));
    checkDescription(model.description);
    expect(Buffer.compare(await model.export(), modelFile(name))).toBe(0);
    model.dispose();
  });

  it('refuses what is no model, and goes on', async () => {
    const Model = inThread();
    const damaged = modelFile('mnist-cnn-updatable.mlmodel').slice(0, 5000);
    for (const bytes of [new Uint8Array(), new TextEncoder().encode('{"a": 1}'), damaged]) {
      await expect(Model.load(bytes)).rejects.toMatchObject({ name: 'AttuneError', code: 'model-invalid' });
    }
    await expect(Model.load(modelFile('house-price.mlmodel'))).resolves.toBeDefined();
  });

  it('learns drawings, which predict, persist and come back', async () => {
    const file = modelFile('drawing-classifier-updatable.mlmodel');
    const base = await inWorker().load(file, { parameters: { numberOfNeighbors: 1 } });
    expect(await base.predict({ drawing: drawing(3) })).toMatchObject({ label: 'unknown' });

    const { model } = await base.update(drawings).finished;
    for (const { drawing, label } of drawings) {
      const prediction = await model.predict({ drawing });
      expect(prediction.label).toBe(label);
      const labelProbs = prediction.labelProbs as Dictionary<string>;
      expect(new Map(labelProbs).get(label)).toBe(1);
      expect(labelProbs[label]).toBe(1);
    }
    expect(await model.evaluate(drawings)).toMatchObject({ count: 2, accuracy: 1 });
    expect((await base.predict({ drawing: drawing(3) })).label).toBe('unknown');

    const restored = await base[storage].withDelta((await model[storage].exportDelta()) as Uint8Array<ArrayBuffer>);
    expect(await restored.export()).toEqual(await model.export());
    const reloaded = await inThread().load(await model.export(), { parameters: { numberOfNeighbors: 1 } });
    expect((await reloaded.predict({ drawing: drawing(5) })).label).toBe('__proto__');
  });

  it('computes the same bits wherever it runs, and whoever watches', async () => {
    const file = modelFile('house-price-updatable.mlmodel');
    const trained: Uint8Array[] = [];
    for (const Model of [inThread(), inWorker()]) {
      for (const watched of [false, true]) {
        const task = (await Model.load(file)).update(houses(40));
        task.addEventListener(watched ? 'minibatchend' : 'trainingbegin', async ({ context }) => {
          if (context.metrics.miniBatchIndex === 1) task.cancel({ keep: true });
          if (!watched) task.cancel({ keep: true });
        });
        trained.push(await (await task.finished).model.export());
      }
    }
    const [silent, seen, silentAgain, seenAgain] = trained;
    expect(silent).toEqual(silentAgain);
    expect(seen).toEqual(seenAgain);
    expect(silent).toEqual(file);
    expect(seen).not.toEqual(file);
  });

  it('says what is wrong with examples and parameters', async () => {
    const Model = inWorker();
    const model = await Model.load(modelFile('house-price-updatable.mlmodel'));
    await expect(model.update(houses(4), { parameters: { learningRate: 5 } }).finished).rejects.toMatchObject({
      code: 'invalid-parameter',
    });
    await expect(
      model.update(houses(4), { parameters: { nonsense: 5 } as Record<`${string}.${string}`, number> }).finished,
    ).rejects.toMatchObject({ code: 'invalid-parameter' });
    const fixed = await Model.load(modelFile('house-price.mlmodel'));
    await expect(fixed.update(houses(4)).finished).rejects.toMatchObject({ code: 'not-updatable' });
    await expect(model.predict({ numericalInput: [1, 2] })).rejects.toMatchObject({
      code: /shape-mismatch|bad-example/,
    });
    expect(await model.export()).toEqual(modelFile('house-price-updatable.mlmodel'));
  });

  it('answers one of a batch as it answers it alone', async () => {
    const model = await inThread().load(modelFile('house-price-updatable.mlmodel'));
    const rows = houses(70);
    const together = await model.predictBatch(rows);
    for (const index of [0, 1, 31, 32, 69]) {
      expect(together[index]).toEqual(await model.predict(rows[index] as (typeof rows)[number]));
    }
  });
});

/** All that the TypeScript types promise, checked on what the core really answers. */
function checkDescription(description: ModelDescription): void {
  const text = expect.any(String);
  expect(description).toMatchObject({
    ...{ modelType: text, specificationVersion: expect.any(Number), isUpdatable: expect.any(Boolean) },
    metadata: { shortDescription: text, versionString: text, author: text, license: text },
  });
  const known = 'modelType specificationVersion isUpdatable inputs outputs trainingInputs predictedFeatureName';
  const more = 'predictedProbabilitiesName classLabels parameters metadata';
  expect(`${known} ${more}`.split(' ')).toEqual(expect.arrayContaining(Object.keys(description)));
  for (const feature of [...description.inputs, ...description.outputs, ...description.trainingInputs]) {
    expect(feature).toMatchObject({ name: text, optional: expect.any(Boolean), shortDescription: text });
    expect(Object.keys(feature).sort()).toEqual(
      expect.arrayContaining(['name', 'optional', 'shortDescription', 'type', ...keysOf(feature)].sort()),
    );
  }
  for (const { key, scope, type, defaultValue, minimum, maximum, values } of description.parameters) {
    expect([typeof key, typeof scope]).toEqual(['string', 'string']);
    expect(typeof defaultValue).toBe(type === 'boolean' ? 'boolean' : 'number');
    for (const bound of [minimum, maximum, ...(values ?? [])]) expect(['number', 'undefined']).toContain(typeof bound);
  }
}

function keysOf(feature: FeatureDescription): string[] {
  switch (feature.type) {
    case 'multiArray':
      expect(feature.shape.every(Number.isInteger)).toBe(true);
      expect(['float32', 'double', 'int32', 'float16', 'int8']).toContain(feature.dataType);
      return ['shape', 'dataType'];
    case 'image':
      expect(['grayscale', 'rgb', 'bgr', 'grayscaleFloat16']).toContain(feature.colorSpace);
      return ['width', 'height', 'colorSpace'];
    case 'dictionary':
      expect(['int64', 'string']).toContain(feature.keyType);
      return ['keyType'];
    case 'sequence':
      return ['elementType'];
    default:
      expect(['int64', 'double', 'string', 'state']).toContain(feature.type);
      return [];
  }
}
