// The libraries by the names that the tables give them.

const PACKAGE = ['attune', 'attune/*'];
const OURS = {
  script: 'libraries/attune.mjs',
  firstUse: 'libraries/attune-first-use.mjs',
  external: PACKAGE,
};

/**
 * `script`: the page module with `open(options)` · `external`: what it imports from the server instead of having it bundled ·
 * `from`: the npm package that is measured, if it is not ours · `firstUse`: another script for w7 · `entries`: those of the package
 * that w7 tries
 */
export const LIBRARIES = {
  attune: { ...OURS, options: { numerics: 'exact' }, entries: ['attune', 'attune/slim', 'attune/external'] },
  'attune-fast': { ...OURS, options: { numerics: 'fast' }, entries: ['attune/external'] },
  'tfjs-wasm': { script: 'libraries/tfjs.mjs', from: '@tensorflow/tfjs-core' },
  'jax-js': { script: 'libraries/jax.mjs', from: '@jax-js/jax' },
  'ort-training': { script: 'libraries/ort-training.mjs', from: 'onnxruntime-training' },
  'ort-infer': { script: 'libraries/ort-infer.mjs', from: 'onnxruntime-inference' },
  'knn-classifier': { script: 'libraries/knn-classifier.mjs', from: '@tensorflow-models/knn-classifier' },
};
