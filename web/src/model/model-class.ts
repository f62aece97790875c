// `Model` as an entry of the package exports it: one class, over the engine of that entry.

import type { EngineProvider, Engines } from '../engine/engine-provider.js';
import type { Numerics } from '../engine/numerics.js';
import { abortable } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import { bytesOf, takeBytes } from '../package/file-bytes.js';
import { isFile } from '../package/files.js';
import { type FileLimits, type LoadLimits, readLimits, UNLIMITED } from '../package/limits.js';
import { openModel } from '../package/open.js';
import { sha256 as hashOf } from '../store/chunks.js';
import type { RestoreModel } from '../store/storable.js';
import { BaseFile } from './base-file.js';
import type { LoadProgress } from './download.js';
import { Model } from './model.js';
import { cached, cache as keep } from './model-cache.js';
import { ModelCore } from './model-core.js';
import type { ModelFile } from './model-file.js';
import type { AnyModel, ModelTypes } from './model-types.js';
import { type OutsideOptions, readOutside } from './outside-options.js';
import { type ParameterValues, readParameters } from './parameters.js';
import { type ModelSource, readSource } from './source.js';

export interface LoadOptions extends OutsideOptions {
  /**
   * What the file's SHA-256 must be, in hex: nothing else is loaded. Of a package in a folder: that of the zip which
   * `export({ format: 'mlpackage' })` makes of it.
   */
  readonly sha256?: string | undefined;
  /**
   * Keep a downloaded file in this browser, and take it from there the next time: no request is made then, offline too. Only
   * together with `sha256`, which says what may be taken. Default false.
   */
  readonly cache?: boolean | undefined;
  /** Ends the download, or the wait for the rest: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called as the bytes arrive. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Values of the model's own parameters, e.g. `{ numberOfNeighbors: 3 }`; each defaults to the file's. */
  readonly parameters?: ParameterValues | undefined;
  /** How large the model may be, and how much memory it may ask for. */
  readonly limits?: LoadLimits | undefined;
  /**
   * `'exact'` (default): the same bits everywhere. `'fast'`: relaxed SIMD where the browser has it, up to twice as fast, and
   * last digits that differ from machine to machine; all that comes of the model calculates likewise. Not in the default
   * entry, which carries the plain core only.
   */
  readonly numerics?: Numerics | undefined;
}

/** What can be done without a model in hand. */
export interface ModelClass {
  /**
   * Loads a Core ML model file (`.mlmodel`) or model package (`.mlpackage`).
   *
   * @param source a URL, a Response, a Blob or File, or bytes (which are copied), of a model file or of a zip with one
   *   package; or a package's folder: a directory handle, a FileList, an array of Files
   * @throws AttuneError `network` when the file cannot be fetched
   * @throws AttuneError `integrity` when its SHA-256 is another one, or a file in a zip is damaged
   * @throws AttuneError `model-invalid`, `model-too-large`, `unsupported` when it is no model that can be used
   * @throws AttuneError `unsupported` for `numerics: 'fast'` where this entry has no such core
   * @throws AttuneError `memory` when it asks for more than `limits.memoryBytes`, or more than there is
   * @throws AttuneError `invalid-parameter` when a custom layer's or model's class cannot be imported or made
   * @throws AttuneError `unsupported-browser`, `worker-start` when the core cannot run in this page
   */
  load<Types extends ModelTypes = AnyModel>(
    source: ModelSource | ModelFile<Types>,
    options?: LoadOptions,
  ): Promise<Model<Types>>;
  /** `value instanceof Model`, whichever entry it came from. */
  [Symbol.hasInstance](value: unknown): value is Model;
}

/** @internal */
export function modelClass(engines: Engines): ModelClass {
  return {
    load<Types extends ModelTypes>(
      source: ModelSource | ModelFile<Types>,
      options: LoadOptions = {},
    ): Promise<Model<Types>> {
      return abortable(load(engines, source, options), options.signal);
    },
    [Symbol.hasInstance]: (value): value is Model => value instanceof Model,
  };
}

/** @internal How a store brings back a version when nobody hands it the base model. */
export function restoreModel({ exact }: Engines): RestoreModel<Model> {
  return async (file, delta, parameters) => {
    const opened = await openModel(new Blob([file]), UNLIMITED);
    const base = await ModelCore.load(exact, new BaseFile(opened, parameters));
    if (delta === undefined) return new Model(base);
    try {
      return new Model(await base.withDelta(delta));
    } finally {
      base.dispose();
    }
  };
}

async function load<Types extends ModelTypes>(
  engines: Engines,
  source: ModelSource,
  options: LoadOptions,
): Promise<Model<Types>> {
  const { sha256, cache = false, signal, onProgress, parameters, limits, linkedModels, numerics = 'exact' } = options;
  signal?.throwIfAborted();
  const provider = choose(engines, numerics);
  const values = readParameters(parameters);
  const outside = readOutside(options, provider.inWorker);
  const most = readLimits(limits);
  provider.get().catch(() => {}); // starts while the file is on its way; the load below says what went wrong
  if (cache && sha256 === undefined) {
    throw new AttuneError('invalid-parameter', 'a model is kept by its sha256: cache needs it');
  }
  const kept = cache && sha256 !== undefined ? await cached(sha256) : undefined;
  const file = kept ?? (await readSource(source, { signal, onProgress }));
  if (sha256 !== undefined && isFile(file)) check(await hashOf(await bytesOf(file)), sha256);
  if (cache && sha256 !== undefined && kept === undefined && isFile(file)) await keep(sha256, file);
  const base = new BaseFile(await openModel(file, most, signal), values, most, outside);
  if (sha256 !== undefined && !isFile(file)) check(await base.sha256(), sha256);
  signal?.throwIfAborted();
  const find = linkedModels && ((name: string, path: string) => linked(linkedModels(name, path), most, signal));
  const core = await ModelCore.load(provider, base, find);
  if (signal?.aborted === true) core.dispose();
  return new Model<Types>(core);
}

function choose(engines: Engines, numerics: Numerics): EngineProvider {
  if (numerics !== 'exact' && numerics !== 'fast') {
    throw new AttuneError('invalid-parameter', `numerics is 'exact' or 'fast', not ${String(numerics)}`);
  }
  const provider = engines[numerics];
  if (provider !== undefined) return provider;
  throw new AttuneError('unsupported', "this entry has no core for numerics: 'fast'", {
    hint: "import from 'attune/external' or 'attune/core'",
  });
}

async function linked(
  found: ReturnType<NonNullable<OutsideOptions['linkedModels']>>,
  limits: FileLimits,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  const source = await found;
  if (source === undefined) return undefined;
  const { model } = await openModel(await readSource(source, { signal }), limits, signal);
  return takeBytes(model);
}

function check(found: string, wanted: string): void {
  if (found === wanted.toLowerCase()) return;
  throw new AttuneError('integrity', `the file's SHA-256 is ${found}, not ${wanted}`, {
    hint: 'the file was changed, or is another one',
  });
}
