// attune/inputs in a page: the pixels of everything that shows some, frames of a stream, sound, tables.

import { ChoiceFeatures, logMel, readPixels, readTable, videoFrames } from 'attune/inputs';
import { computeInputBits } from './scenarios/bits.mjs';

const [WIDTH, HEIGHT] = [16, 8];

/** Red on the left, blue on the right. */
function halves(canvas) {
  const context = canvas.getContext('2d');
  context.fillStyle = '#f00';
  context.fillRect(0, 0, WIDTH / 2, HEIGHT);
  context.fillStyle = '#00f';
  context.fillRect(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  return canvas;
}

const canvas = () => halves(Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT }));
const encoded = (type) => new Promise((resolve) => canvas().toBlob(resolve, type, 1));

/** What a pixel looks like; encoders may be off by a little. */
function color({ data, width }, x, y) {
  const [red, green, blue, alpha] = data.slice(4 * (y * width + x), 4 * (y * width + x) + 4);
  if (alpha < 250 || green > 40) return 'other';
  return red > 200 && blue < 60 ? 'red' : blue > 200 && red < 60 ? 'blue' : 'other';
}

const isHalves = (pixels) =>
  pixels.width === WIDTH &&
  pixels.height === HEIGHT &&
  color(pixels, 2, 4) === 'red' &&
  color(pixels, 13, 4) === 'blue';

/** The same JPEG, with a note that the camera was held on its side: its left column is the picture's top. */
async function turned(jpeg) {
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
  const content = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  const segment = [0xff, 0xe1, 0, content.length + 2, ...content];
  const behind = 4 + ((bytes[4] << 8) | bytes[5]); // the segment that every JPEG begins with
  return new Blob([bytes.slice(0, behind), new Uint8Array(segment), bytes.slice(behind)], { type: 'image/jpeg' });
}

async function image(blob) {
  const reader = new FileReader();
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsDataURL(blob);
  });
  return Object.assign(new Image(), { src: reader.result }); // still loading
}

async function pixelsOfEverything(test) {
  const png = await encoded('image/png');
  const sources = {
    'a canvas': canvas(),
    'an OffscreenCanvas': halves(new OffscreenCanvas(WIDTH, HEIGHT)),
    ImageData: canvas().getContext('2d').getImageData(0, 0, WIDTH, HEIGHT),
    'an ImageBitmap': await createImageBitmap(canvas()),
    'an <img> that is still loading': await image(png),
    'a PNG in a Blob': png,
    'a JPEG in a File': new File([await encoded('image/jpeg')], 'a.jpg'),
  };
  if (typeof VideoFrame !== 'undefined') sources['a VideoFrame'] = new VideoFrame(canvas(), { timestamp: 0 });
  for (const [name, source] of Object.entries(sources)) {
    const pixels = await readPixels(source);
    test.check(`reads ${name}`, isHalves(pixels), [pixels.width, pixels.height, color(pixels, 2, 4)]);
  }
  const upright = await readPixels(await turned(await encoded('image/jpeg')));
  test.check(
    'turns a photo upright as its camera was held',
    upright.width === HEIGHT &&
      upright.height === WIDTH &&
      color(upright, 4, 2) === 'red' &&
      color(upright, 4, 13) === 'blue',
    [upright.width, upright.height, color(upright, 4, 2), color(upright, 4, 13)],
  );
  await test.refuses('refuses what is no picture', 'bad-example', () => readPixels(new Blob(['no picture'])));
}

async function framesOfStream(test) {
  const source = canvas();
  const stream = source.captureStream(30);
  // A canvas that does not change sends nothing.
  const painter = setInterval(() => halves(source), 20);
  await test.refuses('waits no longer for a first frame than its signal allows', 'TimeoutError', () =>
    videoFrames(new MediaStream(), { signal: AbortSignal.timeout(300) }).next(),
  );
  const seen = [];
  for await (const frame of videoFrames(stream)) {
    seen.push(frame);
    if (seen.length === 3) break;
  }
  test.check('reads the frames of a stream', seen.length === 3 && color(seen[2], 2, 4) === 'red', seen.length);
  test.check('leaves the stream to its owner', stream.getVideoTracks()[0].readyState === 'live');

  const stop = new AbortController();
  await test.refuses('ends with its signal', 'AbortError', async () => {
    for await (const _ of videoFrames(stream, { signal: stop.signal })) stop.abort();
  });
  let count = 0;
  for await (const _ of videoFrames(stream)) {
    count += 1;
    for (const track of stream.getTracks()) track.stop();
  }
  test.check('ends with the stream', count >= 1, count);
  clearInterval(painter);
  await test.refuses('refuses what is no stream', 'bad-example', () => videoFrames('camera').next());
}

export const steps = [
  async (test) => {
    await pixelsOfEverything(test);

    const sound = new AudioBuffer({ length: 1600, sampleRate: 16000, numberOfChannels: 2 });
    sound.getChannelData(0).fill(1);
    const half = new Float32Array(1600).fill(0.5);
    test.check(
      'hears an AudioBuffer, its channels averaged',
      logMel(sound).data.join() === logMel({ samples: half, sampleRate: 16000 }).data.join(),
    );

    const features = [{ name: 'size', type: 'double', optional: false, shortDescription: '' }];
    const rows = await readTable(new File(['size;note\n1.5;a\n'], 'a.csv'), features);
    test.check('reads a file that was dropped', rows.length === 1 && rows[0].size === 1.5, rows);

    test.tell('bits', await computeInputBits({ ChoiceFeatures, logMel }));
  },
  framesOfStream,
];
