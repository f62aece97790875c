// How much of a model package is read before it is refused.

import { AttuneError } from '../errors.js';

/** What a package may hold; each limit can only be lowered. */
export interface LoadLimits {
  /** Files and folders in the package. Default and most: 4,096. */
  readonly packageEntries?: number | undefined;
  /** Bytes of the source, and of all its files unpacked. Default and most: 256 MiB. */
  readonly packageBytes?: number | undefined;
}

/** @internal The same, with every limit filled in. */
export type PackageLimits = { readonly [Limit in keyof LoadLimits]-?: number };

const MOST: PackageLimits = { packageEntries: 4096, packageBytes: 256 << 20 };

/** @internal For packages that we wrote ourselves, out of one that was within its limits. */
export const UNLIMITED: PackageLimits = { packageEntries: Infinity, packageBytes: Infinity };

/**
 * @internal
 * @throws AttuneError `invalid-parameter` for a limit that is none, or is above the default
 */
export function readLimits(limits: LoadLimits = {}): PackageLimits {
  const read = (name: keyof LoadLimits): number => {
    const value = limits[name] ?? MOST[name];
    if (Number.isInteger(value) && value >= 0 && value <= MOST[name]) return value;
    throw new AttuneError('invalid-parameter', `limits.${name} is an integer from 0 to ${MOST[name]}, got ${value}`);
  };
  return { packageEntries: read('packageEntries'), packageBytes: read('packageBytes') };
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
