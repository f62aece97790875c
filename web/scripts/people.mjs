// npm run people: makes what is missing, then the protocol over people. Options: tests/people/README.md.

import { make } from './make.mjs';
import { main, must } from './run.mjs';

main(async () => {
  await make('package');
  await must('people', process.execPath, ['tests/people/run.mjs', ...process.argv.slice(2)], { live: true });
});
