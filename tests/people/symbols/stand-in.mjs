// Where there are no drawings of symbols: letters with x and y exchanged. The same hands, shapes that the base model never saw.

import { readWriters } from '../letters/data.mjs';
import { byLabel } from '../support/groups.mjs';

const SYMBOLS = 16;
/** Drawings of each; who has fewer than LEAST of twelve letters is left out. */
const [LEAST, MOST] = [15, 25];
/** Their letters were never cut out of the words: tests/people/README.md. */
const UNCUT = ['kai/jhjung'];

export function standIns(folder, name) {
  return readWriters(folder, name).flatMap(({ id, examples }) => {
    const groups = byLabel(examples)
      .filter((group) => group.length >= LEAST)
      .sort((a, b) => b.length - a.length);
    if (groups.length < 12 || UNCUT.includes(id)) return [];
    return [{ id, examples: groups.slice(0, SYMBOLS).flatMap((group) => group.slice(0, MOST).map(exchanged)) }];
  });
}

function exchanged({ strokes: { data, shape }, label }) {
  const points = data.map((_, index) => data[index % 3 === 2 ? index : index + 1 - 2 * (index % 3)]);
  return { strokes: { data: points, shape }, label: `exchanged ${label}` };
}
