// Compares the kernels of matrix products and convolutions with sums in double, natively and in both builds for WebAssembly,
// and prints GFLOP/s. Takes Emscripten from build/toolchain.env.
//
//   node tests/bench/kernels/products.mjs [--times]

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const out = join(root, 'build/products');
mkdirSync(out, { recursive: true });
const toolchain = Object.fromEntries(
  [...readFileSync(join(root, 'build/toolchain.env'), 'utf8').matchAll(/^export (\w+)='(.*)'$/gm)].map(
    ([, name, value]) => [name, value],
  ),
);
const env = { ...process.env, ...toolchain };
const sources = ['gemm', 'tile', 'correlation', 'windows'].map((name) => join(root, `src/kernels/${name}.cpp`));
const common = ['-std=c++20', '-O3', '-ffp-contract=off', `-I${join(root, 'src')}`, ...sources];
const program = join(root, 'tests/bench/kernels/products.cpp');
const wasm = ['-msimd128', '-fwasm-exceptions', '-sENVIRONMENT=node', '-sALLOW_MEMORY_GROWTH=1', '-sEXIT_RUNTIME=1'];
const emscripten = join(toolchain.ATTUNE_EMSCRIPTEN_ROOT, 'em++');
const builds = [
  { name: 'native', compiler: 'c++', flags: [], file: 'native', run: [] },
  { name: 'wasm', compiler: emscripten, flags: wasm, file: 'plain.cjs', run: [process.execPath] },
  {
    name: 'wasm, relaxed SIMD',
    ...{ compiler: emscripten, flags: [...wasm, '-mrelaxed-simd'], file: 'relaxed.cjs' },
    run: [process.execPath, '--experimental-wasm-relaxed-simd'],
  },
];

for (const { name, compiler, flags, file, run } of builds) {
  console.log(name);
  const made = join(out, file);
  execFileSync(compiler, [...common, ...flags, program, '-o', made], { env, stdio: 'inherit' });
  // The optimising compiler at once: when it takes over by itself hangs on what else the machine does.
  const [command, ...before] = [...run, ...(run.length > 0 ? ['--no-liftoff', '--no-wasm-tier-up'] : []), made];
  const times = process.argv.includes('--times') ? ['times'] : [];
  execFileSync(command, [...before, ...times], { stdio: 'inherit' });
}
