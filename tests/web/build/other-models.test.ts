import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeUpdatable, NetworkBuilder, nearestNeighbors, pipeline } from '../../../web/src/build.js';
import { inThread } from '../support/models.js';

function golden(name: string): Buffer {
  return readFileSync(new URL(`../../golden/built/${name}.mlmodel`, import.meta.url));
}

const extractor = () =>
  new NetworkBuilder({ inputs: [{ name: 'x', shape: [3] }], outputs: [{ name: 'point', shape: [2] }] })
    .innerProduct('point', { inputChannels: 3, outputChannels: 2, weights: [1, 0, 0, 0, 1, 0] })
    .build();

describe('nearestNeighbors', () => {
  it('makes the bytes that coremltools makes', () => {
    const strings = nearestNeighbors({
      ...{ input: 'point', dimensions: 2, label: 'kind', defaultLabel: 'none' },
      ...{ numberOfNeighbors: 3, index: 'kdTree', leafSize: 12, weighting: 'inverseDistance' },
      examples: [
        { vector: [1, 2], label: 'a' },
        { vector: new Float32Array([3, 4]), label: 'b' },
      ],
    });
    expect(Buffer.compare(Buffer.from(strings.bytes()), golden('neighbors-strings'))).toBe(0);
    const integers = nearestNeighbors({ input: 'point', dimensions: 2, defaultLabel: 0 });
    expect(Buffer.compare(Buffer.from(integers.bytes()), golden('neighbors-integers'))).toBe(0);
  });

  it('refuses what the format does not take', () => {
    const wrong = [
      () => nearestNeighbors({ input: '', dimensions: 2 }),
      () => nearestNeighbors({ input: 'x', dimensions: 1.5 }),
      () => nearestNeighbors({ input: 'x', dimensions: 2, numberOfNeighbors: 0 }),
      () => nearestNeighbors({ input: 'x', dimensions: 2, numberOfNeighbors: { defaultValue: 2, values: [1] } }),
      () => nearestNeighbors({ input: 'x', dimensions: 2, examples: [{ vector: [1, 2], label: 3 }] }),
    ];
    for (const build of wrong) expect(build).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
    expect(() => nearestNeighbors({ input: 'x', dimensions: 2, examples: [{ vector: [1], label: 'a' }] })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});

describe('pipeline', () => {
  it('makes the bytes that coremltools makes of the same models', () => {
    const file = pipeline({
      models: [extractor(), nearestNeighbors({ input: 'point', dimensions: 2, label: 'kind' })],
      names: ['front', 'memory'],
    });
    expect(Buffer.compare(Buffer.from(file.bytes()), golden('pipeline'))).toBe(0);
  });

  it('refuses models that do not go together', () => {
    const memory = nearestNeighbors({ input: 'point', dimensions: 2 });
    expect(() => pipeline({ models: [] })).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
    expect(() => pipeline({ models: [memory], names: ['a', 'b'] })).toThrow(
      expect.objectContaining({ code: 'invalid-parameter' }),
    );
    expect(() => pipeline({ models: [memory, extractor()] })).toThrow(
      expect.objectContaining({ code: 'not-updatable' }),
    );
  });
});

describe('makeUpdatable', () => {
  it('is the method of that name', async () => {
    const world = inThread();
    const model = await world.load(1);
    await makeUpdatable(model, { layers: ['dense'] });
    expect(world.core.edits[0]?.edit).toMatchObject({ kind: 'makeUpdatable', layers: ['dense'] });
  });
});
