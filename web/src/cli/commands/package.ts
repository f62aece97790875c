// attune package: Xcode's "update a model file to a model package".

import { basename } from 'node:path';
import type { Command } from '../command.js';
import { UsageError } from '../context.js';
import { formOf } from '../disk.js';
import { FORCE, rewrite } from './convert.js';

export const package_: Command = {
  name: 'package',
  summary: 'Updates a model file to a model package.',
  operands: '<model.mlmodel>',
  count: [1, 1],
  options: {
    out: { type: 'string', short: 'o', value: '<path>', help: 'default: the same name with .mlpackage, here' },
    ...FORCE,
  },
  notes: 'The ending of --out says what is written: .mlpackage (a folder) or .zip (of one).',
  async run(context, [from = ''], given) {
    const out = given.text('out') ?? `${basename(from).replace(/\.mlmodel$/i, '')}.mlpackage`;
    if (formOf(out) === 'mlmodel') throw new UsageError(`'${out}' is a model file, not a package`);
    return rewrite(context, from, out, given);
  },
};
