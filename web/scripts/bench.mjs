// npm run bench: makes what is missing, then Attune beside other libraries in one Chromium. Options: tests/bench/README.md.

import { make, makeToolchain } from './make.mjs';
import { main, must } from './run.mjs';

main(async () => {
  await makeToolchain({ browsers: true });
  await make('package');
  await must('wasm: kernels alone', 'cmake', ['--build', '--preset', 'wasm', '--target', 'attune_bench']);
  await must('bench', process.execPath, ['tests/bench/run.mjs', ...process.argv.slice(2)], { live: true });
});
