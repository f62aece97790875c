import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RgbaImage } from '../../../web/src/engine/feature-block.js';
import type { ImageInput } from '../../../web/src/inputs/feature-input.js';
import { type ImageOptions, readImageOptions } from '../../../web/src/inputs/image-options.js';
import { readImage } from '../../../web/src/inputs/images.js';
import type { ImageDescription } from '../../../web/src/model/description.js';

const feature: ImageDescription = {
  ...{ name: 'photo', type: 'image', optional: false, shortDescription: '' },
  ...{ width: 28, height: 28, colorSpace: 'grayscale' },
};

function read(value: unknown, options?: ImageOptions): RgbaImage | Promise<RgbaImage> {
  return readImage(value, feature, readImageOptions(options));
}

/** Something that the platform would call `tag`. */
function element(tag: string, properties: object): ImageInput {
  return { ...properties, [Symbol.toStringTag]: tag } as unknown as ImageInput;
}

/** As much of an OffscreenCanvas as reading pixels takes; each pixel is the width of what was drawn. */
class Canvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext(): object {
    let drawn = 0;
    return {
      drawImage: (source: { tainted?: boolean }, _x: number, _y: number, width: number) => {
        if (source.tainted === true) throw new DOMException('tainted', 'SecurityError');
        drawn = width;
      },
      getImageData: (_x: number, _y: number, width: number, height: number) => ({
        ...{ width, height, data: new Uint8ClampedArray(4 * width * height).fill(drawn) },
      }),
    };
  }
}

afterEach(() => vi.unstubAllGlobals());

describe('pixels in memory', () => {
  it('cross in their own size, with the options’ numbers', () => {
    const data = Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8);
    expect(read({ data, width: 2, height: 1 })).toEqual({
      ...{ kind: 'image', width: 2, height: 1, data, fit: 'fill', background: 0xffffffff },
    });
    const options = { fit: 'cover', background: '#0102Fe' } as const;
    expect(read({ data: new Uint8Array(4), width: 1, height: 1 }, options)).toMatchObject({
      ...{ fit: 'cover', background: 0xfffe0201 },
    });
    expect(readImageOptions({ background: [1, 2, 254] }).background).toBe(0xfffe0201);
  });

  it('that do not fit their size are refused', () => {
    for (const value of [
      { data: new Uint8ClampedArray(4), width: 2, height: 1 },
      { data: new Float32Array(4), width: 1, height: 1 },
      { data: new Uint8ClampedArray(0), width: 0, height: 1 },
      { data: [1, 2, 3, 4], width: 1, height: 1 },
      ...[null, 5, 'a.png', {}, new Uint8Array(4)],
    ]) {
      expect(() => read(value)).toThrow(expect.objectContaining({ code: 'bad-example', feature: 'photo' }));
    }
  });
});

describe('image options', () => {
  it.each([
    { fit: 'stretch' },
    { background: 'white' },
    { background: '#fff0' },
    { background: [1, 2] },
    { background: [1, 2, 256] },
    { background: [1, 2, 0.5] },
  ])('refuses %o', (options) => {
    expect(() => readImageOptions(options as ImageOptions)).toThrow(
      expect.objectContaining({ code: 'invalid-parameter' }),
    );
  });
});

describe('what shows pixels', () => {
  it.each([
    element('HTMLCanvasElement', { width: 3, height: 2 }),
    element('OffscreenCanvas', { width: 3, height: 2 }),
    element('ImageBitmap', { width: 3, height: 2 }),
    element('HTMLImageElement', { complete: true, naturalWidth: 3, naturalHeight: 2, width: 100, height: 1 }),
    element('HTMLVideoElement', { readyState: 2, videoWidth: 3, videoHeight: 2 }),
    element('VideoFrame', { displayWidth: 3, displayHeight: 2 }),
  ])('is read at once, in its own size: %o', (source) => {
    vi.stubGlobal('OffscreenCanvas', Canvas);
    expect(read(source)).toMatchObject({ kind: 'image', width: 3, height: 2, data: new Uint8ClampedArray(24).fill(3) });
  });

  it('is waited for, where it still loads', async () => {
    vi.stubGlobal('OffscreenCanvas', Canvas);
    const image = { complete: false, naturalWidth: 0, naturalHeight: 0, decode: async () => {} };
    const source = element('HTMLImageElement', image) as unknown as typeof image;
    source.decode = async () => void Object.assign(source, { naturalWidth: 5, naturalHeight: 1 });
    expect(await read(source)).toMatchObject({ width: 5, height: 1 });
    source.decode = () => Promise.reject(new DOMException('broken', 'EncodingError'));
    await expect(read(source)).rejects.toMatchObject({ code: 'bad-example', feature: 'photo' });
  });

  it('is decoded, where it is a file, and let go of', async () => {
    vi.stubGlobal('OffscreenCanvas', Canvas);
    const bitmap = element('ImageBitmap', { width: 4, height: 4, close: vi.fn() }) as ImageBitmap;
    vi.stubGlobal('createImageBitmap', async () => bitmap);
    expect(await read(new Blob(['…'], { type: 'image/png' }))).toMatchObject({ width: 4, height: 4 });
    expect(bitmap.close).toHaveBeenCalledOnce();
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('?', 'InvalidStateError')));
    await expect(read(new Blob(['text'], { type: 'text/plain' }))).rejects.toMatchObject({
      ...{ code: 'bad-example', message: expect.stringContaining('text/plain is no image') },
    });
  });

  it('is refused where it is empty, has no frame, or belongs to another site', () => {
    vi.stubGlobal('OffscreenCanvas', Canvas);
    const bad = (hint?: unknown): Error => expect.objectContaining({ code: 'bad-example', hint }) as Error;
    expect(() => read(element('HTMLCanvasElement', { width: 0, height: 2 }))).toThrow(bad());
    expect(() => read(element('HTMLImageElement', { complete: true, naturalWidth: 0, naturalHeight: 0 }))).toThrow(
      bad(),
    );
    expect(() => read(element('HTMLVideoElement', { readyState: 1, videoWidth: 2, videoHeight: 2 }))).toThrow(bad());
    expect(() => read(element('ImageBitmap', { width: 1, height: 1, tainted: true }))).toThrow(
      bad(expect.stringContaining('crossorigin')),
    );
  });

  it('says so where there are no canvases, as in Node', async () => {
    const unsupported = expect.objectContaining({ code: 'unsupported-browser', feature: 'photo' });
    expect(() => read(element('ImageBitmap', { width: 1, height: 1 }))).toThrow(unsupported as Error);
    await expect(read(new Blob())).rejects.toEqual(unsupported);
  });
});
