// Examples out of a pasted table: the first line names the columns, an array has one column a number (`pixels[0]`, …), and the
// answer has a column of its own.

import type { FeatureDescription } from 'attune';
import type { OwnExample, Value } from './examples.ts';

/** A sentence for the visitor. */
export class TableError extends Error {}

/** The columns that a model wants, e.g. `age, rooms[0], rooms[1], price`. */
export function columnsOf(features: readonly FeatureDescription[]): string[] {
  return features.flatMap((feature) => {
    const count = lengthOf(feature);
    return count === undefined ? [feature.name] : Array.from({ length: count }, (_, i) => `${feature.name}[${i}]`);
  });
}

/** @throws TableError */
export function examplesOf(
  text: string,
  inputs: readonly FeatureDescription[],
  target: FeatureDescription,
): OwnExample[] {
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (header === undefined || lines.length === 0)
    throw new TableError('A table has a line of names and at least one line of values.');
  const delimiter = [',', ';', '\t'].find((one) => header.includes(one)) ?? ',';
  const names = cellsOf(header, delimiter);
  const readers = [...inputs, target].map((feature) => readerOf(feature, names));
  return lines.map((line, i) => {
    const cells = cellsOf(line, delimiter);
    if (cells.length !== names.length)
      throw new TableError(`Line ${i + 2} has ${cells.length} cells, the first line has ${names.length}.`);
    const values = readers.map((read) => read(cells, i + 2));
    const answer = values.pop();
    return {
      inputs: Object.fromEntries(inputs.map(({ name }, at) => [name, values[at] as Value])),
      answer: answer as OwnExample['answer'],
    };
  });
}

function readerOf(feature: FeatureDescription, names: readonly string[]) {
  const columns = columnsOf([feature]).map((name) => names.indexOf(name));
  const missing = columns.indexOf(-1);
  if (missing >= 0) throw new TableError(`There is no column “${columnsOf([feature])[missing]}”.`);
  return (cells: readonly string[], line: number): Value => {
    const texts = columns.map((column) => cells[column] ?? '');
    if (feature.type === 'string') return texts[0] ?? '';
    const numbers = texts.map((text) => (text === '' ? Number.NaN : Number(text)));
    const bad = numbers.findIndex((number) => !Number.isFinite(number));
    if (bad >= 0)
      throw new TableError(`Line ${line}: “${texts[bad]}” in column “${names[columns[bad] ?? 0]}” is no number.`);
    return feature.type === 'multiArray' ? numbers : (numbers[0] ?? 0);
  };
}

/** How many numbers an array has; undefined for what is one value, such as an array of one. */
function lengthOf(feature: FeatureDescription): number | undefined {
  if (feature.type !== 'multiArray') return undefined;
  const length = feature.shape.reduce((product, extent) => product * extent, 1);
  return length === 1 ? undefined : length;
}

/** Quoted cells may hold the delimiter and doubled quotes. */
function cellsOf(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      const end = /"(?:[^"]|"")*"/y;
      end.lastIndex = at;
      const quoted = end.exec(line)?.[0];
      if (quoted === undefined) throw new TableError('A quote is never closed.');
      cells.push(quoted.slice(1, -1).replaceAll('""', '"'));
      at += quoted.length + 1;
    } else {
      const next = line.indexOf(delimiter, at);
      const end = next < 0 ? line.length : next;
      cells.push(line.slice(at, end).trim());
      at = end + 1;
    }
  }
  return cells;
}
