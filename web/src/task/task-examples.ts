// The sets of examples that an update is given.

import type { Engine, ExampleRole, TaskHandle } from '../engine/engine.js';
import { AttuneError } from '../errors.js';
import type { FeatureReader } from '../inputs/feature-reader.js';
import { type Examples, sendExamples } from '../model/examples.js';

const PURPOSE: Readonly<Record<ExampleRole, string>> = {
  training: 'to learn from',
  validation: 'for validation',
  replay: 'to replay',
  gate: 'for keepIfBetter',
};

/**
 * @internal Reads one set into the core.
 *
 * @param beginning the task that it belongs to, which may still be on its way
 * @param check     called before every example: throws to end the reading, answers a Promise to hold it
 * @throws AttuneError `bad-example` when there is none, and as `sendExamples()`
 */
export async function addExamples(
  examples: Examples<unknown>,
  reader: FeatureReader,
  role: ExampleRole,
  beginning: Promise<{ readonly engine: Engine; readonly task: TaskHandle }>,
  check: () => Promise<void> | undefined,
): Promise<void> {
  const add = async (block: Uint8Array<ArrayBuffer>): Promise<void> => {
    const { engine, task } = await beginning;
    await engine.addExamples(task, block, role);
  };
  const count = await sendExamples(examples, reader, add, { check });
  await beginning; // why there can be no update comes before what is wrong with its examples
  if (count === 0) throw new AttuneError('bad-example', `there are no examples ${PURPOSE[role]}`);
}
