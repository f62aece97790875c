// How many of the visitor's own drawings the model knows, counted so that nobody fools himself: a nearest-neighbour model
// always recognises a drawing it was taught, so each one is shown only to a model that was taught the others.

import type { Model } from 'attune';
import { toPicture } from '../../drawing/ink.ts';
import type { AlbumDrawing } from './album.ts';
import type { Emoji } from './emoji-model.ts';

/** A drawing and what a model says of it that never saw it. */
export interface Judged {
  readonly drawing: AlbumDrawing;
  readonly answer: string;
}

export function isRight({ drawing, answer }: Judged): boolean {
  return drawing.symbol === answer;
}

/**
 * A third at a time instead of one by one: with three drawings a symbol every symbol then gives the model two drawings. Left
 * out alone, a drawing would meet two of its own kind and three of every other.
 */
const PARTS = 3;

/**
 * Cross-validation: each third of the drawings is judged by a model taught with the other two thirds.
 *
 * @param base the model as it was shipped
 * @returns one answer a drawing, in the same order
 */
export async function judge(base: Model<Emoji>, drawings: readonly AlbumDrawing[]): Promise<Judged[]> {
  const parts = partsOf(drawings);
  const answers = new Map<AlbumDrawing, string>();
  for (let part = 0; part < PARTS; part++) {
    const asked = drawings.filter((_, i) => parts[i] === part);
    if (asked.length === 0) continue;
    const others = drawings.filter((_, i) => parts[i] !== part);
    const model = others.length === 0 ? base : await taught(base, others);
    const found = await ask(model, asked);
    for (const { drawing, answer } of found) answers.set(drawing, answer);
    if (model !== base) model.dispose();
  }
  return drawings.map((drawing) => ({ drawing, answer: answers.get(drawing) ?? '' }));
}

/** What the model says of drawings, whether it saw them or not. */
export async function ask(model: Model<Emoji>, drawings: readonly AlbumDrawing[]): Promise<Judged[]> {
  const predictions = await model.predictBatch(drawings.map(({ strokes }) => ({ drawing: toPicture(strokes) })));
  return drawings.map((drawing, i) => ({ drawing, answer: predictions[i]?.label ?? '' }));
}

/** The first, second, third drawing of every symbol go to different parts. */
function partsOf(drawings: readonly AlbumDrawing[]): number[] {
  const seen = new Map<string, number>();
  return drawings.map(({ symbol }) => {
    const count = seen.get(symbol) ?? 0;
    seen.set(symbol, count + 1);
    return count % PARTS;
  });
}

async function taught(base: Model<Emoji>, drawings: readonly AlbumDrawing[]): Promise<Model<Emoji>> {
  return (
    await base.update(drawings.map(({ strokes, symbol }) => ({ drawing: toPicture(strokes), label: symbol }))).finished
  ).model;
}
