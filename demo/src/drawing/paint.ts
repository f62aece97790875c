// Ink on a canvas, for the eye: smooth, in the page's own colour. What the model sees is made by ink.ts.

import { type Drawing, PAD_UNITS, type Stroke } from './drawing.ts';

/** In units of the pad. */
const LINE_WIDTH = 20;

export function paint(context: CanvasRenderingContext2D, drawing: Drawing, color: string): void {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(width / PAD_UNITS, 0, 0, width / PAD_UNITS, 0, 0);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.lineWidth = LINE_WIDTH;
  context.strokeStyle = color;
  for (const stroke of drawing) context.stroke(new Path2D(pathOf(stroke)));
}

/** The same line for SVG: curves through the middles between the points, which rounds what the hand meant to be round. */
export function pathOf(stroke: Stroke): string {
  const [x0 = 0, y0 = 0] = stroke;
  let path = `M${x0} ${y0}`;
  for (let i = 2; i + 3 < stroke.length; i += 2) {
    const [x = 0, y = 0, nextX = 0, nextY = 0] = stroke.subarray(i, i + 4);
    path += `Q${x} ${y} ${(x + nextX) / 2} ${(y + nextY) / 2}`;
  }
  const [lastX = x0, lastY = y0] = stroke.subarray(-2);
  return `${path}L${lastX} ${lastY}`;
}
