// Updates that mean harm: random examples, parameters and options, the worst ones often. Whatever becomes of them, no weight
// that is not finite is handed out, and the model that was updated answers as before.
//
// ATTUNE_ADVERSARIAL=10000 runs as many (the gate does, and finds the count in build/adversarial.json).

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Model } from '../../../web/src/model/model.js';
import { inThread, modelFile, skipped } from '../support/real-core.js';

const COUNT = Number(process.env.ATTUNE_ADVERSARIAL ?? 400);
const MODELS = ['keras-mlp-updatable', 'momentum-mlp', 'sigmoid-tanh', 'half-frozen', 'knn-kdtree-updatable'];
/** What an update that was refused may say; anything else is a failed test. */
const CODES = ['bad-example', 'diverged', 'invalid-parameter', 'memory', 'not-better', 'shape-mismatch'];

/** Numbers that look random, the same in every run. */
let state = 20_261_124;
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
const NUMBERS = [0, -0, 1, -1, 0.5, 1e-45, 1e-38, 3.4e38, -3.4e38, 1e20, -1e20, 1e308, 2 ** 31, -(2 ** 31)];
const WORSE = [...NUMBERS, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
/** Of this update: how often a value is an ugly one, and how often one that no model takes. */
let malice = { ugly: 0, bad: 0 };
const number = (): number => {
  if (random() >= malice.ugly) return random() * 4 - 2;
  return pick(random() < malice.bad ? WORSE : NUMBERS);
};

function featureValue(feature: Model['description']['trainingInputs'][number]): unknown {
  if (random() < malice.bad / 10) return pick([undefined, null, 'text', {}, [], -1, new Float32Array(3)]);
  switch (feature.type) {
    case 'multiArray': {
      const size = feature.shape.reduce((product, extent) => product * extent, 1);
      const integers = feature.dataType === 'int32' || size === 1;
      const values = Array.from({ length: size }, () =>
        integers && random() >= malice.bad ? Math.floor(random() * 3) : number(),
      );
      return { data: integers ? values : Float64Array.from(values), shape: feature.shape };
    }
    case 'string':
      return pick(['a', 'b', 'north', '', '__proto__', 'nobody']);
    case 'int64':
      return random() < malice.bad ? pick([-1, 2n ** 62n, 1.5]) : pick([0, 1, 2, 3]);
    default:
      return number();
  }
}

function exampleOf(model: Model): object {
  return Object.fromEntries(model.description.trainingInputs.map((feature) => [feature.name, featureValue(feature)]));
}

const maybe = <T>(chance: number, value: () => T): T | undefined => (random() < chance ? value() : undefined);

function optionsOf(model: Model): object {
  const known = new Set(model.description.parameters.map(({ key }) => key));
  const parameters = Object.entries({
    learningRate: maybe(0.9, () => (random() < 0.3 ? random() : 10 ** (random() * 60 - 30))),
    momentum: maybe(0.3, () => pick([0, 0.9, 1])),
    miniBatchSize: maybe(0.2, () => pick([1, 2, 3, 32])),
    epochs: maybe(0.4, () => pick([1, 2, 5, 10])),
    beta1: maybe(0.2, () => pick([0, 0.9, 1])),
    eps: maybe(0.2, () => pick([0, 1e-30, 1e30])),
  }).filter(([name, value]) => value !== undefined && (known.has(name) || random() < malice.bad / 10));
  return {
    parameters: Object.fromEntries(parameters),
    ...(random() < 0.2 ? { gradientClipNorm: pick([1e-30, 1, 1e30]) } : {}),
    ...(random() < 0.2 ? { anchor: pick([0, 0.01, 1e30]) } : {}),
    ...(random() < 0.2 ? { validation: 0.5, keepIfBetter: random() < 0.5, earlyStopping: random() < 0.5 } : {}),
  };
}

const hashOf = async (model: Model): Promise<string> =>
  createHash('sha256')
    .update(await model.export())
    .digest('hex');

async function allFinite(model: Model): Promise<boolean> {
  const { layers } = await model.checkUpdatable();
  for (const { name } of layers.filter(({ isUpdatable }) => isUpdatable)) {
    for (const role of ['weights', 'biases'] as const) {
      const array = await model.getParameter(role, { layer: name }).catch(() => undefined);
      if (array !== undefined && !Array.from(array.data).every(Number.isFinite)) return false;
    }
  }
  return true;
}

it.skipIf(skipped !== undefined)(
  `${COUNT} adversarial updates hand out no weight that is not finite, and leave no trace where they are refused`,
  async () => {
    const Model = inThread();
    const models = await Promise.all(MODELS.map((name) => Model.load(modelFile(`${name}.mlmodel`))));
    const before = await Promise.all(models.map(hashOf));
    const outcomes: Record<string, number> = {};
    for (let i = 0; i < COUNT; i++) {
      const index = i % models.length;
      const model = models[index] as Model;
      malice = pick([
        { ugly: 0, bad: 0 },
        { ugly: 0.1, bad: 0 },
        { ugly: 0.5, bad: 0 },
        { ugly: 0.3, bad: 0.3 },
      ]);
      const examples = Array.from({ length: pick(malice.bad > 0 ? [0, 1, 9] : [1, 2, 5, 9]) }, () => exampleOf(model));
      const options = optionsOf(model);
      let outcome = 'learned';
      try {
        const { model: learned } = await model.update(examples as never, options).finished;
        expect(await allFinite(learned), `update ${i}`).toBe(true);
        learned.dispose();
      } catch (error) {
        outcome = (error as { code?: string }).code ?? String(error);
        expect(CODES, `update ${i} of ${MODELS[index]}: ${String(error)}`).toContain(outcome);
      }
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (i % 10 < models.length) expect(await hashOf(model), `after update ${i}`).toBe(before[index]);
    }
    expect(await Promise.all(models.map(hashOf))).toEqual(before);
    expect(outcomes.learned).toBeGreaterThan(COUNT / 20);
    expect(outcomes.diverged ?? 0).toBeGreaterThan(0);
    mkdirSync('build', { recursive: true });
    writeFileSync('build/adversarial.json', JSON.stringify({ updates: COUNT, nonFinite: 0, outcomes }));
  },
  1_800_000,
);
