// attune types: a model's features as TypeScript.

import { basename } from 'node:path';
import { typesOf } from '../../model/typescript.js';
import type { Command } from '../command.js';
import { UsageError } from '../context.js';
import { checkFree, loadModel, writeWhole } from '../disk.js';
import { toJson } from '../json.js';
import { FORCE } from './convert.js';

const ENTRIES = ['attune', 'attune/slim', 'attune/core', 'attune/external'];

export const types: Command = {
  name: 'types',
  summary: "Writes a typed TypeScript wrapper, as Xcode's generated class is.",
  operands: '<model>',
  count: [1, 1],
  options: {
    out: { type: 'string', short: 'o', value: '<file.ts>', help: 'where to write it; default: to standard output' },
    name: { type: 'string', value: '<Name>', help: "what to call the model; default: by the file's name" },
    entry: { type: 'string', value: '<entry>', help: `which entry it imports: ${ENTRIES.join(', ')}` },
    ...FORCE,
  },
  async run(context, [path = ''], given) {
    const entry = given.text('entry') ?? 'attune';
    if (!ENTRIES.includes(entry)) throw new UsageError(`--entry is one of ${ENTRIES.join(', ')}, got '${entry}'`);
    const name = given.text('name');
    if (name !== undefined && !/^[A-Za-z_$][\w$]*$/.test(name)) throw new UsageError(`'${name}' cannot name a type`);
    const out = given.text('out');
    if (out !== undefined) await checkFree(out, given.flag('force'));
    const model = await loadModel(context, path);
    try {
      const text = typesOf(model.description, { file: basename(path), name, entry });
      if (out !== undefined) await writeWhole(out, text);
      if (given.flag('json')) context.out(toJson(out === undefined ? { text } : { out }));
      else context.out(out === undefined ? text : `wrote ${out}\n`);
    } finally {
      model.dispose();
    }
    return 0;
  },
};
