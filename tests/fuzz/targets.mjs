// What is fuzzed: one entry a target. The program is targets/<name>.cpp (libFuzzer) or targets/<name>.ts (Node).

/** Sources whose change makes earlier executions count for nothing. */
const CORE = ['proto', 'src/base', 'src/format', 'src/layers', 'src/models', 'src/neighbors', 'src/plan', 'src/task'];

/** `bytes`: of the largest input · `share`: how many executions npm test runs, always the same ones. */
export const TARGETS = [
  {
    name: 'model',
    what: 'model bytes: load, predict, evaluate, update, export, store',
    runner: 'core',
    sources: CORE,
    bytes: 16 << 10,
    share: 4_000,
  },
  {
    name: 'changes',
    what: 'every byte, every length, every four bytes of small models changed',
    runner: 'changes',
    sources: CORE,
    share: 4_000,
  },
  {
    name: 'weights',
    what: 'learned arrays in every encoding',
    runner: 'core',
    sources: ['src/base', 'src/format'],
    bytes: 1 << 10,
    share: 100_000,
  },
  { name: 'delta', what: 'a stored version', runner: 'core', sources: CORE, bytes: 8 << 10, share: 5_000 },
  { name: 'task', what: 'a stored update', runner: 'core', sources: CORE, bytes: 8 << 10, share: 10_000 },
  { name: 'block', what: 'examples sent to the core', runner: 'core', sources: CORE, bytes: 4 << 10, share: 8_000 },
  {
    name: 'package',
    what: 'model packages: the zip and its manifest',
    runner: 'web',
    sources: ['web/src/package'],
    share: 3_000,
  },
  {
    name: 'messages',
    what: 'messages to the worker, on the wasm core',
    runner: 'web',
    sources: ['web/src/engine', 'bindings', ...CORE],
    share: 2_000,
  },
  { name: 'records', what: 'what lies in the database', runner: 'web', sources: ['web/src/store'], share: 300 },
];
