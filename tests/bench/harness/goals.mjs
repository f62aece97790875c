// What the project set out to reach, held against a run. A goal whose workload or library was not measured is left out.

const speedOf = ({ examplesPerSecond, queriesPerSecond, milliseconds }) =>
  examplesPerSecond ?? queriesPerSecond ?? 1000 / milliseconds;

/** [library of ours, workload and what tells its cases apart, the other library, times as fast at least] */
const TIMES = [
  ...ratios('w1', {}, { 'tfjs-wasm': [10], 'jax-js': [5], 'ort-training': [2.5] }),
  ...ratios('w2', {}, { 'tfjs-wasm': [12, 9], 'jax-js': [4, 3], 'ort-training': [3, 2.2] }),
  ...ratios('w3', {}, { 'tfjs-wasm': [40], 'jax-js': [40], 'ort-training': [40] }),
  ...ratios('w4', { epochs: undefined }, { 'tfjs-wasm': [6], 'ort-training': [5] }),
  ...ratios('w4', { epochs: 10 }, { 'tfjs-wasm': [12] }),
  ...ratios('w5', { how: 'one at a time', through: undefined }, { 'knn-classifier': [10] }),
  ...ratios('w6', { batch: 1, through: undefined }, { 'ort-infer': [1] }),
  ...ratios('w6', { batch: 32, through: undefined }, { 'ort-infer': [1.3] }),
];

/** Of the fast build, and where it is asked for of the plain one. */
function ratios(workload, kind, peers) {
  return Object.entries(peers).flatMap(([peer, [fast, plain]]) => [
    { own: 'attune-fast', workload, kind, peer, least: fast },
    ...(plain === undefined ? [] : [{ own: 'attune', workload, kind, peer, least: plain }]),
  ]);
}

const most = (goal, limit, unit, found) =>
  found === undefined ? [] : [{ goal, wanted: `≤ ${limit} ${unit}`, found: `${found} ${unit}`, met: found <= limit }];
const least = (goal, limit, found) =>
  found === undefined ? [] : [{ goal, wanted: `≥ ${limit}`, found: found.toFixed(2), met: found >= limit }];

export function goalsOf({ rows, figures }) {
  const rowOf = (library, workload, kind) =>
    rows.find(
      (row) =>
        row.library === library &&
        row.workload === workload &&
        Object.entries(kind).every(([key, value]) => row[key] === value),
    );
  const goals = TIMES.flatMap(({ own, workload, kind, peer, least }) => {
    const [ours, theirs] = [rowOf(own, workload, kind), rowOf(peer, workload, kind)];
    if (ours === undefined || theirs === undefined) return [];
    const times = speedOf(ours) / speedOf(theirs);
    const words = Object.values(kind).filter(Boolean).join(' ');
    return {
      goal: [workload, words, `${own} against ${peer}`].filter(Boolean).join(' '),
      ...{ wanted: `≥ ${least} ×`, found: `${times.toFixed(1)} ×`, met: times >= least },
    };
  });
  // One query a call is all that the knn-classifier takes.
  const [batch, single] = [
    rowOf('attune-fast', 'w5', { how: 'batched', through: undefined }),
    rowOf('knn-classifier', 'w5', {}),
  ];
  if (batch !== undefined && single !== undefined) {
    const times = batch.queriesPerSecond / single.queriesPerSecond;
    goals.push({
      ...{ goal: 'w5 batched attune-fast against knn-classifier', wanted: '≥ 40 ×' },
      ...{ found: `${times.toFixed(1)} ×`, met: times >= 40 },
    });
  }
  for (const row of rows.filter(({ workload, library }) => workload === 'w7' && library.startsWith('attune')))
    goals.push(...most(`w7 cold page to first update, ${row.library}, ${row.entry}`, 60, 'ms', row.milliseconds));
  const { memory, page, threads, load, kernels = {} } = figures;
  for (const [build, products] of Object.entries(kernels)) {
    for (const [name, { ofCeiling }] of Object.entries(products)) {
      const limit = name.startsWith('512') ? 0.8 : name.startsWith('w1') ? 0.3 : 0.65;
      goals.push(...least(`${name}, ${build} build, of ceiling`, limit, ofCeiling));
    }
  }
  for (const workload of ['w2', 'w3']) {
    const row = rowOf('attune-fast', workload, {});
    goals.push(...least(`${workload} whole step, attune-fast, of ceiling`, 0.5, row?.ofCeiling));
  }
  goals.push(...least('two threads against one, w3', 1.5, threads?.w3.times));
  goals.push(...most('memory above an empty page, w2', 40, 'MiB', memory?.attune));
  goals.push(...most('longest block of the page while it updates', 10, 'ms', page?.updatingBlock));
  goals.push(...most('cancel() to its end, the longest', 50, 'ms', page?.cancelWorst));
  goals.push(...most(`a model of ${load?.megabytes} MB loads`, 150, 'ms', load?.milliseconds));
  goals.push(...most('its peak, in sizes of the file', 2.2, '×', load?.peakSizes));
  return goals;
}
