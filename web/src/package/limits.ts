// How much of a model, or of the package it lies in, is read before it is refused.

import { AttuneError } from '../errors.js';

/** What a model may hold and ask for; each limit can only be lowered. */
export interface LoadLimits {
  /** Files and folders in the package. Default and most: 4,096. */
  readonly packageEntries?: number | undefined;
  /** Bytes of the source, and of all its files unpacked. Default and most: 256 MiB. */
  readonly packageBytes?: number | undefined;
  /** Bytes of the model file. Default and most: 256 MiB. */
  readonly modelBytes?: number | undefined;
  /** How deep the file's messages may lie in each other. Default and most: 64. */
  readonly modelDepth?: number | undefined;
  /** Fields that are read one by one when the file is opened. Default and most: 10,000,000. */
  readonly modelFields?: number | undefined;
  /** Layers of all its networks together. Default and most: 100,000. */
  readonly modelLayers?: number | undefined;
  /** Bytes of memory for one run or one update: a model that needs more is refused. Default and most: 512 MiB. */
  readonly memoryBytes?: number | undefined;
}

/** @internal The same, with every limit filled in. */
export type Limits = { readonly [Limit in keyof LoadLimits]-?: number };
/** @internal Those that the core keeps. */
export type ModelLimits = Pick<LoadLimits, 'modelBytes' | 'modelDepth' | 'modelFields' | 'modelLayers' | 'memoryBytes'>;
/** @internal */
export type PackageLimits = Pick<Limits, 'packageEntries' | 'packageBytes'>;
/** @internal Those that are kept before the core sees the model. */
export type FileLimits = PackageLimits & Pick<Limits, 'modelBytes'>;

/** As `src/format/limits.h` has them. */
const MOST: Limits = {
  packageEntries: 4096,
  packageBytes: 256 << 20,
  modelBytes: 256 << 20,
  modelDepth: 64,
  modelFields: 10_000_000,
  modelLayers: 100_000,
  memoryBytes: 512 << 20,
};

/** @internal For packages that we wrote ourselves, out of one that was within its limits. */
export const UNLIMITED: FileLimits = { packageEntries: Infinity, packageBytes: Infinity, modelBytes: Infinity };

/**
 * @internal
 * @throws AttuneError `invalid-parameter` for a limit that is none, or is above the default
 */
export function readLimits(limits: LoadLimits = {}): Limits {
  const read = (name: keyof LoadLimits): number => {
    const value = limits[name] ?? MOST[name];
    if (Number.isInteger(value) && value >= 0 && value <= MOST[name]) return value;
    throw new AttuneError('invalid-parameter', `limits.${name} is an integer from 0 to ${MOST[name]}, got ${value}`);
  };
  return {
    packageEntries: read('packageEntries'),
    packageBytes: read('packageBytes'),
    modelBytes: read('modelBytes'),
    modelDepth: read('modelDepth'),
    modelFields: read('modelFields'),
    modelLayers: read('modelLayers'),
    memoryBytes: read('memoryBytes'),
  };
}

/** @internal Counts what a package turns out to hold. */
export class Allowance {
  readonly #limits: PackageLimits;
  #entries = 0;
  #bytes = 0;

  constructor(limits: PackageLimits) {
    this.#limits = limits;
  }

  /** @throws AttuneError `model-too-large` */
  entries(count: number): void {
    this.#entries += count;
    if (this.#entries > this.#limits.packageEntries) {
      throw new AttuneError('model-too-large', `the package has more than ${this.#limits.packageEntries} files`);
    }
  }

  /** @throws AttuneError `model-too-large` */
  bytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes > this.#limits.packageBytes) {
      throw new AttuneError('model-too-large', `the package holds more than ${this.#limits.packageBytes} bytes`);
    }
  }
}
