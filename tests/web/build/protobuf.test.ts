import { describe, expect, it } from 'vitest';
import { encode, type Schema } from '../../../web/src/build/protobuf.js';

const inner: Schema = { text: { number: 1, holds: 'string' } };
const schema: Schema = {
  large: { number: 300, holds: 'integer' },
  count: { number: 1, holds: 'integer' },
  flag: { number: 2, holds: 'boolean' },
  single: { number: 3, holds: 'float' },
  double: { number: 4, holds: 'double' },
  list: { number: 5, holds: 'integers' },
  floats: { number: 6, holds: 'floats' },
  texts: { number: 7, holds: 'string', many: true },
  inner: { number: 8, holds: inner },
  chosen: { number: 9, holds: 'integer', kept: true },
  raw: { number: 10, holds: 'raw' },
};
const hex = (message: Record<string, unknown>): string => Buffer.from(encode(schema, message)).toString('hex');

describe('protobuf', () => {
  it('writes each type as the wire has it', () => {
    expect(hex({ count: 150 })).toBe('089601');
    expect(hex({ count: -1 })).toBe('08ffffffffffffffffff01');
    expect(hex({ count: 2n ** 62n })).toBe('08808080808080808040');
    expect(hex({ flag: true })).toBe('1001');
    expect(hex({ single: 1.5 })).toBe('1d0000c03f');
    expect(hex({ double: -2 })).toBe('2100000000000000c0');
    expect(hex({ list: [1, 300] })).toBe('2a0301ac02');
    expect(hex({ floats: new Float32Array([1]) })).toBe('32040000803f');
    expect(hex({ texts: ['é', ''] })).toBe('3a02c3a93a00');
    expect(hex({ inner: { text: 'a' } })).toBe('42030a0161');
    expect(hex({ raw: new Uint8Array([8, 1]) })).toBe('52020801');
    expect(hex({ large: 1 })).toBe('e01201');
  });

  it('leaves zeros out, but for members of a oneof and for empty messages', () => {
    expect(hex({ count: 0, flag: false, single: 0, double: 0, list: [], floats: [], texts: [] })).toBe('');
    expect(hex({ chosen: 0, inner: {} })).toBe('42004800');
    expect(hex({ single: -0 })).toBe('1d00000080');
    expect(hex({ count: undefined })).toBe('');
  });

  it('orders fields by number, whatever the order of the object', () => {
    expect(hex({ large: 1, flag: true, count: 1 })).toBe('08011001e01201');
  });

  it('knows a field that there is not', () => {
    expect(() => hex({ nothing: 1 })).toThrow(RangeError);
  });

  it('grows', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => `number ${i}`);
    expect(encode(schema, { texts }).length).toBeGreaterThan(9000);
  });
});
