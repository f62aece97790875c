// The wasm core, compiled.

import { AttuneError } from '../errors.js';

/** (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)): valid where fixed-width SIMD is known. */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

/**
 * @param hex two digits a byte
 * @throws AttuneError `unsupported-browser` without WebAssembly SIMD (before Chrome 91, Firefox 89, Safari 16.4), and
 *   where the page forbids WebAssembly
 */
export async function compileHex(hex: string): Promise<WebAssembly.Module> {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(new Uint8Array(SIMD_PROBE))) {
    throw new AttuneError('unsupported-browser', 'this browser has no WebAssembly with SIMD', {
      hint: 'Chrome 91, Firefox 89 and Safari 16.4 were the first to have it',
    });
  }
  try {
    return await WebAssembly.compile(fromHex(hex));
  } catch (cause) {
    throw new AttuneError('unsupported-browser', `the core could not be compiled: ${String(cause)}`, {
      hint: "the page's Content-Security-Policy must allow `script-src 'wasm-unsafe-eval'`",
      cause,
    });
  }
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = (digit(hex.charCodeAt(2 * index)) << 4) | digit(hex.charCodeAt(2 * index + 1));
  }
  return bytes;
}

/** '0' is 48 and 'a' is 97. */
function digit(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
