// What is measured, by the name that --workloads gives it.

import { firstUse } from './first-use.mjs';
import { growth } from './growth.mjs';
import { kernels } from './kernels.mjs';
import { load, memory, responsiveness, threads } from './page-figures.mjs';
import { median } from './rounds.mjs';

/** What takes longer is stopped: some libraries need minutes for one pass. */
const LIMIT_MS = 15_000;
const QUICK_LIMIT_MS = { w3: 2000 };

const OURS = ['attune', 'attune-fast'];
const TRAINERS = [...OURS, 'tfjs-wasm', 'jax-js', 'ort-training'];
const CLASSIFIERS = [...OURS, 'tfjs-wasm', 'jax-js', 'ort-infer'];

/** Name → one pass in the library's page. */
function contestants(run, names, pass, argument, options) {
  return new Map(
    run.libraries
      .filter((name) => names.includes(name))
      .map((name) => [name, async () => (await run.page(name, options)).evaluate(pass, argument)]),
  );
}

const rate = (passes) => Number(median(passes.map((pass) => pass.examplesPerSecond)).toPrecision(6));

async function training(run, workload, id = workload) {
  const limit = (run.quick && QUICK_LIMIT_MS[id]) || LIMIT_MS;
  const pass = ({ id, limit }) => globalThis.libraryPasses.train(id, limit);
  await run.measure(workload, contestants(run, TRAINERS, pass, { id, limit }), (passes) => ({
    examplesPerSecond: rate(passes),
    loss: passes[0].loss ?? null,
    ...(passes[0].partial ? { partial: true } : {}),
    ...(id === workload ? {} : { epochs: 10 }),
  }));
}

const neighborsRow = (how) => (passes) => ({
  ...{ how, queriesPerSecond: Number(median(passes.map((pass) => pass.queriesPerSecond)).toPrecision(6)) },
  ...{ loss: null, agreement: passes[0].agreement },
});

async function neighbors(run, workload) {
  const pass = ({ batched, limit }) => globalThis.libraryPasses.neighbors(batched, limit);
  const limit = run.quick ? 500 : 2000;
  const one = [{ batched: false, limit }, neighborsRow('one at a time')];
  const all = [{ batched: true, limit }, neighborsRow('batched')];
  await run.measure(workload, contestants(run, [...OURS, 'knn-classifier'], pass, one[0]), one[1]);
  await run.measure(workload, contestants(run, OURS, pass, all[0]), all[1]);
  if (run.libraries.includes('knn-classifier')) {
    run.missing.push({ workload, library: 'knn-classifier', why: 'batched: it answers one query a call' });
  }
  for (const [argument, row] of [one, all]) {
    await run.measure(workload, contestants(run, OURS, pass, argument, { worker: true }), (passes) => ({
      ...row(passes),
      through: 'worker',
    }));
  }
}

async function inference(run, workload) {
  const pass = ({ batch, samples }) => globalThis.libraryPasses.infer(batch, samples);
  for (const batch of [1, 32]) {
    const argument = { batch, samples: run.quick ? 5 : 15 };
    const row = (passes) => ({
      ...{ batch, milliseconds: Number(median(passes.map((one) => one.milliseconds)).toPrecision(4)) },
      ...{ loss: null, first: passes[0].first },
    });
    await run.measure(workload, contestants(run, CLASSIFIERS, pass, argument), row);
    await run.measure(workload, contestants(run, OURS, pass, argument, { worker: true }), (passes) => ({
      ...row(passes),
      through: 'worker',
    }));
  }
}

export const FIGURES = {
  w1: training,
  w2: training,
  w3: training,
  async w4(run, workload) {
    await training(run, workload);
    if (!run.quick) await training(run, workload, 'w4-10-epochs');
  },
  w5: neighbors,
  w6: inference,
  w7: firstUse,
  kernels,
  memory,
  page: responsiveness,
  threads,
  load,
  growth,
};
