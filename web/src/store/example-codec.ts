// An example as bytes: a feature block, and behind it the images that are kept as the files they are (PNG, JPEG, …).

import { readBlock } from '../engine/block-reader.js';
import { BlockWriter } from '../engine/block-writer.js';
import type { FeatureList, FeatureValue, RgbaImage } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import type { Features } from '../inputs/feature-input.js';
import { FeatureReader } from '../inputs/feature-reader.js';
import type { ImageOptions } from '../inputs/image-options.js';
import type { FeatureDescription } from '../model/description.js';
import { type OutputValue, outputOf } from '../model/prediction.js';
import type { ExampleRecord } from './records.js';

/** What an example holds: numbers, strings and arrays as they went in, images as pixels or as a Blob. */
export interface StoredFeatures {
  readonly [name: string]: OutputValue | Blob;
}

/**
 * How images are kept. `'tensor'`: as the pixels that the model works on, in its own width and height, 8 bits a channel, so
 * a 12-megapixel photo takes a few kilobytes. `'blob'`: the file that was given; a canvas or pixels as a PNG in their own
 * size, which another model can use too.
 */
export type KeptImages = 'tensor' | 'blob';

/** An example on its way into the database. */
export interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly blockBytes: number;
  readonly blobs: ExampleRecord['blobs'];
  /** What the model should answer, where that is a label or a class index. */
  readonly label: string | null;
}

export interface EncodeOptions {
  /** One example's features: those that the model learns from. */
  readonly features: readonly FeatureDescription[];
  /** The names among them that are no inputs. */
  readonly targets: ReadonlySet<string>;
  readonly images: KeptImages;
  readonly imageOptions: ImageOptions | undefined;
  /** Makes images as large as the model wants them. */
  readonly fitImages: (block: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
}

/** @throws AttuneError `bad-example`, `shape-mismatch`, … as an update would */
export async function encode(example: unknown, options: EncodeOptions): Promise<Encoded> {
  const reader = new FeatureReader(options.features, options.imageOptions);
  const read = reader.read(example); // before the first wait: a canvas counts as it is now
  const values = read instanceof Promise ? await read : read;
  const files = options.images === 'blob' ? await filesOf(values, example as Features) : new Map<string, Blob>();
  const writer = new BlockWriter();
  writer.add(values.filter(([name]) => !files.has(name)));
  const written = writer.take();
  const hasPixels = values.some(([name, value]) => value.kind === 'image' && !files.has(name));
  const block = hasPixels ? await options.fitImages(written) : written;

  const parts = await Promise.all(
    [...files].map(async ([feature, file]) => ({ feature, type: file.type, bytes: await bytesOf(file, feature) })),
  );
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, block.length));
  bytes.set(block);
  let at = block.length;
  for (const part of parts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return {
    ...{ bytes, blockBytes: block.length, label: labelOf(values, options.targets) },
    blobs: parts.map(({ feature, type, bytes }) => ({ feature, type, byteLength: bytes.length })),
  };
}

/** @param bytes whose hash was checked */
export function decode(record: ExampleRecord, bytes: Uint8Array<ArrayBuffer>): StoredFeatures {
  const [values = []] = readBlock(bytes.subarray(0, record.blockBytes));
  const entries: [string, OutputValue | Blob][] = values.map(([name, value]) => [name, outputOf(value)]);
  let at = record.blockBytes;
  for (const { feature, type, byteLength } of record.blobs) {
    entries.push([feature, new Blob([bytes.subarray(at, at + byteLength)], { type })]);
    at += byteLength;
  }
  return Object.fromEntries(entries);
}

async function filesOf(values: FeatureList, example: Features): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const [name, value] of values) {
    if (value.kind !== 'image') continue;
    const given = example[name];
    files.set(name, given instanceof Blob ? given : await png(value, name));
  }
  return files;
}

async function png({ data, width, height }: RgbaImage, feature: string): Promise<Blob> {
  if (typeof OffscreenCanvas === 'undefined') {
    throw new AttuneError('unsupported-browser', 'there is no OffscreenCanvas here to make a PNG with', {
      feature,
      hint: "give a Blob, or keep images as 'tensor'",
    });
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

async function bytesOf(file: Blob, feature: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new AttuneError('bad-example', `feature '${feature}': the file cannot be read: ${String(cause)}`, {
      feature,
      cause,
    });
  }
}

function labelOf(values: FeatureList, targets: ReadonlySet<string>): string | null {
  const target = values.find(([name]) => targets.has(name))?.[1];
  return target === undefined ? null : labelText(target);
}

function labelText(value: FeatureValue): string | null {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'int64':
      return String(value.value);
    case 'int32':
      return value.data.length === 1 ? String(value.data[0]) : null;
    default:
      return null;
  }
}
