// Recipes with the wasm core: what they choose, what they keep, what they refuse.

import { describe, expect, it } from 'vitest';
import { NetworkBuilder } from '../../../web/src/build/network-builder.js';
import { Random } from '../../../web/src/build/random.js';
import type { Model } from '../../../web/src/model/model.js';
import { explain } from '../../../web/src/recipes/explain.js';
import { RECIPES } from '../../../web/src/recipes/recipe.js';
import type { RecipeReport } from '../../../web/src/recipes/report.js';
import { inThread, inWorker, skipped } from '../support/real-core.js';

const LABELS = ['north', 'east', 'south', 'west'];
const range = (defaultValue: number, minimum: number, maximum: number): object => ({ defaultValue, minimum, maximum });

type Example = {
  readonly x: Float32Array;
  readonly label: string;
};

/** Points near a corner for each label. Somebody's own (`habit` above 0) are fainter, and marked in a way that no others are. */
function points(labels: readonly string[], each: number, seed: number, habit = 0): Example[] {
  const random = new Random(seed);
  return labels.flatMap((label) => {
    const corner = [...LABELS, 'up'].indexOf(label);
    return Array.from({ length: each }, () => ({
      label,
      x: Float32Array.from({ length: 10 }, (_, i) => {
        const drawn = i === corner ? 1 - habit : i === corner + 5 ? habit : 0;
        return drawn + (random.uniform() - 0.5) / 2;
      }),
    }));
  });
}

function file(layers: readonly string[]): Uint8Array<ArrayBuffer> {
  return new NetworkBuilder({ inputs: [{ name: 'x', type: 'multiArray', shape: [10] }], seed: 4 })
    .innerProduct('hidden', { inputChannels: 10, outputChannels: 12 })
    .activation('active', 'ReLU')
    .innerProduct('head', { inputChannels: 12, outputChannels: 4 })
    .softmax('probabilities')
    .classLabels(LABELS)
    .updatable({
      ...{ layers, learningRate: range(0.1, 0, 10) as never, epochs: range(30, 1, 200) as never },
      miniBatchSize: range(4, 1, 64) as never,
    })
    .build()
    .bytes();
}

/** A model that knows the four corners, and only teaches its head. */
async function trained(Model = inThread()): Promise<Model> {
  const whole = await Model.load(file(['hidden', 'head']));
  const { model } = await whole.update(points(LABELS, 20, 1)).finished;
  const arrays = Object.fromEntries(
    await Promise.all(
      ['hidden', 'head'].map(async (layer) => [
        layer,
        {
          weights: (await model.getParameter('weights', { layer })).data,
          biases: (await model.getParameter('biases', { layer })).data,
        },
      ]),
    ),
  );
  const taught = await (await Model.load(file(['head']))).withParameters(arrays);
  return taught.withReplaySet(points(LABELS, 20, 1), { size: 24 });
}

function shuffledLabels(examples: readonly Example[]): Example[] {
  const labels = examples.map(({ label }) => label);
  return examples.map((example, index) => ({ ...example, label: labels[(index * 7 + 5) % labels.length] as string }));
}

/** Of the four corners the model met one far more often. */
const UNEVEN = [...points(LABELS, 8, 1), ...points(['east'], 24, 2)];

