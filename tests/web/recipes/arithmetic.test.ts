import { describe, expect, it } from 'vitest';
import { Random } from '../../../web/src/build/random.js';
import { exp, softmax } from '../../../web/src/inputs/exponential.js';
import { imageVariant, imageVariants } from '../../../web/src/inputs/image-variants.js';
import { strokeVariant, strokeVariants } from '../../../web/src/inputs/stroke-variants.js';
import type { ModelDescription } from '../../../web/src/model/description.js';
import type { Answer } from '../../../web/src/recipes/answers.js';
import { calibrationError, fittedTemperature, withTemperature } from '../../../web/src/recipes/calibration.js';
import { ExampleSet } from '../../../web/src/recipes/example-set.js';
import { judgeExamples, judgeReplay } from '../../../web/src/recipes/gate.js';
import { OnlineClassifier } from '../../../web/src/recipes/online-classifier.js';
import { countsText, priorWeights } from '../../../web/src/recipes/prior.js';
import { Recommender } from '../../../web/src/recipes/recommender.js';
import { herded } from '../../../web/src/recipes/replay-set.js';

describe('exp', () => {
  it('is the platform’s to a few units in the last place', () => {
    for (let x = -700; x < 700; x += 0.37) expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 13);
    expect([exp(0), exp(-1000), exp(1000)]).toEqual([1, 0, Number.POSITIVE_INFINITY]);
    expect(softmax([1000, 1000])).toEqual([0.5, 0.5]);
  });
});

function answer(label: string, probabilities: Readonly<Record<string, number>>): Answer {
  const entries = Object.entries(probabilities);
  const [predicted] = entries.reduce((best, one) => (one[1] > best[1] ? one : best));
  return { label, predicted, probabilities: entries };
}

describe('calibration', () => {
  it('cools down answers that are too sure of themselves', () => {
    // Three of four are right, but each says 99 %.
    const sure = ['a', 'a', 'a', 'b'].map((label) => answer(label, { a: 0.99, b: 0.01 }));
    expect(calibrationError(sure)).toBeCloseTo(0.24, 10);
    const temperature = fittedTemperature(sure);
    // ln 99 / T = ln 3, in steps of a sixteenth of an octave
    expect(temperature).toBeCloseTo(Math.log(99) / Math.log(3), 0);
    const cooled = sure.map((one) => ({ ...one, probabilities: withTemperature(one.probabilities, temperature) }));
    expect(calibrationError(cooled)).toBeLessThan(0.02);
  });

  it('leaves probabilities as they are at a temperature of 1', () => {
    for (const [index, [, probability]] of withTemperature([['a', 0.2] as const, ['b', 0.8] as const], 1).entries())
      expect(probability).toBeCloseTo([0.2, 0.8][index] as number, 12);
  });
});

describe('the gate', () => {
  const right = answer('a', { a: 0.9, b: 0.1 });
  const other = answer('b', { a: 0.2, b: 0.8 });
  const wrong = answer('b', { a: 0.9, b: 0.1 });

  it('keeps what got better and refuses what got worse', () => {
    const before = [right, right, right, wrong, wrong, wrong, wrong, right];
    const after = [right, right, right, other, other, other, other, right];
    expect(judgeExamples(before, after).accepted).toBe(true);
    expect(judgeExamples(after, before).accepted).toBe(false);
  });

  it('refuses labels that nobody can foretell, however much less sure the model has become', () => {
    const labels = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'];
    const sure = labels.map((label) => answer(label, { a: 0.97, b: 0.01, c: 0.01, d: 0.01 }));
    const unsure = labels.map((label) => answer(label, { a: 0.26, b: 0.25, c: 0.25, d: 0.24 }));
    expect(judgeExamples(sure, unsure)).toMatchObject({ accepted: false });
    expect(judgeExamples(sure, unsure).why).toMatch(/no easier to predict than by chance/);
  });

  it('lets two points of what was known be forgotten, and a standard error more', () => {
    expect(judgeReplay(0.95, 0.925, 1000).accepted).toBe(true);
    expect(judgeReplay(0.95, 0.915, 1000).accepted).toBe(false);
    expect(judgeReplay(0.95, 0.925, 100_000).accepted).toBe(false);
    expect(judgeReplay(0.8, 0.75, 20).accepted).toBe(true);
  });
});

/** Of a classifier, as far as it is needed here. */
const labelled = (classLabels: readonly string[]): ModelDescription =>
  ({
    ...{ predictedFeatureName: 'label', classLabels, modelType: 'neuralNetworkClassifier' },
    trainingInputs: [{ name: 'label', type: 'string', optional: false, shortDescription: '' }],
  }) as unknown as ModelDescription;

