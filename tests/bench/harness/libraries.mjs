// The libraries by the names that the tables give them.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PACKAGE = ['attune', 'attune/*'];

/**
 * `script`: the page module with `open(options)` · `external`: what it imports from the server instead of having it bundled ·
 * `from`: the npm package that is measured, if it is not ours · `firstUse`: another script for w7
 */
export const LIBRARIES = {
  attune: {
    script: 'libraries/attune.mjs',
    firstUse: 'libraries/attune-first-use.mjs',
    external: PACKAGE,
    options: {},
  },
  'attune-fast': {
    script: 'libraries/attune.mjs',
    firstUse: 'libraries/attune-first-use.mjs',
    external: PACKAGE,
    options: { numerics: 'fast' },
    absent: () =>
      existsSync(join(root, 'dist/core-relaxed.wasm')) ? undefined : 'this build has no relaxed SIMD (numerics: fast)',
  },
  'tfjs-wasm': { script: 'libraries/tfjs.mjs', from: '@tensorflow/tfjs-core' },
  'jax-js': { script: 'libraries/jax.mjs', from: '@jax-js/jax' },
  'ort-training': { script: 'libraries/ort-training.mjs', from: 'onnxruntime-training' },
  'ort-infer': { script: 'libraries/ort-infer.mjs', from: 'onnxruntime-inference' },
  'knn-classifier': { script: 'libraries/knn-classifier.mjs', from: '@tensorflow-models/knn-classifier' },
};