describe.skipIf(skipped !== undefined)('recipes', () => {
  it('without one an update does what the file says, and says nothing of recipes', async () => {
    const model = await trained();
    const plain = await model.update(points(LABELS, 2, 3)).finished;
    const none = await model.update(points(LABELS, 2, 3), { recipe: 'none' }).finished;
    expect(plain.metrics.recipe).toBeUndefined();
    expect(await none.model.export()).toEqual(await plain.model.export());
  });

  it("'auto' picks the last layer for known labels, says why, and helps this person", async () => {
    const model = await trained();
    const mine = points(LABELS, 4, 3, 0.75);
    const test = points(LABELS, 30, 9, 0.75);
    const { model: updated, metrics } = await model.update(mine, { recipe: 'auto' }).finished;
    const report = metrics.recipe as RecipeReport;
    expect(report).toMatchObject({ name: 'lastLayer', layers: ['head'], replaySet: 24 });
    expect(report.why).toBe('all labels are known, and there are 4 or more examples of each class');
    expect(report.crossValidation?.folds).toBe(3);
    expect([1, 4]).toContain(report.crossValidation?.rate);
    expect(report.crossValidation?.temperature).toBeGreaterThan(0);
    expect(report.gate).toMatch(/right were .* of what it knew/);
    expect((await updated.evaluate(test)).accuracy).toBeGreaterThan((await model.evaluate(test)).accuracy);
  });

  it('takes smaller steps where variants make more of them', async () => {
    const model = await trained();
    const mine = points(LABELS, 4, 3, 0.75);
    const augment = { variants: 3, vary: <E>(example: E): E => example };
    const [plain, varied] = await Promise.all(
      [{}, { augment }].map(
        async (more) => (await model.update(mine, { recipe: 'auto', ...more }).finished).metrics.recipe as RecipeReport,
      ),
    );
    expect(plain?.crossValidation?.rate).toBe(4);
    expect(varied).toMatchObject({ crossValidation: { rate: 4 }, variants: 3 });
    expect(varied?.learningRate).toBeCloseTo((plain?.learningRate as number) / 4, 6);
  });

  it('lets nearest neighbours remember variants behind their examples', async () => {
    const neighbors = await (await inThread().load(file(['head']))).withNearestNeighbors();
    const mine = points(['north', 'south'], 1, 3);
    const faint = (x: Float32Array): Float32Array => x.map((value) => value / 2);
    const vary = ({ x, ...rest }: { x: { data: Float32Array } }) => ({ ...rest, x: { ...x, data: faint(x.data) } });
    const augment = { variants: 2, vary: vary as never };
    const { model, metrics } = await neighbors.update(mine, { recipe: 'auto', augment }).finished;
    expect(metrics.recipe).toMatchObject({ name: 'nearestNeighbors', variants: 2 });
    const kept = await model.examples.list();
    expect(kept.map(({ label }) => label)).toEqual([...Array(3).fill('north'), ...Array(3).fill('south')]);
    const withTheirs = mine.flatMap((one) => [one, ...[1, 2].map(() => ({ ...one, x: faint(one.x) }))]);
    const alone = await neighbors.update(withTheirs).finished;
    expect(await model.export()).toEqual(await alone.model.export());
    const plain = await neighbors.update(mine, { recipe: 'auto' }).finished;
    expect([await plain.model.examples.count(), plain.metrics.recipe?.variants]).toEqual([2, 0]);
  });

  it('lets classes count as often as the model met them, where as many of each were asked for', async () => {
    const model = await (await trained()).withReplaySet(UNEVEN, { size: 24 });
    expect(model.description.metadata.userDefined['attune.classCounts']).toBe('8 32 8 8');
    const mine = points(LABELS, 2, 3, 0.75);
    const options = { recipe: 'auto', parameters: { learningRate: 0.1, seed: 5 } } as const;
    const weighted = await model.update(mine, options).finished;
    expect(weighted.metrics.recipe?.prior).toBe('model');
    const weights = { north: 4 / 7, east: 16 / 7, south: 4 / 7, west: 4 / 7 };
    const byHand = await model.update(mine, { ...options, classWeights: weights }).finished;
    expect(byHand.metrics.recipe?.prior).toBe('user');
    expect(await weighted.model.export()).toEqual(await byHand.model.export());
    // What came as it came says itself how often that is.
    const met = await model.update([...mine, ...points(['east', 'south'], 3, 9, 0.75)], options).finished;
    expect(met.metrics.recipe?.prior).toBe('user');
    const plain = { ...RECIPES.lastLayer, prior: 'user' } as const;
    expect((await model.update(mine, { ...options, recipe: plain }).finished).metrics.recipe?.prior).toBe('user');
  });

  it('is the same in a worker, from the same examples, options and seed', async () => {
    const made = await Promise.all(
      [inThread(), inWorker()].map(async (Model) => {
        const model = await trained(Model);
        return (await model.update(points(LABELS, 3, 3, 0.75), { recipe: 'auto', parameters: { seed: 5 } }).finished)
          .model;
      }),
    );
    expect(await made[0]?.export()).toEqual(await made[1]?.export());
  });

  it('refuses labels that were dealt out anew, and the old model goes on', async () => {
    const model = await trained();
    let refused = 0;
    for (let seed = 0; seed < 10; seed++) {
      const wrong = shuffledLabels(points(LABELS, 5, 20 + seed));
      await model.update(wrong, { recipe: 'auto' }).finished.catch((error) => {
        expect(error).toMatchObject({ code: 'not-better' });
        refused++;
      });
    }
    expect(refused).toBe(10);
    expect((await model.evaluate(points(LABELS, 10, 2))).accuracy).toBe(1);
  });

  it('learns a label that the model does not know, by a prototype', async () => {
    const model = await trained();
    const { model: wider, metrics } = await model.update(points(['up'], 3, 3), { recipe: 'auto' }).finished;
    expect(metrics.recipe).toMatchObject({ name: 'newClasses', why: "the model does not know 'up'" });
    expect(wider.description.classLabels).toEqual([...LABELS, 'up']);
    expect((await wider.evaluate(points([...LABELS, 'up'], 10, 8))).accuracy).toBeGreaterThan(0.9);
  });

  it('takes one example online, and what the caller says goes before the recipe', async () => {
    const model = await trained();
    const [one] = points(LABELS, 1, 3) as [Example];
    const { metrics } = await model.update([one], { recipe: 'auto', parameters: { learningRate: 0.25 } }).finished;
    expect(metrics.recipe).toMatchObject({ name: 'online', epochs: 1, learningRate: 0.25 });
  });

  it('offers the label that contradicts the others as the most doubtful', async () => {
    const model = await trained();
    const mine = points(LABELS, 5, 3, 0.75);
    const wrong = mine.map((example, index) => (index === 7 ? { ...example, label: 'west' } : example));
    const { metrics } = await model.update(wrong, { recipe: 'auto' }).finished;
    expect(metrics.recipe?.crossValidation?.doubtful[0]).toMatchObject({ index: 7, label: 'west', predicted: 'east' });
  });

  it('explains an answer by the examples that spoke for it', async () => {
    const model = await trained();
    const mine = points(LABELS, 3, 3);
    const [asked] = points(['south'], 1, 12) as [Example];
    const { predicted, influences } = await explain(model, { x: asked.x }, mine, 3);
    expect(predicted).toBe('south');
    const speaking = influences.filter(({ influence }) => influence > 0);
    expect(speaking.length).toBeGreaterThan(0);
    expect(speaking.every(({ label }) => label === 'south')).toBe(true);
  });

  it('refuses a recipe that is none', async () => {
    const model = await trained();
    for (const recipe of ['best', {}, { name: 'x', layers: 'last', epochs: 0 }, { ...RECIPES.full, prior: 'mine' }]) {
      const { finished } = model.update(points(LABELS, 1, 3), { recipe: recipe as never });
      await expect(finished).rejects.toMatchObject({ code: 'invalid-parameter' });
    }
  });

  it('can be cancelled while it plans', async () => {
    const task = (await trained()).update(points(LABELS, 5, 3), { recipe: 'auto' });
    task.cancel();
    await expect(task.finished).rejects.toMatchObject({ name: 'AbortError' });
  });
});
