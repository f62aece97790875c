// Mutates a zip field by field: sizes, offsets, checksums, flags, names; in the directory or in an entry's own header.

import type { Random } from './driver.js';

const END = 0x06054b50;
/** Offset and width of each field, by the record's signature. */
const FIELDS = new Map<number, readonly (readonly [number, number])[]>([
  [
    0x04034b50,
    [
      [4, 2],
      [6, 2],
      [8, 2],
      [14, 4],
      [18, 4],
      [22, 4],
      [26, 2],
      [28, 2],
      [30, 1],
      [31, 1],
      [35, 1],
    ],
  ],
  [
    0x02014b50,
    [
      [4, 2],
      [5, 1],
      [6, 2],
      [8, 2],
      [10, 2],
      [16, 4],
      [20, 4],
      [24, 4],
      [28, 2],
      [30, 2],
      [32, 2],
      [38, 4],
      [40, 2],
    ].concat([
      [42, 4],
      [46, 1],
      [47, 1],
      [50, 1],
    ]) as [number, number][],
  ],
  [
    END,
    [
      [4, 2],
      [6, 2],
      [8, 2],
      [10, 2],
      [12, 4],
      [16, 4],
      [20, 2],
    ],
  ],
]);

const VALUES = [
  0, 1, 2, 7, 8, 0x41, 0x2e, 0x2f, 0x5c, 0x7fff, 0xffff, 0xfffe, 0x7fffffff, 0x80000000, 0xffffffff, 0xa1ed0000,
];

export function mutateZip(zip: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(zip);
  const view = new DataView(bytes.buffer);
  const records: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at++) if (FIELDS.has(view.getUint32(at, true))) records.push(at);
  for (let times = 1 + random.below(3); times > 0 && records.length > 0; times--) {
    const record = random.of(records);
    const [offset, width] = random.of(FIELDS.get(view.getUint32(record, true)) ?? [[0, 1] as const]);
    const at = record + offset;
    if (at + width > bytes.length) continue;
    const now = width === 4 ? view.getUint32(at, true) : width === 2 ? view.getUint16(at, true) : view.getUint8(at);
    const value = random.chance(2) ? now + random.of([-1, 1, 2, 30, -30, 1000]) : random.of(VALUES);
    if (width === 4) view.setUint32(at, value >>> 0, true);
    else if (width === 2) view.setUint16(at, value & 0xffff, true);
    else view.setUint8(at, value & 0xff);
  }
  return bytes;
}
