// Features into a block.

import { AttuneError } from '../errors.js';
import { type FeatureList, type FeatureValue, FITS, KIND, padded } from './feature-block.js';

export const BLOCK_HEADER_BYTES = 8;

/** Collects examples into a block. */
export class BlockWriter {
  #bytes = new Uint8Array(1 << 12);
  #view = new DataView(this.#bytes.buffer);
  #end = BLOCK_HEADER_BYTES;
  #exampleCount = 0;
  readonly #encoder = new TextEncoder();

  get exampleCount(): number {
    return this.#exampleCount;
  }

  get byteLength(): number {
    return this.#end;
  }

  /** Copies the values in; the caller may change them afterwards. */
  add(features: FeatureList): void {
    const start = this.#end;
    this.#u32(features.length);
    this.#u32(0);
    for (const [name, value] of features) {
      const header = this.#end;
      this.#u32(0);
      this.#u32(KIND[value.kind]);
      this.#patch(header, this.#text(name));
      this.#value(value);
    }
    this.#patch(start + 4, this.#end - start);
    this.#exampleCount++;
  }

  /** Hands out the block, whose memory is the caller's to give away, and begins an empty one. */
  take(): Uint8Array<ArrayBuffer> {
    this.#patch(0, this.#exampleCount);
    const block = this.#bytes.subarray(0, this.#end);
    this.#bytes = new Uint8Array(1 << 12);
    this.#view = new DataView(this.#bytes.buffer);
    this.#end = BLOCK_HEADER_BYTES;
    this.#exampleCount = 0;
    return block;
  }

  #value(value: FeatureValue): void {
    switch (value.kind) {
      case 'int64':
        this.#i64(value.value);
        break;
      case 'double':
        this.#f64(value.value);
        break;
      case 'string':
        this.#sizedText(value.value);
        break;
      case 'float32':
      case 'float64':
      case 'int32':
        this.#u32(value.shape.length);
        this.#u32(0);
        for (const dimension of value.shape) this.#u32(dimension);
        this.#pad();
        this.#copy(value.data);
        break;
      case 'image':
        this.#u32(value.width);
        this.#u32(value.height);
        this.#u32(FITS.indexOf(value.fit));
        this.#u32(value.background);
        this.#copy(value.data);
        break;
      case 'stringDictionary':
        this.#u32(value.entries.length);
        this.#u32(0);
        for (const [key, number] of value.entries) {
          this.#sizedText(key);
          this.#f64(number);
        }
        break;
      case 'int64Dictionary':
        this.#u32(value.entries.length);
        this.#u32(0);
        for (const [key, number] of value.entries) {
          this.#i64(key);
          this.#f64(number);
        }
        break;
      case 'stringSequence':
        this.#u32(value.items.length);
        this.#u32(0);
        for (const item of value.items) this.#sizedText(item);
        break;
      case 'int64Sequence':
        this.#u32(value.items.length);
        this.#u32(0);
        for (const item of value.items) this.#i64(item);
    }
  }

  #sizedText(text: string): void {
    const header = this.#end;
    this.#u32(0);
    this.#u32(0);
    this.#patch(header, this.#text(text));
  }

  /** Writes UTF-8 with its padding and answers its length in bytes. */
  #text(text: string): number {
    this.#reserve(3 * text.length);
    const { written } = this.#encoder.encodeInto(text, this.#bytes.subarray(this.#end));
    this.#end += written;
    this.#pad();
    return written;
  }

  #copy(data: Float32Array | Float64Array | Int32Array | Uint8Array | Uint8ClampedArray): void {
    this.#reserve(data.byteLength);
    this.#bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), this.#end);
    this.#end += data.byteLength;
    this.#pad();
  }

  #u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#end, value, true);
    this.#end += 4;
  }

  #i64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#end, value, true);
    this.#end += 8;
  }

  #f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#end, value, true);
    this.#end += 8;
  }

  #patch(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  #pad(): void {
    this.#end = padded(this.#end); // reserve() keeps 8 bytes in hand, and fresh memory is zero
  }

  #reserve(byteLength: number): void {
    const needed = this.#end + byteLength + 8;
    if (needed <= this.#bytes.length) return;
    const grown = allocate(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function allocate(byteLength: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(byteLength);
  } catch (cause) {
    throw new AttuneError('memory', `no memory for ${byteLength} bytes of features`, { cause });
  }
}
