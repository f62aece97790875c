import { join } from 'node:path';
import { encode as encodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { readImageFile } from '../../../web/src/cli/rows/images.js';
import { orientationOf, upright } from '../../../web/src/cli/rows/orientation.js';
import { runCli } from '../../../web/src/cli/run.js';
import type { Model } from '../../../web/src/model/model.js';
import type { ModelClass } from '../../../web/src/model/model-class.js';
import { scratch } from '../support/cli.js';
import { inThread } from '../support/models.js';

const folder = scratch();

/** RGBA pixels of one colour each. */
function pixels(...grays: number[]): Uint8Array {
  return Uint8Array.from(grays.flatMap((gray) => [gray, gray, gray, 255]));
}

/** A JPEG's beginning, with an EXIF segment that holds one entry. */
function exif(orientation: number, little: boolean): Buffer {
  const tiff = Buffer.alloc(22);
  const short = (value: number, at: number): number =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  tiff.write(little ? 'II' : 'MM');
  short(42, 2);
  if (little) tiff.writeUInt32LE(8, 4);
  else tiff.writeUInt32BE(8, 4);
  [1, 0x0112, 3].forEach((value, index) => {
    short(value, 8 + 2 * index);
  });
  short(orientation, 18);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1, 0, 8 + tiff.length]);
  return Buffer.concat([head, Buffer.from('Exif\0\0'), tiff, Buffer.from([0xff, 0xda, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])]);
}

describe('an image file', () => {
  it('may be a PNG, read exactly', async () => {
    const data = Uint8Array.from([255, 0, 0, 255, 0, 255, 0, 128, 1, 2, 3, 0, 9, 8, 7, 255]);
    const path = folder.file('a.png', PNG.sync.write({ data: Buffer.from(data), width: 2, height: 2 }));
    const image = await readImageFile(path);
    expect([image.width, image.height, ...image.data]).toEqual([2, 2, ...data]);
  });

  it('may be a JPEG, whatever its name', async () => {
    const data = Buffer.from(pixels(...Array<number>(64).fill(200)));
    const image = await readImageFile(folder.file('b.dat', encodeJpeg({ data, width: 8, height: 8 }, 95).data));
    expect([image.width, image.height, image.data.length]).toEqual([8, 8, 256]);
    for (const [index, value] of image.data.entries())
      expect(Math.abs(value - (index % 4 === 3 ? 255 : 200))).toBeLessThan(4);
  });

  it.each([
    ['is not there', 'none.png', undefined, /cannot be read/],
    ['is something else', 'c.png', 'GIF89a', /neither PNG nor JPEG/],
    [
      'is cut off',
      'd.png',
      PNG.sync.write({ data: Buffer.from(pixels(1, 2, 3, 4)), width: 2, height: 2 }).subarray(0, 45),
      /damaged/,
    ],
    ['is a JPEG cut off', 'e.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /damaged/],
  ])('is refused when it %s', async (_, name, content, why) => {
    const path = folder.file(name, content);
    await expect(readImageFile(path)).rejects.toMatchObject({
      code: 'bad-example',
      message: expect.stringMatching(why),
    });
  });

  it('is refused before it is unpacked if it has too many pixels', async () => {
    const bomb = PNG.sync.write({ data: Buffer.from(pixels(1)), width: 1, height: 1 });
    bomb.writeUInt32BE(50_000, 16);
    bomb.writeUInt32BE(50_000, 20);
    await expect(readImageFile(folder.file('bomb.png', bomb))).rejects.toThrow(/too many pixels/);
  });

  it.each([true, false])('says how the camera was held, little-endian: %s', (little) => {
    for (let value = 1; value <= 8; value++) expect(orientationOf(exif(value, little))).toBe(value);
    expect(orientationOf(exif(9, little))).toBe(1);
  });

  // A picture of 3 × 2 pixels, as it is stored for each orientation, is always the same when it is seen.
  it.each([
    [1, 3, [1, 2, 3, 4, 5, 6]],
    [2, 3, [3, 2, 1, 6, 5, 4]],
    [3, 3, [6, 5, 4, 3, 2, 1]],
    [4, 3, [4, 5, 6, 1, 2, 3]],
    [5, 2, [1, 4, 2, 5, 3, 6]],
    [6, 2, [3, 6, 2, 5, 1, 4]],
    [7, 2, [6, 3, 5, 2, 4, 1]],
    [8, 2, [4, 1, 5, 2, 6, 3]],
  ])('is turned upright: orientation %i', (orientation, width, stored) => {
    const image = upright({ data: pixels(...stored), width, height: 6 / width }, exif(orientation, true));
    expect([image.width, image.height, ...image.data]).toEqual([3, 2, ...pixels(1, 2, 3, 4, 5, 6)]);
  });
});

describe('images that a model answers', () => {
  it('become PNG files where they are asked for', async () => {
    const model: Model = await inThread().load(1);
    const data = Uint8ClampedArray.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : 10 * i));
    const answer = { 'the/drawing': { data, width: 2, height: 3 }, score: 0.5 };
    Object.assign(model, { predictBatch: async () => [answer, answer] });
    let out = '';
    const target = folder.file('pictures');
    const args = [
      'predict',
      folder.file('a.mlmodel', '1'),
      folder.file('rows.csv', 'x\n1\n2\n'),
      '--images',
      target,
      '--json',
    ];
    const code = await runCli(args, {
      Model: { load: async () => model } as unknown as ModelClass,
      out: (text) => {
        out += text;
      },
      err: () => {},
      isWatched: false,
      version: '',
    });
    expect(code).toBe(0);
    const files = [1, 2].map((row) => join(target, `${row}-the_drawing.png`));
    expect(JSON.parse(out)).toEqual(files.map((file) => ({ 'the/drawing': file, score: 0.5 })));
    for (const file of files) {
      const read = await readImageFile(file);
      expect([[...read.data], read.width, read.height]).toEqual([[...data], 2, 3]);
    }
  });
});
