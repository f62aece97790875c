import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../web/src/inputs/tables/columns.js';
import { readCsv } from '../../../web/src/inputs/tables/csv.js';
import { ImageFile } from '../../../web/src/inputs/tables/values.js';
import type { FeatureDescription } from '../../../web/src/model/description.js';

const common = { optional: false, shortDescription: '' } as const;
const FEATURES: readonly FeatureDescription[] = [
  { ...common, name: 'count', type: 'int64' },
  { ...common, name: 'size', type: 'double' },
  { ...common, name: 'note', type: 'string', optional: true },
  { ...common, name: 'x', type: 'multiArray', shape: [3], dataType: 'float32' },
  { ...common, name: 'words', type: 'dictionary', keyType: 'string' },
  { ...common, name: 'photo', type: 'image', width: 2, height: 2, colorSpace: 'rgb' },
];

function read(text: string): Record<string, unknown>[] {
  const [header, ...rows] = readCsv(text, ',', 'a.csv');
  const toValues = columnsOf(header as NonNullable<typeof header>, FEATURES, 'a.csv');
  return rows.map(toValues);
}

describe('columns', () => {
  it('become features by their names, whatever their order; others are ignored', () => {
    expect(read('size, count ,other,note\n1.5,-7,x,hello\n')).toEqual([{ size: 1.5, count: -7, note: 'hello' }]);
  });

  it('keep integers beyond 2^53', () => {
    expect(read('count\n9007199254740993\n')).toEqual([{ count: 9007199254740993n }]);
  });

  it.each(['1 2 3', '1;2; 3', '" 1, 2, 3"', '"[1, 2, 3]"'])('hold an array in one cell: %s', (cell) => {
    expect(read(`x\n${cell}\n`)).toEqual([{ x: [1, 2, 3] }]);
  });

  it('hold a nested array with its shape', () => {
    expect(read('x\n"[[1, 2], [3, 4], [5, 6]]"\n')).toEqual([{ x: { data: [1, 2, 3, 4, 5, 6], shape: [3, 2] } }]);
  });

  it.each(['x[2],x[0],x[1]', 'x.2,x.0,x.1'])('hold an array in several: %s', (header) => {
    expect(read(`${header}\n3,1,2e0\n`)).toEqual([{ x: [1, 2, 3] }]);
  });

  it('hold a dictionary in several, or as JSON', () => {
    expect(read('words.cat,words[a.b],words.dog\n1,2,\n')).toEqual([
      {
        words: new Map([
          ['cat', 1],
          ['a.b', 2],
        ]),
      },
    ]);
    expect(read('words\n"{""cat"": 1}"\n')).toEqual([{ words: { cat: 1 } }]);
  });

  it('hold an image as a path', () => {
    expect(read('photo\na/b.png\n')).toEqual([{ photo: new ImageFile('a/b.png') }]);
  });

  it('hold nothing in an empty cell', () => {
    expect(read('count,size,note,x[0],x[1]\n,,,,\n')).toEqual([
      { count: undefined, size: undefined, note: undefined, x: undefined },
    ]);
  });

  it.each([
    ['a\n1\n', /no column of its first line/],
    ['count\nx\n', /line 2: feature 'count': 'x' is no integer/],
    ['count\n1.5\n', /is no integer/],
    ['size\n1,5\n', /line 2 has 2 cells, its first line 1/],
    ['size\nabc\n', /'abc' is no number/],
    ['x[0],x[2]\n1,2\n', /there is no 1/],
    ['x[0],x[a]\n1,2\n', /without a gap/],
    ['x\n"[[1], [2, 3]]"\n', /different lengths/],
    ['words\n{a\n', /is no JSON/],
  ])('%j is refused', (text, why) => {
    expect(() => read(text)).toThrow(why);
  });
});
