// attune convert: model file ⇄ model package.

import type { Command, Given } from '../command.js';
import type { Context } from '../context.js';
import { checkFree, formOf, loadModel, writeModel } from '../disk.js';
import { toJson } from '../json.js';

export const FORCE = { force: { type: 'boolean', short: 'f', help: 'replace what is there already' } } as const;

export const convert: Command = {
  name: 'convert',
  summary: 'Turns a model file into a model package, or back.',
  operands: '<model> <out>',
  count: [2, 2],
  options: FORCE,
  notes: `
The ending of <out> says what it becomes: .mlmodel, .mlpackage (a folder) or .zip (of a package).
A package whose weights lie in files of their own (an ML Program) cannot become an .mlmodel.`,
  run: (context, [from = '', to = ''], given) => rewrite(context, from, to, given),
};

export async function rewrite(context: Context, from: string, to: string, given: Given): Promise<number> {
  formOf(to);
  await checkFree(to, given.flag('force'));
  const model = await loadModel(context, from);
  try {
    const byteLength = await writeModel(model, to);
    context.out(given.flag('json') ? toJson({ out: to, byteLength }) : `wrote ${to} (${byteLength} bytes)\n`);
  } finally {
    model.dispose();
  }
  return 0;
}
