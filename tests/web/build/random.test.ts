import { describe, expect, it } from 'vitest';
import { initialWeights, Random } from '../../../web/src/build/random.js';

describe('random numbers', () => {
  it('are those of the core', () => {
    // tests/core/base/random_test.cpp has the same.
    const draw = (seed: number | bigint): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 6 }, () => random.next());
    };
    expect(draw(0)).toEqual([0x4653daa3, 0x73922b58, 0xb82b4add, 0xd9fabd3b, 0x3c8698c3, 0x1c9b58ff]);
    expect(draw(42)).toEqual([0x9d9452c1, 0x6909d440, 0x6148a68f, 0x54829a5b, 0xc648de34, 0xedc89aa6]);
    expect(draw(-1)).toEqual(draw(2n ** 64n - 1n));
  });

  it('make weights within the bound, all zeros when asked', () => {
    const weights = initialWeights(new Random(1), 'glorotUniform', 140, 14, 10);
    expect(weights.every((value) => Math.abs(value) <= 0.5)).toBe(true);
    expect(new Set(weights).size).toBeGreaterThan(130);
    expect(initialWeights(new Random(1), 'zeros', 2, 1, 1)).toEqual(new Float32Array(2));
    expect(initialWeights(new Random(1), 'heUniform', 4, 24, 9)).not.toEqual(
      initialWeights(new Random(2), 'heUniform', 4, 24, 9),
    );
  });
});
