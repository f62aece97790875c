// The five ways of README.md, word for word, with data of the test's own.

import { existsSync, readFileSync } from 'node:fs';
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';

const root = new URL('../../', import.meta.url);
const skipped = existsSync(new URL('dist/core.js', root))
  ? undefined
  : 'SKIPPED: there is no dist (npm run build makes it)';
if (skipped !== undefined) console.warn(skipped);

/** What README calls its files. */
const FILES: Record<string, string> = {
  '/drawings.mlmodel': 'drawing-classifier-updatable.mlmodel',
  '/sensor.mlmodel': 'keras-mlp-updatable.mlmodel',
  '/fixed.mlmodel': 'keras-mlp.mlmodel',
};
/** Node has no worker: the same API where it is called. */
const ENTRIES: Record<string, string> = { attune: 'core', 'attune/inputs': 'inputs', 'attune/build': 'build' };

const section = /## Five ways to use it\n(.*?)\n## /s.exec(readFileSync(new URL('README.md', root), 'utf8'))?.[1] ?? '';
const ways = [...section.matchAll(/\*\*(.+?)\*\*.*?```ts\n(.*?)```/gs)].map(([, name, code]) => ({ name, code }));

/** Runs one of them; answers with what it left under those names. */
async function run(way: string, given: Record<string, unknown>, answers: string[]): Promise<Record<string, never>> {
  const code = ways.find(({ name }) => name === way)?.code;
  if (code === undefined) throw new Error(`README has no way called '${way}'`);
  vi.stubGlobal('fetch', async (path: string) => {
    return new Response(readFileSync(new URL(`tests/models/${FILES[path]}`, root)));
  });
  const modules: Record<string, unknown> = {};
  const body = code.replaceAll(/^import (\{.*?\}) from '(.*?)';$/gm, (_, names: string, entry: string) => {
    modules[entry] = import(new URL(`dist/${ENTRIES[entry]}.js`, root).href);
    return `const ${names} = await modules['${entry}'];`;
  });
  const AsyncFunction = (async () => {}).constructor as new (
    ...text: string[]
  ) => (...given: unknown[]) => Promise<never>;
  const work = new AsyncFunction('modules', ...Object.keys(given), `${body}\nreturn { ${answers.join(', ')} };`);
  return work(modules, ...Object.values(given));
}

const strokes = (isStroke: (x: number, y: number) => boolean) => {
  const data = new Uint8ClampedArray(4 * 28 * 28).fill(255);
  for (let at = 0; at < 28 * 28; at++) if (!isStroke(at % 28, Math.floor(at / 28))) data.fill(0, 4 * at, 4 * at + 3);
  return { data, width: 28, height: 28 };
};
const upright = (shift: number) => strokes((x, y) => Math.abs(x - 14 - shift) < 2 && y > 3 && y < 24);
const level = (shift: number) => strokes((x, y) => Math.abs(y - 14 - shift) < 2 && x > 3 && x < 24);

const readings = Array.from({ length: 40 }, (_, row) => ({
  input1: Float64Array.from({ length: 3 }, (_, i) => ((row * 37 + i * 101) % 64) / 64),
  output1_true: Float64Array.from({ length: 5 }, (_, i) => ((row * 53 + i * 29) % 32) / 32),
}));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.skipIf(skipped !== undefined)('README', () => {
  it('has five ways', () => {
    expect(ways).toHaveLength(5);
  });

  it('a few drawings', async () => {
    const drawings = [-2, 0, 2].flatMap((shift) => [
      { canvas: upright(shift), emoji: '🌲' },
      { canvas: level(shift), emoji: '🌊' },
    ]);
    const found = await run("A few drawings of somebody's own.", { drawings, canvas: level(1) }, [
      'label',
      'labelProbs',
    ]);
    expect(found).toMatchObject({ label: '🌊' });
  });

  it('versions', async () => {
    const { versions } = await run('Versions, and a way back.', { readings }, ['versions']);
    expect((versions as unknown as { number: number; note: string }[]).map(({ number }) => number).sort()).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('a model that was never meant to learn', async () => {
    const found = await run('A model that was never meant to learn.', { readings }, ['last', 'curve', 'mine']);
    const { last, curve, mine } = found as unknown as { last: string; curve: number[]; mine: { description: object } };
    expect(last).toBe('dense_2');
    expect(curve.length).toBeGreaterThan(1);
    expect(curve.at(-1)).toBeLessThan(curve[0] as number);
    expect(mine.description).toMatchObject({ isUpdatable: true });
  });

  it('orders', async () => {
    const orders = Array.from({ length: 18 }, (_, day) => ({
      item: day % 2 === 0 ? 'mocha' : 'tea',
      time: `2026-03-${String(day + 1).padStart(2, '0')}T08:00`,
      weather: day % 2 === 0 ? 'rain' : 'sun',
    }));
    const { drink, chances } = await run('What somebody will order.', { orders }, ['drink', 'chances']);
    expect(drink).toBe('mocha');
    expect((chances as unknown as Record<string, number>).mocha).toBeGreaterThan(0.6);
  });

  it('a table', async () => {
    const header = [...[0, 1, 2].map((i) => `input1[${i}]`), ...[0, 1, 2, 3, 4].map((i) => `output1_true[${i}]`)];
    const csv = [header, ...readings.map((row) => [...row.input1, ...row.output1_true])]
      .map((row) => row.join())
      .join('\n');
    const found = await run('A table, and back to the phone.', { csv }, ['rows', 'regression', 'file']);
    const { rows, regression, file } = found as unknown as { rows: object[]; regression: object; file: Uint8Array };
    expect(rows).toHaveLength(40);
    expect(regression).toMatchObject({ meanSquaredError: expect.any(Number) });
    const original = readFileSync(new URL(`tests/models/${FILES['/sensor.mlmodel']}`, root));
    expect(file.length).toBe(original.length);
    expect(Buffer.from(file).equals(original)).toBe(false);
  });
});
