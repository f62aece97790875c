// What users may give for a feature. Shapes instead of DOM classes: the types need no DOM, and a canvas of another frame
// is a canvas too.

/** Pixels in memory: an `ImageData`, or the like in Node. */
export interface RgbaPixels {
  /** 4 · width · height bytes: red, green, blue, alpha, row by row from the top, not premultiplied. */
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A canvas or an OffscreenCanvas. */
export interface CanvasLike {
  readonly width: number;
  readonly height: number;
  getContext(type: '2d'): unknown;
}

/** An ImageBitmap. */
export interface BitmapLike {
  readonly width: number;
  readonly height: number;
  close(): void;
}

/** An `<img>`; one that is still loading is waited for. */
export interface ImageElementLike {
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  readonly complete: boolean;
  decode(): Promise<void>;
}

/** A `<video>`: the frame that it shows. */
export interface VideoElementLike {
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly readyState: number;
}

/** A VideoFrame. It stays yours to close. */
export interface VideoFrameLike {
  readonly displayWidth: number;
  readonly displayHeight: number;
  close(): void;
}

/** Anything with pixels. A Blob or File holds an encoded image (PNG, JPEG, …). */
export type ImageInput =
  | RgbaPixels
  | CanvasLike
  | BitmapLike
  | ImageElementLike
  | VideoElementLike
  | VideoFrameLike
  | Blob;

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export type NumericArray = TypedArray | readonly number[];

/** Numbers with dimensions, the last one fastest (C order). */
export interface ShapedArray {
  readonly data: NumericArray;
  /** Its product is the length of `data`. */
  readonly shape: readonly number[];
}

/** Numbers by label or by int64 key. */
export type DictionaryInput =
  | { readonly [key: string]: number }
  | ReadonlyMap<string, number>
  | ReadonlyMap<number | bigint, number>;

/** Strings, or integers (bigints beyond 2^53). */
export type SequenceInput = readonly string[] | readonly (number | bigint)[];

/**
 * The value of one feature, by the type that the model states:
 *
 * - `int64`, `double`: a number or a bigint
 * - `string`: a string
 * - `multiArray`: a typed array or an array of numbers, in the model's shape; or `{ data, shape }`
 * - `image`: anything with pixels
 * - `dictionary`: an object or a Map
 * - `sequence`: an array of strings or of integers
 */
export type FeatureInput =
  | number
  | bigint
  | string
  | NumericArray
  | ShapedArray
  | DictionaryInput
  | SequenceInput
  | ImageInput;

/** One example, or the inputs of one prediction: values by feature name. Names that the model does not know are ignored. */
export interface Features {
  readonly [name: string]: FeatureInput | null | undefined;
}

/** @internal The class name that the platform gives an object; unlike instanceof it holds across frames. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** @internal A value, named for an error message. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return value.length > 40 ? 'a long string' : `'${value}'`;
  if (typeof value !== 'object') return typeof value === 'function' ? 'a function' : `${typeof value} ${String(value)}`;
  const tag = tagOf(value);
  return tag === 'Object' ? 'an object' : `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
}
