// One run: a server, a browser, a page for each library, and all that was found.

import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { root } from '../../../web/scripts/run.mjs';
import { flopsOfExample, TRAINING } from '../page/workloads.mjs';
import { launch, openPage } from './browser.mjs';
import { LIBRARIES } from './libraries.mjs';
import { bundle, installPeers, versionOf } from './peers.mjs';
import { interleaved, median } from './rounds.mjs';
import { serve } from './server.mjs';

export class Run {
  #server;
  #browser;
  #pages = new Map();
  #modules;
  #prober;
  #ceilings = { plain: [], fast: [] };
  rows = [];
  /** Name of a figure → what it found, for all that is no row. */
  figures = {};
  /** What was not measured, and why. */
  missing = [];

  static async begin(options) {
    const run = new Run();
    Object.assign(run, options);
    const peers = run.libraries.some((name) => LIBRARIES[name].from !== undefined);
    run.#modules = peers ? await installPeers() : undefined;
    run.#server = await serve(run.#modules);
    run.#browser = await launch();
    try {
      await run.#bundle();
    } catch (error) {
      await run.end();
      throw error;
    }
    return run;
  }

  get browser() {
    return this.#browser;
  }

  get server() {
    return this.#server;
  }

  async #bundle() {
    const { files } = this.#server;
    for (const script of ['passes.mjs', 'first-use.mjs', 'products.mjs']) files.set(`/${script}`, await bundle(script));
    for (const script of ['models.mjs', 'figures.mjs']) {
      files.set(`/${script}`, await bundle(script, { external: ['attune', 'attune/*'] }));
    }
    for (const name of this.libraries) {
      const { script, firstUse = script, external } = LIBRARIES[name];
      for (const one of [script, firstUse]) {
        if (!files.has(`/${one}`)) files.set(`/${one}`, await bundle(one, { modules: this.#modules, external }));
      }
    }
  }

  /** The library's own page, opened when it is first needed. */
  page(name, options = {}) {
    const key = JSON.stringify([name, options]);
    if (!this.#pages.has(key)) {
      const library = { script: `/${LIBRARIES[name].script}`, options: { ...LIBRARIES[name].options, ...options } };
      const opening = openPage(this.#browser, this.#server.origin, library);
      opening.catch(() => {}); // said by whoever needs it
      this.#pages.set(key, opening);
    }
    return this.#pages.get(key);
  }

  /** A page without a library. @param path `/isolated` for one that may share memory with its workers */
  plainPage(path) {
    return openPage(this.#browser, this.#server.origin, undefined, path);
  }

  /** A browser of its own, closed afterwards: for what a used one would falsify. */
  async apart(use) {
    const browser = await launch();
    try {
      return await use(browser);
    } finally {
      await browser.close();
    }
  }

  /**
   * Rows of one workload.
   *
   * @param contestants names of libraries → a function that runs one pass
   * @param row         what the row says of the passes
   */
  async measure(workload, contestants, row) {
    const results = await interleaved(contestants, this.rounds, () => this.probe());
    for (const [name, { passes, cold, failed }] of results) {
      if (failed !== undefined) this.missing.push({ workload, library: name, why: failed });
      else this.rows.push({ workload, library: name, ...row(passes, cold), rounds: passes.length });
    }
  }

  /** Looks at the ceiling of multiply-adds at this moment. */
  async probe() {
    this.#prober ??= await this.plainPage();
    const found = await this.#prober.evaluate(async () => (await import('/passes.mjs')).Passes.ceiling());
    for (const [name, value] of Object.entries(found)) this.#ceilings[name].push(value);
  }

  /** GFLOP/s: `plain` of a multiply and an add, `fast` of fused ones. */
  get ceilings() {
    const entries = Object.entries(this.#ceilings).filter(([, values]) => values.length > 0);
    return Object.fromEntries(entries.map(([name, values]) => [name, median(values)]));
  }

  /** Which part of the multiply-adds that one thread could have done in that time. */
  #share({ workload, library, examplesPerSecond }) {
    const ceiling = this.ceilings[library === 'attune' ? 'plain' : 'fast'];
    if (examplesPerSecond === undefined || ceiling === undefined) return {};
    const flops = examplesPerSecond * flopsOfExample(TRAINING[workload]);
    return { ofCeiling: Number((flops / (ceiling * 1e9)).toFixed(3)) };
  }

  async end() {
    await this.#browser?.close();
    await this.#server?.close();
  }

  report() {
    const versions = Object.fromEntries(
      this.libraries
        .map((name) => [name, LIBRARIES[name].from])
        .filter(([, from]) => from !== undefined)
        .map(([name, from]) => [name, versionOf(this.#modules, from)]),
    );
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
    const [{ model }] = cpus();
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: {
        processor: model,
        cores: cpus().length,
        gibibytes: Math.round(totalmem() / 2 ** 30),
        linux: release(),
        chromium: this.#browser.version(),
      },
      versions: { attune: commit, ...versions },
      rounds: this.rounds,
      ceilings: this.ceilings,
      rows: this.rows.map((row) => ({ ...row, ...this.#share(row) })),
      figures: this.figures,
      missing: this.missing,
    };
  }
}
