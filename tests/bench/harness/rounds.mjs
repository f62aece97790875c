// Round after round, each library in turn: what else runs on the machine meets them all alike, and the median is taken.

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * @param contestants name → a function that runs one pass
 * @param between     called before each round
 * @returns           name → { passes } without the first, which warms up; { failed } with the reason; a pass that was partial is
 *                    not repeated
 */
export async function interleaved(contestants, rounds, between) {
  const results = new Map();
  for (let round = 0; round <= rounds; round++) {
    await between();
    for (const [name, pass] of contestants) {
      const result = results.get(name) ?? { passes: [] };
      results.set(name, result);
      if (result.failed !== undefined || result.cold?.partial) continue;
      try {
        const done = await pass();
        if (round === 0) result.cold = done;
        if (round > 0 || done.partial) result.passes.push(done);
      } catch (error) {
        result.failed = reason(error);
      }
    }
  }
  return results;
}

/** The sentence that matters of what a page threw. */
export function reason(error) {
  const line = String(error.message ?? error)
    .split('\n')[0]
    .replace(/^page\.evaluate: /, '');
  if (/^\d+$/.test(line)) return 'it throws a C++ exception without a text';
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
