// A camera notes how it was held; browsers turn its pictures upright by that, and so do we.

import type { RgbaPixels } from '../../inputs/feature-input.js';

/** The tag of EXIF (TIFF 6.0) that says where the picture's first row and column are. */
const ORIENTATION = 0x0112;
const EXIF = 0x45786966;

/** 1 to 8; 1 (upright) when the file does not say, or says nonsense. */
export function orientationOf(jpeg: Buffer): number {
  // Segments: FF, marker, length (which counts itself), content; the picture begins at marker DA.
  for (let at = 2; at + 10 < jpeg.length && jpeg[at] === 0xff; ) {
    const [marker, length] = [jpeg[at + 1], jpeg.readUInt16BE(at + 2)];
    if (marker === 0xda || length < 2) return 1;
    if (marker === 0xe1 && jpeg.readUInt32BE(at + 4) === EXIF) return fromTiff(jpeg.subarray(at + 10, at + 2 + length));
    at += 2 + length;
  }
  return 1;
}

function fromTiff(tiff: Buffer): number {
  if (tiff.length < 8) return 1;
  const little = tiff[0] === 0x49;
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let entry = 0; entry < short(first); entry++) {
    const at = first + 2 + 12 * entry;
    const value = short(at + 8);
    if (short(at) === ORIENTATION) return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** The picture as it is to be seen. */
export function upright({ data, width, height }: RgbaPixels, jpeg: Buffer): RgbaPixels {
  const orientation = orientationOf(jpeg);
  if (orientation === 1) return { data, width, height };
  // From 5 on rows and columns change places, before the mirroring.
  const turned = orientation >= 5;
  const mirrorX = [2, 3, 6, 7].includes(orientation);
  const mirrorY = [3, 4, 7, 8].includes(orientation);
  const [outWidth, outHeight] = turned ? [height, width] : [width, height];
  const from = new Uint32Array(data.slice().buffer);
  const to = new Uint32Array(from.length);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const [sourceX, sourceY] = [mirrorX ? outWidth - 1 - x : x, mirrorY ? outHeight - 1 - y : y];
      to[y * outWidth + x] = from[turned ? sourceX * width + sourceY : sourceY * width + sourceX] as number;
    }
  }
  return { data: new Uint8Array(to.buffer), width: outWidth, height: outHeight };
}
