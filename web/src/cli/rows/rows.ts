// Examples out of files: tables (CSV, TSV), JSON, JSON lines, pictures, folders of pictures.

import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AttuneError } from '../../errors.js';
import type { Features } from '../../inputs/feature-input.js';
import type { FeatureDescription } from '../../model/description.js';
import type { LazyExamples } from '../../model/examples.js';
import { UsageError } from '../context.js';
import { isFolder, readBytes } from '../disk.js';
import { columnsOf } from './columns.js';
import { readCsv } from './csv.js';
import { readImageFile } from './images.js';
import { ImageFile, type RowValue, valueOfJson, valueOfText } from './values.js';

interface Row {
  /** Where it comes from, for people. */
  readonly from: string;
  readonly values: Readonly<Record<string, RowValue>>;
  /** What paths of images are relative to. */
  readonly folder: string;
}

/** Examples, whose images are read one by one when they are needed. */
export interface Rows extends LazyExamples<Features> {
  readonly sources: readonly string[];
}

export const ROWS_HELP = `
Rows come from files:
  .csv, .tsv      the first line names the columns. An array is one cell ("1 2 3" or "[1, 2, 3]") or columns
                  name[0], name[1], …; a dictionary is columns name.key or JSON; an image is a path
  .json           an object, or an array of objects, by feature name; an image is a path
  .jsonl          such an object a line
  .png, .jpg      the model's only image input
  a folder        pictures; with labels: the folder's folders, each named as its pictures' label
Paths of images are relative to the file that names them.`;

const PICTURE = /\.(png|jpe?g)$/i;

/**
 * @param features    what an example holds
 * @param onRead      called before each example
 * @throws UsageError for files that are not there · AttuneError `bad-example`
 */
export async function readRows(
  paths: readonly string[],
  features: readonly FeatureDescription[],
  delimiter: string | undefined,
  onRead: (index: number, length: number) => void = () => {},
): Promise<Rows> {
  const rows: Row[] = [];
  for (const path of paths) for (const row of await rowsOf(path, features, delimiter)) rows.push(row);
  return {
    length: rows.length,
    sources: rows.map(({ from }) => from),
    at(index) {
      onRead(index, rows.length);
      const row = rows[index];
      return row === undefined ? undefined : featuresOf(row);
    },
  };
}

async function featuresOf({ values, folder }: Row): Promise<Features> {
  const entries = Object.entries(values).map(async ([name, value]) => {
    return [name, value instanceof ImageFile ? await readImageFile(join(folder, value.path)) : value] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Features;
}

async function rowsOf(
  path: string,
  features: readonly FeatureDescription[],
  delimiter: string | undefined,
): Promise<Row[]> {
  if (await isFolder(path)) return picturesIn(path, features);
  if (PICTURE.test(path)) return [picture(path, features)];
  const text = textOf(await readBytes(path), path);
  const folder = dirname(path);
  if (/\.(csv|tsv)$/i.test(path)) {
    const [header, ...lines] = readCsv(text, delimiter ?? (/\.tsv$/i.test(path) ? '\t' : ','), path);
    if (header === undefined) throw new AttuneError('bad-example', `${path} is empty`);
    const toValues = columnsOf(header, features, path);
    return lines.map((line) => ({ from: `${path}:${line.line}`, values: toValues(line), folder }));
  }
  if (/\.json$/i.test(path)) return jsonRows(parse(text, path), path, features);
  if (/\.(jsonl|ndjson)$/i.test(path)) {
    const lines = text.split('\n').map((line, index) => [line.trim(), `${path}:${index + 1}`] as const);
    return lines
      .filter(([line]) => line !== '')
      .map(([line, from]) => objectRow(parse(line, from), from, features, folder));
  }
  throw new UsageError(`'${path}' is no .csv, .tsv, .json, .jsonl, .png, .jpg and no folder`);
}

function jsonRows(value: unknown, path: string, features: readonly FeatureDescription[]): Row[] {
  const folder = dirname(path);
  if (!Array.isArray(value)) return [objectRow(value, path, features, folder)];
  return value.map((one, index) => objectRow(one, `${path}[${index}]`, features, folder));
}

function objectRow(value: unknown, from: string, features: readonly FeatureDescription[], folder: string): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AttuneError('bad-example', `${from}: an example is an object of features by name`);
  }
  try {
    const known = features.filter(({ name }) => Object.hasOwn(value, name));
    const values = known.map((one) => [one.name, valueOfJson((value as Record<string, unknown>)[one.name], one)]);
    return { from, values: Object.fromEntries(values) as Row['values'], folder };
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    throw new AttuneError(error.code, `${from}: ${error.message}`, error);
  }
}

function picture(path: string, features: readonly FeatureDescription[], label?: string): Row {
  const [image, ...others] = features.filter(({ type }) => type === 'image');
  const labels = features.filter(({ type, optional }) => type !== 'image' && !optional);
  if (image === undefined || others.length > 0) {
    throw new UsageError(
      `'${path}' is a picture, but the model takes ${image === undefined ? 'none' : 'several'} a row`,
    );
  }
  const values: Record<string, RowValue> = { [image.name]: new ImageFile(path) };
  const [named] = labels;
  if (label !== undefined && labels.length === 1 && named !== undefined) values[named.name] = valueOfText(label, named);
  return { from: path, values, folder: '' };
}

/** Sorted, so that the same folder is always the same examples. */
async function picturesIn(path: string, features: readonly FeatureDescription[]): Promise<Row[]> {
  const rows: Row[] = [];
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inside = join(path, entry.name);
    if (entry.isFile() && PICTURE.test(entry.name)) rows.push(picture(inside, features));
    if (!entry.isDirectory()) continue;
    const names = (await readdir(inside)).filter((name) => PICTURE.test(name)).sort();
    for (const name of names) rows.push(picture(join(inside, name), features, entry.name));
  }
  if (rows.length === 0) throw new AttuneError('bad-example', `there is no picture in '${path}'`);
  return rows;
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AttuneError('bad-example', `${path} is not UTF-8`, { cause });
  }
}

function parse(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttuneError('bad-example', `${from} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
