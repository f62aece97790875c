// The wasm core, compiled.

import { AttuneError } from '../errors.js';
import { nameOf } from '../inputs/feature-input.js';
import { requireWebAssembly } from './platform.js';

/**
 * @param hex two digits a byte
 * @throws AttuneError `unsupported-browser` without all of WebAssembly that is needed, and where the page forbids it
 */
export function compileHex(hex: string): Promise<WebAssembly.Module> {
  return compiled(() => WebAssembly.compile(fromHex(hex)));
}

/**
 * @param wasm a Module, or bytes
 * @throws AttuneError `invalid-parameter` when it is neither; `unsupported-browser` as {@link compileHex} does
 */
export async function compileGiven(wasm: object): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm)) {
    return compiled(() => WebAssembly.compile(wasm as ArrayBuffer));
  }
  throw new AttuneError('invalid-parameter', `wasm is neither bytes nor a WebAssembly.Module but ${nameOf(wasm)}`);
}

/**
 * A file of the core; compiled while it arrives, where the server gives it its type.
 *
 * @throws AttuneError `network` when it cannot be fetched
 * @throws AttuneError `unsupported-browser` as {@link compileHex} does
 */
export async function compileFile(url: string | URL): Promise<WebAssembly.Module> {
  requireWebAssembly(); // before anything is downloaded
  const file = await fetched(url);
  const streams = file.headers.get('content-type')?.startsWith('application/wasm') === true;
  if (streams) return compiled(() => WebAssembly.compileStreaming(file));
  const bytes = await file.arrayBuffer();
  return compiled(() => WebAssembly.compile(bytes));
}

async function compiled(compile: () => Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  requireWebAssembly();
  try {
    return await compile();
  } catch (cause) {
    throw new AttuneError('unsupported-browser', `the core could not be compiled: ${String(cause)}`, {
      hint: "the page's Content-Security-Policy must allow `script-src 'wasm-unsafe-eval'`",
      cause,
    });
  }
}

async function fetched(url: string | URL): Promise<Response> {
  const hint = 'the file comes with the package, as attune/core.wasm; createRuntime({ wasmUrl }) says where it lies';
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new AttuneError('network', `${url} could not be fetched: ${String(cause)}`, { hint, cause });
  }
  if (response.ok) return response;
  throw new AttuneError('network', `${url} could not be fetched: status ${response.status}`, { hint });
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  // Newer browsers do it themselves, in 1 ms where the loop takes 20.
  const { fromHex: natively } = Uint8Array as { readonly fromHex?: (hex: string) => Uint8Array<ArrayBuffer> };
  if (natively !== undefined) return natively(hex);
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
