// Verbs whose suites come with a later part of the work. Said plainly, and never counted as passed.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { main, must, root } from './run.mjs';

/** verb → what there is to run once it exists, and which part brings it. */
const LATER = {
  people: { entry: 'tests/people/run.mjs', part: 'part C' },
};

main(async () => {
  const [verb, ...rest] = process.argv.slice(2);
  const { entry, part } = LATER[verb];
  if (!existsSync(join(root, entry))) {
    console.error(`${verb} is not built yet: it comes with ${part} (${entry}).`);
    return 2;
  }
  await must(verb, process.execPath, [entry, ...rest], { live: true });
});
