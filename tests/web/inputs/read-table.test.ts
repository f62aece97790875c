import { describe, expect, it } from 'vitest';
import { readTable } from '../../../web/src/inputs/tables/read-table.js';
import type { FeatureDescription } from '../../../web/src/model/description.js';

const common = { optional: false, shortDescription: '' } as const;
const FEATURES: readonly FeatureDescription[] = [
  { ...common, name: 'size', type: 'double' },
  { ...common, name: 'label', type: 'string' },
];
const PHOTO: FeatureDescription = { ...common, name: 'photo', type: 'image', width: 2, height: 2, colorSpace: 'rgb' };
const ROWS = [
  { size: 1.5, label: 'cat' },
  { size: 2, label: 'dog' },
];
const json = JSON.stringify(ROWS);
const lines = ROWS.map((row) => JSON.stringify(row)).join('\n');

describe('readTable', () => {
  it.each([
    ['commas', 'label,size\ncat,1.5\ndog,2\n'],
    ['semicolons', 'label;size\r\ncat;1.5\r\ndog;2\r\n'],
    ['tabs', 'label\tsize\ncat\t1.5\ndog\t2'],
    ['an array of objects', json],
    ['an object a line', lines],
    ['a file of objects', new File([json], 'rows.JSON')],
    ['a file of lines', new File([lines], 'rows.ndjson')],
    ['a file of tabs', new File(['label\tsize\ncat\t1.5\ndog\t2'], 'rows.tsv')],
    ['a blob', new Blob(['label,size\ncat,1.5\ndog,2\n'])],
  ])('reads %s', async (_, source) => {
    expect(await readTable(source, FEATURES)).toEqual(ROWS);
  });

  it('reads one object, and takes what it is told to', async () => {
    expect(await readTable('{"size": 1}', FEATURES)).toEqual([{ size: 1 }]);
    expect(await readTable('label|size\na;b|2', FEATURES, { delimiter: '|' })).toEqual([{ label: 'a;b', size: 2 }]);
    expect(await readTable('{"size": 3}\n', FEATURES, { format: 'jsonl' })).toEqual([{ size: 3 }]);
  });

  it('takes pictures from where it is told', async () => {
    const pixels = { data: new Uint8Array(4), width: 1, height: 1 };
    const asked: string[] = [];
    const image = (path: string) => {
      asked.push(path);
      return pixels;
    };
    expect(await readTable('photo\na.png\nb.png\n', [PHOTO], { image })).toEqual([
      { photo: pixels },
      { photo: pixels },
    ]);
    expect(asked).toEqual(['a.png', 'b.png']);
    await expect(readTable('photo\na.png\n', [PHOTO])).rejects.toMatchObject({
      code: 'bad-example',
      feature: 'photo',
      hint: expect.stringContaining('image'),
    });
  });

  it.each([
    ['size\n1\nx\n', 'the table line 3: feature'],
    ['weight\n1\n', 'no column of its first line'],
    ['', 'the table is empty'],
    ['{"size": ', 'the table:1 is no JSON'],
    ['[1]', 'the table[0]: an example is an object'],
  ])('names what is wrong with %j', async (text, message) => {
    await expect(readTable(text, FEATURES)).rejects.toMatchObject({
      code: 'bad-example',
      message: expect.stringContaining(message),
    });
  });
});
