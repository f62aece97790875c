// The core's random numbers (src/base/random.h), for first weights: the same seed, the same bits, in every engine.

const MASK_64 = (1n << 64n) - 1n;

/** xoshiro128++ 1.0 (Blackman and Vigna, 2019), its state two outputs of splitmix64 started at the seed. */
export class Random {
  readonly #state = new Uint32Array(4);

  /** @param seed int64 */
  constructor(seed: number | bigint) {
    let spread = BigInt(seed) & MASK_64;
    for (const half of [0, 2]) {
      spread = (spread + 0x9e3779b97f4a7c15n) & MASK_64;
      let z = spread;
      z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
      z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
      z ^= z >> 31n;
      this.#state[half] = Number(z & 0xffffffffn);
      this.#state[half + 1] = Number(z >> 32n);
    }
  }

  /** 32 bits, unsigned. */
  next(): number {
    const [a, b, c, d] = this.#state as unknown as [number, number, number, number];
    const result = (rotated(a + d, 7) + a) >>> 0;
    const e = c ^ a;
    const f = d ^ b;
    this.#state[1] = b ^ e;
    this.#state[0] = a ^ f;
    this.#state[2] = e ^ (b << 9);
    this.#state[3] = rotated(f, 11);
    return result;
  }

  /** In [0, 1): the upper 24 bits, exact in float32. */
  uniform(): number {
    return (this.next() >>> 8) * 2 ** -24;
  }
}

function rotated(value: number, by: number): number {
  return ((value << by) | (value >>> (32 - by))) >>> 0;
}

/** Where first weights come from: uniform in ±√(6 / fan-in) (He), in ±√(6 / (fan-in + fan-out)) (Glorot), or 0. */
export type Init = 'zeros' | 'glorotUniform' | 'heUniform';

/** `count` first weights, in float32 with + − × ÷ and √ only. */
export function initialWeights(
  random: Random,
  init: Init,
  count: number,
  fanIn: number,
  fanOut: number,
): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(count);
  if (init === 'zeros') return weights;
  const bound = Math.fround(Math.sqrt(6 / (init === 'heUniform' ? fanIn : fanIn + fanOut)));
  // The product of two floats is exact in a double, so it is rounded once, as in the core.
  for (let i = 0; i < count; i++) weights[i] = (2 * random.uniform() - 1) * bound;
  return weights;
}
