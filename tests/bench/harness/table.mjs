// The tables: what `npm run bench` prints and what tests/bench/README.md holds.

import { flopsOfExample, TRAINING } from '../page/workloads.mjs';

const TITLES = {
  w1: 'w1 head 1280-10, SGD',
  w2: 'w2 MLP 1280-128-10, Adam',
  w3: 'w3 CNN, all layers, momentum',
  w4: 'w4 CNN, dense layers, momentum',
  w5: 'w5 nearest 5 of 10,000 × 128',
  w6: 'w6 CNN, prediction',
  w7: 'w7 cold page to first update',
};

const number = (value) =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toPrecision(3);

/** What a row belongs to: rows of one case are compared. */
const caseOf = ({ workload, how, batch, epochs, through }) =>
  [TITLES[workload], how, batch && `batch ${batch}`, epochs && `${epochs} epochs`, through && `through the ${through}`]
    .filter(Boolean)
    .join(', ');

const speedOf = ({ examplesPerSecond, queriesPerSecond, milliseconds }) =>
  examplesPerSecond ?? queriesPerSecond ?? 1000 / milliseconds;

function shown({ examplesPerSecond, queriesPerSecond, milliseconds }) {
  if (examplesPerSecond !== undefined) return `${number(examplesPerSecond)} ex/s`;
  if (queriesPerSecond !== undefined) return `${number(queriesPerSecond)} q/s`;
  return `${number(milliseconds)} ms`;
}

/** Share of the multiply-adds that one thread could have done in that time. */
function share({ workload, library, examplesPerSecond }, ceilings) {
  const ceiling = ceilings[library === 'attune' ? 'plain' : 'fast'] ?? ceilings.plain;
  if (examplesPerSecond === undefined || ceiling === undefined) return '';
  return ((examplesPerSecond * flopsOfExample(TRAINING[workload])) / (ceiling * 1e9)).toFixed(2);
}

/** Of each row its figure, and how many times as fast each of ours is. */
export function tableOf({ rows, ceilings }) {
  const head = ['workload', 'library', 'speed', 'attune is', 'attune-fast is', 'of ceiling', 'loss'];
  const body = rows.map((row) => {
    const peers = rows.filter((other) => caseOf(other) === caseOf(row));
    const times = (name) => {
      const own = peers.find(({ library }) => library === name);
      return own === undefined || own === row ? '' : `${number(speedOf(own) / speedOf(row))} ×`;
    };
    const speed = `${shown(row)}${row.partial ? ' (partial)' : ''}`;
    const loss = row.loss === null ? '' : row.loss.toFixed(5);
    return [caseOf(row), row.library, speed, times('attune'), times('attune-fast'), share(row, ceilings), loss];
  });
  return markdown(head, body);
}

/** Aligned, so that it reads well in a terminal too. */
export function markdown(head, body) {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => String(row[column]).length), 3));
  const line = (cells) => `| ${cells.map((cell, column) => String(cell).padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

export function printed(report) {
  const { machine, ceilings, versions, rows, missing } = report;
  const parts = [
    `${machine.processor}, ${machine.cores} cores, ${machine.gibibytes} GiB; Chromium ${machine.chromium}; ${report.date}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
  ];
  if (Object.keys(ceilings).length > 0) {
    const both = Object.entries(ceilings).map(([name, value]) => `${name} ${value.toFixed(1)}`);
    parts.push(`ceiling of multiply-adds, one thread, GFLOP/s: ${both.join(', ')}`);
  }
  if (rows.length > 0) parts.push('', tableOf(report));
  const sizes = rows.filter(({ bytes }) => bytes !== undefined);
  if (sizes.length > 0) {
    const head = ['w7', 'raw KB', 'gzip KB', 'brotli KB', 'ready ms', 'predicted ms', 'updated ms'];
    const body = sizes.map(({ library, bytes, ready, predicted, milliseconds }) => [
      library,
      ...[bytes.raw, bytes.gzip, bytes.brotli].map((size) => Math.round(size / 1000)),
      ...[ready, predicted, milliseconds],
    ]);
    parts.push('', markdown(head, body));
  }
  if (missing.length > 0) {
    parts.push('', 'Not measured:');
    for (const { workload, library, why } of missing)
      parts.push(`- ${[workload, library].filter(Boolean).join(' ')}: ${why}`);
  }
  return parts.join('\n');
}
