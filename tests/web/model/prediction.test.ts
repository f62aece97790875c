import { describe, expect, it } from 'vitest';
import { BlockWriter } from '../../../web/src/engine/block-writer.js';
import type { FeatureValue } from '../../../web/src/engine/feature-block.js';
import { type Dictionary, type MultiArray, readPredictions } from '../../../web/src/model/prediction.js';

function output(value: FeatureValue, name = 'y'): unknown {
  const writer = new BlockWriter();
  writer.add([[name, value]]);
  return readPredictions(writer.take())[0]?.[name];
}

describe('a prediction', () => {
  it('has numbers, and bigints where numbers would round', () => {
    expect(output({ kind: 'double', value: 0.5 })).toBe(0.5);
    expect(output({ kind: 'int64', value: -3n })).toBe(-3);
    expect(output({ kind: 'int64', value: 2n ** 53n - 1n })).toBe(2 ** 53 - 1);
    expect(output({ kind: 'int64', value: 2n ** 53n })).toBe(2n ** 53n);
    expect(output({ kind: 'string', value: '🐱' })).toBe('🐱');
  });

  it('has arrays on memory of their own', () => {
    const array = output({ kind: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) }) as MultiArray;
    expect(array).toEqual({ shape: [1, 2], data: Float32Array.of(1, 2) });
    expect(array.data.buffer.byteLength).toBe(8);
  });

  it('has images that ImageData takes', () => {
    const data = Uint8Array.of(1, 2, 3, 4);
    expect(output({ kind: 'image', width: 1, height: 1, fit: 'fill', background: 0, data })).toEqual({
      ...{ width: 1, height: 1, data: Uint8ClampedArray.of(1, 2, 3, 4) },
    });
  });

  it('has sequences as arrays', () => {
    expect(output({ kind: 'stringSequence', items: ['b', 'a'] })).toEqual(['b', 'a']);
    expect(output({ kind: 'int64Sequence', items: [3n, 2n ** 53n] })).toEqual([3, 2n ** 53n]);
  });

  it('is safe from outputs with strange names', () => {
    expect(output({ kind: 'double', value: 1 }, '__proto__')).toBe(1);
  });
});

describe('a dictionary', () => {
  const entries = [
    ['10', 0.1],
    ['9', 0.2],
    ['__proto__', 0.3],
    ['toString', 0.4],
  ] as const;
  const labels = output({ kind: 'stringDictionary', entries }) as Dictionary<string>;

  it('is read by label, whatever the label', () => {
    expect(labels['10']).toBe(0.1);
    expect(Reflect.get(labels, '__proto__')).toBe(0.3);
    expect(labels.constructor).toBeUndefined();
    expect(Object.getPrototypeOf(labels)).toBeNull();
  });

  it('is iterated in the model’s order, which keys that look like integers lose', () => {
    expect([...labels]).toEqual(entries);
    expect([...new Map(labels).keys()]).toEqual(['10', '9', '__proto__', 'toString']);
    expect(Object.keys(labels)).toEqual(['9', '10', '__proto__', 'toString']);
  });

  it('shows its labels only to loops, JSON and clones', () => {
    expect(JSON.parse(JSON.stringify(labels))).toHaveProperty('9', 0.2);
    expect(Object.entries(structuredClone(labels))).toHaveLength(4);
    expect(Reflect.ownKeys(labels).filter((key) => typeof key === 'symbol')).toEqual([Symbol.iterator]);
  });

  it('has int64 labels as numbers, or bigints beyond 2^53, when it is iterated', () => {
    const byNumber = output({
      kind: 'int64Dictionary',
      entries: [
        [3n, 0.5],
        [2n ** 60n, 0.5],
      ],
    }) as Dictionary<number | bigint>;
    expect([...byNumber].map(([label]) => label)).toEqual([3, 2n ** 60n]);
    expect(byNumber['3']).toBe(0.5);
    expect(byNumber[`${2n ** 60n}`]).toBe(0.5);
  });
});
