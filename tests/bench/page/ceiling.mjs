// The most multiply-adds that one thread of this browser does on this machine at this moment: twelve chains of 4-lane registers
// and no memory, in a wasm module that is written here byte by byte.

const CHAINS = 12;
const ITERATIONS = 20_000;
const F32 = 0x7d;
const I32 = 0x7f;
const V128 = 0x7b;
const simd = (opcode) => [0xfd, ...leb(opcode)];
const SPLAT = simd(0x13);
const EXTRACT_LANE_0 = [...simd(0x1f), 0];
const MUL = simd(0xe6);
const ADD = simd(0xe4);
const RELAXED_MADD = simd(0x105);
const get = (local) => [0x20, local];
const set = (local) => [0x21, local];

function leb(value) {
  const bytes = [];
  for (let rest = value; ; rest >>= 7) {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    if (rest <= 127) return bytes;
  }
}

const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];

/** Locals: 0 iterations, 1 factor, 2 summand, 3 and 4 the same as vectors, then the chains. */
function moduleOf(relaxed) {
  const chain = (index) => 5 + index;
  const chains = Array.from({ length: CHAINS }, (_, index) => chain(index));
  const step = (local) =>
    relaxed
      ? [...get(local), ...get(3), ...get(4), ...RELAXED_MADD, ...set(local)]
      : [...get(local), ...get(3), ...MUL, ...get(4), ...ADD, ...set(local)];
  const f32 = (value) => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)];
  const body = [
    ...[...get(1), ...SPLAT, ...set(3), ...get(2), ...SPLAT, ...set(4)],
    ...chains.flatMap((local) => [...f32(1 + local / 1000), ...SPLAT, ...set(local)]),
    ...[0x03, 0x40], // loop
    ...chains.flatMap(step),
    ...chains.flatMap(step),
    ...[...get(0), 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b], // until the count is down to 0
    ...get(chain(0)),
    ...chains.slice(1).flatMap((local) => [...get(local), ...ADD]),
    ...[...EXTRACT_LANE_0, 0x0b],
  ];
  const code = [1, ...leb(2 + CHAINS), V128, ...body];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, I32, F32, F32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]), // exported as f
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

const probes = new Map();

/** A probe, or undefined where the browser does not know the instructions. */
async function probeOf(relaxed) {
  if (!probes.has(relaxed)) {
    const bytes = moduleOf(relaxed);
    const run = WebAssembly.validate(bytes) ? (await WebAssembly.instantiate(bytes)).instance.exports.f : undefined;
    // Wasm moves to its faster tier between calls.
    for (let call = 0; call < 100 && run !== undefined; call++) run(ITERATIONS, 0.999999, 1e-7);
    probes.set(relaxed, run);
  }
  return probes.get(relaxed);
}

/** GFLOP/s of separate multiplies and adds (`plain`) and of fused ones (`fast`), each measured for some milliseconds. */
export async function ceiling(milliseconds = 60) {
  const measured = {};
  for (const [name, relaxed] of [
    ['plain', false],
    ['fast', true],
  ]) {
    const run = await probeOf(relaxed);
    if (run === undefined) continue;
    const begun = performance.now();
    let calls = 0;
    let passed = 0;
    for (; passed < milliseconds; passed = performance.now() - begun) {
      run(ITERATIONS, 0.999999, 1e-7);
      calls++;
    }
    measured[name] = (calls * ITERATIONS * 2 * CHAINS * 8) / (passed * 1e6);
  }
  return measured;
}
