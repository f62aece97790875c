// How must a drawing be shown to the embedding network? Measured, on people's own handwriting and on the demo's samples.
//
//   npm run build; node demo/training/choose-ink.mjs LETTERS
//
// LETTERS: a folder with dev.bin and dev.json, pen letters of 21 writers (made from UNIPEN train_r01_v07, CC BY 4.0, which
// is not shipped). Without it only the samples are measured. Protocol: per writer nine letters as symbols, three examples
// of each, tested on the next five of each: what a visitor of the demo does.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Model } from 'attune/core';
import { build } from 'esbuild';

const sources = fileURLToPath(new URL('../src/', import.meta.url));
const modelFile = fileURLToPath(new URL('../models/drawing-classifier-updatable.mlmodel', import.meta.url));
const [TEACH, TEST, SYMBOLS, SAMPLE_HANDS] = [3, 5, 9, 12];

const CHOICES = [
  { name: 'as chosen' },
  { name: 'black on white', blackOnWhite: true },
  { name: 'not cropped', crop: false },
  ...[1, 1.6, 2, 2.5, 3].map((width) => ({ name: `width ${width}`, width })),
  ...[1, 3].map((margin) => ({ name: `margin ${margin}`, margin })),
];
/** The file's own is 5. */
const NEIGHBORS = [1, 3, 9];

/** The demo's own modules, so that what is measured is what runs. */
async function fromDemo(file) {
  const { outputFiles } = await build({
    entryPoints: [join(sources, file)],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
}

const { toPicture } = await fromDemo('drawing/ink.ts');
const { sampleDrawing } = await fromDemo('scenes/emoji/samples.ts');

/** People of the form: for each symbol a list of drawings, the first TEACH of them to be taught. */
function sampleHands() {
  const names = ['cat', 'star', 'heart', 'house', 'fish', 'tree', 'smile', 'boat', 'bolt'];
  return Array.from({ length: SAMPLE_HANDS }, (_, hand) =>
    names.map((name) => Array.from({ length: TEACH + TEST }, (_, i) => sampleDrawing(name, hand * 100 + i))),
  );
}

async function writers(folder) {
  const { writers, letters } = JSON.parse(await readFile(join(folder, 'dev.json'), 'utf8'));
  const points = new Int8Array(await readFile(join(folder, 'dev.bin')));
  const byWriter = writers.map(() => Array.from({ length: 26 }, () => []));
  for (const [i, [writer, letter]] of letters.entries()) {
    byWriter[writer][letter].push(toDrawing(points.subarray(96 * i, 96 * (i + 1))));
  }
  return byWriter.map((letters) => letters.filter((drawings) => drawings.length >= TEACH + TEST).slice(0, SYMBOLS));
}

/** 32 points of (x, y upwards, pen lifted before it), on a pad of 1000 units, somewhere in its middle. */
function toDrawing(points) {
  const strokes = [];
  for (let i = 0; i < 96; i += 3) {
    if (i === 0 || points[i + 2] > 0) strokes.push([]);
    strokes.at(-1).push(500 + points[i] * 2.4, 500 - points[i + 1] * 2.4);
  }
  return strokes.map((stroke) => Int16Array.from(stroke));
}

async function accuracy(base, people, ink) {
  let [right, count] = [0, 0];
  for (const symbols of people) {
    const rows = (from, to) =>
      symbols.flatMap((drawings, label) =>
        drawings.slice(from, to).map((drawing) => ({ drawing: toPicture(drawing, ink), label: String(label) })),
      );
    const { model } = await base.update(rows(0, TEACH)).finished;
    const test = rows(TEACH, TEACH + TEST);
    const answers = await model.predictBatch(test);
    right += answers.filter(({ label }, i) => label === test[i].label).length;
    count += test.length;
    model.dispose();
  }
  return `${((100 * right) / count).toFixed(1)} %`;
}

const groups = { samples: sampleHands(), ...(process.argv[2] && { letters: await writers(process.argv[2]) }) };
const file = await readFile(modelFile);

async function row(name, model, ink) {
  const figures = [];
  for (const [group, people] of Object.entries(groups)) {
    figures.push(`${group} ${(await accuracy(model, people, ink)).padStart(7)}`);
  }
  console.log(`${name.padEnd(16)} ${figures.join('   ')}`);
}

const base = await Model.load(file);
for (const { name, ...ink } of CHOICES) await row(name, base, ink);
for (const numberOfNeighbors of NEIGHBORS) {
  await row(`${numberOfNeighbors} neighbours`, await Model.load(file, { parameters: { numberOfNeighbors } }), {});
}
