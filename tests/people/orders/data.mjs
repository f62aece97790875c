// Orders of people, in the format of tests/people/README.md.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'orders.csv';
/** Orders of one person within so long are one visit: whoever pays for friends orders "the same again". */
const VISIT_MS = 15 * 60_000;

export const hasOrders = (folder) => existsSync(join(folder, FILE));

/** { person, item, time } in order of time; `time` is local, as "2024-03-01T10:15:50". */
export function readOrders(folder) {
  const [header, ...rows] = readFileSync(join(folder, FILE), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const column = (...names) => {
    const place = header.findIndex((name) => names.includes(name.trim().toLowerCase()));
    if (place < 0) throw new Error(`${FILE} has no column ${names.join(' or ')}`);
    return place;
  };
  const [person, item, time] = [column('person', 'card'), column('item', 'coffee_name'), column('time', 'datetime')];
  return rows
    .filter((row) => row[person].trim() !== '')
    .map((row) => ({
      person: row[person].trim(),
      item: row[item].trim(),
      time: row[time].trim().replace(' ', 'T').slice(0, 19),
    }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** Visits by person, the first order of each. */
export function visitsOf(orders) {
  const people = new Map();
  for (const order of orders) {
    const visits = people.get(order.person) ?? [];
    people.set(order.person, visits);
    const clock = Date.parse(`${order.time}Z`);
    const last = visits.at(-1);
    if (last === undefined || clock - last.until > VISIT_MS)
      visits.push({ item: order.item, time: order.time, until: clock });
    else last.until = clock;
  }
  return new Map([...people].map(([person, visits]) => [person, visits.map(({ item, time }) => ({ item, time }))]));
}
