// What a model needs that its file only names, on its way into the core.

import { AttuneError } from '../errors.js';
import type { CustomLayerClass, CustomModelClass } from '../model/custom-code.js';
import { CustomHost, type LinkedFile } from './custom-host.js';

/** A class where the core runs in this thread; where to import it from where a worker does. */
export type Code<Class> = Class | { readonly url: string; readonly className: string };

export interface Outside {
  readonly layers: Readonly<Record<string, Code<CustomLayerClass>>>;
  readonly models: Readonly<Record<string, Code<CustomModelClass>>>;
  readonly links: readonly LinkedFile[];
}

export type ImportModule = (url: string) => Promise<Readonly<Record<string, unknown>>>;

/**
 * @param importModule absent where only classes are taken
 * @throws AttuneError `invalid-parameter` when a module cannot be imported or lacks the class
 */
export async function hostOf(outside: Outside, importModule: ImportModule | undefined): Promise<CustomHost> {
  const [layers, models] = await Promise.all([
    classes('customLayers', outside.layers, importModule),
    classes('customModels', outside.models, importModule),
  ]);
  return new CustomHost(layers, models, outside.links);
}

async function classes<Class>(
  option: string,
  code: Readonly<Record<string, Code<Class>>>,
  importModule: ImportModule | undefined,
): Promise<ReadonlyMap<string, Class>> {
  const entries = Object.entries(code).map(async ([name, given]): Promise<readonly [string, Class]> => {
    if (typeof given === 'function') return [name, given];
    const { url, className } = given as { readonly url: string; readonly className: string };
    return [name, (await imported(`${option}.${name}`, url, className, importModule)) as Class];
  });
  return new Map(await Promise.all(entries));
}

async function imported(
  option: string,
  url: string,
  className: string,
  importModule: ImportModule | undefined,
): Promise<unknown> {
  if (importModule === undefined)
    throw new AttuneError('invalid-parameter', `${option}: here the class itself is wanted`);
  let found: unknown;
  try {
    found = (await importModule(url))[className];
  } catch (cause) {
    throw new AttuneError('invalid-parameter', `${option}: the module ${url} cannot be imported: ${String(cause)}`, {
      hint: "a Content-Security-Policy's `script-src` must allow it",
      cause,
    });
  }
  if (typeof found === 'function') return found;
  throw new AttuneError('invalid-parameter', `${option}: the module ${url} exports no class '${className}'`);
}
