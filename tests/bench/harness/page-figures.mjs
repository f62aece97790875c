// Figures beside the speed: memory, what the page feels, large models.

import { forgetPeak, memoryOf, openPage, renderers } from './browser.mjs';
import { LIBRARIES } from './libraries.mjs';
import { median, reason } from './rounds.mjs';
import { openUnwatched } from './unwatched.mjs';

const TRAINERS = ['attune', 'attune-fast', 'tfjs-wasm', 'jax-js', 'ort-training'];
const rounded = (value) => Number(value.toFixed(1));

/** MiB that the page's process holds at most while w2 is trained, above what it holds for an empty page. */
export async function memory(run) {
  const peaks = async (work) => {
    const found = [];
    for (let round = 0; round < Math.min(run.rounds, 3); round++) {
      found.push(
        await run.apart(async (browser) => {
          await work(browser);
          return Math.max(...(await renderers(browser)).map(({ peak }) => peak));
        }),
      );
    }
    return median(found);
  };
  const empty = await peaks((browser) => openPage(browser, run.server.origin));
  run.figures.memory = { empty: rounded(empty) };
  for (const name of run.libraries.filter((one) => TRAINERS.includes(one))) {
    const { script, options } = LIBRARIES[name];
    try {
      const peak = await peaks(async (browser) => {
        const page = await openPage(browser, run.server.origin, { script: `/${script}`, options });
        await page.evaluate(() => globalThis.libraryPasses.train('w2', 15_000));
      });
      run.figures.memory[name] = rounded(peak - empty);
    } catch (error) {
      run.missing.push({ workload: 'memory', library: name, why: reason(error) });
    }
  }
}

/** What is promised: no block of the page above 10 ms, cancel within 50 ms. */
export async function responsiveness(run) {
  const page = await run.plainPage();
  const blocks = [];
  const cancelled = [];
  for (let round = 0; round < run.rounds; round++) {
    blocks.push(await page.evaluate(async () => (await import('/figures.mjs')).blocks()));
    for (const after of [20, 55, 90]) {
      cancelled.push(await page.evaluate(async (after) => (await import('/figures.mjs')).cancelling(after), after));
    }
  }
  await page.context().close();
  run.figures.page = {
    idleBlock: rounded(median(blocks.map(({ idle }) => idle))),
    updatingBlock: rounded(median(blocks.map(({ updating }) => updating))),
    cancelMedian: rounded(median(cancelled)),
    cancelWorst: rounded(Math.max(...cancelled)),
  };
}

/** Examples a second by one thread and by two, in a page that is cross-origin isolated. */
export async function threads(run) {
  const page = await run.plainPage('/isolated');
  const found = [];
  for (let round = 0; round < Math.min(run.rounds, 3); round++) {
    found.push(await page.evaluate(async () => (await import('/figures.mjs')).threads()));
  }
  await page.context().close();
  const of = (workload, figure) => median(found.map((round) => figure(round[workload])));
  run.figures.threads = Object.fromEntries(
    Object.keys(found[0]).map((workload) => [
      workload,
      {
        one: Math.round(of(workload, ({ one }) => one)),
        two: Math.round(of(workload, ({ two }) => two)),
        times: Number(of(workload, ({ one, two }) => two / one).toFixed(2)),
      },
    ]),
  );
}

/** A model of 21 MB: milliseconds to load it, and how much the process grows at most, in sizes of the file. */
export async function load(run) {
  const maker = await run.plainPage();
  const base64 = await maker.evaluate(async () => {
    const { large } = await import('/figures.mjs');
    const bytes = large();
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
      reader.readAsDataURL(new Blob([bytes]));
    });
  });
  await maker.context().close();
  const file = Buffer.from(base64, 'base64');
  run.server.files.set('/large.mlmodel', file);
  const found = [];
  for (let round = 0; round < run.rounds; round++) {
    let before;
    const { ended } = await unwatched(run.server, LOADING, {
      begins(browser) {
        before = browser.renderers().map(({ id }) => ({ id, ...memoryOf(id) }));
        for (const { id } of before) forgetPeak(id);
      },
      ended: (_, query) => ({
        milliseconds: Number(query.get('milliseconds')),
        growth: Math.max(...before.map(({ id, now }) => memoryOf(id).peak - now)),
      }),
    });
    found.push({ ...ended, sizes: (ended.growth * 2 ** 20) / file.length });
  }
  run.figures.load = {
    megabytes: rounded(file.length / 1e6),
    milliseconds: rounded(median(found.map(({ milliseconds }) => milliseconds))),
    peakSizes: Number(median(found.map(({ sizes }) => sizes)).toFixed(2)),
  };
}

const LOADING = `
import { loadLarge, warmUp } from '/figures.mjs';
await warmUp();
await fetch('/begins');
await fetch('/ended?milliseconds=' + await loadLarge());
`;

/** Runs a module in a page of its own, which asks for these paths as it goes. @returns path → what was done then, once it ended */
async function unwatched({ origin, files, page }, module, steps) {
  let browser;
  const found = {};
  const ended = new Promise((resolve, reject) => {
    for (const [path, step] of Object.entries(steps)) {
      files.set(`/${path}`, (query) => {
        if (query.has('failed')) reject(new Error(query.get('failed')));
        found[path] = step(browser, query);
        if (path === 'ended') resolve(found);
        return Buffer.of();
      });
    }
  });
  files.set('/unwatched.html', page(module));
  browser = await openUnwatched(`${origin}/unwatched.html`);
  try {
    return await ended;
  } finally {
    await browser.close();
  }
}
