import { describe, expect, it } from 'vitest';
import type { MakeUpdatableOptions } from '../../../web/src/model/edit-options.js';
import { storage } from '../../../web/src/store/storable.js';
import { refusal } from '../support/fake-core.js';
import { doubles, PLACES, weightOf } from '../support/models.js';

const invalid = { name: 'AttuneError', code: 'invalid-parameter' };

describe.each(PLACES)('changes to a model %s', (_place, bench) => {
  it('reports what can be trained', async () => {
    const model = await bench().load(3);
    expect(await model.checkUpdatable()).toMatchObject({ updatable: true, portable: false, lossInput: 'w = 3' });
  });

  it('hands options on as the core reads them', async () => {
    const world = bench();
    const model = await world.load(1);
    const updatable = await model.makeUpdatable({
      layers: ['dense'],
      optimizer: 'adam',
      learningRate: 0.5,
      epochs: { defaultValue: 3, minimum: 1, maximum: 10 },
      miniBatchSize: { defaultValue: 8, values: [8, 16] },
      seed: 5n,
      shuffle: false,
    });
    expect(await weightOf(updatable)).toBe(101);
    expect(world.core.edits[0]?.edit).toEqual({
      kind: 'makeUpdatable',
      layers: ['dense'],
      training: {
        ...{ loss: undefined, lossName: undefined, lossInput: undefined, target: undefined },
        ...{ optimizer: 'adam', shuffle: false, seed: 5n },
        parameters: [
          ['learningRate', { value: 0.5 }],
          ['miniBatchSize', { value: 8, values: [8, 16] }],
          ['epochs', { value: 3, minimum: 1, maximum: 10 }],
        ],
      },
    });
    await model.withNearestNeighbors({
      features: 'v',
      defaultLabel: 0,
      numberOfNeighbors: 3,
      weighting: 'inverseDistance',
    });
    expect(world.core.edits[1]?.edit).toMatchObject({
      ...{ kind: 'nearestNeighbors', features: 'v', defaultLabel: 0, weighting: 'inverseDistance' },
      numberOfNeighbors: { value: 3 },
    });
    await model.withClassifier({ classes: ['a', 'b'], init: 'heUniform', seed: 1 });
    expect(world.core.edits[2]?.edit).toMatchObject({
      kind: 'classifier',
      classes: ['a', 'b'],
      init: 'heUniform',
      seed: 1,
    });
  });

  it('refuses options of other types before the core sees them', async () => {
    const world = bench();
    const model = await world.load(1);
    const wrong = [
      { layers: 'dense' },
      { layers: [1] },
      { layers: ['a'], epochs: '3' },
      { layers: ['a'], epochs: Number.NaN },
      { layers: ['a'], epochs: { defaultValue: 1, values: [1], minimum: 0 } },
      { layers: ['a'], optimizer: 'rmsprop' },
      { layers: ['a'], shuffle: 1 },
      { layers: ['a'], seed: 2n ** 63n },
      { layers: ['a'], batchSize: 3 },
    ];
    for (const options of wrong) {
      await expect(model.makeUpdatable(options as unknown as MakeUpdatableOptions)).rejects.toMatchObject(invalid);
    }
    await expect(model.withClassifier({ classes: [1.5, 2] })).rejects.toMatchObject(invalid);
    await expect(model.addClass(Number.NaN)).rejects.toMatchObject(invalid);
    await expect(model.examples.remove(-1)).rejects.toMatchObject(invalid);
    expect(world.core.edits).toEqual([]);
  });

  it('makes a file of its own, which comes back after a crash and is stored as a new base', async () => {
    const world = bench();
    const model = await world.load(1);
    const { model: trained } = await model.update(doubles(4)).finished;
    const edited = await trained.withNearestNeighbors();
    const weight = await weightOf(edited);
    expect(weight).toBe((await weightOf(trained)) + 100);
    expect(await edited[storage].exportBase()).toEqual(await edited.export());
    expect(await edited[storage].baseSha256()).not.toBe(await model[storage].baseSha256());

    trained[storage].lineage.remember('drawings', { head: 'id', number: 4 });
    expect(edited[storage].lineage.find('drawings')).toEqual({ head: 'id', number: 4 });

    world.core.failures.predict = new WebAssembly.RuntimeError('unreachable');
    await expect(edited.predict({ x: 1 })).rejects.toMatchObject({ code: 'core-restarted' });
    expect(await weightOf(edited)).toBe(weight);
  });

  it('gives the memory of a change back that failed half-way', async () => {
    const world = bench();
    const model = await world.load(1);
    world.core.failures.exportModel = refusal('memory', 'no room');
    await expect(model.makeUpdatable({ layers: ['a'] })).rejects.toMatchObject({ code: 'memory' });
    await model.export();
    expect(world.core.alive.models).toBe(1);
  });

  it('sets and reads arrays on the same file', async () => {
    const world = bench();
    const model = await world.load(1);
    const first = await model.withParameters({ 'line.weights': new Float32Array([5]) });
    const second = await model.withParameters({ line: { weights: { data: [6], shape: [1, 1] } } });
    expect([await weightOf(model), await weightOf(first), await weightOf(second)]).toEqual([1, 5, 6]);
    expect(await first[storage].baseSha256()).toBe(await model[storage].baseSha256());
    expect(await first.getParameter('weights', { layer: 'line' })).toEqual({
      data: new Float32Array([5]),
      shape: [1, 1],
    });
    expect(await model.getParameter('learningRate')).toBe(0.1);
    await expect(model.getParameter('weights', { layer: 'other' })).rejects.toMatchObject({
      ...invalid,
      layer: 'other',
    });
    await expect(model.getParameter('momentum')).rejects.toMatchObject(invalid);
    await expect(model.withParameters({ other: new Float32Array(1) })).rejects.toMatchObject(invalid);
    await expect(model.withParameters({ 'line.weights': { data: [1], shape: [2] } })).rejects.toMatchObject({
      code: 'shape-mismatch',
    });
    await expect(model.withParameters({ 'line.weights': 5 })).rejects.toMatchObject(invalid);
  });

  it('lists, relabels and removes stored examples', async () => {
    const world = bench();
    const model = await world.load(7);
    expect(await model.examples.list()).toEqual([
      { label: 'cat', vector: new Float32Array([1]) },
      { label: 2n ** 60n, vector: new Float32Array([7]) },
    ]);
    expect(await model.examples.count()).toBe(2);
    await model.examples.remove([0, 1]);
    await model.examples.remove(1);
    const relabelled = await model.examples.relabel(0, 'dog');
    expect(world.core.edits.map(({ edit }) => edit)).toEqual([
      { kind: 'examples', remove: [0, 1], relabel: [] },
      { kind: 'examples', remove: [1], relabel: [] },
      { kind: 'examples', remove: [], relabel: [[0, 'dog']] },
    ]);
    expect(await relabelled[storage].baseSha256()).toBe(await model[storage].baseSha256());
  });

  it('adds a class with as many examples as there are', async () => {
    const world = bench();
    const model = await world.load(1);
    await model.addClass('fox');
    await model.addClass('fox', { examples: Array.from({ length: 700 }, (_, x) => ({ x })) });
    expect(world.core.edits[0]).toEqual({ edit: { kind: 'addClass', label: 'fox' }, block: [] });
    const block = world.core.edits[1]?.block ?? [];
    expect(block.length).toBe(700);
    expect(block[699]).toEqual([['x', { kind: 'double', value: 699 }]]);
    await expect(model.addClass('fox', { examples: [{}] })).rejects.toMatchObject({ code: 'bad-example' });
  });

  it('says what was rewritten and what was not', async () => {
    const world = bench();
    const model = await world.load(1);
    const done = await model.rewrite({ reshape: false });
    expect(world.core.edits[0]?.edit).toEqual({ kind: 'rewrite', matmul: true, softmax: true, flatten: false });
    expect(done.applied).toEqual([{ layer: 'a', from: 'softmaxND', to: 'softmax' }]);
    expect(done.refused).toEqual([{ layer: 'b', from: 'reshape', to: 'flatten', reason: 'no vector' }]);
    // Where nothing was applied the file is the same.
    const zero = await world.load(0);
    const { model: same } = await zero.rewrite();
    expect(await same[storage].baseSha256()).toBe(await zero[storage].baseSha256());
  });
});
