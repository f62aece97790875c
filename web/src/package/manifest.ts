// Manifest.json: which file of a package is the model.

import { AttuneError } from '../errors.js';
import { checkName } from './paths.js';

/** One file or folder of the package. */
export interface ManifestItem {
  readonly author: string;
  readonly description: string;
  readonly name: string;
  /** From the package's top, so it begins with `Data/`. */
  readonly path: string;
}

export interface Manifest {
  readonly items: ReadonlyMap<string, ManifestItem>;
  /** The model's. */
  readonly root: ManifestItem;
}

export const MANIFEST = 'Manifest.json';

/** The newest version of the manifest's own format. */
const NEWEST = [1, 0, 0];
const LARGEST_BYTES = 1 << 20;
const FIELDS = ['author', 'description', 'name', 'path'] as const;

/**
 * Names that the format does not know are ignored.
 *
 * @throws AttuneError `model-invalid`; `model-too-large` past 1 MiB; `unsupported` for a newer version
 */
export async function readManifest(file: Blob): Promise<Manifest> {
  if (file.size > LARGEST_BYTES) {
    throw new AttuneError('model-too-large', `${MANIFEST} has ${file.size} bytes, more than ${LARGEST_BYTES}`);
  }
  const { fileFormatVersion, itemInfoEntries, rootModelIdentifier } = objectOf(parse(await file.text()), 'as a whole');
  checkVersion(fileFormatVersion);
  const items = new Map(
    Object.entries(objectOf(itemInfoEntries, "at 'itemInfoEntries'")).map(([id, item]) => [id, readItem(id, item)]),
  );
  if (typeof rootModelIdentifier !== 'string') throw invalid("has no 'rootModelIdentifier'");
  const root = items.get(rootModelIdentifier) ?? sameButForCase(items, rootModelIdentifier);
  if (root === undefined) throw invalid(`names '${rootModelIdentifier}' as its model, but has no such item`);
  return { items, root };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(`is no JSON: ${String(cause)}`);
  }
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`is no object ${where}`);
}

function checkVersion(version: unknown): void {
  const [, ...parts] = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(typeof version === 'string' ? version : '') ?? [];
  if (parts.length === 0) throw invalid("has no 'fileFormatVersion' such as '1.0.0'");
  const at = parts.findIndex((part, index) => Number(part) !== NEWEST[index]);
  if (at >= 0 && Number(parts[at]) > (NEWEST[at] as number)) {
    throw new AttuneError('unsupported', `the package has version ${String(version)}, newer than ${NEWEST.join('.')}`);
  }
}

function readItem(id: string, value: unknown): ManifestItem {
  const item = objectOf(value, `at item '${id}'`);
  for (const field of FIELDS) {
    if (typeof item[field] !== 'string') throw invalid(`has no '${field}' at item '${id}'`);
  }
  const { author, description, name, path } = item as Record<(typeof FIELDS)[number], string>;
  checkName(path);
  return { author, description, name, path: `Data/${path}` };
}

/** UUIDs are written in both cases. */
function sameButForCase(items: ReadonlyMap<string, ManifestItem>, id: string): ManifestItem | undefined {
  for (const [key, item] of items) if (key.toLowerCase() === id.toLowerCase()) return item;
  return undefined;
}

function invalid(what: string): AttuneError {
  return new AttuneError('model-invalid', `the package's ${MANIFEST} ${what}`);
}

/** A manifest of one model, as coremltools writes it. */
export function writeManifest(id: string, item: ManifestItem): string {
  const { author, description, name, path } = item;
  const manifest = {
    fileFormatVersion: NEWEST.join('.'),
    itemInfoEntries: { [id]: { author, description, name, path: path.replace(/^Data\//, '') } },
    rootModelIdentifier: id,
  };
  return `${JSON.stringify(manifest, undefined, 4)}\n`;
}
