// Records of people, summed up a row a method and number of examples.

import { interval, mean, worstDecile } from './statistics.mjs';
import { percent, points, table } from './table.mjs';

/** One person's means over draws, before and after. */
export function byPerson(records, method, shots) {
  const base = new Map();
  const after = new Map();
  for (const record of records) {
    const into =
      record.method === 'base' ? base : record.method === method && record.shots === shots ? after : undefined;
    if (into !== undefined) into.set(record.person, [...(into.get(record.person) ?? []), record]);
  }
  return [...after].map(([person, rows]) => ({
    person,
    before: mean(base.get(person).map(({ accuracy }) => accuracy)),
    after: mean(rows.map(({ accuracy }) => accuracy)),
    ...Object.fromEntries(['ece', 'forgot', 'ms', 'bytes'].map((key) => [key, mean(rows.map((row) => row[key]))])),
    refused: mean(rows.map(({ refused }) => (refused ? 1 : 0))),
    eceBefore: mean(base.get(person).map(({ ece }) => ece)),
  }));
}

/** Errors of everybody together: the part of them that is gone. */
export const errorCut = (people) =>
  1 - mean(people.map(({ after }) => 1 - after)) / mean(people.map(({ before }) => 1 - before));

export function summarize(people) {
  const changes = people.map(({ before, after }) => after - before);
  return {
    people: people.length,
    accuracy: mean(people.map(({ after }) => after)),
    cut: errorCut(people),
    cutInterval: interval(people, errorCut),
    better: changes.filter((change) => change > 0).length,
    equal: changes.filter((change) => change === 0).length,
    worse: changes.filter((change) => change < 0).length,
    worstDrop: Math.min(0, ...changes),
    worstDecileBefore: worstDecile(people.map(({ before }) => before)),
    worstDecile: worstDecile(people.map(({ after }) => after)),
    ...Object.fromEntries(
      ['forgot', 'ece', 'eceBefore', 'ms', 'bytes', 'refused'].map((key) => [key, mean(people.map((one) => one[key]))]),
    ),
  };
}

const HEADER = [
  'k',
  'method',
  'accuracy',
  'errors cut',
  '95 %',
  'better / equal / worse',
  'worst drop',
  'worst decile',
];
const COSTS = ['forgot', 'calibration error', 'ms an example', 'KB', 'refused'];

export function summaryTable(records, { shots, methods }) {
  const base = byPerson(records, methods[0], shots[0]).map((one) => ({
    ...one,
    after: one.before,
    ece: one.eceBefore,
  }));
  const first = summarize(base);
  const rows = [
    [
      0,
      'base',
      percent(first.accuracy),
      '',
      '',
      '',
      '',
      percent(first.worstDecile),
      '',
      first.ece.toFixed(3),
      '',
      '',
      '',
    ],
  ];
  for (const k of shots) {
    for (const method of methods) {
      const one = summarize(byPerson(records, method, k));
      rows.push([
        ...[k, method, percent(one.accuracy), percent(one.cut)],
        `${percent(one.cutInterval[0], 0)} to ${percent(one.cutInterval[1], 0)}`,
        ...[`${one.better} / ${one.equal} / ${one.worse}`, points(one.worstDrop), percent(one.worstDecile)],
        ...[
          points(-one.forgot),
          one.ece.toFixed(3),
          one.ms.toFixed(1),
          (one.bytes / 1000).toFixed(1),
          percent(one.refused, 0),
        ],
      ]);
    }
  }
  return table([...HEADER, ...COSTS], rows);
}
