// The sample for those who have no model: a network that reads printed digits, and a hundred handwritten ones.

import bytes from '../../../models/digits.mlmodel?inline';
import hundred from '../../../models/digits-100.json';
import type { OwnExample, Pixels } from './examples.ts';

const SIDE = 8;
/** Letters of the file run from 'a', paper, to 'q', full ink. */
const [PAPER, FULL] = ['a'.charCodeAt(0), 16];

export const SAMPLE_NAME = 'digits.mlmodel';
export const sampleModel = bytes;

export function sampleExamples(): OwnExample[] {
  return hundred.pictures.map((letters, i) => {
    const picture = toPixels(letters);
    return { inputs: { digit: picture }, answer: hundred.labels[i] ?? '', picture };
  });
}

function toPixels(letters: string): Pixels {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
  for (let i = 0; i < SIDE * SIDE; i++) data.fill(((letters.charCodeAt(i) - PAPER) * 255) / FULL, 4 * i, 4 * i + 3);
  return { data, width: SIDE, height: SIDE };
}
