// The one binary form in which features cross into the core and out of it; src/format/feature_block.h is its twin.
//
//   block   := u32 exampleCount, u32 0, example*
//   example := u32 featureCount, u32 byteLength (of the whole example), feature*
//   feature := u32 nameByteLength, u32 kind, name, payload
//
// Little-endian like every machine that runs a browser. Every record starts at a multiple of 8 bytes from the block's start
// and is padded with zeros to 8, so that typed arrays can look straight at their numbers.
// block-writer.ts and block-reader.ts hold the payloads.

/** How an image meets the size that the model asks for: product words, in the order of their numbers in the block. */
export const FITS = ['fill', 'contain', 'cover'] as const;
export type Fit = (typeof FITS)[number];

/** The value of one feature, as exactly as a block holds it. */
export type FeatureValue =
  | { readonly kind: 'int64'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly kind: 'float64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly kind: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | RgbaImage
  | { readonly kind: 'stringDictionary'; readonly entries: readonly (readonly [string, number])[] }
  | { readonly kind: 'int64Dictionary'; readonly entries: readonly (readonly [bigint, number])[] }
  | { readonly kind: 'stringSequence'; readonly items: readonly string[] }
  | { readonly kind: 'int64Sequence'; readonly items: readonly bigint[] };

/** RGBA bytes, row by row from the top, not premultiplied. */
export interface RgbaImage {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly fit: Fit;
  /** r | g << 8 | b << 16 | a << 24, as an unsigned number. */
  readonly background: number;
  /** 4 · width · height bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** One example: its features by name, in a fixed order. */
export type FeatureList = readonly (readonly [name: string, value: FeatureValue])[];

/** The numbers of the kinds. */
export const KIND: Readonly<Record<FeatureValue['kind'], number>> = {
  int64: 1,
  double: 2,
  string: 3,
  float32: 4,
  float64: 5,
  int32: 6,
  image: 7,
  stringDictionary: 8,
  int64Dictionary: 9,
  stringSequence: 10,
  int64Sequence: 11,
};

/** Where the next record starts. */
export function padded(byteLength: number): number {
  return Math.ceil(byteLength / 8) * 8; // not `& ~7`: that turns negative past 2 GiB
}
