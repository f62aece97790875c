import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FeatureDescription, ModelDescription } from '../../../web/src/model/description.js';
import type { Dictionary } from '../../../web/src/model/prediction.js';
import { storage } from '../../../web/src/store/storable.js';
import type { TaskSnapshot } from '../../../web/src/task/task-snapshot.js';
import type { UpdateOptions } from '../../../web/src/task/update-options.js';
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

const DIRECTIONS = ['north', 'east', 'south', 'west'];

/** Points around four corners, always the same. */
function headings(count: number, seed = 1): { features: number[]; direction: string }[] {
  return Array.from({ length: count }, (_, row) => {
    const direction = (row * 7 + seed) % 4;
    const noise = (column: number): number => ((row * 37 + column * 101 + seed * 13) % 64) / 64 - 0.5;
    const features = Array.from({ length: 10 }, (_, column) => (column % 4 === direction ? 1 : 0) + noise(column));
    return { features, direction: DIRECTIONS[direction] as string };
  });
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

  it('validates, stops early, anchors, replays, clips, judges: the same bits wherever it runs', async () => {
    const file = modelFile('momentum-mlp.mlmodel');
    const trained: Uint8Array[] = [];
    for (const Model of [inThread(), inWorker()]) {
      const model = await Model.load(file);
      const before = await model.evaluate(headings(20, 5));
      const task = model.update(headings(30), {
        ...{ parameters: { epochs: 40, shuffle: true, seed: 3 }, validation: 0.2, earlyStopping: { patience: 2 } },
        ...{ anchor: 0.01, gradientClipNorm: 0.5, classWeights: 'balanced' },
        replay: { examples: headings(9, 7), ratio: 0.5 },
        keepIfBetter: { examples: headings(20, 5) },
      });
      const { model: mine, history, metrics, compared } = await task.finished;
      expect(history.length).toBeLessThanOrEqual(40);
      expect(Math.min(...history.map(({ validationLoss }) => validationLoss))).toBe(metrics.validationLoss);
      expect(metrics.validationAccuracy).toBeGreaterThanOrEqual(0);
      const after = await mine.evaluate(headings(20, 5));
      expect(compared?.before).toBeCloseTo(before.lossValue, 10);
      expect(compared?.after).toBeCloseTo(after.lossValue, 10);
      trained.push(await mine.export());
    }
    expect(trained[0]).toEqual(trained[1]);
    expect(trained[0]).not.toEqual(file);
  });

  it('refuses an update that makes it worse', async () => {
    const model = await inThread().load(modelFile('momentum-mlp.mlmodel'));
    const wrong = headings(20).map(({ features }) => ({ features, direction: 'west' }));
    const { model: good } = await model.update(headings(20), { parameters: { epochs: 10 } }).finished;
    const task = good.update(wrong, { keepIfBetter: { metric: 'accuracy', examples: headings(12, 3) } });
    await expect(task.finished).rejects.toMatchObject({ name: 'AttuneError', code: 'not-better' });
  });

  it('goes on with a stored update in a new core, to the same bits', async () => {
    const file = modelFile('momentum-mlp.mlmodel');
    const options: UpdateOptions = {
      ...{
        parameters: { epochs: 4, miniBatchSize: 8, shuffle: true },
        earlyStopping: { patience: 9 },
        validation: 0.25,
      },
      replay: { examples: headings(5, 7) },
    };
    const straight = await (await inThread().load(file)).update(headings(40), options).finished;
    for (const stop of [1, 5, 9]) {
      const first = (await inWorker().load(file)).update(headings(40), options);
      let batches = 0;
      let snapshot: TaskSnapshot | undefined;
      first.addEventListener('minibatchend', ({ context }) => {
        if (++batches !== stop) return;
        context.waitUntil(
          first.snapshot().then((taken) => {
            snapshot = structuredClone(taken);
            first.cancel();
          }),
        );
      });
      await expect(first.finished).rejects.toMatchObject({ name: 'AbortError' });
      const again = await inThread().load(file);
      const resumeFrom = snapshot as TaskSnapshot;
      const { model, history } = await again.update(headings(40), {
        ...{ resumeFrom, replay: { examples: headings(5, 7) } },
      }).finished;
      expect(await model.export()).toEqual(await straight.model.export());
      const losses = (rows: typeof history): number[][] => rows.map((row) => [row.lossValue, row.validationLoss]);
      expect(losses(history)).toEqual(losses(straight.history));
      const replay = { examples: headings(5, 7) };
      await expect(again.update(headings(39), { resumeFrom, replay }).finished).rejects.toMatchObject({
        code: 'integrity',
      });
    }
  });

  it('evaluates class by class and number by number', async () => {
    const classifier = await inWorker().load(modelFile('momentum-mlp.mlmodel'));
    const examples = headings(300);
    const { classification, accuracy, regression } = await classifier.evaluate(examples);
    expect(regression).toBeUndefined();
    const { classes = [], confusion = [] } = classification ?? {};
    expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(300);
    expect(classes.reduce((sum, { correct }) => sum + correct, 0)).toBeCloseTo(300 * accuracy, 9);
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(300);
    const answers = await classifier.predictBatch(examples);
    for (const { label, predicted } of classes) {
      expect(answers.filter(({ direction }) => direction === label)).toHaveLength(predicted);
    }

    const regressor = await inThread().load(modelFile('house-price-updatable.mlmodel'));
    const rows = houses(100);
    const { regression: errors, lossValue, classification: none } = await regressor.evaluate(rows);
    expect(none).toBeUndefined();
    expect(errors?.meanSquaredError).toBeCloseTo(lossValue, 3);
    expect(errors?.rSquared).toBeLessThan(1);
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
  const more = 'predictedProbabilitiesName classLabels updatableLayers parameters metadata';
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
