// The file that a family of models descends from.

import { sha256 } from '../store/chunks.js';
import type { Parameters } from './parameters.js';

export class BaseFile {
  /** The load-time overrides: part of what it takes to load the file again. */
  readonly parameters: Parameters;
  readonly #file: Blob;
  #sha256: Promise<string> | undefined;

  constructor(file: Blob, parameters: Parameters) {
    this.#file = file;
    this.parameters = parameters;
  }

  /** A fresh copy, the caller's to give away. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#file.arrayBuffer());
  }

  /**
   * Lower-case hex. Reckoned when it is first asked for: pages without TLS have no hash function and may never need one.
   *
   * @throws AttuneError `unsupported-browser` outside a secure context
   */
  sha256(): Promise<string> {
    this.#sha256 ??= this.bytes().then(sha256);
    return this.#sha256;
  }
}
