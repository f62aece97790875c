// Runs one job in the page and leaves what it found as JSON in the DOM, where every driver can read it.
//
// A job is a module with `steps`: functions that are given a Test. Between two steps the page is reloaded, so a later step
// knows only what storage kept and what was told to remember(). No step may end without a check.

const job = location.pathname.split('/').at(-1);
const memory = JSON.parse(sessionStorage.getItem(job) ?? '{"step":0}');
const checks = [];
const facts = {};

/** What a step gets. */
const test = {
  /** Counts as passed or failed under a sentence that is to be true; `found` is shown if it is not. */
  check(sentence, passed, found) {
    checks.push({ sentence, passed: passed === true, found: found === undefined ? '' : show(found) });
  },
  /** Passed if the work is refused with that error: an AttuneError's code, or a platform error's name. */
  async refuses(sentence, code, work) {
    try {
      await work();
      this.check(sentence, false, 'it was not refused');
    } catch (error) {
      this.check(sentence, (error.code !== undefined && error.code === code) || error.name === code, error);
    }
  },
  /** A value for the next step. */
  remember: (key, value) => {
    memory[key] = value;
  },
  recall: (key) => memory[key],
  /** A value for the runner: compared between engines if it is called `bits`. */
  tell: (key, value) => {
    facts[key] = value;
  },
};

function show(value) {
  if (value instanceof Error) return `${value.code ?? value.name}: ${value.message}\n${value.stack ?? ''}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function finish(error) {
  if (error !== undefined) checks.push({ sentence: `${job} runs to its end`, passed: false, found: show(error) });
  const reload = error === undefined && memory.step < memory.steps;
  if (reload) sessionStorage.setItem(job, JSON.stringify(memory));
  else sessionStorage.removeItem(job);
  document.getElementById('result').textContent ||= JSON.stringify({ checks, facts, reload });
}

addEventListener('error', (event) => finish(event.error ?? event.message));
addEventListener('unhandledrejection', (event) => finish(event.reason));

try {
  const { steps } = await import(`/jobs/${job}.mjs`);
  const step = steps[memory.step];
  memory.steps = steps.length;
  memory.step += 1;
  await step(test);
  if (checks.length === 0) throw new Error(`step ${memory.step} asserts nothing`);
  finish();
} catch (error) {
  finish(error ?? new Error('something empty was thrown'));
}
