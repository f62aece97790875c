import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlock } from '../../../web/src/engine/block-reader.js';
import { BlockWriter } from '../../../web/src/engine/block-writer.js';
import { type FeatureList, type FeatureValue, FITS } from '../../../web/src/engine/feature-block.js';

function block(...examples: FeatureList[]): Uint8Array<ArrayBuffer> {
  const writer = new BlockWriter();
  for (const example of examples) writer.add(example);
  return writer.take();
}

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const size = (dimensions: readonly number[]): number => dimensions.reduce((product, one) => product * one, 1);
const exactly = (length: number): { minLength: number; maxLength: number } => ({
  minLength: length,
  maxLength: length,
});
const bigint64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const value: fc.Arbitrary<FeatureValue> = fc.oneof(
  fc.record({ kind: fc.constant('int64' as const), value: bigint64 }),
  fc.record({ kind: fc.constant('double' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('string' as const), value: text }),
  shape.chain((shape) =>
    fc.record({
      kind: fc.constant('float32' as const),
      shape: fc.constant(shape),
      data: fc.float32Array(exactly(size(shape))),
    }),
  ),
  shape.chain((shape) =>
    fc.record({
      kind: fc.constant('float64' as const),
      shape: fc.constant(shape),
      data: fc.float64Array(exactly(size(shape))),
    }),
  ),
  shape.chain((shape) =>
    fc.record({
      kind: fc.constant('int32' as const),
      shape: fc.constant(shape),
      data: fc.int32Array(exactly(size(shape))),
    }),
  ),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([width, height]) =>
    fc.record({
      kind: fc.constant('image' as const),
      width: fc.constant(width),
      height: fc.constant(height),
      fit: fc.constantFrom(...FITS),
      background: u32,
      data: fc.uint8Array(exactly(4 * width * height)),
    }),
  ),
  fc.record({ kind: fc.constant('stringDictionary' as const), entries: fc.array(fc.tuple(text, fc.double())) }),
  fc.record({ kind: fc.constant('int64Dictionary' as const), entries: fc.array(fc.tuple(bigint64, fc.double())) }),
  fc.record({ kind: fc.constant('stringSequence' as const), items: fc.array(text) }),
  fc.record({ kind: fc.constant('int64Sequence' as const), items: fc.array(bigint64) }),
);

describe('a feature block', () => {
  it('reads back what was written, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(text, value), { maxLength: 4 }), { maxLength: 4 }), (examples) => {
        expect(readBlock(block(...examples))).toEqual(examples);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('reads the same from the middle of somebody else’s memory', () => {
    const bytes = block([['x', { kind: 'float32', shape: [2], data: new Float32Array([1, 2]) }]]);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(readBlock(shifted.subarray(3))).toEqual(readBlock(bytes));
  });

  it('is laid out as the core expects it', () => {
    const bytes = block([['ab', { kind: 'float32', shape: [1, 3], data: new Float32Array([1, 2, 3]) }]]);
    const words = new Uint32Array(bytes.buffer, 0, bytes.length / 4);
    const [one, two, three] = new Uint32Array(new Float32Array([1, 2, 3]).buffer);
    expect([...words]).toEqual([
      ...[1, 0], // one example
      ...[1, 56], // of one feature, 56 bytes with this header
      ...[2, 4, 0x6261, 0], // a name of two bytes, kind float32, 'ab', padding
      ...[2, 0, 1, 3], // rank 2, zero, 1 × 3
      ...[one, two, three, 0], // the data and its padding
    ]);
  });

  it('puts a scalar array’s data right behind its rank', () => {
    const bytes = block([['', { kind: 'float64', shape: [], data: new Float64Array([7]) }]]);
    expect(bytes.length).toBe(8 + 8 + 8 + 8 + 8);
    expect(new DataView(bytes.buffer).getFloat64(32, true)).toBe(7);
  });

  it('lays sequences out as the core expects them', () => {
    const bytes = block([['s', { kind: 'stringSequence', items: ['ab', ''] }]]);
    expect([...new Uint32Array(bytes.buffer, 16, (bytes.length - 16) / 4)]).toEqual([
      ...[1, 10, 0x73, 0], // a name of one byte, a sequence of strings, 's', padding
      ...[2, 0], // two items
      ...[2, 0, 0x6261, 0], // 'ab' and its padding
      ...[0, 0], // nothing
    ]);
  });

  it('copies values when they are added', () => {
    const data = new Float32Array([1]);
    const writer = new BlockWriter();
    writer.add([['x', { kind: 'float32', shape: [1], data }]]);
    data[0] = 2;
    expect(readBlock(writer.take())).toEqual([[['x', { kind: 'float32', shape: [1], data: new Float32Array([1]) }]]]);
  });

  it('begins anew after take()', () => {
    const writer = new BlockWriter();
    writer.add([['x', { kind: 'double', value: 1 }]]);
    writer.take();
    expect([writer.exampleCount, writer.byteLength]).toEqual([0, 8]);
    expect(readBlock(writer.take())).toEqual([]);
  });

  it('is refused when it is cut short or of an unknown kind', () => {
    const bytes = block([['x', { kind: 'string', value: 'hello' }]]);
    expect(() => readBlock(bytes.subarray(0, -8))).toThrow(expect.objectContaining({ code: 'integrity' }));
    bytes[20] = 99;
    expect(() => readBlock(bytes)).toThrow(expect.objectContaining({ code: 'integrity' }));
  });
});
