// PNG and JPEG files as pixels, and pixels as PNG files.

import { readFile } from 'node:fs/promises';
import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { AttuneError } from '../../errors.js';
import type { RgbaPixels } from '../../inputs/feature-input.js';
import type { OutputImage } from '../../model/prediction.js';
import { upright } from './orientation.js';

/** Larger pictures are refused before they are unpacked. */
const MOST_PIXELS = 100e6;

/** @throws AttuneError `bad-example` when it is no picture that can be read */
export async function readImageFile(path: string): Promise<RgbaPixels> {
  const fail = (why: string, cause?: unknown): AttuneError =>
    new AttuneError('bad-example', `the image '${path}' ${why}`, { cause });
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw fail(`cannot be read: ${(cause as Error).message}`, cause);
  }
  const isPng = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
  const isJpeg = bytes.length > 2 && bytes.readUInt16BE(0) === 0xffd8;
  if (!isPng && !isJpeg) throw fail('is neither PNG nor JPEG');
  if (isPng && bytes.readUInt32BE(16) * bytes.readUInt32BE(20) > MOST_PIXELS) throw fail('has too many pixels');
  try {
    if (isPng) {
      const { data, width, height } = PNG.sync.read(bytes);
      return { data, width, height };
    }
    const decoded = decodeJpeg(bytes, {
      useTArray: true,
      maxResolutionInMP: MOST_PIXELS / 1e6,
      maxMemoryUsageInMB: 1024,
    });
    return upright(decoded, bytes);
  } catch (cause) {
    throw fail(`is damaged: ${(cause as Error).message}`, cause);
  }
}

/** A picture as a PNG file. */
export function encodePng({ data, width, height }: OutputImage): Uint8Array {
  return PNG.sync.write({ data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height });
}
