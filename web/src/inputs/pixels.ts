// Anything with pixels, as RGBA bytes in its own size.

import { AttuneError } from '../errors.js';
import { type ImageInput, nameOf, type RgbaPixels, tagOf } from './feature-input.js';

/** HTMLMediaElement.HAVE_CURRENT_DATA */
const HAS_A_FRAME = 2;

/**
 * The pixels of anything that shows some: a canvas, an ImageBitmap, an `<img>`, the frame that a `<video>` shows, a VideoFrame, an encoded
 * image in a Blob or File (turned upright as its camera was held). Models take all of these themselves; this is for looking at
 * pixels, changing them, or keeping them.
 *
 * @throws AttuneError `bad-example` when there are none, or the page may not read them
 * @throws AttuneError `unsupported-browser` where this kind of image cannot be read
 */
export async function readPixels(source: ImageInput): Promise<RgbaPixels> {
  return pixelsOf(source, undefined);
}

/**
 * Reads at once whatever can be read at once, so that a canvas counts as it was at the call; a Promise for a Blob and an
 * `<img>` that is still loading.
 *
 * @param feature whose value it is, for messages
 * @throws AttuneError as {@link readPixels} does
 */
export function pixelsOf(value: unknown, feature: string | undefined): RgbaPixels | Promise<RgbaPixels> {
  const draw = (source: CanvasImageSource, width: number, height: number): RgbaPixels =>
    drawn(source, width, height, feature);

  switch (tagOf(value)) {
    case 'HTMLCanvasElement':
    case 'OffscreenCanvas':
    case 'ImageBitmap': {
      const source = value as HTMLCanvasElement | OffscreenCanvas | ImageBitmap;
      return draw(source, source.width, source.height);
    }
    case 'HTMLImageElement': {
      const image = value as HTMLImageElement;
      if (image.complete) return draw(image, image.naturalWidth, image.naturalHeight);
      return decoded(image, feature).then(() => draw(image, image.naturalWidth, image.naturalHeight));
    }
    case 'HTMLVideoElement': {
      const video = value as HTMLVideoElement;
      if (video.readyState < HAS_A_FRAME) throw noPixels(feature, 'the video has no frame yet');
      return draw(video, video.videoWidth, video.videoHeight);
    }
    case 'VideoFrame': {
      const frame = value as VideoFrame;
      return draw(frame, frame.displayWidth, frame.displayHeight);
    }
    case 'Blob':
    case 'File':
      return bitmapOf(value as Blob, feature).then((bitmap) => {
        try {
          return draw(bitmap, bitmap.width, bitmap.height);
        } finally {
          bitmap.close();
        }
      });
    default:
      return plainPixels(value, feature);
  }
}

function plainPixels(value: unknown, feature: string | undefined): RgbaPixels {
  const { data, width, height } = (typeof value === 'object' && value !== null ? value : {}) as Partial<RgbaPixels>;
  if (data === undefined || !/^Uint8(Clamped)?Array$/.test(tagOf(data)) || !isSize(width) || !isSize(height)) {
    throw noPixels(
      feature,
      `it takes an image (a canvas, ImageData, ImageBitmap, img, video, Blob, …), got ${nameOf(value)}`,
    );
  }
  if (data.length !== 4 * width * height) {
    throw noPixels(feature, `${width} × ${height} pixels are ${4 * width * height} RGBA bytes, got ${data.length}`);
  }
  return { data, width, height };
}

/** Draws on a canvas of our own: asking somebody else's canvas for a context would decide its kind. */
function drawn(source: CanvasImageSource, width: number, height: number, feature: string | undefined): RgbaPixels {
  if (!isSize(width) || !isSize(height)) throw noPixels(feature, `the image is ${width} × ${height} pixels`);
  if (typeof OffscreenCanvas === 'undefined') {
    throw new AttuneError('unsupported-browser', 'there is no OffscreenCanvas here', {
      feature,
      hint: 'ImageData works everywhere',
    });
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new AttuneError('memory', `no canvas of ${width} × ${height} pixels`, { feature });
  try {
    context.drawImage(source, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw noPixels(feature, `the image cannot be read: ${String(cause)}`, cause);
  }
}

async function decoded(image: HTMLImageElement, feature: string | undefined): Promise<void> {
  try {
    await image.decode();
  } catch (cause) {
    throw noPixels(feature, 'the image did not load', cause);
  }
}

async function bitmapOf(blob: Blob, feature: string | undefined): Promise<ImageBitmap> {
  if (typeof createImageBitmap === 'undefined') {
    throw new AttuneError('unsupported-browser', 'images cannot be decoded here', {
      feature,
      hint: 'decode it yourself and give { data, width, height } with RGBA bytes',
    });
  }
  try {
    return await createImageBitmap(blob);
  } catch (cause) {
    throw noPixels(
      feature,
      `the ${blob.type === '' ? 'bytes are' : `${blob.type} is`} no image that can be decoded`,
      cause,
    );
  }
}

function isSize(value: number | undefined): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function noPixels(feature: string | undefined, why: string, cause?: unknown): AttuneError {
  return new AttuneError('bad-example', feature === undefined ? why : `feature '${feature}': ${why}`, {
    feature,
    hint:
      cause !== undefined && String(cause).includes('SecurityError')
        ? 'images of other sites need crossorigin="anonymous" and the consent of their server'
        : undefined,
    cause,
  });
}
