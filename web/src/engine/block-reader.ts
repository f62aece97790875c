// Features out of a block.

import { AttuneError } from '../errors.js';
import { type FeatureList, type FeatureValue, FITS, KIND, padded } from './feature-block.js';

/** Reads a block. Arrays and images own their memory: one kept result does not keep the whole block. */
export function readBlock(block: Uint8Array): FeatureList[] {
  const reader = new BlockReader(block);
  return reader.readExamples();
}

class BlockReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(block: Uint8Array) {
    this.#bytes = block;
    this.#view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  }

  readExamples(): FeatureList[] {
    const exampleCount = this.#u32();
    this.#u32();
    return Array.from({ length: exampleCount }, () => this.#example());
  }

  #example(): FeatureList {
    const start = this.#at;
    const featureCount = this.#u32();
    const byteLength = this.#u32();
    const features = Array.from({ length: featureCount }, () => this.#feature());
    if (this.#at - start !== byteLength) throw unreadable('an example of another length');
    return features;
  }

  #feature(): readonly [string, FeatureValue] {
    const nameByteLength = this.#u32();
    const kind = this.#u32();
    const name = this.#text(nameByteLength);
    return [name, this.#value(kind)];
  }

  #value(kind: number): FeatureValue {
    switch (kind) {
      case KIND.int64:
        return { kind: 'int64', value: this.#i64() };
      case KIND.double:
        return { kind: 'double', value: this.#f64() };
      case KIND.string:
        return { kind: 'string', value: this.#sizedText() };
      case KIND.float32: {
        const shape = this.#shape();
        return { kind: 'float32', shape, data: new Float32Array(this.#copy(4 * sizeOf(shape)).buffer) };
      }
      case KIND.float64: {
        const shape = this.#shape();
        return { kind: 'float64', shape, data: new Float64Array(this.#copy(8 * sizeOf(shape)).buffer) };
      }
      case KIND.int32: {
        const shape = this.#shape();
        return { kind: 'int32', shape, data: new Int32Array(this.#copy(4 * sizeOf(shape)).buffer) };
      }
      case KIND.image: {
        const width = this.#u32();
        const height = this.#u32();
        const fit = FITS[this.#u32()];
        const background = this.#u32();
        if (fit === undefined) throw unreadable('an image with an unknown fit');
        return { kind: 'image', width, height, fit, background, data: this.#copy(4 * width * height) };
      }
      case KIND.stringDictionary:
        return { kind: 'stringDictionary', entries: this.#entries(() => this.#sizedText()) };
      case KIND.int64Dictionary:
        return { kind: 'int64Dictionary', entries: this.#entries(() => this.#i64()) };
      case KIND.stringSequence:
        return { kind: 'stringSequence', items: this.#items(() => this.#sizedText()) };
      case KIND.int64Sequence:
        return { kind: 'int64Sequence', items: this.#items(() => this.#i64()) };
      default:
        throw unreadable(`a feature of unknown kind ${kind}`);
    }
  }

  #entries<K>(readKey: () => K): (readonly [K, number])[] {
    return this.#items(() => [readKey(), this.#f64()] as const);
  }

  #items<T>(read: () => T): T[] {
    const count = this.#u32();
    this.#u32();
    return Array.from({ length: count }, read);
  }

  #shape(): number[] {
    const rank = this.#u32();
    this.#u32();
    const shape = Array.from({ length: rank }, () => this.#u32());
    this.#at = padded(this.#at);
    return shape;
  }

  #sizedText(): string {
    const byteLength = this.#u32();
    this.#u32();
    return this.#text(byteLength);
  }

  #text(byteLength: number): string {
    return this.#decoder.decode(this.#borrow(byteLength));
  }

  #copy(byteLength: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#borrow(byteLength));
  }

  #borrow(byteLength: number): Uint8Array {
    const start = this.#at;
    if (start + byteLength > this.#bytes.length) throw unreadable('a value that runs past the end');
    this.#at = padded(start + byteLength);
    return this.#bytes.subarray(start, start + byteLength);
  }

  #u32(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  #i64(): bigint {
    const value = this.#view.getBigInt64(this.#at, true);
    this.#at += 8;
    return value;
  }

  #f64(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

function unreadable(what: string): AttuneError {
  return new AttuneError('integrity', `the core answered with ${what}`, {
    hint: 'are the script and the wasm file of the same release?',
  });
}
