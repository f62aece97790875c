// Before every visit each method foretells it from the visits before; then it learns which it was.

import { ChoiceFeatures, popularity } from 'attune/inputs';
import { Recommender } from 'attune/recipes';

/** Scored from here on: before it there is nothing personal to speak of. */
const FIRST_SCORED = 3;
const FOLDS = 5;

export const METHODS = [
  'popularity',
  'global',
  'last',
  'frequency',
  'decayed frequency',
  'recommender',
  'stranger’s history',
];

/** @returns one record a scored visit and method: { person, method, right, top3, loss } */
export function foretellAll(visits, items, { fewest = 5 } = {}) {
  const people = [...visits].map(([person, list]) => ({ person, list }));
  const records = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = people.filter((_, index) => index % FOLDS !== fold).flatMap(({ list }) => list);
    const everybody = globalModel(items, others);
    const tested = people.filter(({ list }, index) => index % FOLDS === fold && list.length >= fewest);
    for (const [index, { person, list }] of tested.entries()) {
      const stranger = tested[(index + 1) % tested.length].list;
      records.push(...foretell(person, list, stranger, items, everybody));
    }
  }
  return records;
}

/** What others choose at that part of the day, over what they choose at all. */
function globalModel(items, others) {
  const prior = popularity(items, others);
  const parts = new Map();
  for (const { item, time } of others) {
    const counts = parts.get(partOf(time)) ?? Object.fromEntries(items.map((one) => [one, 20 * prior[one]]));
    counts[item]++;
    parts.set(partOf(time), counts);
  }
  const normalized = (counts) => {
    const all = items.reduce((sum, item) => sum + counts[item], 0);
    return Object.fromEntries(items.map((item) => [item, counts[item] / all]));
  };
  const shares = new Map([...parts].map(([part, counts]) => [part, normalized(counts)]));
  return { prior, at: ({ time }) => shares.get(partOf(time)) ?? prior };
}

function partOf(time) {
  const hour = Number(time.slice(11, 13));
  return hour < 10 ? 'early' : hour < 12 ? 'morning' : hour < 15 ? 'midday' : hour < 18 ? 'afternoon' : 'evening';
}

function foretell(person, visits, stranger, items, { prior, at }) {
  const decayed = new ChoiceFeatures({ items, prior });
  const plain = new ChoiceFeatures({ items, prior, decay: 1 });
  const recommender = new Recommender({ items, prior, everybody: at });
  const methods = {
    popularity: () => Object.entries(prior),
    global: (_, moment) => Object.entries(at(moment)),
    last: (past, moment) => {
      const { item } = past.at(-1) ?? {};
      return Object.entries(at(moment)).map(([one, share]) => [
        one,
        item === undefined ? share : 0.35 * share + 0.65 * (one === item),
      ]);
    },
    frequency: (past) => [...plain.frequencies(past)],
    'decayed frequency': (past) => [...decayed.frequencies(past)],
    recommender: (_, moment) => recommender.predict(moment),
    'stranger’s history': (past) => [...decayed.frequencies(stranger.slice(0, past.length))],
  };
  const records = [];
  for (const [index, { item, time }] of visits.entries()) {
    const past = visits.slice(0, index);
    if (index >= FIRST_SCORED) {
      for (const method of METHODS) {
        const ranked = [...methods[method](past, { time })].sort(([, a], [, b]) => b - a);
        const share = ranked.find(([one]) => one === item)[1];
        records.push({
          ...{ person, method, right: Number(ranked[0][0] === item) },
          ...{ top3: Number(ranked.slice(0, 3).some(([one]) => one === item)), loss: -Math.log(share) },
        });
      }
    }
    recommender.observe({ item, time });
  }
  return records;
}
