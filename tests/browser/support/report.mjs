// What the run prints: a table an engine, every failure with what was found, and one closing line.

export class Report {
  #passed = 0;
  #failed = 0;
  #notRun = [];
  /** engine → job → what the job told. */
  facts = new Map();

  begin(title) {
    console.log(`\n${title}`);
  }

  job(engine, job, { checks, facts }, elapsedMs) {
    this.facts.set(engine, { ...this.facts.get(engine), [job]: facts });
    const failures = checks.filter((check) => !check.passed);
    const count = `${checks.length - failures.length}/${checks.length}`;
    console.log(
      `  ${failures.length === 0 ? 'ok  ' : 'FAIL'} ${job.padEnd(40)} ${count.padStart(7)} ${(elapsedMs / 1000).toFixed(1).padStart(6)} s`,
    );
    this.#count(checks);
  }

  /** Checks that belong to no engine. */
  checks(title, checks) {
    console.log(`\n${title}`);
    for (const { passed, sentence } of checks) console.log(`  ${passed ? 'ok  ' : 'FAIL'} ${sentence}`);
    this.#count(checks);
  }

  /** An engine that is not there. */
  skip(engine, why) {
    this.say(engine, why);
    if (process.env.CI === 'true') {
      this.#failed += 1;
      console.log('  FAIL no engine may be skipped when CI=true');
    }
  }

  /** Anything that did not run, so that nobody takes its silence for success. */
  say(what, why) {
    this.#notRun.push(what);
    console.log(`\nSKIPPED: ${what}: ${why}`);
  }

  /** @returns the exit code */
  close() {
    const notRun = this.#notRun.length === 0 ? '' : `, NOT RUN: ${this.#notRun.join(', ')}`;
    console.log(`\n${this.#passed} passed, ${this.#failed} failed${notRun}`);
    return this.#failed > 0 || this.#passed === 0 ? 1 : 0;
  }

  #count(checks) {
    for (const { passed, sentence, found } of checks) {
      if (passed) this.#passed += 1;
      else {
        this.#failed += 1;
        console.log(`       ✗ ${sentence}${found ? `\n         ${found.trim().replaceAll('\n', '\n         ')}` : ''}`);
      }
    }
  }
}
