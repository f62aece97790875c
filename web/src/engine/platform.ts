// What the core needs of a browser, each asked for by a tiny module that is valid only where it is known.

import { AttuneError } from '../errors.js';

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];

/** Each: (module (func …)), with the function's own part after the type section. */
const PROBES = {
  // i32.const 0 · i8x16.splat · i8x16.popcnt
  'WebAssembly SIMD': [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
  // try · catch_all · end
  'WebAssembly exceptions': [1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11],
} as const;

/** Three splats · f32x4.relaxed_madd */
const RELAXED_SIMD = [
  ...[1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
];

/** @throws AttuneError `unsupported-browser` that names all that is missing */
export function requireWebAssembly(): void {
  const missing =
    typeof WebAssembly === 'undefined'
      ? ['WebAssembly']
      : Object.entries(PROBES).flatMap(([name, probe]) => (isValid(probe) ? [] : [name]));
  if (missing.length === 0) return;
  throw new AttuneError('unsupported-browser', `this browser has no ${missing.join(' and no ')}`, {
    hint: 'Chrome 95, Firefox 100 and Safari 16.4 were the first to have all that is needed',
  });
}

/** Whether core-relaxed.wasm can run here: Chrome 114, Firefox 145; not Safari, not Node 20. */
export function hasRelaxedSimd(): boolean {
  return typeof WebAssembly !== 'undefined' && isValid(RELAXED_SIMD);
}

/** Whether workers of this page may share memory. */
export function canShare(): boolean {
  return globalThis.crossOriginIsolated === true;
}

function isValid(probe: readonly number[]): boolean {
  return WebAssembly.validate(new Uint8Array([...HEADER, ...probe]));
}
