// w7: bytes that a page fetches before it can train, and how long that and the first update take in a browser that has just begun.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { openPage } from './browser.mjs';
import { LIBRARIES } from './libraries.mjs';
import { interleaved, median } from './rounds.mjs';

/** Not the library's. */
const OWN = new Set(['/', '/first-use.mjs', '/w1.mlmodel']);
const TRAINERS = ['attune', 'attune-fast', 'tfjs-wasm', 'jax-js', 'ort-training'];

export async function firstUse(run, workload) {
  const page = await run.plainPage();
  const model = await page.evaluate(async () => {
    const [{ trainable }, { TRAINING }] = await Promise.all([import('/models.mjs'), import('/passes.mjs')]);
    return [...trainable(TRAINING.w1)];
  });
  run.server.files.set('/w1.mlmodel', Buffer.from(model));

  const sizes = new Map();
  const contestants = new Map();
  for (const library of run.libraries.filter((name) => TRAINERS.includes(name))) {
    const { script, firstUse = script, options, entries = [undefined] } = LIBRARIES[library];
    for (const entry of entries) {
      const key = JSON.stringify({ library, entry });
      contestants.set(key, async () => {
        run.server.fetched.clear();
        const marks = await run.apart(async (browser) => {
          const page = await openPage(browser, run.server.origin);
          return page.evaluate(
            async ([script, options]) => (await import('/first-use.mjs')).firstUse(script, options),
            [`/${firstUse}`, { ...options, entry }],
          );
        });
        if (!sizes.has(key)) sizes.set(key, sizeOf(run.server.fetched));
        return marks;
      });
    }
  }
  const results = await interleaved(contestants, run.rounds, async () => {});
  for (const [key, { passes, failed }] of results) {
    const { library, entry } = JSON.parse(key);
    if (failed !== undefined) {
      run.missing.push({ workload, library, why: failed });
      continue;
    }
    const middle = (mark) => Number(median(passes.map((pass) => pass[mark])).toFixed(1));
    run.rows.push({
      ...{ workload, library, ...(entry === undefined ? {} : { entry }) },
      ...{ milliseconds: middle('updated'), ready: middle('ready'), predicted: middle('predicted') },
      ...{ loss: null, bytes: sizes.get(key), rounds: passes.length },
    });
  }
}

function sizeOf(fetched) {
  const sizes = { raw: 0, gzip: 0, brotli: 0 };
  for (const [path, bytes] of fetched) {
    if (OWN.has(path)) continue;
    sizes.raw += bytes.length;
    sizes.gzip += gzipSync(bytes, { level: 9 }).length;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    sizes.brotli += brotliCompressSync(bytes, { params }).length;
  }
  return sizes;
}
