// The kernels alone, as a fraction of the multiply-adds that a thread can do: both builds, each against its own ceiling.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../web/scripts/run.mjs';
import { median } from './rounds.mjs';

const MODULES = { plain: 'build/wasm/bench/products.wasm', fast: 'build/wasm/bench/relaxed/products.wasm' };

export async function kernels(run) {
  const found = {};
  const page = await run.plainPage();
  for (const [build, file] of Object.entries(MODULES)) {
    if (!existsSync(join(root, file))) {
      run.missing.push({ workload: 'kernels', library: build, why: `there is no ${file}: npm run bench makes it` });
      continue;
    }
    run.server.files.set(`/${build}.wasm`, readFileSync(join(root, file)));
    found[build] = [];
  }
  for (let round = 0; round < run.rounds; round++) {
    for (const build of Object.keys(found)) {
      await run.probe();
      found[build].push(
        await page.evaluate(async (url) => (await import('/products.mjs')).products(url), `/${build}.wasm`),
      );
    }
  }
  await page.context().close();
  const { ceilings } = run;
  run.figures.kernels = Object.fromEntries(
    Object.entries(found).map(([build, rounds]) => [
      build,
      Object.fromEntries(
        Object.keys(rounds[0]).map((name) => {
          const rate = median(rounds.map((round) => round[name]));
          return [name, { gflops: Number(rate.toFixed(1)), ofCeiling: Number((rate / ceilings[build]).toFixed(2)) }];
        }),
      ),
    ]),
  );
}
