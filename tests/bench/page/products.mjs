// Matrix products of the core's kernel alone, in the shapes that training asks for.

/** [rows, depth, columns], and which factor lies in memory with its rows and columns exchanged. */
export const PRODUCTS = {
  '512 × 512 × 512': [512, 512, 512],
  'w1 forward 32 × 1280 × 10': [32, 1280, 10, 0, 1],
  'w1 weights 10 × 32 × 1280': [10, 32, 1280, 1, 0],
  'w2 forward 32 × 1280 × 128': [32, 1280, 128, 0, 1],
  'w2 weights 128 × 32 × 1280': [128, 32, 1280, 1, 0],
  'w3 dense forward 32 × 1600 × 128': [32, 1600, 128, 0, 1],
  'w3 dense weights 128 × 32 × 1600': [128, 32, 1600, 1, 0],
  'w3 dense input 32 × 128 × 1600': [32, 128, 1600],
};

const modules = new Map();

async function moduleAt(url) {
  if (!modules.has(url)) {
    const nothing = new Proxy({}, { get: () => () => 0 });
    const imports = { env: nothing, wasi_snapshot_preview1: nothing };
    const { instance } = await WebAssembly.instantiateStreaming(fetch(url), imports);
    instance.exports._initialize?.();
    modules.set(url, instance.exports);
  }
  return modules.get(url);
}

/** GFLOP/s of each product, measured for some milliseconds. */
export async function products(url, milliseconds = 40) {
  const { prepare, product } = await moduleAt(url);
  const rates = {};
  for (const [name, [rows, depth, columns, left = 0, right = 0]] of Object.entries(PRODUCTS)) {
    prepare(rows, depth, columns, left, right);
    const flops = 2 * rows * depth * columns;
    const calls = Math.max(1, Math.round(2e7 / flops));
    let done = 0;
    let begun = 0;
    let passed = 0;
    // The first calls run in the engine's slower tier.
    for (let warm = true; warm || passed < milliseconds; ) {
      for (let call = 0; call < calls; call++) product();
      done += calls;
      passed = performance.now() - begun;
      if (warm && done * flops > 4e8) {
        warm = false;
        done = 0;
        passed = 0;
        begun = performance.now();
      }
    }
    rates[name] = (done * flops) / (passed * 1e6);
  }
  return rates;
}