it('folds hold as many of each class, and every example once', () => {
  const set = new ExampleSet(
    Array.from({ length: 9 }, (_, index) => ({ label: index < 6 ? 'a' : 'b' })),
    labelled(['a', 'b']),
  );
  const folds = set.folds(3, 7);
  expect(folds.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  for (const fold of folds) expect(fold.filter((index) => index < 6)).toHaveLength(2);
  expect(set.folds(3, 7)).toEqual(folds);
  expect(set.leastCount).toBe(3);
});

describe('the prior', () => {
  const described = (counts?: string): ModelDescription => ({
    ...labelled(['a', 'b', 'c', 'd']),
    metadata: { userDefined: counts === undefined ? {} : { 'attune.classCounts': counts } } as never,
  });
  const set = (labels: string): ExampleSet =>
    new ExampleSet(
      [...labels].map((label) => ({ label })),
      described(),
    );

  it('writes down how many of each class there were', () => {
    expect(countsText(set('ddab'), described())).toBe('1 1 0 2');
  });

  it('weighs classes by that, 1 on average, the rarest not by nothing', () => {
    expect(priorWeights(set('aabbccdd'), described('4 8 20 0'))).toEqual([
      ['a', 0.5],
      ['b', 1],
      ['c', 2.5],
      ['d', 0.02],
    ]);
  });

  it('gives a class that came later the mean', () => {
    expect(priorWeights(set('abcd'), described('1 2 3'))?.map(([, weight]) => weight)).toEqual([0.5, 1, 1.5, 1]);
  });

  it.each([
    ['the file says nothing', 'abcd', undefined],
    ['it says nothing that could be', 'abcd', '1 2 x 4'],
    ['it counted nothing', 'abcd', '0 0 0 0'],
    ['examples came as they came', 'aaabbc', '4 8 20 0'],
    ['they are of a few classes', 'ab', '4 8 20 0'],
  ])('says nothing where %s', (_, labels, counts) => {
    expect(priorWeights(set(labels), described(counts))).toBeUndefined();
  });
});

it('herding takes of each class those whose mean is nearest to the mean of all', () => {
  const features = [[0], [10], [4], [5], [100], [102]];
  expect(herded(features, ['a', 'a', 'a', 'a', 'b', 'b'], 4)).toEqual([2, 3, 4, 5]);
});

describe('variants', () => {
  const random = (seed: number): (() => number) => {
    const source = new Random(seed);
    return () => source.uniform();
  };

  it('of strokes stay within their frame, keep the rest of an example and come again by the seed', () => {
    const data = Float32Array.from({ length: 96 }, (_, i) => (i % 3 === 2 ? 0 : ((i * 37) % 64) / 32 - 1));
    const example = { strokes: { data, shape: [1, 32, 3] }, label: 'a' };
    const variant = strokeVariant(example, strokeVariants('strokes'), random(1));
    expect(variant.label).toBe('a');
    expect(variant.strokes.shape).toEqual([1, 32, 3]);
    expect(variant.strokes.data).not.toEqual(data);
    const xy = [...variant.strokes.data].filter((_, i) => i % 3 < 2);
    expect(Math.max(...xy.map(Math.abs))).toBeCloseTo(1, 6);
    expect(strokeVariant(example, strokeVariants('strokes'), random(1))).toEqual(variant);
  });

  it('of strokes are the same strokes when nothing may vary', () => {
    const still = { rotate: 0, shear: 0, scale: 0, warp: 0, sway: 0, normalize: false };
    const strokes = Float32Array.from([0, 0, 1, 0.5, -1, 0, 1, 1, 0]);
    expect(strokeVariant({ strokes }, strokeVariants('strokes', still), random(2)).strokes).toEqual(strokes);
  });

  it('of images are the same image when nothing may vary, else another of the same size', () => {
    const data = Uint8ClampedArray.from({ length: 4 * 5 * 4 }, (_, i) => (i * 31) % 256);
    const drawing = { data, width: 5, height: 4 };
    const still = imageVariants('drawing', { shift: 0, scale: 0, rotate: 0 });
    expect(imageVariant({ drawing }, still, random(1)).drawing).toEqual(drawing);
    const moved = imageVariant({ drawing }, imageVariants('drawing', { shift: 0.3 }), random(1)).drawing;
    expect(moved.data).not.toEqual(data);
    expect([moved.width, moved.height]).toEqual([5, 4]);
  });
});

it('an online classifier learns from one example at a time, and forgets nothing at once', () => {
  const online = new OnlineClassifier(2, 2, { rate: 0.5 });
  expect(online.predict([1, 0])).toEqual([0.5, 0.5]);
  for (let round = 0; round < 20; round++) {
    online.learn([1, 0], 0);
    online.learn([0, 1], 1);
  }
  expect(online.predict([1, 0])[0]).toBeGreaterThan(0.8);
  expect(online.predict([0, 1])[1]).toBeGreaterThan(0.8);
});

describe('the recommender', () => {
  const everybody = (moment: { time: number | string | Date }): { mocha: number; tea: number; chai: number } =>
    Number(moment.time) % 2 === 0 ? { mocha: 0.6, tea: 0.3, chai: 0.1 } : { mocha: 0.1, tea: 0.3, chai: 0.6 };

  it('begins as what everybody does at that moment', () => {
    const recommender = new Recommender({ items: ['mocha', 'tea', 'chai'], around: {}, everybody });
    for (const time of [0, 1]) {
      const foretold = new Map(recommender.predict({ time }));
      for (const [item, share] of Object.entries(everybody({ time })))
        expect(foretold.get(item as 'mocha')).toBeCloseTo(share, 12);
    }
  });

  it('comes to know a person, and trusts what foretells them', () => {
    const recommender = new Recommender({ items: ['mocha', 'tea', 'chai'], around: {}, everybody });
    for (let day = 0; day < 10; day++) recommender.observe({ item: 'tea', time: day * 86_400_000 });
    expect(recommender.top(1, { time: 864_000_000 })).toEqual(['tea']);
    expect(recommender.trust.everybody).toBeLessThan(0.1);
  });
});
