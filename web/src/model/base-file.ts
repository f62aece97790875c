// The file that a family of models descends from.

import type { LinkedFile } from '../engine/custom-host.js';
import type { Outside } from '../engine/outside.js';
import { takeBytes } from '../package/file-bytes.js';
import type { ModelLimits } from '../package/limits.js';
import type { ModelPackage } from '../package/model-package.js';
import type { OpenedFile } from '../package/open.js';
import { sha256 } from '../store/chunks.js';
import { NOTHING_OUTSIDE, withLink } from './outside-options.js';
import type { Parameters } from './parameters.js';

export class BaseFile {
  /** The load-time overrides: part of what it takes to load the file again. */
  readonly parameters: Parameters;
  /** What the core may read and take, then and whenever it loads the file again. */
  readonly limits: ModelLimits;
  /** What the file only names: part of that, too. */
  readonly outside: Outside;
  /** What the model lay in, if that was a package: its other files belong to the model. */
  readonly package: ModelPackage | undefined;
  readonly #model: Blob;
  #sha256: Promise<string> | undefined;

  constructor(file: OpenedFile, parameters: Parameters, limits: ModelLimits = {}, outside: Outside = NOTHING_OUTSIDE) {
    this.#model = file.model;
    this.package = file.package;
    this.parameters = parameters;
    this.limits = limits;
    this.outside = outside;
  }

  /** The same file, with one that it links to. */
  linked(link: LinkedFile): BaseFile {
    const file = { model: this.#model, package: this.package };
    return new BaseFile(file, this.parameters, this.limits, withLink(this.outside, link));
  }

  /** The `.mlmodel`, the caller's to give away. */
  modelBytes(): Promise<Uint8Array<ArrayBuffer>> {
    return takeBytes(this.#model);
  }

  /** All that it takes to load the model again: the `.mlmodel`, or a zip of the package, whatever form that came in. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.package === undefined ? this.modelBytes() : this.package.zip();
  }

  /**
   * Of `bytes()`, lower-case hex. Reckoned when it is first asked for: pages without TLS have no hash function and may never need one.
   *
   * @throws AttuneError `unsupported-browser` outside a secure context
   */
  sha256(): Promise<string> {
    this.#sha256 ??= this.bytes().then(sha256);
    return this.#sha256;
  }
}
