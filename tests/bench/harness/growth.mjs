// How cost grows with the work, measured point by point and drawn.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.mjs';

const powers = (base, from, to) => Array.from({ length: to - from + 1 }, (_, index) => base ** (from + index));

/** Curves of one chart: each a key of the page's GROWTH. `per`: what a linear cost is proportional to. */
const CHARTS = {
  batch: {
    title: 'Update of 512 examples, 8 epochs, 256-128-10, Adam',
    along: 'examples a mini-batch',
    places: powers(2, 0, 9),
    curves: { batch: 'measured' },
    falling: true,
  },
  width: {
    title: 'Update of 512 examples, 4 epochs, 256-width-10, Adam',
    along: 'width',
    places: powers(2, 2, 12),
    curves: { width: 'measured' },
  },
  examples: {
    title: 'Update of one epoch, 256-128-10, Adam, examples read and copied',
    along: 'examples',
    places: powers(2, 2, 14),
    curves: { examples: 'measured' },
  },
  neighbors: {
    title: 'One query for the nearest 5, vectors of 16 numbers',
    along: 'vectors',
    places: powers(10, 2, 6).flatMap((place) => (place === 10 ** 6 ? [place] : [place, 3 * place])),
    curves: { neighbors: 'one at a time', 'neighbors in a batch': '256 in one call' },
  },
};

export async function growth(run) {
  const folder = join(run.out, 'growth');
  mkdirSync(folder, { recursive: true });
  const page = await run.plainPage();
  run.figures.growth = {};
  for (const [name, { places, curves, ...labels }] of Object.entries(CHARTS)) {
    const chosen = run.quick ? places.slice(0, 2) : places;
    const series = Object.values(curves).map((label) => ({ label, points: [] }));
    for (const place of chosen) {
      for (const [index, curve] of Object.keys(curves).entries()) {
        const milliseconds = await page.evaluate(
          async ([curve, place, repeats]) => (await import('/figures.mjs')).GROWTH[curve](place, repeats),
          [curve, place, run.quick ? 1 : 3],
        );
        series[index].points.push([place, Number(milliseconds.toPrecision(4))]);
      }
    }
    run.figures.growth[name] = series;
    writeFileSync(join(folder, `${name}.svg`), chart({ ...labels, series }));
  }
  await page.context().close();
}
