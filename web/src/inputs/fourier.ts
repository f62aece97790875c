// The power spectrum of real numbers, by a fast Fourier transform of + − × alone: the same bits in every engine.

import { cosOfTurns, sinOfTurns } from './functions.js';

/** Tables for one size, made once for all frames of a recording. */
export class PowerSpectrum {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #order: Uint32Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /** @param size a power of two */
  constructor(size: number) {
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => cosOfTurns(k / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => sinOfTurns(k / size));
    this.#order = new Uint32Array(size);
    for (let index = 0; index < size; index++) {
      // The bits of the index, read backwards.
      this.#order[index] = ((this.#order[index >> 1] as number) >> 1) | (index & 1 ? size >> 1 : 0);
    }
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /**
   * power[k] = |Σ x[n] e^(−2πi kn/size)|², for k up to size / 2.
   *
   * @param x     `size` numbers
   * @param power where size / 2 + 1 numbers go
   */
  compute(x: Float64Array, power: Float64Array): void {
    const { size } = this;
    const [re, im, cos, sin] = [this.#re, this.#im, this.#cos, this.#sin];
    for (let index = 0; index < size; index++) re[index] = x[this.#order[index] as number] as number;
    im.fill(0);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const [a, b] = [start + k, start + k + half];
          const [c, s] = [cos[k * stride] as number, sin[k * stride] as number];
          const [reB, imB] = [re[b] as number, im[b] as number];
          const turnedRe = reB * c + imB * s;
          const turnedIm = imB * c - reB * s;
          re[b] = (re[a] as number) - turnedRe;
          im[b] = (im[a] as number) - turnedIm;
          re[a] = (re[a] as number) + turnedRe;
          im[a] = (im[a] as number) + turnedIm;
        }
      }
    }
    for (let k = 0; k <= size / 2; k++) power[k] = square(re[k] as number) + square(im[k] as number);
  }
}

/** x ** 2 is not x * x in every engine. */
function square(x: number): number {
  return x * x;
}
