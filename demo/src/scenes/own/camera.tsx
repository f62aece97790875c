// Examples from the camera, or from pictures on this device. Neither leaves it.

import { signal } from '@preact/signals';
import type { ImageDescription } from 'attune';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../frame/announcer.tsx';
import { answerOf } from './answer-picker.tsx';
import type { Pixels } from './examples.ts';
import type { Workshop } from './workshop.ts';

/** Larger than this gains nothing: the model asks for less, or it is slow anyway. */
const MOST_PIXELS = 320;

const problem = signal('');
const stream = signal<MediaStream | undefined>(undefined);

export function Camera({ workshop, image }: { workshop: Workshop; image: ImageDescription }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => stop, []);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream.value ?? null;
  }, [stream.value]);
  const take = (): void => {
    if (video.current !== null) keep(workshop, image, [pixelsOf(video.current, image)]);
  };
  return (
    <div class="camera">
      <video ref={video} class="camera-view" autoPlay muted playsInline aria-label="What the camera sees" />
      <div class="toolbar">
        {stream.value === undefined ? (
          <button type="button" onClick={() => void start()}>
            Turn the camera on
          </button>
        ) : (
          <>
            <button type="button" class="primary" onClick={take}>
              Take this one
            </button>
            <button type="button" onClick={stop}>
              Turn it off
            </button>
          </>
        )}
        <label class="file-button">
          <input
            type="file"
            accept="image/*"
            multiple
            onChange={({ currentTarget }) => void keepFiles(workshop, image, [...(currentTarget.files ?? [])])}
          />
          Choose pictures
        </label>
      </div>
      <p class="small says">{problem.value}</p>
    </div>
  );
}

async function start(): Promise<void> {
  problem.value = '';
  try {
    stream.value = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  } catch {
    problem.value = 'There is no camera, or this page may not use it. Pictures from this device work, too.';
    announce(problem.value);
  }
}

function stop(): void {
  for (const track of stream.peek()?.getTracks() ?? []) track.stop();
  stream.value = undefined;
}

async function keepFiles(workshop: Workshop, image: ImageDescription, files: readonly File[]): Promise<void> {
  const pictures: Pixels[] = [];
  for (const file of files) {
    try {
      const bitmap = await createImageBitmap(file);
      pictures.push(pixelsOf(bitmap, image));
      bitmap.close();
    } catch {
      problem.value = `${file.name} is no picture that this browser can read.`;
    }
  }
  keep(workshop, image, pictures);
}

function keep(workshop: Workshop, { name }: ImageDescription, pictures: readonly Pixels[]): void {
  const answer = answerOf(workshop);
  if (answer === undefined) {
    problem.value = 'Say what it is first.';
    announce(problem.value);
    return;
  }
  workshop.add(pictures.map((picture) => ({ inputs: { [name]: picture }, answer, picture })));
}

/** The middle of the picture, in the model's own proportions. */
function pixelsOf(source: HTMLVideoElement | ImageBitmap, { width, height }: ImageDescription): Pixels {
  const from =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const [fromWidth = 1, fromHeight = 1] = from;
  const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  const cover = Math.min(fromWidth / canvas.width, fromHeight / canvas.height);
  const [w, h] = [canvas.width * cover, canvas.height * cover];
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, (fromWidth - w) / 2, (fromHeight - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height) as Pixels;
}
