// Pixels, as the model is given them.

import { useEffect, useRef } from 'preact/hooks';
import type { Pixels } from './examples.ts';

/** Decorative: the answer stands beside it. */
export function PicturePreview({ pixels }: { pixels: Pixels }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data, width, height } = pixels;
  useEffect(() => canvas.current?.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0), [pixels]);
  return (
    <span class="picture" aria-hidden="true">
      <canvas ref={canvas} width={width} height={height} />
    </span>
  );
}
