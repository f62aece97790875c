// The tables: what `npm run bench` prints and what tests/bench/README.md holds.

import { goalsOf } from './goals.mjs';

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

const named = ({ library, entry }) => (entry?.includes('/') ? `${library}, ${entry}` : library);

/** What a row belongs to: rows of one case are compared. */
const caseOf = ({ workload, how, batch, epochs, through }) =>
  [TITLES[workload], how, batch && `batch ${batch}`, epochs && `${epochs} epochs`, through && `through the ${through}`]
    .filter(Boolean)
    .join(', ');

const speedOf = ({ examplesPerSecond, queriesPerSecond, milliseconds }) =>
  examplesPerSecond ?? queriesPerSecond ?? 1000 / milliseconds;

function shown({ examplesPerSecond, queriesPerSecond, milliseconds, partial }) {
  if (examplesPerSecond !== undefined) return `${number(examplesPerSecond)}${partial ? ' ex/s (stopped)' : ' ex/s'}`;
  if (queriesPerSecond !== undefined) return `${number(queriesPerSecond)} q/s`;
  return `${number(milliseconds)} ms`;
}

const share = ({ ofCeiling }) => (ofCeiling === undefined ? '' : ofCeiling.toFixed(2));

const PEERS = ['tfjs-wasm', 'jax-js', 'ort-training', 'ort-infer', 'knn-classifier'];

/** A line a case. Of other libraries also how many times as fast Attune is: the plain build, then the fast one. */
export function tableOf({ rows }) {
  const cases = [...new Set(rows.map(caseOf))];
  const body = cases.map((title) => {
    const row = (library) => rows.find((one) => caseOf(one) === title && one.library === library);
    const ours = ['attune', 'attune-fast'].map(row);
    const peers = PEERS.map(row);
    const times = (peer) =>
      ours
        .filter(Boolean)
        .map((own) => `${number(speedOf(own) / speedOf(peer))} ×`)
        .join(' · ');
    return [
      title,
      ...ours.map((own) => (own === undefined ? '' : shown(own))),
      ours
        .map((own) => own && share(own))
        .filter(Boolean)
        .join(' · '),
      ...peers.map((peer) => (peer === undefined ? '' : `${shown(peer)}: ${times(peer)}`)),
      losses(rows.filter((one) => caseOf(one) === title)),
    ];
  });
  const head = ['workload', 'attune', 'attune-fast', 'of ceiling', ...PEERS, 'loss'];
  const used = head.map((_, column) => column === 0 || body.some((cells) => cells[column] !== ''));
  const kept = (cells) => cells.filter((_, column) => used[column]);
  return markdown(kept(head), body.map(kept));
}

/** Each loss once, with the libraries that came to another than the first. */
function losses(rows) {
  const found = new Map();
  for (const { library, loss } of rows.filter((row) => typeof row.loss === 'number')) {
    found.set(loss.toFixed(5), [...(found.get(loss.toFixed(5)) ?? []), library]);
  }
  return [...found].map(([loss, names], place) => (place === 0 ? loss : `${names.join(', ')} ${loss}`)).join('; ');
}

/** Aligned, so that it reads well in a terminal too. */
export function markdown(head, body) {
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => String(row[column]).length), 3));
  const line = (cells) => `| ${cells.map((cell, column) => String(cell).padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** What a page notices beside the speed, a line each. */
function pageLines({ memory, page, threads, load }) {
  const lines = [];
  if (memory !== undefined) {
    const { empty, ...above } = memory;
    const each = Object.entries(above).map(([name, mebibytes]) => `${name} ${mebibytes}`);
    lines.push(`Memory while w2 trains, MiB above the ${empty} of an empty page: ${each.join(' · ')}`);
  }
  if (page !== undefined) {
    const { idleBlock, updatingBlock, cancelMedian, cancelWorst } = page;
    lines.push(`Longest block of the page: ${updatingBlock} ms while w3 trains, ${idleBlock} ms when nothing does`);
    lines.push(`cancel() to its end: ${cancelMedian} ms, at worst ${cancelWorst}`);
  }
  if (threads !== undefined) {
    const each = Object.entries(threads).map(
      ([workload, { one, two, times }]) => `${workload} ${number(two)} (${number(one)}): ${times} ×`,
    );
    lines.push(`Two threads (one), examples/s of whole updates and predictions, fast build: ${each.join(' · ')}`);
  }
  if (load !== undefined) {
    const { megabytes, milliseconds, peakSizes } = load;
    lines.push(`A model of ${megabytes} MB: loaded in ${milliseconds} ms, at its peak ${peakSizes} times its size`);
  }
  return lines.map((line) => `- ${line}`);
}

/** The kernels alone. */
function kernelTable(kernels) {
  const builds = Object.keys(kernels);
  const cell = (build, name) => {
    const { gflops, ofCeiling } = kernels[build][name];
    return `${gflops} (${ofCeiling.toFixed(2)})`;
  };
  const body = Object.keys(kernels[builds[0]]).map((name) => [name, ...builds.map((build) => cell(build, name))]);
  return markdown(['product, GFLOP/s (of ceiling)', ...builds], body);
}

export function printed(report) {
  const { machine, ceilings, versions, rows, figures, missing } = report;
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
    const body = sizes.map(({ library, entry, bytes, ready, predicted, milliseconds }) => [
      named({ library, entry }),
      ...[bytes.raw, bytes.gzip, bytes.brotli].map((size) => Math.round(size / 1000)),
      ...[ready, predicted, milliseconds],
    ]);
    parts.push('', markdown(head, body));
  }
  if (figures.kernels !== undefined && Object.keys(figures.kernels).length > 0)
    parts.push('', kernelTable(figures.kernels));
  const lines = pageLines(figures);
  if (lines.length > 0) parts.push('', ...lines);
  const goals = goalsOf(report);
  if (goals.length > 0) {
    const body = goals.map(({ goal, wanted, found, met }) => [goal, wanted, found, met ? 'met' : 'missed']);
    parts.push('', markdown(['goal', 'wanted', 'found', ''], body));
  }
  if (missing.length > 0) {
    parts.push('', 'Not measured:');
    for (const { workload, library, why } of missing)
      parts.push(`- ${[workload, library].filter(Boolean).join(' ')}: ${why}`);
  }
  return parts.join('\n');
}
