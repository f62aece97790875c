// The options of `Model.load()` that bring what the file only names.

import type { LinkedFile } from '../engine/custom-host.js';
import type { Code, Outside } from '../engine/outside.js';
import { AttuneError } from '../errors.js';
import { nameOf } from '../inputs/feature-input.js';
import type { CodeReference, CustomLayerClass, CustomModelClass } from './custom-code.js';
import type { ModelSource } from './source.js';

export interface OutsideOptions {
  /**
   * The code of custom layers by the class name that the file says: with `attune` `{ url, className }`, a module that the
   * worker imports; with `attune/core` the class itself.
   */
  readonly customLayers?: Readonly<Record<string, CustomLayerClass | CodeReference>> | undefined;
  /** The code of custom models, in the same way. */
  readonly customModels?: Readonly<Record<string, CustomModelClass | CodeReference>> | undefined;
  /** Finds the files that a linked model names: a source as `Model.load()` takes it, or undefined for none. */
  readonly linkedModels?:
    | ((name: string, searchPath: string) => ModelSource | undefined | Promise<ModelSource | undefined>)
    | undefined;
}

/** @internal */
export const NOTHING_OUTSIDE: Outside = { layers: {}, models: {}, links: [] };

/**
 * @internal
 * @param inWorker whether the core runs where no function can be sent
 * @throws AttuneError `invalid-parameter`
 */
export function readOutside({ customLayers, customModels }: OutsideOptions, inWorker: boolean): Outside {
  return {
    layers: readCode<CustomLayerClass>('customLayers', customLayers, inWorker),
    models: readCode<CustomModelClass>('customModels', customModels, inWorker),
    links: [],
  };
}

/** @internal The same with one more file. */
export function withLink(outside: Outside, link: LinkedFile): Outside {
  return { ...outside, links: [...outside.links, link] };
}

function readCode<Class>(
  option: string,
  given: Readonly<Record<string, unknown>> | undefined,
  inWorker: boolean,
): Record<string, Code<Class>> {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null)
    throw new AttuneError('invalid-parameter', `${option} is an object by class name, got ${nameOf(given)}`);
  const code: Record<string, Code<Class>> = {};
  for (const [name, one] of Object.entries(given)) {
    if (inWorker === (typeof one === 'function') || !(typeof one === 'function' || isReference(one))) {
      throw new AttuneError(
        'invalid-parameter',
        inWorker
          ? `${option}.${name} is { url, className }: a module that the worker imports; got ${nameOf(one)}`
          : `${option}.${name} is a class, got ${nameOf(one)}`,
        { hint: inWorker ? "'attune/core' runs in your own thread and takes the class itself" : undefined },
      );
    }
    code[name] = typeof one === 'function' ? (one as Class) : absolute(one as CodeReference, name);
  }
  return code;
}

function isReference(value: unknown): value is CodeReference {
  return typeof value === 'object' && value !== null && 'url' in value;
}

/** The worker has no address of its own that a relative URL could be of. */
function absolute({ url, className }: CodeReference, name: string): { url: string; className: string } {
  const base = typeof document === 'undefined' ? globalThis.location?.href : document.baseURI;
  try {
    return { url: new URL(url, base).href, className: className ?? name };
  } catch (cause) {
    throw new AttuneError('invalid-parameter', `'${String(url)}' is no URL of a module`, { cause });
  }
}
