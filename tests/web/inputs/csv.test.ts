import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../web/src/inputs/tables/csv.js';

const cells = (text: string, delimiter = ','): (readonly string[])[] =>
  readCsv(text, delimiter, 'a.csv').map((row) => row.cells);

describe('a table', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['\uFEFFa\n1', [['a'], ['1']]],
    [
      'a,\n,b\n,',
      [
        ['a', ''],
        ['', 'b'],
        ['', ''],
      ],
    ],
    [
      '"a,b","c ""d"""\n"line\nbreak",x',
      [
        ['a,b', 'c "d"'],
        ['line\nbreak', 'x'],
      ],
    ],
    ['""\n"",a', [['', 'a']]],
    ['a\n\n\nb\n', [['a'], ['b']]],
    ['', []],
  ])('%j is read as RFC 4180 has it', (text, rows) => {
    expect(cells(text)).toEqual(rows);
  });

  it('may have another delimiter', () => {
    expect(cells('a;b\n1,5;2', ';')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
  });

  it('knows the line where a row begins', () => {
    const rows = readCsv('a\n"x\ny"\n\nb\n', ',', 'a.csv');
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it.each([
    ['a\n"b', 'a.csv line 2: a quote is never closed'],
    ['"a"b', 'a.csv line 1: there is text behind a quoted cell'],
  ])('%j is refused', (text, message) => {
    expect(() => cells(text)).toThrow(message);
  });
});
