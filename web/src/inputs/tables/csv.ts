// Comma-separated values, as RFC 4180 has them.

import { AttuneError } from '../../errors.js';

export interface CsvRow {
  /** Where the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Quoted cells may hold delimiters, line breaks and doubled quotes. Empty lines are passed over.
 *
 * @throws AttuneError `bad-example` for a quote that is never closed, or has text behind it
 */
export function readCsv(text: string, delimiter: string, file: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [line, rowLine] = [1, 1];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const fail = (why: string): never => {
    throw new AttuneError('bad-example', `${file} line ${line}: ${why}`);
  };
  const endRow = (): void => {
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: rowLine, cells });
    cells = [];
    rowLine = line;
  };

  const quoted = (): string => {
    let cell = '';
    for (at++; ; at++) {
      const end = text.indexOf('"', at);
      if (end < 0) return fail('a quote is never closed');
      const part = text.slice(at, end);
      cell += part;
      line += part.split('\n').length - 1;
      at = end + 1;
      if (text[at] !== '"') return cell;
      cell += '"';
    }
  };
  const plain = (): string => {
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
    return text.slice(start, at);
  };

  while (at < text.length) {
    cells.push(text[at] === '"' ? quoted() : plain());
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) cells.push('');
      else if (text[at] !== '\n' && text[at] !== '\r') continue;
      else cells.push('');
    }
    if (at < text.length && text[at] !== '\n' && text[at] !== '\r') fail('there is text behind a quoted cell');
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    line++;
    endRow();
  }
  return rows;
}
