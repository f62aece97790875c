// Anything with pixels, as RGBA bytes in its own size. Resizing and colours are the core's.

import type { RgbaImage } from '../engine/feature-block.js';
import { AttuneError } from '../errors.js';
import type { ImageDescription } from '../model/description.js';
import { nameOf, type RgbaPixels, tagOf } from './feature-input.js';
import type { ImageSettings } from './image-options.js';

/** HTMLMediaElement.HAVE_CURRENT_DATA */
const HAS_A_FRAME = 2;

/**
 * Reads at once whatever can be read at once, so that a canvas counts as it was at the call; a Promise for a Blob and an
 * `<img>` that is still loading.
 *
 * @throws AttuneError `bad-example` when there are no pixels, or the page may not read them
 */
export function readImage(
  value: unknown,
  feature: ImageDescription,
  settings: ImageSettings,
): RgbaImage | Promise<RgbaImage> {
  const draw = (source: CanvasImageSource, width: number, height: number): RgbaImage =>
    toImage(drawn(source, width, height, feature), settings);

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
      return toImage(pixelsOf(value, feature), settings);
  }
}

function toImage({ data, width, height }: RgbaPixels, { fit, background }: ImageSettings): RgbaImage {
  return { kind: 'image', width, height, fit, background, data };
}

function pixelsOf(value: unknown, feature: ImageDescription): RgbaPixels {
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
function drawn(source: CanvasImageSource, width: number, height: number, feature: ImageDescription): RgbaPixels {
  if (!isSize(width) || !isSize(height)) throw noPixels(feature, `the image is ${width} × ${height} pixels`);
  if (typeof OffscreenCanvas === 'undefined') {
    throw new AttuneError('unsupported-browser', 'there is no OffscreenCanvas here', {
      feature: feature.name,
      hint: 'ImageData works everywhere',
    });
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null)
    throw new AttuneError('memory', `no canvas of ${width} × ${height} pixels`, { feature: feature.name });
  try {
    context.drawImage(source, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw noPixels(feature, `the image cannot be read: ${String(cause)}`, cause);
  }
}

async function decoded(image: HTMLImageElement, feature: ImageDescription): Promise<void> {
  try {
    await image.decode();
  } catch (cause) {
    throw noPixels(feature, 'the image did not load', cause);
  }
}

async function bitmapOf(blob: Blob, feature: ImageDescription): Promise<ImageBitmap> {
  if (typeof createImageBitmap === 'undefined') {
    throw new AttuneError('unsupported-browser', 'images cannot be decoded here', {
      feature: feature.name,
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

function noPixels({ name }: ImageDescription, why: string, cause?: unknown): AttuneError {
  return new AttuneError('bad-example', `feature '${name}': ${why}`, {
    feature: name,
    hint:
      cause !== undefined && String(cause).includes('SecurityError')
        ? 'images of other sites need crossorigin="anonymous" and the consent of their server'
        : undefined,
    cause,
  });
}
