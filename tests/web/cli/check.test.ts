import { describe, expect, it } from 'vitest';
import { runCli } from '../../../web/src/cli/run.js';
import type { Model } from '../../../web/src/model/model.js';
import type { ModelClass } from '../../../web/src/model/model-class.js';
import type { UpdatableReport } from '../../../web/src/model/updatable-report.js';
import { scratch } from '../support/cli.js';
import { inThread } from '../support/models.js';

const folder = scratch();

/** `attune …` on a model that gives such a report. */
async function withReport(
  command: string,
  report: Pick<UpdatableReport, 'updatable' | 'portable' | 'reasons'> & { readonly layers: readonly object[] },
  ...more: string[]
): Promise<{ code: number; out: string }> {
  let out = '';
  const model: Model = await inThread().load(1);
  Object.assign(model, { checkUpdatable: async () => report });
  const code = await runCli([command, folder.file('a.mlmodel', '1'), ...more], {
    Model: { load: async () => model } as unknown as ModelClass,
    out: (text) => {
      out += text;
    },
    err: () => {},
    isWatched: false,
    version: '',
  });
  return { code, out };
}

const layers = [
  { name: 'conv', kind: 'convolution', isUpdatable: false, why: 'it is not marked' },
  { name: 'dense', kind: 'innerProduct', isUpdatable: true, why: '' },
];

describe('a report of the core', () => {
  it('is what check prints: reasons with their hints, and a table of layers', async () => {
    const reasons = [
      { message: "layer 'conv' stops the gradient", layer: 'conv', hint: 'fold it' },
      { message: 'no loss' },
    ];
    const { code, out } = await withReport('check', { updatable: false, portable: false, reasons, layers });
    expect(code).toBe(1);
    expect(out).toBe(`not-updatable:
  layer 'conv' stops the gradient
    fold it
  no loss

Layers
  name   kind          isUpdatable  why
  conv   convolution                it is not marked
  dense  innerProduct  yes
`);
  });

  it('says when only Attune can train the model', async () => {
    const reasons = [{ message: 'its gradient passes a layer that Apple stops at' }];
    const report = { updatable: true, portable: false, reasons, layers: [] };
    const { code, out } = await withReport('check', report);
    expect(code).toBe(0);
    expect(out).toMatch(/^can be updated here, but not by Apple’s tools:\n {2}its gradient passes/);
    expect(JSON.parse((await withReport('check', report, '--json')).out)).toEqual(report);
  });

  it('gives inspect its layers', async () => {
    const report = { updatable: true, portable: true, reasons: [], layers };
    expect((await withReport('inspect', report)).out).toMatch(/\nLayers\n {2}name +kind +isUpdatable +why\n {2}conv /);
    expect(JSON.parse((await withReport('inspect', report, '--json')).out)).toMatchObject({ layers });
  });
});
