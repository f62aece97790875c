// A table that somebody pasted, dropped or exported, as examples for a model.

import { AttuneError } from '../../errors.js';
import type { FeatureDescription } from '../../model/description.js';
import type { FeatureInput, Features, ImageInput } from '../feature-input.js';
import { rowsOfText, type TableFormat } from './rows.js';
import { ImageFile } from './values.js';

export interface TableOptions {
  /** Default: what a file's name ends in; else JSON if the text begins as JSON does, otherwise CSV. */
  readonly format?: TableFormat | undefined;
  /** What stands between two cells. Default: of comma, semicolon and tab the one that the first line holds most of. */
  readonly delimiter?: string | undefined;
  /** The picture that a cell or a JSON value names. Default: such features are refused. */
  readonly image?: ((path: string) => ImageInput | Promise<ImageInput>) | undefined;
}

const JSON_BEGINS = /^\s*[[{]/;

/**
 * Reads a table by the model's own description of its features:
 *
 * - CSV, TSV: the first line names the columns, in any order; columns that the model does not know are passed over. An array is one
 *   cell (`1 2 3` or `[1, 2, 3]`) or columns `name[0]`, `name[1]`, …; a dictionary is columns `name.key` or JSON; an empty cell
 *   is no value.
 * - JSON: an array of objects by feature name, or an object a line.
 *
 * @param source   the text, or a file with it
 * @param features which ones to read: `model.description.trainingInputs` for examples, `…inputs` for predictions
 * @throws AttuneError `bad-example` that names the line, for what is no table, no number, no feature of the model
 *
 * @example
 * const examples = await readTable(file, model.description.trainingInputs);
 * const { model: mine } = await model.update(examples).finished;
 */
export async function readTable(
  source: string | Blob,
  features: readonly FeatureDescription[],
  { format, delimiter, image }: TableOptions = {},
): Promise<Features[]> {
  const text = typeof source === 'string' ? source : await source.text();
  const name = typeof source !== 'string' && 'name' in source ? String(source.name) : 'the table';
  const form = format ?? formatOf(text, name);
  const between = form === 'csv' ? (delimiter ?? commonest(text)) : delimiter;
  const rows = rowsOfText(text, form, between, features, name);
  return Promise.all(rows.map(({ values, from }) => withImages(values, from, image)));
}

function formatOf(text: string, name: string): TableFormat {
  const [, ending] = /\.(csv|tsv|json|jsonl|ndjson)$/i.exec(name) ?? [];
  if (ending !== undefined) return ending.toLowerCase().replace('ndjson', 'jsonl') as TableFormat;
  if (!JSON_BEGINS.test(text)) return 'csv';
  return isJson(text) ? 'json' : 'jsonl';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function commonest(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

async function withImages(
  values: Readonly<Record<string, unknown>>,
  from: string,
  image: TableOptions['image'],
): Promise<Features> {
  const entries = Object.entries(values).map(async ([name, value]) => {
    if (!(value instanceof ImageFile)) return [name, value as FeatureInput | undefined] as const;
    if (image !== undefined) return [name, await image(value.path)] as const;
    throw new AttuneError('bad-example', `${from}: '${name}' is an image, named as '${value.path}'`, {
      feature: name,
      hint: 'readTable(…, { image: (path) => … }) says where pictures come from',
    });
  });
  return Object.fromEntries(await Promise.all(entries));
}
