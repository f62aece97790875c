import { describe, expect, it } from 'vitest';
import type { FeatureList, FeatureValue } from '../../../web/src/engine/feature-block.js';
import { FeatureReader } from '../../../web/src/inputs/feature-reader.js';
import type { FeatureDescription } from '../../../web/src/model/description.js';

type Partial = { type: FeatureDescription['type'] } & Record<string, unknown>;

function feature(rest: Partial): FeatureDescription {
  return { name: 'f', optional: false, shortDescription: '', ...rest } as FeatureDescription;
}

function read(description: Partial, value: unknown): FeatureValue {
  const features = new FeatureReader([feature(description)], undefined).read({ f: value }) as FeatureList;
  return (features[0] as FeatureList[number])[1];
}

const refused = (code: string, message = ''): unknown =>
  expect.objectContaining({ name: 'AttuneError', code, feature: 'f', message: expect.stringContaining(message) });

describe('numbers and strings', () => {
  it('cross as they are', () => {
    expect(read({ type: 'double' }, 1.5)).toEqual({ kind: 'double', value: 1.5 });
    expect(read({ type: 'double' }, 2n)).toEqual({ kind: 'int64', value: 2n });
    expect(read({ type: 'int64' }, 7)).toEqual({ kind: 'double', value: 7 });
    expect(read({ type: 'int64' }, 2n ** 62n)).toEqual({ kind: 'int64', value: 2n ** 62n });
    expect(read({ type: 'string' }, '🐱')).toEqual({ kind: 'string', value: '🐱' });
  });

  it.each([
    ['int64', 1.5, 'number 1.5'],
    ['int64', 2 ** 53, 'number 9007199254740992'], // may be 2^53 + 1, rounded
    ['int64', 2n ** 63n, 'bigint'],
    ['int64', '7', "'7'"],
    ['double', true, 'boolean true'],
    ['double', '1', "'1'"],
    ['string', 5, 'number 5'],
    ['string', { toString: () => 'x' }, 'an object'],
  ] as const)('an %s is not %o', (type, value, named) => {
    expect(() => read({ type }, value)).toThrow(refused('bad-example', named) as Error);
  });
});

describe('sequences', () => {
  const strings = { type: 'sequence', elementType: 'string' } as const;
  const integers = { type: 'sequence', elementType: 'int64' } as const;

  it('hold strings, or integers of 64 bits', () => {
    expect(read(strings, ['a', '🐱'])).toEqual({ kind: 'stringSequence', items: ['a', '🐱'] });
    expect(read(integers, [7, 2n ** 62n, -1])).toEqual({ kind: 'int64Sequence', items: [7n, 2n ** 62n, -1n] });
    expect(read(strings, [])).toEqual({ kind: 'stringSequence', items: [] });
  });

  it.each([
    [strings, 'a', "'a'"],
    [strings, ['a', 1], 'number 1'],
    [integers, ['1'], "'1'"],
    [integers, [1.5], 'number 1.5'],
    [integers, [2n ** 63n], 'bigint'],
    [integers, new Set([1]), 'a Set'],
  ] as const)('%o is not %o', (description, value, named) => {
    expect(() => read(description, value)).toThrow(refused('bad-example', named) as Error);
  });
});

