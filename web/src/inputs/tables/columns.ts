// Which columns of a table make which feature.
//
//   age             the feature `age`; an array in one cell is "1 2 3", "1;2;3" or "[1, 2, 3]"
//   pixels[0] …     or pixels.0 …: the numbers of the array `pixels` in C order, one a column
//   counts.cat      or counts[cat]: the entry `cat` of the dictionary `counts`

import { AttuneError } from '../../errors.js';
import type { FeatureDescription } from '../../model/description.js';
import type { CsvRow } from './csv.js';
import { bad, numberOf, type RowValue, valueOfText } from './values.js';

type ReadFeature = (cells: readonly string[]) => RowValue;

/** @throws AttuneError `bad-example` for a header that does not fit */
export function columnsOf(
  header: CsvRow,
  features: readonly FeatureDescription[],
  file: string,
): (row: CsvRow) => Record<string, RowValue> {
  const names = header.cells.map((cell) => cell.trim());
  const readers = features
    .map((feature) => [feature.name, readerOf(feature, names)] as const)
    .filter((pair): pair is [string, ReadFeature] => pair[1] !== undefined);
  if (readers.length === 0) {
    const wanted = features.map(({ name }) => name).join(', ');
    throw new AttuneError('bad-example', `${file}: no column of its first line is a feature of the model`, {
      hint: `the model takes ${wanted}; the line has ${names.join(', ')}`,
    });
  }
  return ({ line, cells }) => {
    if (cells.length !== names.length) {
      throw new AttuneError(
        'bad-example',
        `${file} line ${line} has ${cells.length} cells, its first line ${names.length}`,
      );
    }
    try {
      return Object.fromEntries(readers.map(([name, read]) => [name, read(cells)]));
    } catch (error) {
      if (!(error instanceof AttuneError)) throw error;
      throw new AttuneError(error.code, `${file} line ${line}: ${error.message}`, error);
    }
  };
}

function readerOf(feature: FeatureDescription, names: readonly string[]): ReadFeature | undefined {
  const own = names.indexOf(feature.name);
  if (own >= 0) return (cells) => valueOfText(cells[own] as string, feature);
  const parts = names.flatMap((name, column) => {
    const key = keyIn(name, feature.name);
    return key === undefined ? [] : [{ key, column }];
  });
  if (parts.length === 0) return undefined;
  if (feature.type === 'dictionary') return dictionaryReader(feature, parts);
  return feature.type === 'multiArray' ? arrayReader(feature, parts) : undefined;
}

interface Part {
  readonly key: string;
  readonly column: number;
}

function arrayReader(feature: FeatureDescription, parts: readonly Part[]): ReadFeature {
  const columns: number[] = [];
  for (const { key, column } of parts) if (/^\d{1,9}$/.test(key)) columns[Number(key)] = column;
  const missing = Array.from({ length: columns.length }, (_, index) => columns[index]).indexOf(undefined);
  if (missing >= 0 || columns.length !== parts.length) {
    throw bad(feature, `its columns are not numbered from 0 without a gap (there is no ${Math.max(missing, 0)})`);
  }
  return (cells) => {
    if (columns.every((column) => cells[column] === '')) return undefined;
    return columns.map((column) => numberOf(cells[column] as string, feature));
  };
}

/** An empty cell is no entry. */
function dictionaryReader(feature: FeatureDescription, parts: readonly Part[]): ReadFeature {
  return (cells) =>
    new Map(
      parts
        .filter(({ column }) => cells[column] !== '')
        .map(({ key, column }) => [key, numberOf(cells[column] as string, feature)]),
    );
}

function keyIn(column: string, feature: string): string | undefined {
  if (!column.startsWith(feature)) return undefined;
  const rest = column.slice(feature.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1);
  return rest.startsWith('[') && rest.endsWith(']') ? rest.slice(1, -1) : undefined;
}
