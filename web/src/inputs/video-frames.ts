// A camera, or any other video, frame by frame.

import { abortable } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import { nameOf, type RgbaPixels, tagOf } from './feature-input.js';
import { pixelsOf } from './pixels.js';

/** HTMLMediaElement.HAVE_CURRENT_DATA */
const HAS_A_FRAME = 2;
const LOOK_MS = 100;

export interface VideoFrameOptions {
  /** Ends the loop: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The frames of a camera stream or a `<video>`, each as it is shown, as RGBA bytes. Frames that come while one is still being used are
 * passed over, so a slow loop sees fewer of them and always the newest. Ends with the video, or with the stream.
 *
 * The camera stays yours: `stream.getTracks().forEach((track) => track.stop())` turns it off.
 *
 * @throws AttuneError `bad-example` when it is neither, or cannot be played; `unsupported-browser` where there is no page
 *
 * @example
 * const camera = await navigator.mediaDevices.getUserMedia({ video: true });
 * for await (const frame of videoFrames(camera)) show(await model.predict({ image: frame }));
 */
export async function* videoFrames(
  source: MediaStream | HTMLVideoElement,
  { signal }: VideoFrameOptions = {},
): AsyncGenerator<RgbaPixels, void, void> {
  signal?.throwIfAborted();
  const video =
    tagOf(source) === 'HTMLVideoElement' ? (source as HTMLVideoElement) : await playing(source as MediaStream, signal);
  try {
    let seconds = -1;
    while (await nextFrame(video, seconds, signal)) {
      seconds = video.currentTime;
      yield pixelsOf(video, undefined);
    }
  } finally {
    if (video !== source) video.srcObject = null; // ours; the stream lives on
  }
}

async function playing(stream: MediaStream, signal: AbortSignal | undefined): Promise<HTMLVideoElement> {
  if (!tagOf(stream).endsWith('MediaStream')) {
    throw new AttuneError('bad-example', `frames come from a MediaStream or a <video>, got ${nameOf(stream)}`);
  }
  if (typeof document === 'undefined') {
    throw new AttuneError('unsupported-browser', 'streams are played by a page, and there is none here');
  }
  const video = document.createElement('video');
  video.muted = true; // with sound, browsers wait for a click
  video.playsInline = true;
  video.srcObject = stream;
  try {
    await abortable(video.play(), signal); // a stream without a first frame never begins
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new AttuneError('bad-example', `the stream cannot be played: ${String(cause)}`, { cause });
  }
  return video;
}

/** @param seconds where the last frame was · @returns false once no more will come */
function nextFrame(video: HTMLVideoElement, seconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const tracks = video.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
    const settled = new AbortController();
    const settle = (act: () => void): void => {
      settled.abort();
      act();
    };
    const listen = { signal: settled.signal };
    if (signal?.aborted === true) return reject(signal.reason);
    signal?.addEventListener('abort', () => settle(() => reject(signal.reason)), listen);
    const isOver = (): boolean =>
      video.ended || (tracks.length > 0 && tracks.every((track) => track.readyState === 'ended'));
    const end = (): void => {
      if (isOver()) settle(() => resolve(false));
    };
    video.addEventListener('ended', end, listen);
    for (const track of tracks) track.addEventListener('ended', end, listen);
    if (isOver()) return end();
    const shown = (): void => settle(() => resolve(true));
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(shown);
    // A track that its own page stops tells nobody, and some engines tell of no frames: hence a look at the clock.
    const clock = setInterval(() => {
      if (isOver()) end();
      else if (video.readyState >= HAS_A_FRAME && video.currentTime !== seconds) shown();
    }, LOOK_MS);
    settled.signal.addEventListener('abort', () => clearInterval(clock));
  });
}
