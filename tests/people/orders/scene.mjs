// Orders: what somebody will choose next.

import { interval, mean } from '../support/statistics.mjs';
import { percent, points, table } from '../support/table.mjs';
import { hasOrders, readOrders, visitsOf } from './data.mjs';
import { DRINKS, generateOrders } from './generator.mjs';
import { foretellAll, METHODS } from './protocol.mjs';

export const FOLDER = 'orders';

/** Nothing is: without real orders made-up customers take their place, and the table says so. */
export function missing() {
  return undefined;
}

export async function run(folder, { slice, seed }) {
  const real = hasOrders(folder) && !slice;
  const orders = real ? readOrders(folder) : generateOrders({ people: slice ? 60 : 240, seed });
  const items = real ? [...new Set(orders.map(({ item }) => item))].sort() : DRINKS;
  const began = performance.now();
  const records = foretellAll(visitsOf(orders), items);
  const ms = (performance.now() - began) / (records.length / METHODS.length);
  const people = personsOf(records);
  const rows = METHODS.map((method) => row(method, people, records));
  const ahead = (list) => difference(list, 'recommender', 'decayed frequency');
  const [low, high] = interval(people, ahead);
  const origin = real ? `${folder}/orders.csv` : `made-up customers (seed ${seed}): no real orders are at hand`;
  const report = [
    `${people.length} people, ${records.length / METHODS.length} visits, from the 4th of each on; ${origin}.`,
    '',
    table(['method', 'top-1', 'top-3', 'log loss', 'better / equal / worse than global', 'worst drop'], rows),
    '',
    `Recommender over decayed frequency: ${points(ahead(people))} points of top-1, 95 % from ${points(low)} to ${points(high)}; ${ms.toFixed(2)} ms a visit for all methods.`,
  ].join('\n');
  return { report, people, goals: goals(people, real) };
}

function personsOf(records) {
  const people = new Map();
  for (const { person, method, ...scores } of records) {
    const one = people.get(person) ?? {
      person,
      visits: 0,
      ...Object.fromEntries(METHODS.map((name) => [name, { right: 0, top3: 0, loss: 0 }])),
    };
    people.set(person, one);
    if (method === METHODS[0]) one.visits++;
    for (const [key, value] of Object.entries(scores)) one[method][key] += value;
  }
  return [...people.values()];
}

/** Over visits, of all people together. */
const share = (people, method, key) =>
  people.reduce((sum, one) => sum + one[method][key], 0) / people.reduce((sum, { visits }) => sum + visits, 0);
const difference = (people, method, other) => share(people, method, 'right') - share(people, other, 'right');

function row(method, people) {
  const changes = people.map((one) => (one[method].right - one.global.right) / one.visits);
  const count = (fits) => changes.filter(fits).length;
  return [
    ...[method, percent(share(people, method, 'right')), percent(share(people, method, 'top3'))],
    ...[
      share(people, method, 'loss').toFixed(3),
      `${count((one) => one > 0)} / ${count((one) => one === 0)} / ${count((one) => one < 0)}`,
    ],
    points(Math.min(0, ...changes)),
  ];
}

function goals(people) {
  const text = (value) => `${points(value)} points`;
  const ahead = difference(people, 'recommender', 'decayed frequency');
  const global = difference(people, 'recommender', 'global');
  const stranger = difference(people, 'stranger’s history', 'global');
  const gain = mean(people.map((one) => (one.recommender.right - one.global.right) / one.visits));
  return [
    {
      goal: 'recommender at most a point behind decayed frequency',
      reached: text(ahead),
      met: ahead >= -0.01,
      must: true,
    },
    {
      goal: 'recommender ahead of the global model',
      reached: `${text(global)}; ${text(gain)} a person`,
      met: global > 0,
      must: true,
    },
    { goal: 'a stranger’s history is no help', reached: text(stranger), met: stranger <= 0.02, must: true },
  ];
}
