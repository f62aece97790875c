// Examples out of files: tables (CSV, TSV), JSON, JSON lines, pictures, folders of pictures.

import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AttuneError } from '../../errors.js';
import type { Features } from '../../inputs/feature-input.js';
import { rowsOfText, type TableFormat, type TextRow } from '../../inputs/tables/rows.js';
import { ImageFile, type RowValue, valueOfText } from '../../inputs/tables/values.js';
import type { FeatureDescription } from '../../model/description.js';
import type { LazyExamples } from '../../model/examples.js';
import { UsageError } from '../context.js';
import { isFolder, readBytes } from '../disk.js';
import { readImageFile } from './images.js';

interface Row extends TextRow {
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

const FORMATS: readonly (readonly [ending: string, TableFormat])[] = [
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
  ['.json', 'json'],
  ['.jsonl', 'jsonl'],
  ['.ndjson', 'jsonl'],
];
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
  const format = FORMATS.find(([ending]) => path.toLowerCase().endsWith(ending))?.[1];
  if (format === undefined) throw new UsageError(`'${path}' is no .csv, .tsv, .json, .jsonl, .png, .jpg and no folder`);
  const text = textOf(await readBytes(path), path);
  return rowsOfText(text, format, delimiter, features, path).map((row) => ({ ...row, folder: dirname(path) }));
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
