// The rows of a text, as features: tables (CSV, TSV), JSON, JSON lines.

import { AttuneError } from '../../errors.js';
import type { FeatureDescription } from '../../model/description.js';
import { columnsOf } from './columns.js';
import { readCsv } from './csv.js';
import { type RowValue, valueOfJson } from './values.js';

/** `csv` and `tsv`: the first line names the columns. `json`: an object, or an array of them. `jsonl`: an object a line. */
export type TableFormat = 'csv' | 'tsv' | 'json' | 'jsonl';

export interface TextRow {
  /** Where it comes from, for people. */
  readonly from: string;
  readonly values: Readonly<Record<string, RowValue>>;
}

/**
 * @param delimiter of csv and tsv; default comma and tab
 * @param source    what messages call the text
 * @throws AttuneError `bad-example`
 */
export function rowsOfText(
  text: string,
  format: TableFormat,
  delimiter: string | undefined,
  features: readonly FeatureDescription[],
  source: string,
): TextRow[] {
  switch (format) {
    case 'csv':
    case 'tsv': {
      const [header, ...lines] = readCsv(text, delimiter ?? (format === 'tsv' ? '\t' : ','), source);
      if (header === undefined) throw new AttuneError('bad-example', `${source} is empty`);
      const toValues = columnsOf(header, features, source);
      return lines.map((line) => ({ from: `${source}:${line.line}`, values: toValues(line) }));
    }
    case 'json': {
      const value = parse(text, source);
      if (!Array.isArray(value)) return [objectRow(value, source, features)];
      return value.map((one, index) => objectRow(one, `${source}[${index}]`, features));
    }
    case 'jsonl': {
      const lines = text.split('\n').map((line, index) => [line.trim(), `${source}:${index + 1}`] as const);
      return lines.filter(([line]) => line !== '').map(([line, from]) => objectRow(parse(line, from), from, features));
    }
  }
}

function objectRow(value: unknown, from: string, features: readonly FeatureDescription[]): TextRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AttuneError('bad-example', `${from}: an example is an object of features by name`);
  }
  try {
    const known = features.filter(({ name }) => Object.hasOwn(value, name));
    const values = known.map((one) => [one.name, valueOfJson((value as Record<string, unknown>)[one.name], one)]);
    return { from, values: Object.fromEntries(values) as TextRow['values'] };
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    throw new AttuneError(error.code, `${from}: ${error.message}`, error);
  }
}

function parse(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttuneError('bad-example', `${from} is no JSON: ${(cause as Error).message}`, { cause });
  }
}