describe('arrays', () => {
  const array = { type: 'multiArray', shape: [2, 3], dataType: 'float32' } as const;
  const six = [1, 2, 3, 4, 5, 6];

  it('keep their type, and take the model’s shape', () => {
    expect(read(array, Float32Array.from(six))).toEqual({
      kind: 'float32',
      shape: [2, 3],
      data: Float32Array.from(six),
    });
    expect(read(array, Float64Array.from(six))).toMatchObject({ kind: 'float64' });
    expect(read(array, six)).toMatchObject({ kind: 'float64', data: Float64Array.from(six) });
    expect(read(array, Int32Array.from(six))).toMatchObject({ kind: 'int32' });
    for (const Type of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Uint32Array]) {
      expect(read(array, Type.from(six))).toMatchObject({ kind: 'float32', data: Float32Array.from(six) });
    }
    expect(read(array, Buffer.from(six))).toMatchObject({ kind: 'float32', data: Float32Array.from(six) });
  });

  it('never round: integers that no float32 holds cross as doubles', () => {
    const large = Uint32Array.of(0, 0, 0, 0, 0, 2 ** 24 + 1);
    expect(read(array, large)).toMatchObject({ kind: 'float64', data: Float64Array.from(large) });
  });

  it('of one number may be the number itself, as a class index is', () => {
    expect(read({ type: 'multiArray', shape: [1], dataType: 'int32' }, 6)).toEqual({
      kind: 'float64',
      shape: [1],
      data: Float64Array.of(6),
    });
  });

  it('may say their shape', () => {
    expect(read(array, { data: six, shape: [1, 2, 3] })).toMatchObject({ shape: [1, 2, 3] });
    expect(read({ ...array, shape: [] }, six)).toMatchObject({ shape: [6] });
    const flexibility = { type: 'range', ranges: [{ lowerBound: 1 }] };
    expect(read({ ...array, flexibility }, [1, 2])).toMatchObject({ shape: [2] });
    expect(read({ ...array, flexibility }, { data: [1, 2], shape: [1, 2] })).toMatchObject({ shape: [1, 2] });
  });

  it('of another size are refused', () => {
    expect(() => read(array, [1, 2])).toThrow(refused('shape-mismatch', 'takes 6 numbers (2 × 3), got 2') as Error);
    expect(() => read(array, { data: six, shape: [2, 2] })).toThrow(refused('shape-mismatch') as Error);
    expect(() => read(array, { data: [1, 2], shape: [2] })).toThrow(refused('shape-mismatch', '[2]') as Error);
    expect(() => read(array, { data: [], shape: [-1, 0] })).toThrow(refused('shape-mismatch') as Error);
  });

  it('of anything else are refused', () => {
    expect(() => read(array, ['1', 2])).toThrow(refused('bad-example', "'1' at index 0") as Error);
    expect(() => read(array, BigInt64Array.of(1n))).toThrow(refused('bad-example', 'a BigInt64Array') as Error);
    expect(() => read(array, 5)).toThrow(refused('bad-example', 'number 5') as Error);
    expect(() =>
      read(array, [
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toThrow(refused('bad-example', 'an Array at index 0') as Error);
  });
});

describe('dictionaries', () => {
  it('are objects or Maps, by string or by int64', () => {
    const byName = { type: 'dictionary', keyType: 'string' } as const;
    const entries = [
      ['a', 1],
      ['b', 2],
    ];
    expect(read(byName, { a: 1, b: 2 })).toEqual({ kind: 'stringDictionary', entries });
    expect(read(byName, new Map(entries as [string, number][]))).toEqual({ kind: 'stringDictionary', entries });
    const byNumber = { type: 'dictionary', keyType: 'int64' } as const;
    expect(read(byNumber, { '-3': 1 })).toEqual({ kind: 'int64Dictionary', entries: [[-3n, 1]] });
    expect(read(byNumber, new Map([[2n ** 60n, 1]]))).toEqual({ kind: 'int64Dictionary', entries: [[2n ** 60n, 1]] });
  });

  it('with other keys or values are refused', () => {
    const byNumber = { type: 'dictionary', keyType: 'int64' } as const;
    for (const value of [{ a: 1 }, { '': 1 }, { 1.5: 1 }, new Map([[2n ** 64n, 1]])]) {
      expect(() => read(byNumber, value)).toThrow(refused('bad-example', 'integers as keys') as Error);
    }
    for (const value of [{ 1: '1' }, [1], 'a', new Float32Array(1)]) {
      expect(() => read(byNumber, value)).toThrow(refused('bad-example', 'numbers as values') as Error);
    }
  });
});

describe('an example', () => {
  const features = [
    feature({ type: 'double', name: 'a' }),
    feature({ type: 'double', name: 'toString', optional: true }),
  ];
  const reader = new FeatureReader(features, undefined);

  it('may leave out what is optional, and may be an instance with getters', () => {
    const a = ['a', { kind: 'double', value: 1 }];
    expect(reader.read({ a: 1 })).toEqual([a]);
    expect(reader.read({ a: 1, toString: null })).toEqual([a]);
    expect(
      reader.read(
        new (class {
          get a() {
            return 1;
          }
        })(),
      ),
    ).toEqual([a]);
    expect(reader.read({ a: 1, toString: 2 })).toEqual([a, ['toString', { kind: 'double', value: 2 }]]);
  });

  it('must have all else', () => {
    expect(() => reader.read({})).toThrow(
      expect.objectContaining({ code: 'bad-example', feature: 'a', hint: 'the model takes a, toString (optional)' }),
    );
    expect(() => reader.read('a')).toThrow(expect.objectContaining({ code: 'bad-example' }));
    expect(() => reader.read(undefined)).toThrow(expect.objectContaining({ code: 'bad-example' }));
  });

  it('cannot hold states yet', () => {
    expect(() => read({ type: 'state' }, [1])).toThrow(refused('unsupported') as Error);
  });
});
